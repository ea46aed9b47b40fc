/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OptSqlView:
 *
 * SQL to be read, highlighted as light or dark wants it, with a button that copies it. It takes the
 * height that it needs, and does not scroll; of what is long it shows the beginning, until it is
 * asked for all.
 */
#define OPT_TYPE_SQL_VIEW (opt_sql_view_get_type ())
G_DECLARE_FINAL_TYPE (OptSqlView, opt_sql_view, OPT, SQL_VIEW, GtkWidget)

GtkWidget *opt_sql_view_new (void);

const char *opt_sql_view_get_sql (OptSqlView *self);
void opt_sql_view_set_sql (OptSqlView *self, const char *sql);

void opt_sql_view_clear_links (OptSqlView *self);
void opt_sql_view_add_link (OptSqlView *self, gsize start, gsize end);
void opt_sql_view_clear_marks (OptSqlView *self);
void opt_sql_view_add_mark (OptSqlView *self, gsize start, gsize end);

G_END_DECLS
