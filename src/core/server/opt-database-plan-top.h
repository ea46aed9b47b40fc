/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-database.h"
#include "opt-plan.h"

G_BEGIN_DECLS

/**
 * OptPlannedStatement:
 * @id: its queryid
 * @sql: with `$n`
 * @calls: how often it ran, as the server counted
 * @total_ms: how long that took
 * @plan: (nullable): its plan
 * @basis: (nullable): what that rests on
 * @reason: (nullable): why there is none
 * @next_step: (nullable): what could be done about that
 *
 * One of the statements that cost most, and its plan or why there is none.
 */
typedef struct
{
  char *id;
  char *sql;
  gint64 calls;
  double total_ms;
  OptPlan *plan;
  char *basis;
  char *reason;
  char *next_step;
} OptPlannedStatement;

GPtrArray *opt_database_plan_top_sync (OptDatabase *self,
                                       guint n,
                                       const OptProgress *progress,
                                       GCancellable *cancellable,
                                       GError **error);

G_END_DECLS
