/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-page.h"

G_BEGIN_DECLS

/**
 * OptHistoryPage:
 *
 * The changes that were made on a server, from the audit log, which needs no connection.
 */
#define OPT_TYPE_HISTORY_PAGE (opt_history_page_get_type ())
G_DECLARE_FINAL_TYPE (OptHistoryPage, opt_history_page, OPT, HISTORY_PAGE, OptPage)

void opt_history_page_show_change (OptHistoryPage *self, const char *id);
void opt_history_page_ask_undo (OptHistoryPage *self, const char *id);

G_END_DECLS
