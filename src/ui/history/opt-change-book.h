/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit-change.h"
#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptChangeBook:
 *
 * The changes that were made on a server, read from the audit log anew each time that there is more
 * to be said: ::changed. It needs no connection.
 */
#define OPT_TYPE_CHANGE_BOOK (opt_change_book_get_type ())
G_DECLARE_FINAL_TYPE (OptChangeBook, opt_change_book, OPT, CHANGE_BOOK, GObject)

OptChangeBook *opt_change_book_new (void);

void opt_change_book_set_server (OptChangeBook *self, OptServer *server);
void opt_change_book_reload (OptChangeBook *self);

GPtrArray *opt_change_book_get_changes (OptChangeBook *self);
const GError *opt_change_book_get_error (OptChangeBook *self);
OptAuditChange *opt_change_book_find (OptChangeBook *self, const char *change_id);
OptAuditChange *opt_change_book_find_for (OptChangeBook *self, const char *recommendation_id);

G_END_DECLS
