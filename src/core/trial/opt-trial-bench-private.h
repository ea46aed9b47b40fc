/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-trial-bench.h"

G_BEGIN_DECLS

/* Private to this folder. */

/**
 * OptTrialSide:
 *
 * What runs on one of the copies.
 */
typedef struct
{
  OptConnection *connection;
  const char *sql;
  double timeout_ms; /* as set there; 0 where none was */
} OptTrialSide;

/**
 * OptTrialRun:
 *
 * One statement on the bench.
 */
typedef struct
{
  const OptTrialBench *bench;
  OptTrialStatement *statement;
  GCancellable *cancellable;
  OptTrialSide baseline;
  OptTrialSide variant;
  double baseline_limit;
} OptTrialRun;

/* opt-trial-bench.c */
OptResult *opt_trial_run_execute_sync (const OptTrialRun *run,
                                       OptConnection *connection,
                                       const char *sql,
                                       const OptParams *params,
                                       OptQueryFlags flags,
                                       GError **error);

/* opt-trial-bench-check.c */
gboolean opt_trial_run_explain_sync (OptTrialRun *run, GError **error);
gboolean opt_trial_run_compare_rows_sync (OptTrialRun *run, GError **error);

G_END_DECLS
