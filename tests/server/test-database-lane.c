/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"

#include "opt-database-lane.h"
#include "opt-error.h"
#include "opt-sql.h"

/* Where work of two threads meets. */
typedef struct
{
  GMutex lock;
  GCond changed;
  gboolean entered;
  gboolean open;
} Gate;

/* What became of one piece of work. */
typedef struct
{
  OptJob *job;
  gboolean done;
  gpointer result;
  GError *error;
} Outcome;

static guint n_freed;

static char get_pid[] = "SELECT pg_backend_pid()::text AS answer";
static char get_word[] = "SELECT 'here' AS answer";
static char get_nothing[] = "SELECT nothing_there AS answer";
static char sleep_on[] = "SELECT pg_sleep(600), 'slept' AS answer";

static Gate *
gate_new (void)
{
  Gate *gate = g_new0 (Gate, 1);

  g_mutex_init (&gate->lock);
  g_cond_init (&gate->changed);

  return gate;
}

static void
gate_free (Gate *gate)
{
  g_mutex_clear (&gate->lock);
  g_cond_clear (&gate->changed);
  g_free (gate);
}

static void
gate_open (Gate *gate)
{
  g_mutex_lock (&gate->lock);
  gate->open = TRUE;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->lock);
}

static void
gate_pass (Gate *gate)
{
  g_mutex_lock (&gate->lock);
  gate->entered = TRUE;
  g_cond_broadcast (&gate->changed);
  while (!gate->open)
    g_cond_wait (&gate->changed, &gate->lock);
  g_mutex_unlock (&gate->lock);
}

static void
gate_wait_until_entered (Gate *gate)
{
  g_mutex_lock (&gate->lock);
  while (!gate->entered)
    g_cond_wait (&gate->changed, &gate->lock);
  g_mutex_unlock (&gate->lock);
}

static Outcome *
outcome_new (void)
{
  Outcome *outcome = g_new0 (Outcome, 1);

  outcome->job = opt_job_new (NULL);

  return outcome;
}

static void
outcome_free (Outcome *outcome)
{
  g_object_unref (outcome->job);
  g_clear_error (&outcome->error);
  g_free (outcome->result);
  g_free (outcome);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Gate, gate_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Outcome, outcome_free)

static void
done (GObject *object, GAsyncResult *result, gpointer data)
{
  Outcome *outcome = data;

  g_assert_false (outcome->done);
  g_assert_false (opt_job_get_running (outcome->job));
  outcome->done = TRUE;
  outcome->result
      = opt_database_lane_run_finish (OPT_DATABASE_LANE (object), result, &outcome->error);
}

static void
count_free (gpointer data)
{
  n_freed++;
}

static Outcome *
run (OptDatabaseLane *lane, OptDatabaseFunc func, gpointer data)
{
  Outcome *outcome = outcome_new ();

  opt_database_lane_run_async (lane, outcome->job, func, data, NULL, g_free, done, outcome);

  return outcome;
}

static void
wait_for (Outcome *outcome)
{
  while (!outcome->done)
    g_main_context_iteration (NULL, TRUE);
}

static OptDatabaseLane *
make_lane (void)
{
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (NULL);

  return opt_database_lane_new (conninfo);
}

static void
close_lane (OptDatabaseLane *lane)
{
  opt_database_lane_close (lane);
  g_assert_true (opt_database_lanes_wait (G_USEC_PER_SEC * 60));
}

/* ---- Work ------------------------------------------------------------------------------------ */

static gpointer
query (OptDatabase *database,
       gpointer sql,
       const OptProgress *progress,
       GCancellable *cancellable,
       GError **error)
{
  g_autoptr (OptResult) result
      = opt_connection_query_sync (opt_database_get_connection (database), sql, NULL,
                                   OPT_QUERY_NONE, cancellable, error);

  return result != NULL ? g_strdup (opt_result_get_text (result, 0, "answer")) : NULL;
}

static gpointer
pass_gate (OptDatabase *database,
           gpointer gate,
           const OptProgress *progress,
           GCancellable *cancellable,
           GError **error)
{
  gate_pass (gate);

  return g_strdup ("passed");
}

static gpointer
open_gate (OptDatabase *database,
           gpointer data,
           const OptProgress *progress,
           GCancellable *cancellable,
           GError **error)
{
  gate_open (data);

  return g_strdup ("opened");
}

static gpointer
sleep_long (OptDatabase *database,
            gpointer gate,
            const OptProgress *progress,
            GCancellable *cancellable,
            GError **error)
{
  gate_open (gate);

  return query (database, sleep_on, progress, cancellable, error);
}

static gpointer
never (OptDatabase *database,
       gpointer data,
       const OptProgress *progress,
       GCancellable *cancellable,
       GError **error)
{
  g_assert_not_reached ();
}

/* ---- Tests ----------------------------------------------------------------------------------- */

/* One after the other, on one connection. */
static void
test_sequence (void)
{
  g_autoptr (OptDatabaseLane) lane = make_lane ();
  g_autoptr (Gate) gate = gate_new ();
  g_autoptr (Outcome) held = run (lane, pass_gate, gate);
  g_autoptr (Outcome) first = run (lane, query, get_pid);
  g_autoptr (Outcome) second = run (lane, query, get_pid);

  g_assert_true (opt_database_lane_is_busy (lane));
  g_assert_true (opt_job_get_running (second->job));
  gate_wait_until_entered (gate);
  while (opt_job_get_step (second->job) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (opt_job_get_step (second->job), ==, "Waiting for other work to end");
  g_assert_false (first->done || second->done);

  gate_open (gate);
  wait_for (second);
  g_assert_true (held->done && first->done);
  g_assert_no_error (second->error);
  g_assert_cmpstr (first->result, ==, second->result);
  /* It does not wait any more. */
  g_assert_cmpstr (opt_job_get_step (second->job), ==, NULL);
  g_assert_false (opt_database_lane_is_busy (lane));
  close_lane (lane);
}

/* One lane's work never waits for another's. */
static void
test_parallel (void)
{
  g_autoptr (OptDatabaseLane) slow = make_lane ();
  g_autoptr (OptDatabaseLane) quick = make_lane ();
  g_autoptr (Gate) gate = gate_new ();
  g_autoptr (Outcome) held = run (slow, pass_gate, gate);
  g_autoptr (Outcome) opened = NULL;

  gate_wait_until_entered (gate);
  opened = run (quick, open_gate, gate);
  wait_for (held);
  wait_for (opened);
  g_assert_cmpstr (held->result, ==, "passed");
  opt_database_lane_close (slow);
  close_lane (quick);
}

static void
test_failure (void)
{
  g_autoptr (OptDatabaseLane) lane = make_lane ();
  g_autoptr (Outcome) wrong = run (lane, query, get_nothing);
  g_autoptr (Outcome) right = run (lane, query, get_word);

  wait_for (right);
  g_assert_error (wrong->error, OPT_ERROR, OPT_ERROR_SYNTAX);
  g_assert_cmpstr (opt_error_get_sqlstate (wrong->error), ==, "42703");
  g_assert_cmpstr (right->result, ==, "here");
  close_lane (lane);
}

static void
test_unreachable (void)
{
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new ("host=/nonexistent dbname=none", NULL);
  g_autoptr (OptDatabaseLane) lane = opt_database_lane_new (conninfo);
  g_autoptr (Outcome) outcome = run (lane, never, NULL);

  wait_for (outcome);
  g_assert_error (outcome->error, OPT_ERROR, OPT_ERROR_UNREACHABLE);
  close_lane (lane);
}

/* What only waits is cancelled at once, and what runs is not disturbed by that. */
static void
test_cancel_waiting (void)
{
  g_autoptr (OptDatabaseLane) lane = make_lane ();
  g_autoptr (Gate) gate = gate_new ();
  g_autoptr (Outcome) held = run (lane, pass_gate, gate);
  g_autoptr (Outcome) waiting = run (lane, never, NULL);
  g_autoptr (Outcome) last = run (lane, query, get_word);

  gate_wait_until_entered (gate);
  opt_job_cancel (waiting->job);
  wait_for (waiting);
  g_assert_error (waiting->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (held->done);

  gate_open (gate);
  wait_for (last);
  g_assert_cmpstr (held->result, ==, "passed");
  g_assert_cmpstr (last->result, ==, "here");
  close_lane (lane);
}

static void
test_cancel_running (void)
{
  g_autoptr (OptDatabaseLane) lane = make_lane ();
  g_autoptr (Gate) gate = gate_new ();
  g_autoptr (Outcome) running = run (lane, sleep_long, gate);
  g_autoptr (Outcome) before = NULL;
  g_autoptr (Outcome) next = NULL;

  gate_pass (gate);
  opt_job_cancel (running->job);
  wait_for (running);
  g_assert_error (running->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  before = outcome_new ();
  opt_job_cancel (before->job);
  opt_database_lane_run_async (lane, before->job, never, NULL, NULL, g_free, done, before);
  wait_for (before);
  g_assert_error (before->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  next = run (lane, query, get_word);
  wait_for (next);
  g_assert_cmpstr (next->result, ==, "here");
  close_lane (lane);
}

static void
terminate (const char *pid)
{
  g_autoptr (OptConnection) admin = opt_test_connect (NULL, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *sql = g_strdup_printf ("SELECT pg_terminate_backend(%s, 30000)", pid);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (admin, sql, NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);
  opt_connection_close (admin);
}

/* A connection that was lost in between is made anew, without anybody asking for it. */
static void
test_lost_connection (void)
{
  g_autoptr (OptDatabaseLane) lane = make_lane ();
  g_autoptr (Outcome) before = run (lane, query, get_pid);
  g_autoptr (Outcome) after = NULL;

  wait_for (before);
  g_assert_no_error (before->error);
  terminate (before->result);
  after = run (lane, query, get_pid);
  wait_for (after);
  g_assert_no_error (after->error);
  g_assert_cmpstr (before->result, !=, after->result);
  close_lane (lane);
}

/* Closed in the midst: all that was asked ends, and is told. */
static void
test_close (void)
{
  g_autoptr (OptDatabaseLane) lane = make_lane ();
  g_autoptr (Gate) gate = gate_new ();
  g_autoptr (Outcome) running = run (lane, sleep_long, gate);
  g_autoptr (Outcome) waiting = run (lane, never, NULL);
  g_autoptr (Outcome) late = NULL;

  gate_pass (gate);
  opt_database_lane_close (lane);
  late = run (lane, never, NULL);
  wait_for (running);
  wait_for (waiting);
  wait_for (late);
  g_assert_error (running->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_error (waiting->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_error (late->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  close_lane (lane);
}

static void
ignore (GObject *object, GAsyncResult *result, gpointer data)
{
  *(gboolean *) data = TRUE;
}

/* A lane that nobody holds ends by itself, when its last work has. */
static void
test_abandoned (void)
{
  OptDatabaseLane *lane = make_lane ();
  gboolean is_done = FALSE;

  n_freed = 0;
  g_object_add_weak_pointer (G_OBJECT (lane), (gpointer *) &lane);
  opt_database_lane_run_async (lane, NULL, query, get_word, count_free, g_free, ignore, &is_done);
  g_object_unref (lane);
  while (!is_done || lane != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_freed, ==, 1);
  g_assert_true (opt_database_lanes_wait (G_USEC_PER_SEC * 60));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  opt_test_get_cluster ();

  g_test_add_func ("/lane/sequence", test_sequence);
  g_test_add_func ("/lane/parallel", test_parallel);
  g_test_add_func ("/lane/failure", test_failure);
  g_test_add_func ("/lane/unreachable", test_unreachable);
  g_test_add_func ("/lane/cancel-waiting", test_cancel_waiting);
  g_test_add_func ("/lane/cancel-running", test_cancel_running);
  g_test_add_func ("/lane/lost-connection", test_lost_connection);
  g_test_add_func ("/lane/close", test_close);
  g_test_add_func ("/lane/abandoned", test_abandoned);

  return g_test_run ();
}
