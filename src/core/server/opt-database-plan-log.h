/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-database.h"
#include "opt-plan.h"

G_BEGIN_DECLS

/**
 * OptPlanLogCount:
 * @kept: plans that are new
 * @known: that were taken before, or are older than plans are kept
 * @changed: of the new ones those of a shape that the statement had not had before
 * @returned: of the new ones those of a shape that it had had, and for a day had not
 * @elsewhere: of other databases, as the log says
 * @untold: without a statement, or without a time
 * @unread: whose statement does not parse; a log cuts what is long
 *
 * What came of the plans of a log.
 */
typedef struct
{
  guint kept;
  guint known;
  guint changed;
  guint returned;
  guint elsewhere;
  guint untold;
  guint unread;
} OptPlanLogCount;

gboolean opt_database_note_log_sync (OptDatabase *self,
                                     OptPlan *plan,
                                     OptPlanLogCount *count,
                                     GCancellable *cancellable,
                                     GError **error);
OptPlan *opt_database_read_log_sync (OptDatabase *self,
                                     char **name,
                                     gboolean *cut,
                                     GCancellable *cancellable,
                                     GError **error);
char *opt_plan_log_count_to_text (const OptPlanLogCount *self);

G_END_DECLS
