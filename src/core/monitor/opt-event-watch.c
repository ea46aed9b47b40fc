/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-event-watch-private.h"

#include "opt-sql.h"
#include "opt-worker.h"

typedef enum
{
  STEP_HEAD,
  STEP_SETTINGS, /* where they were loaded since */
  STEP_INDEXES,  /* where there are others */
  STEP_ANALYZED,
  STEP_DONE
} Step;

typedef struct
{
  OptEventWatch *watch; /* its owner waits for the answer */
  int version;
  Step step;
  gint64 time;
  gboolean is_first;
  gboolean loaded;  /* settings, anew … */
  gint64 loaded_at; /* … then */
  gboolean indexed; /* anew … */
  char *stamp;      /* (nullable) … as this says */
  OptResult *rows;  /* (nullable) that are being read */
  GPtrArray *events;
  gint64 elapsed;
  gint64 bytes;
} Look;

static void
event_free (gpointer data)
{
  OptTimelineEvent *event = data;

  g_free (event->text);
  g_free (event);
}

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->rows, opt_result_unref);
  g_ptr_array_unref (look->events);
  g_free (look->stamp);
  g_free (look);
}

/**
 * opt_event_watch_new:
 *
 * Returns: (transfer full): one that has not looked yet
 */
OptEventWatch *
opt_event_watch_new (void)
{
  OptEventWatch *self = g_new0 (OptEventWatch, 1);

  g_mutex_init (&self->lock);

  return self;
}

static void
forget (OptEventWatch *self)
{
  g_clear_pointer (&self->server, g_free);
  g_clear_pointer (&self->stamp, g_free);
  g_clear_pointer (&self->settings, g_hash_table_unref);
  g_clear_pointer (&self->indexes, g_hash_table_unref);
  self->loaded = 0;
  self->analyzed_until = 0;
}

/**
 * opt_event_watch_free:
 * @self: (nullable) (transfer full): a watch
 */
void
opt_event_watch_free (OptEventWatch *self)
{
  if (self == NULL)
    return;

  forget (self);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* ---- The steps ------------------------------------------------------------------------------- */

static const char *
get_sql (const Look *look)
{
  static const char *const names[] = {
    [STEP_HEAD] = "changes-head",
    [STEP_SETTINGS] = "changes-settings",
    [STEP_INDEXES] = "changes-indexes",
    [STEP_ANALYZED] = "changes-analyzed",
  };

  return opt_sql_get ("monitor", names[look->step], look->version);
}

/* What is anew is known to be read only once it was. */
static void
read_head (Look *look)
{
  OptEventWatch *watch = look->watch;

  look->loaded_at = opt_result_get_int (look->rows, 0, "loaded");
  look->stamp = g_strdup (opt_result_get_text (look->rows, 0, "indexes"));
  look->time = opt_result_get_int (look->rows, 0, "time");
  look->is_first = watch->analyzed_until == 0;
  look->loaded = watch->settings == NULL || watch->loaded != look->loaded_at;
  look->indexed = watch->indexes == NULL || g_strcmp0 (watch->stamp, look->stamp) != 0;
  if (look->is_first)
    watch->analyzed_until = look->time;
}

static void
read_rows (Look *look)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&look->watch->lock);

  switch (look->step)
    {
    case STEP_HEAD:
      read_head (look);
      break;
    case STEP_SETTINGS:
      look->watch->loaded = look->loaded_at;
      opt_event_watch_read_settings (look->watch, look->rows, look->events);
      break;
    case STEP_INDEXES:
      g_free (look->watch->stamp);
      look->watch->stamp = g_strdup (look->stamp);
      opt_event_watch_read_indexes (look->watch, look->rows, look->time, look->events);
      break;
    case STEP_ANALYZED:
      opt_event_watch_read_analyzed (look->watch, look->rows, look->events);
      break;
    case STEP_DONE:
    default:
      g_assert_not_reached ();
    }
}

/* The watch may go as soon as it is told. */
static void
read_step (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  read_rows (data);
  g_task_return_boolean (task, TRUE);
}

static void ask (GTask *task);

static void
step_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Look *look = g_task_get_task_data (task);

  g_clear_pointer (&look->rows, opt_result_unref);
  look->step++;
  if (look->step == STEP_SETTINGS && !look->loaded)
    look->step++;
  if (look->step == STEP_INDEXES && !look->indexed)
    look->step++;
  if (look->step == STEP_ANALYZED && look->is_first)
    look->step++;

  if (look->step == STEP_DONE)
    g_task_return_boolean (task, TRUE);
  else
    ask (task);
}

/* There may be thousands of indexes: in a thread, while the loop goes on. */
static void
answered (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GTask) work = NULL;
  Look *look = g_task_get_task_data (task);
  GError *error = NULL;

  look->rows = opt_connection_query_finish (OPT_CONNECTION (object), result, &error);
  if (look->rows == NULL && look->events->len > 0)
    {
      /* What was found is told now; what is wrong the next look finds again. */
      g_clear_error (&error);
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (look->rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  look->elapsed += opt_result_get_server_time (look->rows);
  look->bytes += opt_result_get_received_bytes (look->rows);
  work = g_task_new (NULL, NULL, step_read, g_object_ref (task));
  g_task_set_source_tag (work, answered);
  g_task_set_task_data (work, look, NULL);
  opt_worker_run (work, read_step);
}

static void
ask (GTask *task)
{
  Look *look = g_task_get_task_data (task);
  g_autoptr (OptParams) params = NULL;

  if (look->step == STEP_ANALYZED)
    {
      params = opt_params_new ();
      opt_params_add_int (params, look->watch->analyzed_until);
    }
  opt_connection_query_async (g_task_get_source_object (task), get_sql (look), params,
                              OPT_QUERY_NONE, g_task_get_cancellable (task), answered,
                              g_object_ref (task));
}

/**
 * opt_event_watch_look_async:
 * @self: a watch, which outlives it
 * @connection: an open connection
 * @facts: of its session
 * @cancellable: (nullable): cancels it
 * @callback: called when it has looked or failed
 * @user_data: for @callback
 *
 * Looks for what was done since the look before; the first one finds nothing.
 */
void
opt_event_watch_look_async (OptEventWatch *self,
                            OptConnection *connection,
                            OptServerFacts *facts,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Look *look;

  g_return_if_fail (self != NULL && OPT_IS_CONNECTION (connection));
  g_return_if_fail (OPT_IS_SERVER_FACTS (facts));

  /* Another server, or another database. */
  if (g_strcmp0 (self->server, opt_server_facts_get_system_identifier (facts)) != 0
      || self->database != opt_server_facts_get_database_oid (facts))
    {
      g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

      forget (self);
      self->server = g_strdup (opt_server_facts_get_system_identifier (facts));
      self->database = opt_server_facts_get_database_oid (facts);
    }

  task = g_task_new (connection, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_event_watch_look_async);
  g_task_set_check_cancellable (task, FALSE);
  look = g_new0 (Look, 1);
  look->watch = self;
  look->version = opt_server_facts_get_version (facts);
  look->events = g_ptr_array_new_with_free_func (event_free);
  g_task_set_task_data (task, look, look_free);
  ask (task);
}

/**
 * opt_event_watch_look_finish:
 * @connection: the connection
 * @result: from the callback
 * @elapsed: (out): for how many microseconds the server was at work, at most
 * @bytes: (out): of cells received
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type OptTimelineEvent): what was done
 */
GPtrArray *
opt_event_watch_look_finish (OptConnection *connection,
                             GAsyncResult *result,
                             gint64 *elapsed,
                             gint64 *bytes,
                             GError **error)
{
  Look *look;

  g_return_val_if_fail (g_task_is_valid (result, connection), NULL);

  look = g_task_get_task_data (G_TASK (result));
  *elapsed = look->elapsed;
  *bytes = look->bytes;
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  return g_ptr_array_ref (look->events);
}
