/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-private.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"

/* Wraps work of the user's, so that it leaves word of the sandbox behind it. Held by the lane, and
 * by who waits for it. */
typedef struct
{
  grefcount ref_count; /* in the server's own thread only, as all but what is the worker's */

  OptDatabaseFunc func;
  gpointer data;
  GDestroyNotify free_data;
  GDestroyNotify free_result;
  OptServerLane lane;
  OptJob *job;
  GTask *task;

  /* The worker's, until it has ended: */
  gboolean begun;
  OptSandboxState *sandbox;
} Errand;

typedef struct
{
  gpointer result;
  GDestroyNotify free_result;
} Parcel;

static void
errand_unref (gpointer data)
{
  Errand *errand = data;

  if (!g_ref_count_dec (&errand->ref_count))
    return;

  if (errand->free_data != NULL && errand->data != NULL)
    errand->free_data (errand->data);
  g_clear_pointer (&errand->sandbox, opt_sandbox_state_unref);
  g_object_unref (errand->job);
  g_object_unref (errand->task);
  g_free (errand);
}

static void
parcel_free (gpointer data)
{
  Parcel *parcel = data;

  if (parcel->free_result != NULL && parcel->result != NULL)
    parcel->free_result (parcel->result);
  g_free (parcel);
}

/* In the lane's thread. */
static gpointer
run_errand (OptDatabase *database,
            gpointer data,
            const OptProgress *progress,
            GCancellable *cancellable,
            GError **error)
{
  Errand *errand = data;
  gpointer result;
  Parcel *parcel;

  errand->begun = TRUE;
  result = errand->func (database, errand->data, progress, cancellable, error);
  if (errand->lane == OPT_SERVER_LANE_WORK)
    errand->sandbox = opt_sandbox_state_new (database);
  if (result == NULL)
    return NULL;

  parcel = g_new0 (Parcel, 1);
  parcel->result = result;
  parcel->free_result = errand->free_result;

  return parcel;
}

static void
forget_job (OptServer *self, OptJob *job)
{
  guint position;

  if (self->jobs != NULL && g_list_store_find (self->jobs, job, &position))
    g_list_store_remove (self->jobs, position);
}

/* Before the one who waits hears of it: that the work is done, and what it left in the sandbox. */
static void
take_errand (OptServer *self, OptDatabaseLane *lane, const Errand *errand, const GError *error)
{
  forget_job (self, errand->job);
  /* A lane that was closed takes its sandbox with it. */
  if (errand->lane != OPT_SERVER_LANE_WORK || self->lanes[OPT_SERVER_LANE_WORK] != lane)
    return;

  /* So does one whose connection was lost, and could not be made anew. */
  if (errand->begun || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    opt_server_take_sandbox_state (self, errand->sandbox);
}

static void
errand_done (GObject *object, GAsyncResult *result, gpointer data)
{
  Errand *errand = data;
  OptServer *self = g_task_get_source_object (errand->task);
  g_autoptr (GError) error = NULL;
  Parcel *parcel = opt_database_lane_run_finish (OPT_DATABASE_LANE (object), result, &error);

  take_errand (self, OPT_DATABASE_LANE (object), errand, error);
  if (parcel != NULL)
    {
      g_task_return_pointer (errand->task, g_steal_pointer (&parcel->result), parcel->free_result);
      parcel_free (parcel);
    }
  else
    g_task_return_error (errand->task, g_steal_pointer (&error));
  errand_unref (errand);
}

/* A lane that was kept for a change's sake connects as it did then. */
static void
ensure_lane (OptServer *self, OptServerLane lane)
{
  OptDatabaseLane **place = &self->lanes[lane];

  if (*place != NULL && opt_database_lane_get_conninfo (*place) != self->conninfo
      && !opt_database_lane_is_busy (*place))
    {
      opt_database_lane_close (*place);
      g_clear_object (place);
    }
  if (*place == NULL)
    {
      *place = opt_database_lane_new (self->conninfo);
      opt_database_lane_set_sandbox (*place, self->sandbox_server);
    }
}

/**
 * opt_server_run_async:
 * @self: a server
 * @lane: in which of its threads
 * @job: (nullable): whom to tell the steps, and what cancels it
 * @func: the work
 * @data: (nullable): for @func
 * @free_data: (nullable): frees @data, in the server's own thread
 * @free_result: (nullable): frees a result that nobody took
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * Works on the server's database. The job is among opt_server_get_jobs() until it has ended.
 */
void
opt_server_run_async (OptServer *self,
                      OptServerLane lane,
                      OptJob *job,
                      OptDatabaseFunc func,
                      gpointer data,
                      GDestroyNotify free_data,
                      GDestroyNotify free_result,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  Errand *errand;

  g_return_if_fail (OPT_IS_SERVER (self));
  g_return_if_fail (job == NULL || OPT_IS_JOB (job));
  g_return_if_fail (func != NULL);

  ensure_lane (self, lane);

  errand = g_new0 (Errand, 1);
  g_ref_count_init (&errand->ref_count);
  errand->func = func;
  errand->data = data;
  errand->free_data = free_data;
  errand->free_result = free_result;
  errand->lane = lane;
  errand->job = job != NULL ? g_object_ref (job) : opt_job_new (NULL);
  errand->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (errand->task, opt_server_run_async);
  if (job != NULL)
    g_list_store_append (self->jobs, job);

  g_ref_count_inc (&errand->ref_count);
  opt_database_lane_run_async (self->lanes[lane], errand->job, run_errand, errand, errand_unref,
                               parcel_free, errand_done, errand);
}

/**
 * opt_server_run_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what the work returned
 */
gpointer
opt_server_run_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
opt_server_close_lanes (OptServer *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (self->lanes); i++)
    {
      if (self->lanes[i] != NULL)
        opt_database_lane_close (self->lanes[i]);
      g_clear_object (&self->lanes[i]);
    }
  opt_server_take_sandbox_state (self, NULL);
}

void
opt_server_take_sandbox_state (OptServer *self, OptSandboxState *state)
{
  if (self->sandbox == state)
    return;

  g_clear_pointer (&self->sandbox, opt_sandbox_state_unref);
  self->sandbox = state != NULL ? opt_sandbox_state_ref (state) : NULL;
  g_object_notify (G_OBJECT (self), "sandbox");
}

/**
 * opt_server_get_sandbox:
 * @self: a server
 *
 * Returns: (transfer none) (nullable): what stands in its sandbox, as of the last work
 */
const OptSandboxState *
opt_server_get_sandbox (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return self->sandbox;
}

/**
 * opt_server_find_change:
 * @self: a server
 *
 * For who is about to disconnect, which cancels it.
 *
 * Returns: (transfer none) (nullable): a job that changes the server, if one runs or waits
 */
OptJob *
opt_server_find_change (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->jobs)); i++)
    {
      g_autoptr (OptJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), i);

      if (opt_job_get_writes (job))
        return job;
    }

  return NULL;
}

/**
 * opt_server_get_jobs:
 * @self: a server
 *
 * Returns: (transfer none) (element-type OptJob): what runs, or waits for its turn
 */
GListModel *
opt_server_get_jobs (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return G_LIST_MODEL (self->jobs);
}
