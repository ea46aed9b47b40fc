/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server-facts.h"
#include "opt-statement-item.h"

G_BEGIN_DECLS

/**
 * OptStatementFigures:
 *
 * All that was counted of a statement, each number with how it is known.
 */
#define OPT_TYPE_STATEMENT_FIGURES (opt_statement_figures_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementFigures, opt_statement_figures, OPT, STATEMENT_FIGURES, AdwBin)

GtkWidget *opt_statement_figures_new (void);

void opt_statement_figures_show (OptStatementFigures *self,
                                 OptStatementItem *item,
                                 OptServerFacts *facts);

G_END_DECLS
