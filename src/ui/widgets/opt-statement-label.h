/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OptStatementLabel:
 *
 * A statement in one line, the middle left out where there is no room for it, and its keywords
 * dimmed, for names tell statements apart. It asks for no room of its own.
 */
#define OPT_TYPE_STATEMENT_LABEL (opt_statement_label_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementLabel, opt_statement_label, OPT, STATEMENT_LABEL, GtkWidget)

GtkWidget *opt_statement_label_new (void);

const char *opt_statement_label_get_line (OptStatementLabel *self);
void opt_statement_label_set_line (OptStatementLabel *self, const char *line);
void opt_statement_label_set_mark (OptStatementLabel *self, const char *mark);

PangoAttrList *opt_statement_label_make_attributes (const char *line);

G_END_DECLS
