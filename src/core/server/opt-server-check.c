/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-check.h"

#include <glib/gi18n-lib.h>

#include "opt-database-lane.h"

static gpointer
check (OptDatabase *database,
       gpointer data,
       const OptProgress *progress,
       GCancellable *cancellable,
       GError **error)
{
  OptServerCheck *self;
  OptCatalog *catalog;

  opt_progress_report (progress, -1, -1, "%s", _ ("Looking at rights, extensions and settings"));
  catalog = opt_database_load_catalog_sync (database, cancellable, error);
  if (catalog == NULL)
    return NULL;

  self = g_new0 (OptServerCheck, 1);
  self->facts = g_object_ref (opt_database_get_facts (database));
  self->items = opt_preflight_run (self->facts, catalog);

  return self;
}

static void
checked (GObject *object, GAsyncResult *result, gpointer data)
{
  OptDatabaseLane *lane = OPT_DATABASE_LANE (object);
  g_autoptr (GTask) task = data;
  g_autoptr (GError) error = NULL;
  OptServerCheck *self = opt_database_lane_run_finish (lane, result, &error);

  opt_database_lane_close (lane);
  if (self != NULL)
    g_task_return_pointer (task, self, (GDestroyNotify) opt_server_check_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * opt_server_check_async:
 * @conninfo: where to connect
 * @job: (nullable): whom to tell the steps, and what cancels it
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * Connects, looks at all that the work needs, and disconnects. Nothing is changed.
 */
void
opt_server_check_async (OptConninfo *conninfo,
                        OptJob *job,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (OptDatabaseLane) lane = NULL;
  GTask *task;

  g_return_if_fail (conninfo != NULL);

  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, opt_server_check_async);
  lane = opt_database_lane_new (conninfo);
  opt_database_lane_run_async (lane, job, check, NULL, NULL, (GDestroyNotify) opt_server_check_free,
                               checked, task);
}

/**
 * opt_server_check_finish:
 * @result: what the callback was given
 * @error: return location for an error of connecting, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): what was found
 */
OptServerCheck *
opt_server_check_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * opt_server_check_free:
 * @self: (transfer full): what was found
 */
void
opt_server_check_free (OptServerCheck *self)
{
  g_return_if_fail (self != NULL);

  g_object_unref (self->facts);
  g_ptr_array_unref (self->items);
  g_free (self);
}
