/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-store.h"

#include "opt-store-job.h"

/*
 * An SQLite file with a thread of its own. Whoever wants something of it hands the thread a job;
 * jobs run one after the other, in the order in which they were handed in.
 */
struct _OptStore
{
  GObject parent_instance;

  char *path;
  char *set_aside;
  OptStoreOwner *owner;
};

G_DEFINE_FINAL_TYPE (OptStore, opt_store, G_TYPE_OBJECT)

static void
opt_store_finalize (GObject *object)
{
  OptStore *self = OPT_STORE (object);

  opt_store_owner_stop (self->owner);
  g_free (self->path);
  g_free (self->set_aside);

  G_OBJECT_CLASS (opt_store_parent_class)->finalize (object);
}

static void
opt_store_class_init (OptStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_store_finalize;
}

static void
opt_store_init (OptStore *self)
{
  self->owner = opt_store_owner_start ();
}

typedef struct
{
  OptStoreFlags flags;
  const OptStoreSchema *schemas;
  gsize n_schemas;
} OpenWork;

static gboolean
run_open (OptStoreJob *job, OptStoreDatabase **database, GError **error)
{
  OpenWork *work = job->data;
  OptStore *self = job->store;

  *database = opt_store_database_open (self->path, work->flags, work->schemas, work->n_schemas,
                                       &self->set_aside, error);

  return *database != NULL;
}

static OptStoreJob *
make_open (const char *path, OptStoreFlags flags, const OptStoreSchema *schemas, gsize n_schemas)
{
  g_autoptr (OptStore) self = g_object_new (OPT_TYPE_STORE, NULL);
  OptStoreJob *job = opt_store_job_new (self, run_open);
  OpenWork *work = g_new (OpenWork, 1);

  self->path = g_strdup (path);
  work->flags = flags;
  work->schemas = schemas;
  work->n_schemas = n_schemas;
  job->data = work;
  job->destroy = g_free;

  return job;
}

/**
 * opt_store_open_sync:
 * @path: the file; it is made, for this user alone, if it is not there
 * @flags: how to open it
 * @schemas: (array length=n_schemas): the tables that are to be in it; static data
 * @n_schemas: how many
 * @error: return location for an error
 *
 * Opens a store and brings its tables up to date. A damaged file is set aside and a new one made:
 * see opt_store_get_set_aside(). One that a newer version wrote is refused as
 * %OPT_ERROR_UNSUPPORTED.
 *
 * The errors of this and the other calls: %OPT_ERROR_NO_SPACE when the disk is full or fails,
 * %OPT_ERROR_CONFLICT when another process held the file for more than 5 s, %OPT_ERROR_DENIED
 * without the rights, %OPT_ERROR_INVALID when the file turns out to be damaged, %OPT_ERROR_DATA for
 * a broken constraint, %OPT_ERROR_REFUSED where a trigger objects.
 *
 * Returns: (transfer full) (nullable): the store; it is closed with its last reference
 */
OptStore *
opt_store_open_sync (const char *path,
                     OptStoreFlags flags,
                     const OptStoreSchema *schemas,
                     gsize n_schemas,
                     GError **error)
{
  g_autoptr (OptStoreJob) job = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  job = make_open (path, flags, schemas, n_schemas);
  if (!opt_store_owner_run (job->store->owner, job, error))
    return NULL;

  return g_object_ref (job->store);
}

/**
 * opt_store_open_async:
 * @path: the file
 * @flags: how to open it
 * @schemas: (array length=n_schemas): the tables that are to be in it; static data
 * @n_schemas: how many
 * @cancellable: (nullable): to give up
 * @callback: called when it is open
 * @user_data: for @callback
 *
 * See opt_store_open_sync().
 */
void
opt_store_open_async (const char *path,
                      OptStoreFlags flags,
                      const OptStoreSchema *schemas,
                      gsize n_schemas,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  OptStoreJob *job;

  g_return_if_fail (path != NULL);

  g_task_set_source_tag (task, opt_store_open_async);
  job = make_open (path, flags, schemas, n_schemas);
  g_task_set_task_data (task, g_object_ref (job->store), g_object_unref);
  opt_store_owner_push (job->store->owner, job, task);
}

/**
 * opt_store_open_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the store
 */
OptStore *
opt_store_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  return g_object_ref (g_task_get_task_data (G_TASK (result)));
}

/**
 * opt_store_get_path:
 * @self: a store
 *
 * Returns: where it is
 */
const char *
opt_store_get_path (OptStore *self)
{
  g_return_val_if_fail (OPT_IS_STORE (self), NULL);

  return self->path;
}

/**
 * opt_store_get_set_aside:
 * @self: a store
 *
 * Returns: (nullable): under which name a damaged file was kept when this store was opened; a
 *   person is to be told
 */
const char *
opt_store_get_set_aside (OptStore *self)
{
  g_return_val_if_fail (OPT_IS_STORE (self), NULL);

  return self->set_aside;
}

static gboolean
run_execute (OptStoreJob *job, OptStoreDatabase **database, GError **error)
{
  return opt_store_database_execute (*database, job->sql, (OptStoreValue *) job->params->data,
                                     job->params->len, error);
}

static gboolean
run_query (OptStoreJob *job, OptStoreDatabase **database, GError **error)
{
  job->result = opt_store_database_query (*database, job->sql, (OptStoreValue *) job->params->data,
                                          job->params->len, error);

  return job->result != NULL;
}

/**
 * opt_store_execute_sync:
 * @self: a store
 * @sql: one statement, from opt_store_sql(), with places `?1`, `?2`, …
 * @params: (array length=n_params) (nullable): what goes there
 * @n_params: how many
 * @error: return location for an error
 *
 * Runs a statement that yields no rows. It is a transaction of its own, unless it is called by an
 * #OptStoreTransactionFunc.
 *
 * Returns: whether it was done; if not, nothing was changed
 */
gboolean
opt_store_execute_sync (OptStore *self,
                        const char *sql,
                        const OptStoreValue *params,
                        gsize n_params,
                        GError **error)
{
  g_autoptr (OptStoreJob) job = NULL;

  g_return_val_if_fail (OPT_IS_STORE (self), FALSE);
  g_return_val_if_fail (sql != NULL, FALSE);

  job = opt_store_job_new_statement (self, run_execute, sql, params, n_params);

  return opt_store_owner_run (self->owner, job, error);
}

/**
 * opt_store_execute_async:
 * @self: a store
 * @sql: one statement
 * @params: (array length=n_params) (nullable): what goes there; copied
 * @n_params: how many
 * @cancellable: (nullable): to give up; the statement then changes nothing
 * @callback: called when it was done
 * @user_data: for @callback
 *
 * See opt_store_execute_sync().
 */
void
opt_store_execute_async (OptStore *self,
                         const char *sql,
                         const OptStoreValue *params,
                         gsize n_params,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (OPT_IS_STORE (self));
  g_return_if_fail (sql != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_store_execute_async);
  opt_store_owner_push (self->owner,
                        opt_store_job_new_statement (self, run_execute, sql, params, n_params),
                        task);
}

/**
 * opt_store_execute_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it was done
 */
gboolean
opt_store_execute_finish (OptStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * opt_store_query_sync:
 * @self: a store
 * @sql: one statement, from opt_store_sql(), with places `?1`, `?2`, …
 * @params: (array length=n_params) (nullable): what goes there
 * @n_params: how many
 * @error: return location for an error
 *
 * Runs a statement that yields rows.
 *
 * Returns: (transfer full) (nullable): all of its rows
 */
OptStoreResult *
opt_store_query_sync (OptStore *self,
                      const char *sql,
                      const OptStoreValue *params,
                      gsize n_params,
                      GError **error)
{
  g_autoptr (OptStoreJob) job = NULL;

  g_return_val_if_fail (OPT_IS_STORE (self), NULL);
  g_return_val_if_fail (sql != NULL, NULL);

  job = opt_store_job_new_statement (self, run_query, sql, params, n_params);
  if (!opt_store_owner_run (self->owner, job, error))
    return NULL;

  return g_steal_pointer (&job->result);
}

/**
 * opt_store_query_async:
 * @self: a store
 * @sql: one statement
 * @params: (array length=n_params) (nullable): what goes there; copied
 * @n_params: how many
 * @cancellable: (nullable): to give up
 * @callback: called when the rows are there
 * @user_data: for @callback
 *
 * See opt_store_query_sync().
 */
void
opt_store_query_async (OptStore *self,
                       const char *sql,
                       const OptStoreValue *params,
                       gsize n_params,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (OPT_IS_STORE (self));
  g_return_if_fail (sql != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_store_query_async);
  opt_store_owner_push (self->owner,
                        opt_store_job_new_statement (self, run_query, sql, params, n_params), task);
}

/**
 * opt_store_query_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): all of the rows
 */
OptStoreResult *
opt_store_query_finish (OptStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
run_transaction (OptStoreJob *job, OptStoreDatabase **database, GError **error)
{
  gboolean done;

  if (!opt_store_database_begin (*database, error))
    return FALSE;

  done = job->func (job->store, job->data, error)
         && !g_cancellable_set_error_if_cancelled (job->cancellable, error)
         && opt_store_database_commit (*database, error);
  if (!done)
    opt_store_database_rollback (*database);

  return done;
}

static gboolean
run_reading (OptStoreJob *job, OptStoreDatabase **database, GError **error)
{
  gboolean done;

  if (!opt_store_database_begin_reading (*database, error))
    return FALSE;

  done = job->func (job->store, job->data, error);
  opt_store_database_rollback (*database);

  return done;
}

/**
 * opt_store_reading_sync:
 * @self: a store
 * @func: what to do: nothing but queries; not within another one or a transaction
 * @data: for @func
 * @error: return location for an error
 *
 * Runs @func in the store's thread. All its queries see the same state of the file, whatever others
 * write meanwhile, and don't hold those up; and many queries are quicker so than one by one.
 *
 * Returns: what @func returned
 */
gboolean
opt_store_reading_sync (OptStore *self, OptStoreTransactionFunc func, gpointer data, GError **error)
{
  g_autoptr (OptStoreJob) job = NULL;

  g_return_val_if_fail (OPT_IS_STORE (self), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  job = opt_store_job_new (self, run_reading);
  job->func = func;
  job->data = data;

  return opt_store_owner_run (self->owner, job, error);
}

/**
 * opt_store_transaction_sync:
 * @self: a store
 * @func: what to do; not within another one
 * @data: for @func
 * @error: return location for an error
 *
 * Runs @func in the store's thread, within a transaction that is begun for writing.
 *
 * Returns: whether it was committed; if not, nothing was changed
 */
gboolean
opt_store_transaction_sync (OptStore *self,
                            OptStoreTransactionFunc func,
                            gpointer data,
                            GError **error)
{
  g_autoptr (OptStoreJob) job = NULL;

  g_return_val_if_fail (OPT_IS_STORE (self), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  job = opt_store_job_new (self, run_transaction);
  job->func = func;
  job->data = data;

  return opt_store_owner_run (self->owner, job, error);
}

/**
 * opt_store_transaction_async:
 * @self: a store
 * @func: what to do
 * @data: for @func
 * @destroy: (nullable): frees @data, in the store's thread
 * @cancellable: (nullable): to give up; nothing is then changed
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * See opt_store_transaction_sync().
 */
void
opt_store_transaction_async (OptStore *self,
                             OptStoreTransactionFunc func,
                             gpointer data,
                             GDestroyNotify destroy,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  OptStoreJob *job;

  g_return_if_fail (OPT_IS_STORE (self));
  g_return_if_fail (func != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_store_transaction_async);
  job = opt_store_job_new (self, run_transaction);
  job->func = func;
  job->data = data;
  job->destroy = destroy;
  opt_store_owner_push (self->owner, job, task);
}

/**
 * opt_store_transaction_finish:
 * @self: a store
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: whether it was committed
 */
gboolean
opt_store_transaction_finish (OptStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
