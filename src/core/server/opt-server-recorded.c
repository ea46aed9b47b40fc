/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-past.h"
#include "opt-server-private.h"
#include "opt-server-record.h"
#include "opt-server-vitals.h"

/* The whole window in minutes, and the one that it begins within. */
#define POINTS_AT_MOST 20

/* Once there is a point that it comes before. */
static void
take_points (OptServer *self)
{
  if (self->recorded_points == NULL || opt_timeline_get_n_points (self->timeline) == 0)
    return;

  opt_timeline_prepend (self->timeline, self->recorded_points);
  g_clear_object (&self->recorded_points);
}

/* Where it can't be read, who records and who shows a range say so. */
static void
recalled (GObject *object, GAsyncResult *result, gpointer data)
{
  OptServer *self = OPT_SERVER (object);
  g_autoptr (OptHistoryRange) range = opt_server_get_range_finish (self, result, NULL);

  /* Another server may answer by now. */
  if (range == NULL || g_task_get_cancellable (G_TASK (result)) != self->recalling)
    return;

  self->recorded = g_steal_pointer (&range);
  self->recorded_points = opt_history_range_to_recent (self->recorded);
  take_points (self);
}

/* What is as old as the window is not shown any more. */
static void
forget_old (OptServer *self)
{
  if (self->recorded != NULL
      && opt_server_get_last_time (self) - self->recorded->end
             >= opt_timeline_get_span (self->timeline))
    {
      g_clear_pointer (&self->recorded, opt_history_range_free);
      g_clear_object (&self->recorded_points);
    }
}

/* After each read: with the first, asks for what was recorded in the window before it. */
void
opt_server_recall (OptServer *self)
{
  gint64 now = opt_server_get_last_time (self);
  OptHistoryRequest request = {
    .start = now - opt_timeline_get_span (self->timeline),
    .end = now,
    .n_points = POINTS_AT_MOST,
    .skip_blocking = TRUE,
    .skip_statements = TRUE,
  };

  if (self->recalling != NULL)
    {
      take_points (self);
      forget_old (self);
      return;
    }
  if (self->facts == NULL || now == 0)
    return;

  request.database = opt_server_facts_get_database_oid (self->facts);
  self->recalling = g_cancellable_new ();
  /* What another server left there is none of this one's. */
  if (opt_timeline_get_n_points (self->timeline) <= 1)
    opt_server_get_range_async (self, &request, self->recalling, recalled, NULL);
}

/* Another server, or another database, answers. */
void
opt_server_forget_recorded (OptServer *self)
{
  g_cancellable_cancel (self->recalling);
  g_clear_object (&self->recalling);
  g_clear_pointer (&self->recorded, opt_history_range_free);
  g_clear_object (&self->recorded_points);
}

/**
 * opt_server_get_recorded:
 * @self: a server
 *
 * Returns: (nullable) (transfer none): what was recorded of it in the window of time before it was
 *   watched here, but for the statements; %NULL where that is not known, or is out of the window by
 *   now
 */
const OptHistoryRange *
opt_server_get_recorded (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return self->recorded;
}
