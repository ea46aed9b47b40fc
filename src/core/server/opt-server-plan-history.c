/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-plan-history.h"

#include "opt-server-private.h"
#include "opt-worker.h"

/* What a thread needs to know. */
typedef struct
{
  char *server;
  guint32 database;
  char *sql;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->server);
  g_free (request->sql);
  g_free (request);
}

static void
list_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Request *request = data;
  GError *error = NULL;
  g_autoptr (OptPlanStore) store = opt_plan_store_open_beside_writer_sync (NULL, &error);
  GPtrArray *records = store != NULL
                           ? opt_plan_store_list_sync (store, request->server, request->database,
                                                       request->sql, &error)
                           : NULL;

  if (records == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  opt_plan_records_describe_changes (records);
  g_task_return_pointer (task, records, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * opt_server_list_plans_async:
 * @self: a server
 * @sql: a statement of its database, with literals or `$n`
 * @cancellable: (nullable): to give up
 * @callback: called when they were read
 * @user_data: for @callback
 *
 * Reads the plans that the statement had, and what changed from each to the next.
 */
void
opt_server_list_plans_async (OptServer *self,
                             const char *sql,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Request *request;
  const char *identifier;

  g_return_if_fail (OPT_IS_SERVER (self) && sql != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_server_list_plans_async);
  if (self->facts == NULL)
    {
      g_task_return_pointer (task,
                             g_ptr_array_new_with_free_func ((GDestroyNotify) opt_plan_record_free),
                             (GDestroyNotify) g_ptr_array_unref);
      return;
    }

  request = g_new0 (Request, 1);
  /* As opt_database_get_server_id() has it. */
  identifier = opt_server_facts_get_system_identifier (self->facts);
  request->server = g_strdup (identifier != NULL ? identifier : self->display);
  request->database = opt_server_facts_get_database_oid (self->facts);
  request->sql = g_strdup (sql);
  g_task_set_task_data (task, request, request_free);
  opt_worker_run (task, list_thread);
}

/**
 * opt_server_list_plans_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type OptPlanRecord) (nullable): them, the newest first
 */
GPtrArray *
opt_server_list_plans_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
