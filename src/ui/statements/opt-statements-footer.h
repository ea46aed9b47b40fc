/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-range.h"

G_BEGIN_DECLS

/**
 * OptStatementsFooter:
 *
 * What a table of statements is about: the window of time, what it lacks, and which statements are
 * left out.
 */
#define OPT_TYPE_STATEMENTS_FOOTER (opt_statements_footer_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementsFooter, opt_statements_footer, OPT, STATEMENTS_FOOTER, GtkWidget)

GtkWidget *opt_statements_footer_new (void);

void opt_statements_footer_set_server (OptStatementsFooter *self, OptServer *server);
void opt_statements_footer_set_range (OptStatementsFooter *self, OptRange *range);
void opt_statements_footer_set_grouped (OptStatementsFooter *self, gboolean grouped);
void opt_statements_footer_set_no_share (OptStatementsFooter *self, const char *why);
void opt_statements_footer_update (OptStatementsFooter *self);

char *opt_statements_describe_window (OptServer *server, OptRange *range);
OptStatementList *opt_statements_find_list (OptServer *server, OptRange *range);

G_END_DECLS
