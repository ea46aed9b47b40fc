/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server-fixture.h"

#include <math.h>
#include <string.h>

#include "opt-error.h"
#include "opt-server-plan.h"
#include "opt-sql.h"
#include "opt-test-left.h"

#define QUERY "SELECT * FROM visits WHERE customer = $1"

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
test_jobs (ServerFixture *fixture, gconstpointer data)
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
                        server_fixture_keep_result, &ran);
  opt_server_run_async (server, OPT_SERVER_LANE_WORK, waiting, return_word, g_strdup ("never"),
                        g_free, g_free, server_fixture_keep_result, &waited);
  g_assert_cmpuint (g_list_model_get_n_items (jobs), ==, 2);

  opt_server_run_async (server, OPT_SERVER_LANE_INTERACTIVE, NULL, return_word, g_strdup ("quick"),
                        g_free, g_free, server_fixture_keep_result, &quick);
  word = opt_server_run_finish (server, server_fixture_wait_for_result (&quick), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (word, ==, "quick");
  g_assert_null (ran);

  opt_job_cancel (waiting);
  g_assert_null (opt_server_run_finish (server, server_fixture_wait_for_result (&waited), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (g_list_model_get_n_items (jobs), ==, 1);
  g_assert_true (opt_job_get_running (running));

  opt_job_cancel (running);
  g_assert_null (opt_server_run_finish (server, server_fixture_wait_for_result (&ran), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (g_list_model_get_n_items (jobs), ==, 0);
}

/* Disconnecting ends all that was opened, in the midst of work, too. */
/* With another password only the watching begins anew. */
static void
test_change_goes_on (ServerFixture *fixture, gconstpointer data)
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
                        server_fixture_keep_result, &result);
  g_assert_true (opt_server_find_change (server) == job);

  opt_server_set_conninfo (server, other);
  g_assert_false (g_cancellable_is_cancelled (opt_job_get_cancellable (job)));
  g_assert_true (opt_job_get_running (job));

  opt_job_cancel (job);
  server_fixture_wait_for_result (&result);
  g_assert_null (opt_server_run_finish (server, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (opt_server_find_change (server));
}

static void
test_disconnect (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) ran = NULL;
  g_autoptr (GAsyncResult) planned = NULL;
  g_autoptr (GError) error = NULL;

  server_fixture_go_online (fixture);
  opt_server_run_async (fixture->server, OPT_SERVER_LANE_WORK, NULL, sleep_long, NULL, NULL, g_free,
                        server_fixture_keep_result, &ran);
  opt_server_explain_async (fixture->server, QUERY, OPT_EXPLAIN_PLAN, OPT_PLAN_OPTIONS_USUAL, NULL,
                            NULL, server_fixture_keep_result, &planned);
  server_fixture_wait_for_result (&planned);

  opt_server_disconnect (fixture->server);
  g_assert_cmpint (opt_server_get_state (fixture->server), ==, OPT_SERVER_OFFLINE);
  g_assert_null (
      opt_server_run_finish (fixture->server, server_fixture_wait_for_result (&ran), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (opt_database_lanes_wait (60 * G_USEC_PER_SEC));
  while (server_fixture_count_sessions () > 0)
    g_main_context_iteration (NULL, FALSE);
}

static void
test_explain (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) failed = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *basis = NULL;
  g_autoptr (OptPlan) plan = NULL;

  /* It needs no watching. */
  opt_server_explain_async (fixture->server, QUERY, OPT_EXPLAIN_PLAN, OPT_PLAN_OPTIONS_USUAL, NULL,
                            NULL, server_fixture_keep_result, &result);
  plan = opt_server_explain_finish (fixture->server, server_fixture_wait_for_result (&result), NULL,
                                    &basis, &error);
  g_assert_no_error (error);
  g_assert_nonnull (opt_plan_get_root (plan, 0));
  g_assert_nonnull (basis);
  /* The interactive lane has no word of the sandbox. */
  g_assert_null (opt_server_get_sandbox (fixture->server));

  opt_server_explain_async (fixture->server, "SELECT nothing_there FROM visits", OPT_EXPLAIN_PLAN,
                            OPT_PLAN_OPTIONS_USUAL, NULL, NULL, server_fixture_keep_result,
                            &failed);
  g_assert_null (opt_server_explain_finish (fixture->server,
                                            server_fixture_wait_for_result (&failed), NULL, NULL,
                                            &error));
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

static char *
wipe (OptServer *server, GError **error)
{
  g_autoptr (GAsyncResult) stopped = NULL;

  opt_server_stop_sandbox_async (server, NULL, server_fixture_keep_result, &stopped);

  return opt_server_stop_sandbox_finish (server, server_fixture_wait_for_result (&stopped), error);
}

/* What can't be removed keeps nothing else, and what is gone is told all the same. */
static void
wipe_with_left (OptServer *server)
{
  char *scratch = opt_test_push_scratch ();
  g_autofree char *first = opt_test_leave_stubborn (scratch, "optischema-aaaaaa");
  g_autofree char *second = opt_test_leave_cluster (scratch, "optischema-bbbbbb");
  g_autoptr (GError) error = NULL;
  g_autofree char *removed = NULL;

  build_shadow (server);
  g_assert_null (wipe (server, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_FAILED);
  /* A cluster takes some megabytes, and that is told. */
  g_assert_true (
      g_str_has_prefix (error->message, "The sandbox and 1 that was left behind were removed: "));
  g_assert_nonnull (strstr (error->message, "MB. Could not remove "));
  g_assert_nonnull (strstr (error->message, first));
  g_assert_nonnull (opt_error_get_next_step (error));
  g_assert_false (g_file_test (second, G_FILE_TEST_EXISTS));
  g_assert_false (opt_server_get_sandbox (server)->running);
  g_clear_error (&error);

  g_assert_null (wipe (server, &error));
  g_assert_true (g_str_has_prefix (error->message, "Could not remove "));
  g_clear_error (&error);

  opt_test_free_stubborn (first);
  removed = wipe (server, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (removed, "1 sandbox that was left behind was removed: "));
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  opt_test_pop_scratch (scratch);
}

static void
test_sandbox (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) cancelled = NULL;

  wipe_with_left (fixture->server);

  /* What is under way when it is closed has no say any more. */
  build_shadow (fixture->server);
  opt_server_run_async (fixture->server, OPT_SERVER_LANE_WORK, NULL, sleep_long, NULL, NULL, g_free,
                        server_fixture_keep_result, &cancelled);
  opt_server_disconnect (fixture->server);
  g_assert_null (opt_server_get_sandbox (fixture->server));
  server_fixture_wait_for_result (&cancelled);
  g_assert_null (opt_server_get_sandbox (fixture->server));
}

static void
test_unreachable (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConninfo) nowhere = opt_conninfo_new ("host=/nonexistent dbname=none", NULL);
  g_autoptr (OptServer) server = opt_server_new ("nowhere", nowhere);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  opt_server_connect (server);
  server_fixture_wait_for_state (server, OPT_SERVER_LOST);
  g_assert_error (opt_server_get_error (server), OPT_ERROR, OPT_ERROR_UNREACHABLE);
  /* It is tried again by itself. */
  g_assert_nonnull (server->poller);

  opt_server_explain_async (server, QUERY, OPT_EXPLAIN_PLAN, OPT_PLAN_OPTIONS_USUAL, NULL, NULL,
                            server_fixture_keep_result, &result);
  g_assert_null (opt_server_explain_finish (server, server_fixture_wait_for_result (&result), NULL,
                                            NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNREACHABLE);

  /* The error that it has may be the one that it is given. */
  opt_server_fail (server, opt_server_get_error (server));
  g_assert_error (opt_server_get_error (server), OPT_ERROR, OPT_ERROR_UNREACHABLE);
  g_assert_null (server->poller);
}

/* Let go in the midst of everything: it is gone when its work has ended. */
static void
test_disposed (ServerFixture *fixture, gconstpointer data)
{
  OptServer *server = fixture->server;
  g_autoptr (OptJob) job = opt_job_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;

  g_object_add_weak_pointer (G_OBJECT (server), (gpointer *) &server);
  opt_server_connect (server);
  opt_server_run_async (server, OPT_SERVER_LANE_WORK, job, sleep_long, NULL, NULL, g_free,
                        server_fixture_keep_result, &result);
  g_clear_object (&fixture->server);
  opt_job_cancel (job);
  server_fixture_wait_for_result (&result);
  g_clear_object (&result);
  while (server != NULL)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  static const ServerTest tests[] = {
    { "/server/jobs", test_jobs },
    { "/server/change-goes-on", test_change_goes_on },
    { "/server/disconnect", test_disconnect },
    { "/server/explain", test_explain },
    { "/server/sandbox", test_sandbox },
    { "/server/unreachable", test_unreachable },
    { "/server/disposed", test_disposed },
  };

  return server_fixture_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
