/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "opt-error.h"
#include "opt-poller-private.h"
#include "opt-server-vitals.h"

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
test_watch (ServerFixture *fixture, gconstpointer data)
{
  OptServer *server = fixture->server;
  OptPollCost cost;

  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_OFFLINE);
  opt_server_get_poll_cost (server, &cost);
  g_assert_cmpuint (cost.reads, ==, 0);
  opt_server_connect (server);
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_CONNECTING);
  server_fixture_wait_for_state (server, OPT_SERVER_ONLINE);
  g_assert_no_error (opt_server_get_error (server));
  g_assert_cmpstr (opt_server_facts_get_database (opt_server_get_facts (server)), ==,
                   fixture->name);
  g_assert_cmpint (opt_server_get_last_poll (server), >, 0);

  while (find_statement (server, "FROM visits") == NULL)
    {
      server_fixture_run (fixture->name, "SELECT count(*) FROM visits WHERE customer = 7");
      server_fixture_wait_for_polls (fixture, 1);
    }
  opt_server_get_poll_cost (server, &cost);
  g_assert_cmpuint (cost.reads, >=, 3);
  g_assert_cmpint (cost.elapsed, >, 0);
  g_assert_cmpint (cost.elapsed, <, cost.span);
  g_assert_cmpint (cost.bytes, >, 0);
  g_assert_cmpint (opt_server_get_poll_period (server, OPT_POLL_READ_STATEMENTS), >=,
                   G_USEC_PER_SEC);
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
test_restart (ServerFixture *fixture, gconstpointer data)
{
  OptCluster *cluster = opt_test_get_cluster ();
  g_autoptr (GError) error = NULL;

  server_fixture_go_online (fixture);
  opt_cluster_stop_sync (cluster, &error);
  g_assert_no_error (error);
  server_fixture_wait_for_state (fixture->server, OPT_SERVER_LOST);
  g_assert_error (opt_server_get_error (fixture->server), OPT_ERROR, OPT_ERROR_UNREACHABLE);
  /* What was seen stays. */
  g_assert_nonnull (opt_server_get_facts (fixture->server));

  opt_cluster_start_sync (cluster, NULL, &error);
  g_assert_no_error (error);
  server_fixture_wait_for_state (fixture->server, OPT_SERVER_ONLINE);
  g_assert_null (opt_server_get_error (fixture->server));
  g_assert_true (has_event (fixture->server, "restart"));
}

static void
count_up (OptServer *server, guint read, guint *counter)
{
  (*counter)++;
}

/* Without pg_stat_statements the server is watched all the same, and what is missing is said. */
static void
test_without_extension (ServerFixture *fixture, gconstpointer data)
{
  OptServer *server = fixture->server;
  guint n_changed = 0;

  server_fixture_run (fixture->name, "DROP EXTENSION pg_stat_statements");
  g_signal_connect (server, "read-changed", G_CALLBACK (count_up), &n_changed);
  server_fixture_go_online (fixture);
  g_assert_no_error (opt_server_get_error (server));
  g_assert_error (opt_server_get_read_error (server, OPT_POLL_READ_STATEMENTS), OPT_ERROR,
                  OPT_ERROR_UNSUPPORTED);
  g_assert_no_error (opt_server_get_read_error (server, OPT_POLL_READ_SESSIONS));
  while (opt_server_get_vitals (server) == NULL || server->sampled == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_ONLINE);
  g_assert_cmpint (opt_server_get_last_poll (server), ==, 0);
  g_assert_cmpint (opt_server_get_last_time (server), >=, server->sampled);
  g_assert_cmpint (opt_server_get_last_time (server), >=, opt_server_get_vitals (server)->time);

  server_fixture_run (fixture->name, "CREATE EXTENSION pg_stat_statements");
  while (opt_server_get_last_poll (server) == 0)
    server_fixture_wait_for_polls (fixture, 1);
  g_assert_no_error (opt_server_get_read_error (server, OPT_POLL_READ_STATEMENTS));
  /* It was told once of each, however often it was tried. */
  g_assert_cmpuint (n_changed, ==, 2);
}

/* A password that is wrong is not tried again and again: that only locks an account. */
static void
test_wrong_password (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConninfo) nobody = opt_conninfo_with (fixture->conninfo, "user", "nobody_there");
  g_autoptr (OptServer) server = opt_server_new ("shop", nobody);

  opt_server_connect (server);
  server_fixture_wait_for_state (server, OPT_SERVER_LOST);
  g_assert_error (opt_server_get_error (server), OPT_ERROR, OPT_ERROR_AUTHENTICATION);
  g_assert_nonnull (opt_error_get_sqlstate (opt_server_get_error (server)));
  g_assert_null (server->poller);

  /* With what is right it goes on. */
  opt_server_set_conninfo (server, fixture->conninfo);
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_OFFLINE);
  opt_server_connect (server);
  server_fixture_wait_for_state (server, OPT_SERVER_ONLINE);
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
test_another_database (ServerFixture *fixture, gconstpointer data)
{
  OptServer *server = fixture->server;
  g_autofree char *name = opt_test_create_database ();
  g_autoptr (OptConninfo) other = opt_test_get_conninfo (name);
  g_autoptr (OptRecommendation) recommendation = make_recommendation ();
  OptStatementKey key = { .queryid = 1, .userid = 2, .dbid = 3, .toplevel = TRUE };
  g_autoptr (OptSqlText) text = opt_sql_text_new (&key, "SELECT 1");

  server_fixture_run (name, "CREATE EXTENSION pg_stat_statements");
  server_fixture_go_online (fixture);
  g_list_store_append (server->recommendations, recommendation);
  opt_history_recorder_add_text (server->recorder, text);
  g_assert_true (opt_history_recorder_knows_text (server->recorder, &key));
  g_signal_connect (server, "notify::facts", G_CALLBACK (assert_nothing_advised), NULL);

  opt_server_set_conninfo (server, other);
  opt_server_connect (server);
  server_fixture_wait_for_state (server, OPT_SERVER_ONLINE);
  g_assert_cmpstr (opt_server_facts_get_database (opt_server_get_facts (server)), ==, name);
  g_assert_false (opt_history_recorder_knows_text (server->recorder, &key));
  opt_server_disconnect (server);
}

static void
count_up_notify (OptServer *server, GParamSpec *pspec, guint *counter)
{
  (*counter)++;
}

/* Where another server is watched, as after a demo that ended, nothing of the one before stays. */
static void
test_another_place (ServerFixture *fixture, gconstpointer data)
{
  OptServer *server = fixture->server;
  OptTimeline *timeline = opt_server_get_timeline (server);
  GListModel *statements = G_LIST_MODEL (opt_server_get_statements (server));
  g_autoptr (OptConninfo) same = opt_conninfo_with (fixture->conninfo, "password", "another");
  g_autoptr (OptConninfo) other = opt_conninfo_with (fixture->conninfo, "host", "/nowhere");
  g_autofree char *display = opt_conninfo_to_display (other);
  guint n_displays = 0;

  server_fixture_go_online (fixture);
  opt_statement_list_set_show_system (opt_server_get_statements (server), TRUE);
  while (g_list_model_get_n_items (statements) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (opt_timeline_get_n_points (timeline), >, 0);
  opt_server_set_conninfo (server, same);
  g_assert_cmpuint (g_list_model_get_n_items (statements), >, 0);
  g_assert_cmpuint (opt_timeline_get_n_points (timeline), >, 0);
  g_assert_cmpint (opt_server_get_last_poll (server), !=, 0);

  g_signal_connect (server, "notify::display", G_CALLBACK (count_up_notify), &n_displays);
  opt_server_set_conninfo (server, other);
  g_assert_cmpuint (n_displays, ==, 1);
  g_assert_cmpstr (opt_server_get_display (server), ==, display);
  g_assert_cmpuint (opt_timeline_get_n_points (timeline), ==, 0);
  g_assert_cmpint (opt_server_get_last_poll (server), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (statements), ==, 0);

  /* What comes next is no other server that answers at the same address. */
  opt_server_set_conninfo (server, fixture->conninfo);
  server_fixture_go_online (fixture);
  g_assert_cmpuint (opt_timeline_get_n_points (timeline), >, 0);
  for (guint i = 0; i < opt_timeline_get_n_events (timeline); i++)
    g_assert_cmpstr (opt_timeline_get_event (timeline, i)->kind, !=, "failover");
  opt_server_disconnect (server);
}

static void
keep_warning (OptServer *server, const char *text, GPtrArray *warnings)
{
  g_ptr_array_add (warnings, g_strdup (text));
}

/* What will be missing later is told now, and told once. */
static void
test_warning (ServerFixture *fixture, gconstpointer data)
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
  server_fixture_go_online (fixture);
  while (warnings->len < 2)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < warnings->len; i++)
    history |= g_str_has_prefix (warnings->pdata[i], "The history is not kept for now. ");
  g_assert_true (history);

  opt_server_warn (fixture->server, "%s", (const char *) warnings->pdata[1]);
  g_assert_cmpuint (warnings->len, ==, 2);
  opt_server_disconnect (fixture->server);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
test_pause (ServerFixture *fixture, gconstpointer data)
{
  guint n_polled;

  server_fixture_go_online (fixture);
  opt_server_set_paused (fixture->server, TRUE);
  g_assert_true (opt_poller_get_paused (fixture->server->poller));
  /* One that is under way ends. */
  server_fixture_wait_for_state (fixture->server, OPT_SERVER_ONLINE);
  n_polled = fixture->n_polled;

  opt_server_set_paused (fixture->server, FALSE);
  while (fixture->n_polled <= n_polled)
    g_main_context_iteration (NULL, TRUE);

  /* Who connects wants to see something. */
  opt_server_set_paused (fixture->server, TRUE);
  opt_server_disconnect (fixture->server);
  server_fixture_go_online (fixture);
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
test_disconnected_by_listener (ServerFixture *fixture, gconstpointer data)
{
  g_signal_connect (fixture->server, "notify::state", G_CALLBACK (disconnect), NULL);
  opt_server_connect (fixture->server);
  while (opt_server_get_state (fixture->server) != OPT_SERVER_OFFLINE
         || fixture->server->last_poll == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_polled, ==, 0);
}

/* One that nobody uses and that may suspend itself; what was seen stays to be looked at. */
static void
test_rest (ServerFixture *fixture, gconstpointer data)
{
  OptServer *server = fixture->server;
  gint64 last;

  g_assert_cmpint (opt_server_get_rest (server), ==, OPT_REST_WHERE_IT_SUSPENDS);
  server_fixture_go_online (fixture);
  opt_poller_set_rest_times (server->poller, G_USEC_PER_SEC / 2, 60 * G_USEC_PER_SEC);
  opt_server_set_rest (server, OPT_REST_ALWAYS);
  server_fixture_wait_for_state (server, OPT_SERVER_RESTING);
  g_assert_no_error (opt_server_get_error (server));
  g_assert_cmpint (opt_server_get_rests_until (server), >, g_get_real_time ());
  last = opt_server_get_last_poll (server);
  g_assert_cmpint (last, >, 0);
  g_assert_cmpuint (opt_timeline_get_n_points (opt_server_get_timeline (server)), >, 0);

  /* Somebody looks. */
  opt_server_connect (server);
  server_fixture_wait_for_state (server, OPT_SERVER_ONLINE);
  g_assert_cmpint (opt_server_get_rests_until (server), ==, 0);
  g_assert_cmpint (opt_server_get_last_poll (server), >, last);

  server_fixture_wait_for_state (server, OPT_SERVER_RESTING);
  g_assert_null (server->lanes[OPT_SERVER_LANE_INTERACTIVE]);
  opt_server_disconnect (server);
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_OFFLINE);
  g_assert_cmpint (opt_server_get_rests_until (server), ==, 0);
}

static void
let_go (ServerFixture *fixture)
{
  if (fixture->server != NULL && opt_server_get_state (fixture->server) == OPT_SERVER_ONLINE)
    g_clear_object (&fixture->server);
}

/* Or let it go. */
static void
test_let_go_by_listener (ServerFixture *fixture, gconstpointer data)
{
  OptServer *server = fixture->server;

  g_object_add_weak_pointer (G_OBJECT (server), (gpointer *) &server);
  g_signal_connect_swapped (server, "notify::state", G_CALLBACK (let_go), fixture);
  opt_server_connect (server);
  while (server != NULL)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  static const ServerTest tests[] = {
    { "/server/watch/live", test_watch },
    { "/server/watch/restart", test_restart },
    { "/server/watch/without-extension", test_without_extension },
    { "/server/watch/wrong-password", test_wrong_password },
    { "/server/watch/another-database", test_another_database },
    { "/server/watch/another-place", test_another_place },
    { "/server/watch/warning", test_warning },
    { "/server/watch/pause", test_pause },
    { "/server/watch/rest", test_rest },
    { "/server/watch/disconnected-by-listener", test_disconnected_by_listener },
    { "/server/watch/let-go-by-listener", test_let_go_by_listener },
  };

  return server_fixture_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
