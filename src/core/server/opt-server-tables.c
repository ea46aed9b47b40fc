/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-tables.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-error.h"
#include "opt-server-private.h"

/* After that the figures of tables are read anew when somebody wants them. */
#define CATALOG_AGE (2 * G_TIME_SPAN_MINUTE)

/* What a thread reads before it tells. */
#define TEXTS_AT_ONCE 1000

/* Statements come and go. */
#define MAX_USES 50000

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _OptServerTables
{
  GObject parent_instance;

  gint64 time;    /* when the catalog was read, microseconds since 1970, or 0 */
  gint64 read_at; /* likewise, monotonic */
  gboolean wanted;

  /* Borrowed */
  OptServer *server; /* (nullable) */

  /* Owned */
  OptCatalog *catalog; /* (nullable) */
  GError *error;       /* (nullable) why there is none, or none that is newer */
  GHashTable *uses;    /* (element-type utf8 OptTableUse) */
  GHashTable *asked;   /* (element-type utf8) in the queue, or being read; owned by it */
  GPtrArray *queue;    /* (element-type utf8) */

  /* Sources */
  gboolean loading;
  GCancellable *reading; /* (nullable) of the texts */
};

G_DEFINE_FINAL_TYPE (OptServerTables, opt_server_tables, G_TYPE_OBJECT)

static void
notify_changed (OptServerTables *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* ---- The statements -------------------------------------------------------------------------- */

typedef struct
{
  OptCatalog *catalog;
  GPtrArray *texts; /* (element-type utf8) */
} Batch;

static void read_some (OptServerTables *self);

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_object_unref (batch->catalog);
  g_ptr_array_unref (batch->texts);
  g_free (batch);
}

static void
use_free (gpointer data)
{
  opt_table_use_free (data);
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Batch *batch = data;
  GPtrArray *uses = g_ptr_array_new_with_free_func (use_free);

  for (guint i = 0; i < batch->texts->len && !g_cancellable_is_cancelled (cancellable); i++)
    g_ptr_array_add (uses, opt_table_use_new (batch->texts->pdata[i], batch->catalog));
  g_task_return_pointer (task, uses, (GDestroyNotify) g_ptr_array_unref);
}

static void
read_done (GObject *object, GAsyncResult *result, gpointer data)
{
  OptServerTables *self = OPT_SERVER_TABLES (object);
  const Batch *batch = g_task_get_task_data (G_TASK (result));
  g_autoptr (GPtrArray) uses = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Cancelled: there is another catalog, or nobody to tell. */
  if (uses == NULL)
    return;

  g_clear_object (&self->reading);
  if (g_hash_table_size (self->uses) > MAX_USES)
    g_hash_table_remove_all (self->uses);
  for (guint i = 0; i < uses->len; i++)
    {
      g_hash_table_replace (self->uses, g_strdup (batch->texts->pdata[i]), uses->pdata[i]);
      g_hash_table_remove (self->asked, batch->texts->pdata[i]);
    }
  g_ptr_array_set_free_func (uses, NULL);
  read_some (self);
  notify_changed (self);
}

static void
read_some (OptServerTables *self)
{
  g_autoptr (GTask) task = NULL;
  guint n = MIN (self->queue->len, TEXTS_AT_ONCE);
  Batch *batch;

  if (self->reading != NULL || n == 0 || self->catalog == NULL)
    return;

  batch = g_new0 (Batch, 1);
  batch->catalog = g_object_ref (self->catalog);
  batch->texts = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (batch->texts, g_strdup (self->queue->pdata[i]));
  g_ptr_array_remove_range (self->queue, 0, n);

  self->reading = g_cancellable_new ();
  task = g_task_new (self, self->reading, read_done, NULL);
  g_task_set_source_tag (task, read_some);
  g_task_set_task_data (task, batch, batch_free);
  g_task_run_in_thread (task, read_thread);
}

static void
forget_uses (OptServerTables *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_hash_table_remove_all (self->uses);
  g_hash_table_remove_all (self->asked);
  g_ptr_array_set_size (self->queue, 0);
}

/* ---- The catalog ----------------------------------------------------------------------------- */

static gpointer
load (OptDatabase *database,
      gpointer data,
      const OptProgress *progress,
      GCancellable *cancellable,
      GError **error)
{
  return opt_catalog_load_sync (opt_database_get_connection (database), cancellable, error);
}

static void read_catalog (OptServerTables *self);

static void
loaded (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptServerTables) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptCatalog) catalog = opt_server_run_finish (OPT_SERVER (object), result, &error);

  self->loading = FALSE;
  if (catalog != NULL)
    {
      opt_server_tables_take_catalog (self, catalog);
      return;
    }

  g_clear_error (&self->error);
  /* With its connection; there may be another by now. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    read_catalog (self);
  else
    self->error = g_steal_pointer (&error);
  notify_changed (self);
}

static void
fail_offline (OptServerTables *self)
{
  if (self->error != NULL || self->catalog != NULL)
    return;

  opt_set_error (&self->error, OPT_ERROR_UNREACHABLE, _ ("Connect to the server."),
                 _ ("The server is not connected"));
}

static void
read_catalog (OptServerTables *self)
{
  if (self->loading || self->server == NULL)
    return;
  if (opt_server_get_state (self->server) != OPT_SERVER_ONLINE
      && opt_server_get_state (self->server) != OPT_SERVER_RESTING)
    {
      fail_offline (self);
      return;
    }

  self->loading = TRUE;
  g_clear_error (&self->error);
  opt_server_run_async (self->server, OPT_SERVER_LANE_INTERACTIVE, NULL, load, NULL, NULL,
                        g_object_unref, loaded, g_object_ref (self));
}

/* What was read is of the connection before. */
static void
state_changed (OptServerTables *self)
{
  OptServerState state = opt_server_get_state (self->server);

  if (state == OPT_SERVER_ONLINE)
    {
      self->read_at = 0;
      if (self->wanted)
        read_catalog (self);
    }
  else if (state == OPT_SERVER_OFFLINE)
    {
      forget_uses (self);
      g_clear_object (&self->catalog);
      g_clear_error (&self->error);
      fail_offline (self);
    }
  notify_changed (self);
}

static void
changes_changed (OptServerTables *self)
{
  self->read_at = 0;
}

/* ---- The object ------------------------------------------------------------------------------ */

static void
opt_server_tables_finalize (GObject *object)
{
  OptServerTables *self = OPT_SERVER_TABLES (object);

  forget_uses (self);
  g_clear_weak_pointer (&self->server);
  g_clear_object (&self->catalog);
  g_clear_error (&self->error);
  g_hash_table_unref (self->uses);
  g_hash_table_unref (self->asked);
  g_ptr_array_unref (self->queue);

  G_OBJECT_CLASS (opt_server_tables_parent_class)->finalize (object);
}

static void
opt_server_tables_class_init (OptServerTablesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_server_tables_finalize;

  /**
   * OptServerTables::changed:
   * @self: the tables
   *
   * The catalog was read, or could not be, or more statements were.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_SERVER_TABLES, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_server_tables_init (OptServerTables *self)
{
  self->uses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, use_free);
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->queue = g_ptr_array_new_with_free_func (g_free);
}

/**
 * opt_server_get_tables:
 * @server: a server
 *
 * Returns: (transfer none): the tables of its database; nothing is read before somebody wants it
 */
OptServerTables *
opt_server_get_tables (OptServer *server)
{
  g_return_val_if_fail (OPT_IS_SERVER (server), NULL);

  if (server->tables == NULL)
    {
      server->tables = g_object_new (OPT_TYPE_SERVER_TABLES, NULL);
      g_set_weak_pointer (&server->tables->server, server);
      g_signal_connect_object (server, "notify::state", G_CALLBACK (state_changed), server->tables,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (server, "changes-changed", G_CALLBACK (changes_changed),
                               server->tables, G_CONNECT_SWAPPED);
    }

  return server->tables;
}

/**
 * opt_server_tables_want:
 * @self: the tables
 *
 * Somebody looks: reads the catalog if it was not, or not lately.
 */
void
opt_server_tables_want (OptServerTables *self)
{
  g_return_if_fail (OPT_IS_SERVER_TABLES (self));

  self->wanted = TRUE;
  if (self->read_at == 0 || g_get_monotonic_time () - self->read_at > CATALOG_AGE)
    read_catalog (self);
}

/**
 * opt_server_tables_take_catalog:
 * @self: the tables
 * @catalog: what was read
 */
void
opt_server_tables_take_catalog (OptServerTables *self, OptCatalog *catalog)
{
  g_return_if_fail (OPT_IS_SERVER_TABLES (self) && OPT_IS_CATALOG (catalog));

  forget_uses (self);
  g_set_object (&self->catalog, catalog);
  g_clear_error (&self->error);
  self->time = g_get_real_time ();
  self->read_at = g_get_monotonic_time ();
  notify_changed (self);
}

/**
 * opt_server_tables_get_catalog:
 * @self: the tables
 *
 * Returns: (transfer none) (nullable): the catalog, once it was read
 */
OptCatalog *
opt_server_tables_get_catalog (OptServerTables *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_TABLES (self), NULL);

  return self->catalog;
}

/**
 * opt_server_tables_get_time:
 * @self: the tables
 *
 * Returns: when the catalog was read, in microseconds since 1970, or 0
 */
gint64
opt_server_tables_get_time (OptServerTables *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_TABLES (self), 0);

  return self->time;
}

/**
 * opt_server_tables_get_error:
 * @self: the tables
 *
 * Returns: (nullable): why the catalog could not be read
 */
const GError *
opt_server_tables_get_error (OptServerTables *self)
{
  g_return_val_if_fail (OPT_IS_SERVER_TABLES (self), NULL);

  return self->error;
}

/**
 * opt_server_tables_find:
 * @self: the tables
 * @sql: a statement's text
 *
 * Returns: (nullable): what it uses, until ::changed if not %NULL; %NULL while it is read, which
 *   ::changed ends, and without a catalog
 */
const OptTableUse *
opt_server_tables_find (OptServerTables *self, const char *sql)
{
  const OptTableUse *use;

  g_return_val_if_fail (OPT_IS_SERVER_TABLES (self) && sql != NULL, NULL);

  use = g_hash_table_lookup (self->uses, sql);
  if (use != NULL || self->catalog == NULL)
    return use;

  if (!g_hash_table_contains (self->asked, sql))
    {
      g_hash_table_add (self->asked, g_strdup (sql));
      g_ptr_array_add (self->queue, g_strdup (sql));
      read_some (self);
    }

  return NULL;
}

/**
 * opt_server_tables_find_relation:
 * @self: the tables
 * @id: a relation's quoted name with its schema
 *
 * Returns: (transfer none) (nullable): the relation, until ::changed
 */
OptRelation *
opt_server_tables_find_relation (OptServerTables *self, const char *id)
{
  GPtrArray *relations;

  g_return_val_if_fail (OPT_IS_SERVER_TABLES (self) && id != NULL, NULL);

  relations = self->catalog != NULL ? opt_catalog_get_relations (self->catalog) : NULL;
  for (guint i = 0; relations != NULL && i < relations->len; i++)
    {
      g_autofree char *name = opt_relation_get_quoted_name (relations->pdata[i]);

      if (g_str_equal (name, id))
        return relations->pdata[i];
    }

  return NULL;
}

/* What is not known counts as nothing. */
static double
get_weight (OptStatementItem *item)
{
  double share = opt_statement_item_get_share (item);

  return isfinite (share) ? share : -1;
}

static int
compare_weights (gconstpointer a, gconstpointer b)
{
  double first = get_weight (*(OptStatementItem *const *) a);
  double second = get_weight (*(OptStatementItem *const *) b);

  return (first < second) - (first > second);
}

/**
 * opt_server_tables_list_users:
 * @self: the tables
 * @list: (nullable): statements of the server's database
 * @oid: a relation's
 * @n_unknown: (out) (optional): of how many statements it is not known, or not yet, what they use
 *
 * Returns: (transfer full) (element-type OptStatementItem): those that use it, the heaviest first
 */
GPtrArray *
opt_server_tables_list_users (OptServerTables *self,
                              OptStatementList *list,
                              guint32 oid,
                              guint *n_unknown)
{
  GPtrArray *users = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (list)) : 0;
  guint unknown = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (OptStatementItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);
      const char *text = opt_statement_item_get_text (item);
      const OptTableUse *use = text != NULL ? opt_server_tables_find (self, text) : NULL;

      if (use == NULL || use->error != NULL)
        unknown++;
      else if (opt_table_use_has (use, oid))
        g_ptr_array_add (users, g_steal_pointer (&item));
    }
  g_ptr_array_sort (users, compare_weights);
  if (n_unknown != NULL)
    *n_unknown = unknown;

  return users;
}
