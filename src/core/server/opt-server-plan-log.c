/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-plan-log.h"

#include "opt-server-private.h"

typedef struct
{
  OptPlan *plan;
  gboolean is_unnamed_here;
} Request;

typedef struct
{
  OptPlanLogCount count;
  GPtrArray *events; /* of OptTimelineEvent */
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->events, g_ptr_array_unref);
  g_free (answer);
}

static void
request_free (gpointer data)
{
  Request *request = data;

  g_object_unref (request->plan);
  g_free (request);
}

static gpointer
note (OptDatabase *database,
      gpointer data,
      const OptProgress *progress,
      GCancellable *cancellable,
      GError **error)
{
  const Request *request = data;
  Answer *answer = g_new0 (Answer, 1);

  if (!opt_database_note_log_sync (database, request->plan, request->is_unnamed_here,
                                   &answer->count, cancellable, error))
    {
      answer_free (answer);
      return NULL;
    }
  answer->events = opt_database_take_events (database);

  return answer;
}

/**
 * opt_server_note_log_async:
 * @self: a server
 * @plan: the plans of its log
 * @is_unnamed_here: whether those are taken, too, of which the log does not tell the database
 * @job: (nullable): what cancels it
 * @callback: called when they are kept
 * @user_data: for @callback
 *
 * Keeps the plans of a log among those that their statements had: see opt_database_note_log_sync().
 */
void
opt_server_note_log_async (OptServer *self,
                           OptPlan *plan,
                           gboolean is_unnamed_here,
                           OptJob *job,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Request *request;

  g_return_if_fail (OPT_IS_SERVER (self) && OPT_IS_PLAN (plan));

  request = g_new0 (Request, 1);
  request->plan = g_object_ref (plan);
  request->is_unnamed_here = is_unnamed_here;
  opt_server_run_async (self, OPT_SERVER_LANE_INTERACTIVE, job, note, request, request_free,
                        answer_free, callback, user_data);
}

/**
 * opt_server_note_log_finish:
 * @self: a server
 * @result: what the callback was given
 * @count: (out caller-allocates): what came of them
 * @error: return location for an error
 *
 * Returns: %FALSE with an error
 */
gboolean
opt_server_note_log_finish (OptServer *self,
                            GAsyncResult *result,
                            OptPlanLogCount *count,
                            GError **error)
{
  Answer *answer = opt_server_run_finish (self, result, error);

  if (answer == NULL)
    return FALSE;

  *count = answer->count;
  opt_server_add_events (self, answer->events);
  answer_free (answer);

  return TRUE;
}
