/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-demo-load.h"

#include <math.h>

#include "opt-connection.h"
#include "opt-demo-workload.h"
#include "opt-error.h"

#define N_CONNECTIONS 4
/* A connection that has so many statements before it takes no more. */
#define MAX_WAITING 8
/* The workload's statements may take this share of one core in the long run, and use up what they
   have not taken in the last seconds. */
#define MAX_BUSY 0.6
#define MAX_CREDIT_SECONDS 3.0
/* How long the busy share is averaged over. */
#define BUSY_WINDOW_SECONDS 10.0
/* The same order of statements and values at every start. */
#define SEED 20240229

struct _OptDemoLoad
{
  GObject parent_instance;

  OptConninfo *conninfo;
  GPtrArray *statements;
  char *session_sql;

  OptConnection *connections[N_CONNECTIONS];
  guint waiting[N_CONNECTIONS];
  GCancellable *cancellable;
  GMainContext *context;
  GSource *timer;
  GRand *random;
  gint64 *due; /* one a statement, monotonic time */

  double credit; /* seconds of execution */
  gint64 credited_at;
  double busy;
  gint64 executed;
  gint64 errors;
  gint64 skipped;
  char *last_error;
};

typedef struct
{
  OptDemoLoad *load;
  guint connection;
} Run;

G_DEFINE_FINAL_TYPE (OptDemoLoad, opt_demo_load, G_TYPE_OBJECT)

static void
opt_demo_load_dispose (GObject *object)
{
  opt_demo_load_stop (OPT_DEMO_LOAD (object));

  G_OBJECT_CLASS (opt_demo_load_parent_class)->dispose (object);
}

static void
opt_demo_load_finalize (GObject *object)
{
  OptDemoLoad *self = OPT_DEMO_LOAD (object);

  opt_conninfo_unref (self->conninfo);
  g_ptr_array_unref (self->statements);
  g_main_context_unref (self->context);
  g_rand_free (self->random);
  g_object_unref (self->cancellable);
  g_free (self->session_sql);
  g_free (self->due);
  g_free (self->last_error);

  G_OBJECT_CLASS (opt_demo_load_parent_class)->finalize (object);
}

static void
opt_demo_load_class_init (OptDemoLoadClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_demo_load_dispose;
  G_OBJECT_CLASS (klass)->finalize = opt_demo_load_finalize;
}

static void
opt_demo_load_init (OptDemoLoad *self)
{
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
  self->random = g_rand_new_with_seed (SEED);
}

/**
 * opt_demo_load_new:
 * @conninfo: where to connect, as the application's role
 * @statements: (element-type OptDemoStatement): the workload
 * @session_sql: (nullable): what each session starts with
 *
 * Returns: (transfer full): a load that does not run yet
 */
OptDemoLoad *
opt_demo_load_new (OptConninfo *conninfo, GPtrArray *statements, const char *session_sql)
{
  OptDemoLoad *self = g_object_new (OPT_TYPE_DEMO_LOAD, NULL);

  self->conninfo = opt_conninfo_ref (conninfo);
  self->statements = g_ptr_array_ref (statements);
  self->session_sql = g_strdup (session_sql);

  return self;
}

/* Time passes: credit grows, and what was taken fades. */
static void
settle (OptDemoLoad *self)
{
  gint64 now = g_get_monotonic_time ();
  double passed = (double) (now - self->credited_at) / G_USEC_PER_SEC;

  self->credited_at = now;
  self->credit = MIN (self->credit + passed * MAX_BUSY, MAX_CREDIT_SECONDS);
  self->busy *= exp (-passed / BUSY_WINDOW_SECONDS);
}

static void
statement_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (OptDemoLoad) self = run->load;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) rows
      = opt_connection_query_finish (OPT_CONNECTION (source), result, &error);

  self->waiting[run->connection]--;
  g_free (run);

  if (rows != NULL)
    {
      double seconds = (double) opt_result_get_elapsed (rows) / G_USEC_PER_SEC;

      settle (self);
      /* One that waited for somebody's lock took nothing, and is not to be told from here: what is
       * owed for it is soon over. */
      self->credit = MAX (self->credit - seconds, -MAX_CREDIT_SECONDS);
      self->busy += seconds / BUSY_WINDOW_SECONDS;
      self->executed++;
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      self->executed++;
      self->errors++;
      g_free (self->last_error);
      self->last_error = opt_error_to_text (error);
    }
}

static void
execute (OptDemoLoad *self, const OptDemoStatement *statement)
{
  /* Drawn also for what is skipped: the order stays the same. */
  g_autoptr (OptParams) params = opt_demo_statement_make_params (statement, self->random);
  guint best = 0;
  Run *run;

  for (guint i = 1; i < N_CONNECTIONS; i++)
    if (self->waiting[i] < self->waiting[best])
      best = i;
  if (self->credit <= 0 || self->waiting[best] >= MAX_WAITING)
    {
      self->skipped++;
      return;
    }

  run = g_new0 (Run, 1);
  run->load = g_object_ref (self);
  run->connection = best;
  self->waiting[best]++;
  opt_connection_query_async (self->connections[best], statement->sql, params, OPT_QUERY_NONE,
                              self->cancellable, statement_done, run);
}

/* Independent users: the time until the next one comes is exponentially distributed. */
static gint64
draw_pause (OptDemoLoad *self, const OptDemoStatement *statement)
{
  return (gint64) (-log (1 - g_rand_double (self->random)) / statement->rate * G_USEC_PER_SEC);
}

static gboolean on_due (gpointer user_data);

static void
set_timer (OptDemoLoad *self)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->statements->len; i++)
    next = MIN (next, self->due[i]);

  self->timer = g_timeout_source_new (0);
  g_source_set_ready_time (self->timer, next);
  g_source_set_callback (self->timer, on_due, self, NULL);
  g_source_attach (self->timer, self->context);
}

static gboolean
on_due (gpointer user_data)
{
  OptDemoLoad *self = user_data;
  gint64 now = g_get_monotonic_time ();

  settle (self);
  for (guint i = 0; i < self->statements->len; i++)
    {
      const OptDemoStatement *statement = self->statements->pdata[i];

      while (self->due[i] <= now)
        {
          execute (self, statement);
          self->due[i] += draw_pause (self, statement);
        }
    }

  g_clear_pointer (&self->timer, g_source_unref);
  set_timer (self);

  return G_SOURCE_REMOVE;
}

/**
 * opt_demo_load_start_sync:
 * @self: a load
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Opens the connections; from then on the workload runs whenever the main context does.
 *
 * Returns: %TRUE if it runs
 */
gboolean
opt_demo_load_start_sync (OptDemoLoad *self, GCancellable *cancellable, GError **error)
{
  gint64 now;

  g_return_val_if_fail (OPT_IS_DEMO_LOAD (self), FALSE);
  g_return_val_if_fail (self->timer == NULL, FALSE);

  for (guint i = 0; i < N_CONNECTIONS; i++)
    {
      self->connections[i]
          = opt_connection_new (self->conninfo, OPT_CONNECTION_ROLE_SANDBOX, "shop");
      if (!opt_connection_open_sync (self->connections[i], cancellable, error))
        return FALSE;
      if (self->session_sql != NULL)
        {
          g_autoptr (OptResult) result
              = opt_connection_query_sync (self->connections[i], self->session_sql, NULL,
                                           OPT_QUERY_SCRIPT, cancellable, error);

          if (result == NULL)
            return FALSE;
        }
    }

  now = g_get_monotonic_time ();
  self->credited_at = now;
  self->credit = MAX_CREDIT_SECONDS;
  self->due = g_new0 (gint64, self->statements->len);
  for (guint i = 0; i < self->statements->len; i++)
    self->due[i] = now + draw_pause (self, self->statements->pdata[i]);
  set_timer (self);

  return TRUE;
}

/**
 * opt_demo_load_stop:
 * @self: a load
 *
 * Cancels what runs and closes the connections.
 */
void
opt_demo_load_stop (OptDemoLoad *self)
{
  g_return_if_fail (OPT_IS_DEMO_LOAD (self));

  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  g_cancellable_cancel (self->cancellable);
  for (guint i = 0; i < N_CONNECTIONS; i++)
    {
      if (self->connections[i] != NULL)
        opt_connection_close (self->connections[i]);
      g_clear_object (&self->connections[i]);
    }
}

/**
 * opt_demo_load_get_executed:
 * @self: a load
 *
 * Returns: how many statements have been run
 */
gint64
opt_demo_load_get_executed (OptDemoLoad *self)
{
  g_return_val_if_fail (OPT_IS_DEMO_LOAD (self), 0);

  return self->executed;
}

/**
 * opt_demo_load_get_errors:
 * @self: a load
 *
 * Returns: how many of them failed
 */
gint64
opt_demo_load_get_errors (OptDemoLoad *self)
{
  g_return_val_if_fail (OPT_IS_DEMO_LOAD (self), 0);

  return self->errors;
}

/**
 * opt_demo_load_get_skipped:
 * @self: a load
 *
 * Returns: how many were due and not run, for they would have taken too much of the machine
 */
gint64
opt_demo_load_get_skipped (OptDemoLoad *self)
{
  g_return_val_if_fail (OPT_IS_DEMO_LOAD (self), 0);

  return self->skipped;
}

/**
 * opt_demo_load_get_busy:
 * @self: a load
 *
 * Returns: how many statements were being executed at a time in the last ten seconds, on average;
 *   where nobody locks what they need, that is the share of one core that they took
 */
double
opt_demo_load_get_busy (OptDemoLoad *self)
{
  g_return_val_if_fail (OPT_IS_DEMO_LOAD (self), 0);

  settle (self);

  return self->busy;
}

/**
 * opt_demo_load_get_last_error:
 * @self: a load
 *
 * Returns: (nullable): why a statement failed last
 */
const char *
opt_demo_load_get_last_error (OptDemoLoad *self)
{
  g_return_val_if_fail (OPT_IS_DEMO_LOAD (self), NULL);

  return self->last_error;
}

/**
 * opt_demo_load_is_connected:
 * @self: a load
 *
 * Returns: %TRUE if all its connections are open
 */
gboolean
opt_demo_load_is_connected (OptDemoLoad *self)
{
  g_return_val_if_fail (OPT_IS_DEMO_LOAD (self), FALSE);

  for (guint i = 0; i < N_CONNECTIONS; i++)
    if (self->connections[i] == NULL
        || opt_connection_get_state (self->connections[i]) != OPT_CONNECTION_STATE_OPEN)
      return FALSE;

  return TRUE;
}
