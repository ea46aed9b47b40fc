/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-samples.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-server-private.h"
#include "opt-worker.h"

/* What a thread needs to know. */
typedef struct
{
  char *server;
  guint32 database;
  gint64 queryid;
  char *sql;           /* (nullable) of this statement only */
  char *place;         /* (nullable) of a saved connection; "": of one that is not saved */
  OptSampler *sampler; /* (nullable) to be stopped first */
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->server);
  g_free (request->place);
  g_free (request->sql);
  g_clear_object (&request->sampler);
  g_free (request);
}

/* As opt_database_get_server_id() has it. */
static const char *
get_server_id (OptServer *self)
{
  const char *identifier = opt_server_facts_get_system_identifier (self->facts);

  return identifier != NULL ? identifier : self->display;
}

static Request *
request_new (OptServer *self, guint32 database, gint64 queryid)
{
  Request *request = g_new0 (Request, 1);

  request->server = g_strdup (get_server_id (self));
  request->database = database;
  request->queryid = queryid;

  return request;
}

/* ---- Keeping --------------------------------------------------------------------------------- */

void
opt_server_samples_end (OptServer *self)
{
  if (self->sampler != NULL)
    opt_sampler_end (self->sampler);
  g_clear_object (&self->sampler);
}

static void
forgotten (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!opt_server_forget_samples_finish (OPT_SERVER (object), result, &error))
    opt_server_warn (OPT_SERVER (object), _ ("The values seen were not deleted: %s"),
                     error->message);
}

/* Where nothing is to be kept, nothing that was kept before is, either: once a connection, and
 * where there is none, what its name is known by. */
static void
forget_all (OptServer *self)
{
  if (self->facts != NULL && g_strcmp0 (self->forgotten, get_server_id (self)) == 0)
    return;

  g_free (self->forgotten);
  self->forgotten = self->facts != NULL ? g_strdup (get_server_id (self)) : NULL;
  opt_server_forget_place_async (self, forgotten, NULL);
  opt_server_samples_end (self);
}

void
opt_server_take_samples (OptServer *self, OptActivity *activity)
{
  if (self->facts == NULL)
    return;
  if (!self->keeps_values)
    {
      if (self->switched_off)
        forget_all (self);
      return;
    }

  if (self->sampler != NULL
      && g_strcmp0 (opt_sampler_get_server (self->sampler), get_server_id (self)) != 0)
    opt_server_samples_end (self);
  if (self->sampler == NULL)
    self->sampler = opt_sampler_new (NULL, self->saved ? self->name : NULL, get_server_id (self),
                                     self->facts);
  opt_sampler_take (self->sampler, activity, self->workload);
}

/**
 * opt_server_get_keeps_values:
 * @self: a server
 *
 * Returns: whether the values that sessions send are kept
 */
gboolean
opt_server_get_keeps_values (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), FALSE);

  return self->keeps_values;
}

/**
 * opt_server_set_keeps_values:
 * @self: a server
 * @keeps: whether to keep the values that sessions send; not where nobody said so
 *
 * Values seen are kept on this machine, for plans and trials. Switched off, nothing is kept, and
 * what was kept for it is deleted, but not what another saved connection to the same database
 * keeps. A saved connection need not be connected to for that; of another it is done when it is.
 */
void
opt_server_set_keeps_values (OptServer *self, gboolean keeps)
{
  g_return_if_fail (OPT_IS_SERVER (self));

  self->keeps_values = !!keeps;
  self->switched_off = !keeps;
  g_clear_pointer (&self->forgotten, g_free);
  g_clear_pointer (&self->values_problem, g_free);
  if (!keeps)
    forget_all (self);
}

/**
 * opt_server_suspend_values:
 * @self: a server
 * @reason: why it is not known whether values may be kept
 *
 * Keeps no value that is sent from now on, and deletes none that was kept, until
 * opt_server_set_keeps_values().
 */
void
opt_server_suspend_values (OptServer *self, const GError *reason)
{
  const char *next_step;

  g_return_if_fail (OPT_IS_SERVER (self) && reason != NULL);

  next_step = opt_error_get_next_step (reason);
  self->keeps_values = FALSE;
  self->switched_off = FALSE;
  g_free (self->values_problem);
  self->values_problem
      = g_strdup_printf (_ ("%s. None is kept, and none that was kept is deleted. %s"),
                         reason->message, next_step != NULL ? next_step : "");
  g_strchomp (self->values_problem);
  opt_server_samples_end (self);
  opt_server_warn (self, "%s", self->values_problem);
}

/**
 * opt_server_get_values_problem:
 * @self: a server
 *
 * Returns: (nullable) (transfer none): why it is not known whether values may be kept, what
 * follows, and what to do; %NULL where it is known
 */
const char *
opt_server_get_values_problem (OptServer *self)
{
  g_return_val_if_fail (OPT_IS_SERVER (self), NULL);

  return self->values_problem;
}

/* ---- Asking ---------------------------------------------------------------------------------- */

static void
list_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Request *request = data;
  GError *error = NULL;
  g_autoptr (OptSampleStore) store = opt_sample_store_open_sync (NULL, &error);
  GPtrArray *list = store != NULL
                        ? opt_sample_store_list_sync (store, request->server, request->database,
                                                      request->sql, request->queryid, &error)
                        : NULL;

  if (list != NULL)
    g_task_return_pointer (task, list, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
list_samples (OptServer *self,
              const char *sql,
              gint64 queryid,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Request *request;

  g_task_set_source_tag (task, list_samples);
  if (self->facts == NULL)
    {
      g_task_return_pointer (task,
                             g_ptr_array_new_with_free_func ((GDestroyNotify) opt_sample_free),
                             (GDestroyNotify) g_ptr_array_unref);
      return;
    }
  request = request_new (self, opt_server_facts_get_database_oid (self->facts), queryid);
  request->sql = g_strdup (sql);
  g_task_set_task_data (task, request, request_free);
  opt_worker_run (task, list_thread);
}

/**
 * opt_server_list_samples_async:
 * @self: a server
 * @queryid: a statement of its database
 * @cancellable: (nullable): to give up
 * @callback: called when they were read
 * @user_data: for @callback
 *
 * Reads the values that were seen for a statement.
 */
void
opt_server_list_samples_async (OptServer *self,
                               gint64 queryid,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (OPT_IS_SERVER (self));

  list_samples (self, NULL, queryid, cancellable, callback, user_data);
}

/**
 * opt_server_list_samples_of_text_async:
 * @self: a server
 * @sql: a statement of its database, as pg_stat_statements has it
 * @cancellable: (nullable): to give up
 * @callback: called when they were read
 * @user_data: for @callback
 *
 * As opt_server_list_samples_async(), whose end it shares, of a statement whose number is not
 * known.
 */
void
opt_server_list_samples_of_text_async (OptServer *self,
                                       const char *sql,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_return_if_fail (OPT_IS_SERVER (self) && sql != NULL);

  list_samples (self, sql, 0, cancellable, callback, user_data);
}

/**
 * opt_server_list_samples_finish:
 * @self: a server
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type OptSample): the values, those first that were
 *   seen most often
 */
GPtrArray *
opt_server_list_samples_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
forget (OptSampleStore *store, const Request *request, GError **error)
{
  if (request->place != NULL)
    return opt_sample_store_forget_place_sync (store, request->place, request->server,
                                               request->database, error);

  return opt_sample_store_forget_sync (store, request->server, request->database, request->queryid,
                                       error);
}

static void
forget_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Request *request = data;
  GError *error = NULL;
  g_autoptr (OptSampleStore) store = NULL;

  /* Else it might write once more what is deleted here. */
  if (request->sampler != NULL)
    opt_sampler_stop (request->sampler);
  store = opt_sample_store_open_sync (NULL, &error);
  if (store != NULL && forget (store, request, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * opt_server_forget_samples_async:
 * @self: a server that was connected to
 * @queryid: a statement of its database; 0: all of them
 * @callback: called when they are gone
 * @user_data: for @callback
 *
 * Deletes values that were seen. Where they are kept, those that come are.
 */
void
opt_server_forget_samples_async (OptServer *self,
                                 gint64 queryid,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Request *request;

  g_return_if_fail (OPT_IS_SERVER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, opt_server_forget_samples_async);
  if (self->facts == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  request = request_new (self, opt_server_facts_get_database_oid (self->facts), queryid);
  request->sampler = g_steal_pointer (&self->sampler);
  g_task_set_task_data (task, request, request_free);
  opt_worker_run (task, forget_thread);
}

/*
 * opt_server_forget_place_async:
 *
 * Deletes what was kept for this connection, whether or not it was connected to in this run; not
 * what another saved connection keeps. Ends with opt_server_forget_samples_finish().
 */
void
opt_server_forget_place_async (OptServer *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Request *request;

  g_task_set_source_tag (task, opt_server_forget_place_async);
  if (self->facts == NULL && !self->saved)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  request = g_new0 (Request, 1);
  request->place = g_strdup (self->saved ? self->name : "");
  if (self->facts != NULL)
    {
      request->server = g_strdup (get_server_id (self));
      request->database = opt_server_facts_get_database_oid (self->facts);
    }
  request->sampler = g_steal_pointer (&self->sampler);
  g_task_set_task_data (task, request, request_free);
  opt_worker_run (task, forget_thread);
}

/**
 * opt_server_forget_samples_finish:
 * @self: a server
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether they are gone
 */
gboolean
opt_server_forget_samples_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
