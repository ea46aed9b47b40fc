/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-statement-list.h"

G_BEGIN_DECLS

/**
 * OptStatementAlike:
 *
 * Of a statement all that are alike, by who runs them where, and what each has of their time.
 * Hidden where there is no other.
 */
#define OPT_TYPE_STATEMENT_ALIKE (opt_statement_alike_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementAlike, opt_statement_alike, OPT, STATEMENT_ALIKE, AdwBin)

GtkWidget *opt_statement_alike_new (void);

void opt_statement_alike_show (OptStatementAlike *self,
                               OptStatementList *list,
                               OptStatementItem *item);

G_END_DECLS
