/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptStatementPlans:
 *
 * The plans that a statement had: since when, what they took, and what changed. ::read is emitted
 * with them when they were read.
 */
#define OPT_TYPE_STATEMENT_PLANS (opt_statement_plans_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementPlans, opt_statement_plans, OPT, STATEMENT_PLANS, AdwBin)

GtkWidget *opt_statement_plans_new (void);

void opt_statement_plans_show (OptStatementPlans *self, OptServer *server, const char *sql);

G_END_DECLS
