/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-range.h"

G_BEGIN_DECLS

/**
 * OptStatementDetail:
 *
 * All that is known of one statement: its SQL, its figures, its recent past, what is recommended
 * for it. What left the window of time is shown as it was seen last, and that is said.
 */
#define OPT_TYPE_STATEMENT_DETAIL (opt_statement_detail_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementDetail, opt_statement_detail, OPT, STATEMENT_DETAIL, GtkWidget)

GtkWidget *opt_statement_detail_new (void);

void opt_statement_detail_show (OptStatementDetail *self, OptServer *server, const char *id);
void opt_statement_detail_set_range (OptStatementDetail *self, OptRange *range);
void opt_statement_detail_set_active (OptStatementDetail *self, gboolean active);

const char *opt_statement_detail_get_id (OptStatementDetail *self);

G_END_DECLS
