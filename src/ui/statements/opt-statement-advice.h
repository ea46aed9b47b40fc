/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptStatementAdvice:
 *
 * What is recommended for one statement.
 */
#define OPT_TYPE_STATEMENT_ADVICE (opt_statement_advice_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementAdvice, opt_statement_advice, OPT, STATEMENT_ADVICE, AdwBin)

GtkWidget *opt_statement_advice_new (void);

void opt_statement_advice_show (OptStatementAdvice *self, OptServer *server, gint64 queryid);

G_END_DECLS
