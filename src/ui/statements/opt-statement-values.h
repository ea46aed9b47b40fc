/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptStatementValues:
 *
 * The values that sessions were seen to send for one statement, and whether they are kept.
 */
#define OPT_TYPE_STATEMENT_VALUES (opt_statement_values_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementValues, opt_statement_values, OPT, STATEMENT_VALUES, AdwBin)

GtkWidget *opt_statement_values_new (void);

void opt_statement_values_show (OptStatementValues *self, OptServer *server, gint64 queryid);

G_END_DECLS
