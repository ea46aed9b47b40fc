/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-sampler.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-literals.h"
#include "opt-worker.h"

/* Of one look at the sessions: executions that are taken at all, and texts that are parsed. */
#define EXECUTIONS_AT_ONCE 64
#define TEXTS_AT_ONCE 8
/* A few texts of hot statements come again and again; what came of them is known. */
#define TEXTS_KNOWN 4096
/* A character takes up to so many bytes: a text may be cut so much before its end. */
#define CHARACTER_BYTES 4
/* The limits are looked at after so many looks that found something. */
#define LIMIT_EVERY 60

/* What came of a text. */
typedef struct
{
  char *shape;       /* (nullable) of its statement; NULL: it has no values for us */
  OptParams *values; /* (nullable) */
} Known;

typedef struct
{
  char *text;
  GRefString *normalized;
  guint32 database;
  gint64 queryid;
  gint64 time;
} Execution;

struct _OptSampler
{
  GObject parent_instance;

  char *path;  /* (nullable) */
  char *place; /* (nullable) */
  char *server;
  guint32 database; /* OID */
  gsize longest;    /* bytes of a text that is surely whole */

  GHashTable *running; /* process id -> gint64: the start of what was taken of it last */
  GTask *task;         /* (nullable) while the thread works */
  GCancellable *cancellable;
  gboolean warned;
  OptSampleCount count;

  GMutex lock; /* held while it writes: stopped means that nothing is written any more */

  /* Of the thread */
  OptSampleStore *store; /* (nullable) */
  GHashTable *known;     /* digest of queryid and text -> Known */
  guint n_batches;
  gboolean
      placed; /* the file has the name of the connection; others read it while no thread works */
};

typedef struct
{
  GPtrArray *executions; /* of Execution */
  OptSampleCount count;
} Batch;

G_DEFINE_FINAL_TYPE (OptSampler, opt_sampler, G_TYPE_OBJECT)

static void
known_free (gpointer data)
{
  Known *known = data;

  g_free (known->shape);
  g_clear_pointer (&known->values, opt_params_free);
  g_free (known);
}

static void
execution_free (gpointer data)
{
  Execution *execution = data;

  g_free (execution->text);
  g_ref_string_release (execution->normalized);
  g_free (execution);
}

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_ptr_array_unref (batch->executions);
  g_free (batch);
}

static void
opt_sampler_finalize (GObject *object)
{
  OptSampler *self = OPT_SAMPLER (object);

  g_free (self->path);
  g_free (self->place);
  g_free (self->server);
  g_hash_table_unref (self->running);
  g_hash_table_unref (self->known);
  g_clear_object (&self->store);
  g_clear_object (&self->cancellable);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (opt_sampler_parent_class)->finalize (object);
}

static void
opt_sampler_class_init (OptSamplerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_sampler_finalize;
}

static void
opt_sampler_init (OptSampler *self)
{
  self->running = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
  self->cancellable = g_cancellable_new ();
  g_mutex_init (&self->lock);
}

/* What is as long as the server keeps texts was cut, and may parse all the same. */
static gsize
get_longest (OptServerFacts *facts)
{
  const char *setting = opt_server_facts_get_setting (facts, "track_activity_query_size");
  guint64 size = setting != NULL ? g_ascii_strtoull (setting, NULL, 10) : 0;

  if (size == 0)
    size = OPT_BACKEND_TEXT_BYTES;
  size = MIN (size, OPT_BACKEND_TEXT_BYTES);

  return size > CHARACTER_BYTES + 1 ? size - CHARACTER_BYTES - 1 : 0;
}

/**
 * opt_sampler_new:
 * @path: (nullable): as for opt_sample_store_open_sync()
 * @place: (nullable): the saved connection for which they are kept
 * @server: under which name the server's values are kept
 * @facts: what is known of it: values of its database are taken
 *
 * Returns: (transfer full): a sampler that has taken nothing yet
 */
OptSampler *
opt_sampler_new (const char *path, const char *place, const char *server, OptServerFacts *facts)
{
  OptSampler *self;

  g_return_val_if_fail (server != NULL, NULL);
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (facts), NULL);

  self = g_object_new (OPT_TYPE_SAMPLER, NULL);
  self->path = g_strdup (path);
  self->place = g_strdup (place);
  self->placed = place == NULL;
  self->server = g_strdup (server);
  self->database = opt_server_facts_get_database_oid (facts);
  self->longest = get_longest (facts);

  return self;
}

/* ---- In the thread --------------------------------------------------------------------------- */

static Known *
look_at_text (const Execution *execution)
{
  Known *known = g_new0 (Known, 1);

  known->values = opt_literals_pair (execution->normalized, execution->text, NULL);
  if (known->values != NULL)
    known->shape = opt_literals_get_shape (execution->normalized, NULL);

  return known;
}

/* Returns NULL where there is no time to look. */
static const Known *
find_known (OptSampler *self, const Execution *execution, guint *n_looked)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const char *digest;
  Known *known;

  g_checksum_update (checksum, (const guchar *) &execution->database, sizeof execution->database);
  g_checksum_update (checksum, (const guchar *) &execution->queryid, sizeof execution->queryid);
  g_checksum_update (checksum, (const guchar *) execution->text, -1);
  digest = g_checksum_get_string (checksum);
  known = g_hash_table_lookup (self->known, digest);
  if (known != NULL || *n_looked >= TEXTS_AT_ONCE)
    return known;

  (*n_looked)++;
  if (g_hash_table_size (self->known) >= TEXTS_KNOWN)
    g_hash_table_remove_all (self->known);
  known = look_at_text (execution);
  g_hash_table_insert (self->known, g_strdup (digest), known);

  return known;
}

/* With the lock. */
static gboolean
write_sample (OptSampler *self, const Execution *execution, const Known *known, GError **error)
{
  const OptSample sample = {
    .queryid = execution->queryid,
    .values = known->values,
    .last_seen = execution->time,
  };

  return opt_sample_store_see_sync (self->store, self->server, execution->database, known->shape,
                                    &sample, error);
}

static gboolean
keep (OptSampler *self,
      const Execution *execution,
      const Known *known,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return !g_cancellable_set_error_if_cancelled (cancellable, error)
         && write_sample (self, execution, known, error);
}

static gboolean
keep_limits (OptSampler *self, gint64 now, GError **error)
{
  if (self->n_batches++ % LIMIT_EVERY != 0)
    return TRUE;

  return opt_sample_store_limit_sync (self->store, self->server, now, OPT_SAMPLES_PER_SERVER,
                                      error);
}

static gboolean
keep_batch (OptSampler *self, Batch *batch, GCancellable *cancellable, GError **error)
{
  guint n_looked = 0;

  for (guint i = 0; i < batch->executions->len; i++)
    {
      const Execution *execution = batch->executions->pdata[i];
      const Known *known = find_known (self, execution, &n_looked);

      if (known == NULL)
        batch->count.left_out++;
      else if (known->shape == NULL)
        batch->count.apart++;
      else if (keep (self, execution, known, cancellable, error))
        batch->count.kept++;
      else
        return FALSE;
    }

  return batch->count.kept == 0
         || keep_limits (self, ((Execution *) batch->executions->pdata[0])->time, error);
}

/* Before there are values of it: whatever is kept can be found again by the connection's name. */
static gboolean
note_place (OptSampler *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (!self->placed)
    self->placed = !g_cancellable_set_error_if_cancelled (cancellable, error)
                   && opt_sample_store_note_place_sync (self->store, self->place, self->server,
                                                        self->database, error);

  return self->placed;
}

static void
sample_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  OptSampler *self = source;
  GError *error = NULL;

  if (self->store == NULL)
    self->store = opt_sample_store_open_sync (self->path, &error);
  if (self->store != NULL && note_place (self, cancellable, &error)
      && keep_batch (self, data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* ---- On the main loop ------------------------------------------------------------------------ */

static void
sampled (GObject *object, GAsyncResult *result, gpointer data)
{
  OptSampler *self = OPT_SAMPLER (object);
  const Batch *batch = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->task = NULL;
  self->count.kept += batch->count.kept;
  self->count.apart += batch->count.apart;
  self->count.left_out += batch->count.left_out;
  if (g_task_propagate_boolean (G_TASK (result), &error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!self->warned)
    g_message (_ ("Values of parameters are not kept: %s"), error->message);
  self->warned = TRUE;
}

/* An execution is looked at once, however long it takes. */
static gboolean
is_new (OptSampler *self, const OptBackend *backend)
{
  gint64 *start = g_hash_table_lookup (self->running, GINT_TO_POINTER (backend->pid));

  if (start == NULL)
    {
      start = g_new (gint64, 1);
      g_hash_table_insert (self->running, GINT_TO_POINTER (backend->pid), start);
    }
  else if (*start == backend->query_start)
    return FALSE;
  *start = backend->query_start;

  return TRUE;
}

/* Who allowed it did so for one database. */
static gboolean
is_of_interest (OptSampler *self, const OptBackend *backend)
{
  return backend->datid == self->database && backend->query_id != 0 && backend->text != NULL
         && backend->query_start != 0 && backend->leader_pid == 0 && !opt_backend_is_own (backend);
}

static void
add_execution (OptSampler *self,
               Batch *batch,
               const OptBackend *backend,
               const OptSqlText *text,
               gint64 now)
{
  Execution *execution;

  if (strlen (backend->text) > self->longest)
    {
      self->count.cut++;
      return;
    }
  if (batch->executions->len >= EXECUTIONS_AT_ONCE || self->task != NULL)
    {
      self->count.left_out++;
      return;
    }

  execution = g_new0 (Execution, 1);
  execution->text = g_strdup (backend->text);
  execution->normalized = g_ref_string_acquire (text->text);
  execution->database = backend->datid;
  execution->queryid = backend->query_id;
  execution->time = now;
  g_ptr_array_add (batch->executions, execution);
}

static gboolean
is_gone (gpointer pid, gpointer start, gpointer data)
{
  return opt_activity_find (data, GPOINTER_TO_INT (pid)) == NULL;
}

static Batch *
collect (OptSampler *self, OptActivity *activity, OptWorkload *workload)
{
  Batch *batch = g_new0 (Batch, 1);
  guint n = activity->backends->len;
  guint first = n > 0 ? (guint) g_random_int_range (0, (gint32) n) : 0;

  batch->executions = g_ptr_array_new_with_free_func (execution_free);
  g_hash_table_foreach_remove (self->running, is_gone, activity);
  /* Where there are more than there is time for, the same ones are not to come first each time. */
  for (guint i = 0; i < n; i++)
    {
      const OptBackend *backend = activity->backends->pdata[(first + i) % n];
      const OptSqlText *text = NULL;

      if (!is_of_interest (self, backend) || !is_new (self, backend))
        continue;
      text = opt_workload_find_text (workload, backend->datid, backend->query_id);
      if (text != NULL && !text->own && strchr (text->text, '$') != NULL)
        add_execution (self, batch, backend, text, activity->time);
      else if (text == NULL)
        g_hash_table_remove (self->running, GINT_TO_POINTER (backend->pid));
    }

  return batch;
}

/**
 * opt_sampler_take:
 * @self: a sampler
 * @activity: what sessions do
 * @workload: what their statements look like to pg_stat_statements
 *
 * Keeps the values of what is executed, where the texts have them. No more is done than a few texts
 * each time, and nothing while the last ones are still looked at.
 */
void
opt_sampler_take (OptSampler *self, OptActivity *activity, OptWorkload *workload)
{
  Batch *batch;
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (OPT_IS_SAMPLER (self));
  g_return_if_fail (activity != NULL && OPT_IS_WORKLOAD (workload));

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  batch = collect (self, activity, workload);
  if (self->task != NULL || (batch->executions->len == 0 && self->placed))
    {
      batch_free (batch);
      return;
    }
  task = g_task_new (self, self->cancellable, sampled, NULL);
  g_task_set_source_tag (task, opt_sampler_take);
  g_task_set_task_data (task, batch, batch_free);
  self->task = task;
  opt_worker_run (task, sample_thread);
}

/**
 * opt_sampler_end:
 * @self: a sampler
 *
 * Takes nothing any more, but what its thread has begun with.
 */
void
opt_sampler_end (OptSampler *self)
{
  g_return_if_fail (OPT_IS_SAMPLER (self));

  g_cancellable_cancel (self->cancellable);
}

/**
 * opt_sampler_stop:
 * @self: a sampler
 *
 * Takes nothing any more. When it returns nothing is written any more, either; it may wait for the
 * disk. From any thread.
 */
void
opt_sampler_stop (OptSampler *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (OPT_IS_SAMPLER (self));

  locker = g_mutex_locker_new (&self->lock);
  g_cancellable_cancel (self->cancellable);
}

/**
 * opt_sampler_get_server:
 * @self: a sampler
 *
 * Returns: (transfer none): under which name the server's values are kept
 */
const char *
opt_sampler_get_server (OptSampler *self)
{
  g_return_val_if_fail (OPT_IS_SAMPLER (self), NULL);

  return self->server;
}

/**
 * opt_sampler_get_placed:
 * @self: a sampler
 *
 * Returns: whether its saved connection can be found in the file, or it has none
 */
gboolean
opt_sampler_get_placed (OptSampler *self)
{
  g_return_val_if_fail (OPT_IS_SAMPLER (self), FALSE);

  return self->task == NULL && self->placed;
}

/**
 * opt_sampler_get_busy:
 * @self: a sampler
 *
 * Returns: whether its thread works
 */
gboolean
opt_sampler_get_busy (OptSampler *self)
{
  g_return_val_if_fail (OPT_IS_SAMPLER (self), FALSE);

  return self->task != NULL;
}

/**
 * opt_sampler_get_count:
 * @self: a sampler
 * @count: (out): what came of all that it looked at
 */
void
opt_sampler_get_count (OptSampler *self, OptSampleCount *count)
{
  g_return_if_fail (OPT_IS_SAMPLER (self) && count != NULL);

  *count = self->count;
}
