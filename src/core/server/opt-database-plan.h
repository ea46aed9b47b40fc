/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-database.h"
#include "opt-explain-values.h"
#include "opt-plan-options.h"
#include "opt-plan.h"

G_BEGIN_DECLS

/**
 * OptExplainMode:
 * @OPT_EXPLAIN_PLAN: plan it on the watched server; nothing is run
 * @OPT_EXPLAIN_ANALYZE_COPY: run it on a copy of its tables in the sandbox
 * @OPT_EXPLAIN_ANALYZE_HERE: run it on the watched server, in a read-only transaction with a
 *   timeout that is rolled back; only where the user asked for exactly that
 *
 * How a plan is got.
 */
typedef enum
{
  OPT_EXPLAIN_PLAN,
  OPT_EXPLAIN_ANALYZE_COPY,
  OPT_EXPLAIN_ANALYZE_HERE,
} OptExplainMode;

OptPlan *opt_database_explain_sync (OptDatabase *self,
                                    const char *sql,
                                    OptExplainMode mode,
                                    OptPlanOptions options,
                                    OptExplainValues *values,
                                    char **basis,
                                    const OptProgress *progress,
                                    GCancellable *cancellable,
                                    GError **error);

G_END_DECLS
