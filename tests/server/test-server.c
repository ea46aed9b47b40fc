/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "opt-error.h"
#include "opt-server-plan.h"
#include "opt-server-private.h"
#include "opt-sql.h"

#define QUERY "SELECT * FROM visits WHERE customer = $1"

/* A database with a table and an extension, and a server object for it. */
typedef struct
{
  char *name;
  OptConninfo *conninfo;
  OptServer *server;
  guint n_polled;
} Fixture;

static void
run (const char *database, const char *sql)
{
  g_autoptr (OptConnection) admin = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (admin, sql, NULL, NULL, &error);
  g_assert_no_error (error);
  opt_connection_close (admin);
}

static void
count (guint *counter)
{
  (*counter)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {
    "CREATE EXTENSION pg_stat_statements",
    "CREATE TABLE visits (id int PRIMARY KEY, customer int NOT NULL, page text)",
    "INSERT INTO visits SELECT i, i % 500, repeat('x', 60) FROM generate_series(1, 20000) i",
    "VACUUM ANALYZE visits",
  };

  fixture->name = opt_test_create_database ();
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    run (fixture->name, parts[i]);
  fixture->conninfo = opt_test_get_conninfo (fixture->name);
  fixture->server = opt_server_new ("shop", fixture->conninfo);
  g_signal_connect_swapped (fixture->server, "polled", G_CALLBACK (count), &fixture->n_polled);
}

/* Nothing of a server stays behind when nobody holds it any more. */
static void
tear_down (Fixture *fixture, gconstpointer data)
{
  OptServer *server = fixture->server;

  if (server != NULL)
    {
      opt_server_disconnect (server);
      g_object_add_weak_pointer (G_OBJECT (server), (gpointer *) &server);
      g_object_unref (fixture->server);
    }
  while (server != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (opt_database_lanes_wait (60 * G_USEC_PER_SEC));
  opt_conninfo_unref (fixture->conninfo);
  g_free (fixture->name);
}

static void
wait_for_state (OptServer *server, OptServerState state)
{
  while (opt_server_get_state (server) != state)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_polls (Fixture *fixture, guint n)
{
  guint target = fixture->n_polled + n;

  while (fixture->n_polled < target)
    g_main_context_iteration (NULL, TRUE);
}

static void
go_online (Fixture *fixture)
{
  opt_server_connect (fixture->server);
  wait_for_state (fixture->server, OPT_SERVER_ONLINE);
}

static void
keep_result (GObject *object, GAsyncResult *result, gpointer data)
{
  GAsyncResult **kept = data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

static GAsyncResult *
wait_for_result (GAsyncResult **kept)
{
  while (*kept == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *kept;
}

/* ---- Watching -------------------------------------------------------------------------------- */

static OptStatementItem *
find_statement (OptServer *server, const char *part)
{
  GListModel *items = G_LIST_MODEL (opt_server_get_statements (server));

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (OptStatementItem) item = g_list_model_get_item (items, i);
      const char *text = opt_statement_item_get_text (item);

      if (text != NULL && strstr (text, part) != NULL)
        return item;
    }

  return NULL;
}

static void
test_watch (Fixture *fixture, gconstpointer data)
{
  OptServer *server = fixture->server;

  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_OFFLINE);
  g_assert_true (isnan (opt_server_get_poll_cost (server)));
  opt_server_connect (server);
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_CONNECTING);
  wait_for_state (server, OPT_SERVER_ONLINE);
  g_assert_no_error (opt_server_get_error (server));
  g_assert_cmpstr (opt_server_facts_get_database (opt_server_get_facts (server)), ==,
                   fixture->name);
  g_assert_cmpint (opt_server_get_last_poll (server), >, 0);

  while (find_statement (server, "FROM visits") == NULL)
    {
      run (fixture->name, "SELECT count(*) FROM visits WHERE customer = 7");
      wait_for_polls (fixture, 1);
    }
  g_assert_cmpfloat (opt_server_get_poll_cost (server), >, 0);
  g_assert_cmpfloat (opt_server_get_poll_cost (server), <, 1);
  g_assert_cmpuint (opt_timeline_get_n_points (opt_server_get_timeline (server)), >=, 2);

  /* It is connected to. */
  opt_server_connect (server);
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_ONLINE);
}

static gboolean
has_event (OptServer *server, const char *kind)
{
  OptTimeline *timeline = opt_server_get_timeline (server);

  for (guint i = 0; i < opt_timeline_get_n_events (timeline); i++)
    if (g_str_equal (opt_timeline_get_event (timeline, i)->kind, kind))
      return TRUE;

  return FALSE;
}

/* It comes back by itself, and the charts say what happened. */
static void
test_restart (Fixture *fixture, gconstpointer data)
{
  OptCluster *cluster = opt_test_get_cluster ();
  g_autoptr (GError) error = NULL;

  go_online (fixture);
  opt_cluster_stop_sync (cluster, &error);
  g_assert_no_error (error);
  wait_for_state (fixture->server, OPT_SERVER_LOST);
  g_assert_error (opt_server_get_error (fixture->server), OPT_ERROR, OPT_ERROR_UNREACHABLE);
  /* What was seen stays. */
  g_assert_nonnull (opt_server_get_facts (fixture->server));

  opt_cluster_start_sync (cluster, NULL, &error);
  g_assert_no_error (error);
  wait_for_state (fixture->server, OPT_SERVER_ONLINE);
  g_assert_null (opt_server_get_error (fixture->server));
  g_assert_true (has_event (fixture->server, "restart"));
}

/* A password that is wrong is not tried again and again: that only locks an account. */
static void
test_wrong_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConninfo) nobody = opt_conninfo_with (fixture->conninfo, "user", "nobody_there");
  g_autoptr (OptServer) server = opt_server_new ("shop", nobody);

  opt_server_connect (server);
  wait_for_state (server, OPT_SERVER_LOST);
  g_assert_error (opt_server_get_error (server), OPT_ERROR, OPT_ERROR_AUTHENTICATION);
  g_assert_nonnull (opt_error_get_sqlstate (opt_server_get_error (server)));
  g_assert_null (server->poller);

  /* With what is right it goes on. */
  opt_server_set_conninfo (server, fixture->conninfo);
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_OFFLINE);
  opt_server_connect (server);
  wait_for_state (server, OPT_SERVER_ONLINE);
  opt_server_disconnect (server);
}

static OptRecommendation *
make_recommendation (void)
{
  return g_object_new (OPT_TYPE_RECOMMENDATION, "server", "1", "database", "postgres", "kind",
                       OPT_RECOMMENDATION_CREATE_INDEX, "title", "Index t on a", "sql",
                       "CREATE INDEX ON t (a)", "undo-sql", "DROP INDEX t_a_idx", "evidence",
                       OPT_EVIDENCE_SIMULATED, NULL);
}

static void
assert_nothing_advised (OptServer *server)
{
  g_assert_cmpuint (g_list_model_get_n_items (opt_server_get_recommendations (server)), ==, 0);
}

/* What was said of one database is not said of the next, not even for a moment. */
static void
test_another_database (Fixture *fixture, gconstpointer data)
{
  OptServer *server = fixture->server;
  g_autofree char *name = opt_test_create_database ();
  g_autoptr (OptConninfo) other = opt_test_get_conninfo (name);
  g_autoptr (OptRecommendation) recommendation = make_recommendation ();
  OptStatementKey key = { .queryid = 1, .userid = 2, .dbid = 3, .toplevel = TRUE };

  run (name, "CREATE EXTENSION pg_stat_statements");
  go_online (fixture);
  g_list_store_append (server->recommendations, recommendation);
  g_hash_table_add (server->recorded, g_memdup2 (&key, sizeof key));
  g_signal_connect (server, "notify::facts", G_CALLBACK (assert_nothing_advised), NULL);

  opt_server_set_conninfo (server, other);
  opt_server_connect (server);
  wait_for_state (server, OPT_SERVER_ONLINE);
  g_assert_cmpstr (opt_server_facts_get_database (opt_server_get_facts (server)), ==, name);
  g_assert_false (g_hash_table_contains (server->recorded, &key));
  opt_server_disconnect (server);
}

static void
keep_warning (OptServer *server, const char *text, GPtrArray *warnings)
{
  g_ptr_array_add (warnings, g_strdup (text));
}

/* What will be missing later is told now, and told once. */
static void
test_warning (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "optischema", NULL);
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  gboolean history = FALSE;

  /* No folder can be where a file is. */
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "", 0, &error));
  g_assert_no_error (error);
  g_signal_connect (fixture->server, "warning", G_CALLBACK (keep_warning), warnings);
  go_online (fixture);
  while (warnings->len < 2)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < warnings->len; i++)
    history |= g_str_has_prefix (warnings->pdata[i], "The history was not kept: ");
  g_assert_true (history);

  opt_server_warn (fixture->server, "%s", (const char *) warnings->pdata[1]);
  g_assert_cmpuint (warnings->len, ==, 2);
  opt_server_disconnect (fixture->server);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
test_pause (Fixture *fixture, gconstpointer data)
{
  guint n_polled;

  go_online (fixture);
  opt_server_set_paused (fixture->server, TRUE);
  g_assert_true (opt_poller_get_paused (fixture->server->poller));
  /* One that is under way ends. */
  wait_for_state (fixture->server, OPT_SERVER_ONLINE);
  n_polled = fixture->n_polled;

  opt_server_set_paused (fixture->server, FALSE);
  while (fixture->n_polled <= n_polled)
    g_main_context_iteration (NULL, TRUE);

  /* Who connects wants to see something. */
  opt_server_set_paused (fixture->server, TRUE);
  opt_server_disconnect (fixture->server);
  go_online (fixture);
  g_assert_false (opt_server_get_paused (fixture->server));
}

static void
disconnect (OptServer *server)
{
  if (opt_server_get_state (server) == OPT_SERVER_ONLINE)
    opt_server_disconnect (server);
}

/* Whoever hears of it may end it. */
static void
test_disconnected_by_listener (Fixture *fixture, gconstpointer data)
{
  g_signal_connect (fixture->server, "notify::state", G_CALLBACK (disconnect), NULL);
  opt_server_connect (fixture->server);
  while (opt_server_get_state (fixture->server) != OPT_SERVER_OFFLINE
         || fixture->server->last_poll == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_polled, ==, 0);
}

static void
let_go (Fixture *fixture)
{
  if (fixture->server != NULL && opt_server_get_state (fixture->server) == OPT_SERVER_ONLINE)
    g_clear_object (&fixture->server);
}

/* Or let it go. */
static void
test_let_go_by_listener (Fixture *fixture, gconstpointer data)
{
  OptServer *server = fixture->server;

  g_object_add_weak_pointer (G_OBJECT (server), (gpointer *) &server);
  g_signal_connect_swapped (server, "notify::state", G_CALLBACK (let_go), fixture);
  opt_server_connect (server);
  while (server != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gint64
count_sessions (void)
{
  g_autoptr (OptConnection) admin = opt_test_connect (NULL, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = opt_connection_query_sync (
      admin,
      "SELECT count(*) AS n FROM pg_stat_activity WHERE application_name IN ('optischema/poll', "
      "'optischema/interactive')",
      NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);
  opt_connection_close (admin);

  return opt_result_get_int (result, 0, "n");
}

/* ---- Work ------------------------------------------------------------------------------------ */

static gpointer
sleep_long (OptDatabase *database,
            gpointer data,
            const OptProgress *progress,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (OptResult) result
      = opt_connection_query_sync (opt_database_get_connection (database), "SELECT pg_sleep(600)",
                                   NULL, OPT_QUERY_NONE, cancellable, error);

  return result != NULL ? g_strdup ("slept") : NULL;
}

static gpointer
return_word (OptDatabase *database,
             gpointer data,
             const OptProgress *progress,
             GCancellable *cancellable,
             GError **error)
{
  return g_strdup (data);
}

/* What runs and what waits is listed; a trial never delays a plan. */
static void
test_jobs (Fixture *fixture, gconstpointer data)
{
  OptServer *server = fixture->server;
  GListModel *jobs = opt_server_get_jobs (server);
  g_autoptr (OptJob) running = opt_job_new ("running");
  g_autoptr (OptJob) waiting = opt_job_new ("waiting");
  g_autoptr (GAsyncResult) ran = NULL;
  g_autoptr (GAsyncResult) waited = NULL;
  g_autoptr (GAsyncResult) quick = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *word = NULL;

  opt_server_run_async (server, OPT_SERVER_LANE_WORK, running, sleep_long, NULL, NULL, g_free,
                        keep_result, &ran);
  opt_server_run_async (server, OPT_SERVER_LANE_WORK, waiting, return_word, g_strdup ("never"),
                        g_free, g_free, keep_result, &waited);
  g_assert_cmpuint (g_list_model_get_n_items (jobs), ==, 2);

  opt_server_run_async (server, OPT_SERVER_LANE_INTERACTIVE, NULL, return_word, g_strdup ("quick"),
                        g_free, g_free, keep_result, &quick);
  word = opt_server_run_finish (server, wait_for_result (&quick), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (word, ==, "quick");
  g_assert_null (ran);

  opt_job_cancel (waiting);
  g_assert_null (opt_server_run_finish (server, wait_for_result (&waited), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (g_list_model_get_n_items (jobs), ==, 1);
  g_assert_true (opt_job_get_running (running));

  opt_job_cancel (running);
  g_assert_null (opt_server_run_finish (server, wait_for_result (&ran), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (g_list_model_get_n_items (jobs), ==, 0);
}

/* Disconnecting ends all that was opened, in the midst of work, too. */
/* With another password only the watching begins anew. */
static void
test_change_goes_on (Fixture *fixture, gconstpointer data)
{
  OptServer *server = fixture->server;
  g_autoptr (OptConninfo) other
      = opt_conninfo_with (opt_server_get_conninfo (server), "password", "another");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (OptJob) job = opt_job_new ("Changing");
  g_autoptr (GError) error = NULL;

  g_assert_null (opt_server_find_change (server));
  opt_job_set_writes (job, TRUE);
  opt_server_run_async (server, OPT_SERVER_LANE_WORK, job, sleep_long, NULL, NULL, g_free,
                        keep_result, &result);
  g_assert_true (opt_server_find_change (server) == job);

  opt_server_set_conninfo (server, other);
  g_assert_false (g_cancellable_is_cancelled (opt_job_get_cancellable (job)));
  g_assert_true (opt_job_get_running (job));

  opt_job_cancel (job);
  wait_for_result (&result);
  g_assert_null (opt_server_run_finish (server, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (opt_server_find_change (server));
}

static void
test_disconnect (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) ran = NULL;
  g_autoptr (GAsyncResult) planned = NULL;
  g_autoptr (GError) error = NULL;

  go_online (fixture);
  opt_server_run_async (fixture->server, OPT_SERVER_LANE_WORK, NULL, sleep_long, NULL, NULL, g_free,
                        keep_result, &ran);
  opt_server_explain_async (fixture->server, QUERY, OPT_EXPLAIN_PLAN, NULL, keep_result, &planned);
  wait_for_result (&planned);

  opt_server_disconnect (fixture->server);
  g_assert_cmpint (opt_server_get_state (fixture->server), ==, OPT_SERVER_OFFLINE);
  g_assert_null (opt_server_run_finish (fixture->server, wait_for_result (&ran), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (opt_database_lanes_wait (60 * G_USEC_PER_SEC));
  while (count_sessions () > 0)
    g_main_context_iteration (NULL, FALSE);
}

static void
test_explain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) failed = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *basis = NULL;
  g_autoptr (OptPlan) plan = NULL;

  /* It needs no watching. */
  opt_server_explain_async (fixture->server, QUERY, OPT_EXPLAIN_PLAN, NULL, keep_result, &result);
  plan = opt_server_explain_finish (fixture->server, wait_for_result (&result), &basis, &error);
  g_assert_no_error (error);
  g_assert_nonnull (opt_plan_get_root (plan, 0));
  g_assert_nonnull (basis);
  /* The interactive lane has no word of the sandbox. */
  g_assert_null (opt_server_get_sandbox (fixture->server));

  opt_server_explain_async (fixture->server, "SELECT nothing_there FROM visits", OPT_EXPLAIN_PLAN,
                            NULL, keep_result, &failed);
  g_assert_null (
      opt_server_explain_finish (fixture->server, wait_for_result (&failed), NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_SYNTAX);
}

static void
look_at_sandbox (GObject *object, GAsyncResult *result, gpointer data)
{
  const OptSandboxState *state = opt_server_get_sandbox (OPT_SERVER (object));

  /* Who waits for the shadow finds it told. */
  g_assert_true (opt_server_build_shadow_finish (OPT_SERVER (object), result, NULL));
  g_assert_true (state->running && state->has_shadow);
  g_assert_cmpint (state->modelled_bytes, >, 0);
  *(gboolean *) data = TRUE;
}

static void
build_shadow (OptServer *server)
{
  gboolean done = FALSE;

  opt_server_build_shadow_async (server, NULL, look_at_sandbox, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_sandbox (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) stopped = NULL;
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GError) error = NULL;

  build_shadow (fixture->server);
  opt_server_stop_sandbox_async (fixture->server, NULL, keep_result, &stopped);
  g_assert_true (
      opt_server_stop_sandbox_finish (fixture->server, wait_for_result (&stopped), &error));
  g_assert_no_error (error);
  g_assert_false (opt_server_get_sandbox (fixture->server)->running);

  /* What is under way when it is closed has no say any more. */
  build_shadow (fixture->server);
  opt_server_run_async (fixture->server, OPT_SERVER_LANE_WORK, NULL, sleep_long, NULL, NULL, g_free,
                        keep_result, &cancelled);
  opt_server_disconnect (fixture->server);
  g_assert_null (opt_server_get_sandbox (fixture->server));
  wait_for_result (&cancelled);
  g_assert_null (opt_server_get_sandbox (fixture->server));
}

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConninfo) nowhere = opt_conninfo_new ("host=/nonexistent dbname=none", NULL);
  g_autoptr (OptServer) server = opt_server_new ("nowhere", nowhere);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  opt_server_connect (server);
  wait_for_state (server, OPT_SERVER_LOST);
  g_assert_error (opt_server_get_error (server), OPT_ERROR, OPT_ERROR_UNREACHABLE);
  /* It is tried again by itself. */
  g_assert_nonnull (server->poller);

  opt_server_explain_async (server, QUERY, OPT_EXPLAIN_PLAN, NULL, keep_result, &result);
  g_assert_null (opt_server_explain_finish (server, wait_for_result (&result), NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNREACHABLE);

  /* The error that it has may be the one that it is given. */
  opt_server_fail (server, opt_server_get_error (server));
  g_assert_error (opt_server_get_error (server), OPT_ERROR, OPT_ERROR_UNREACHABLE);
  g_assert_null (server->poller);
}

/* Let go in the midst of everything: it is gone when its work has ended. */
static void
test_disposed (Fixture *fixture, gconstpointer data)
{
  OptServer *server = fixture->server;
  g_autoptr (OptJob) job = opt_job_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;

  g_object_add_weak_pointer (G_OBJECT (server), (gpointer *) &server);
  opt_server_connect (server);
  opt_server_run_async (server, OPT_SERVER_LANE_WORK, job, sleep_long, NULL, NULL, g_free,
                        keep_result, &result);
  g_clear_object (&fixture->server);
  opt_job_cancel (job);
  wait_for_result (&result);
  g_clear_object (&result);
  while (server != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("optischema-server-XXXXXX", NULL);
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);
  int status;

  /* The history, the log and the advice are kept in the user's data folder: not this user's. */
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("/server/watch", test_watch);
  add ("/server/restart", test_restart);
  add ("/server/wrong-password", test_wrong_password);
  add ("/server/another-database", test_another_database);
  add ("/server/warning", test_warning);
  add ("/server/pause", test_pause);
  add ("/server/disconnected-by-listener", test_disconnected_by_listener);
  add ("/server/let-go-by-listener", test_let_go_by_listener);
  add ("/server/jobs", test_jobs);
  add ("/server/change-goes-on", test_change_goes_on);
  add ("/server/disconnect", test_disconnect);
  add ("/server/explain", test_explain);
  add ("/server/sandbox", test_sandbox);
  add ("/server/unreachable", test_unreachable);
  add ("/server/disposed", test_disposed);

  status = g_test_run ();
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);

  return status;
}
