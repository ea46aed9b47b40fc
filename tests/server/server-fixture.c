/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server-fixture.h"

void
server_fixture_run (const char *database, const char *sql)
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
set_up (ServerFixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {
    "CREATE EXTENSION pg_stat_statements",
    "CREATE TABLE visits (id int PRIMARY KEY, customer int NOT NULL, page text)",
    "INSERT INTO visits SELECT i, i % 500, repeat('x', 60) FROM generate_series(1, 20000) i",
    "VACUUM ANALYZE visits",
  };

  fixture->name = opt_test_create_database ();
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    server_fixture_run (fixture->name, parts[i]);
  fixture->conninfo = opt_test_get_conninfo (fixture->name);
  fixture->server = opt_server_new ("shop", fixture->conninfo);
  g_signal_connect_swapped (fixture->server, "polled", G_CALLBACK (count), &fixture->n_polled);
}

/* Nothing of a server stays behind when nobody holds it any more. */
static void
tear_down (ServerFixture *fixture, gconstpointer data)
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

void
server_fixture_wait_for_state (OptServer *server, OptServerState state)
{
  while (opt_server_get_state (server) != state)
    g_main_context_iteration (NULL, TRUE);
}

void
server_fixture_wait_for_polls (ServerFixture *fixture, guint n)
{
  guint target = fixture->n_polled + n;

  while (fixture->n_polled < target)
    g_main_context_iteration (NULL, TRUE);
}

void
server_fixture_go_online (ServerFixture *fixture)
{
  opt_server_connect (fixture->server);
  server_fixture_wait_for_state (fixture->server, OPT_SERVER_ONLINE);
}

void
server_fixture_keep_result (GObject *object, GAsyncResult *result, gpointer data)
{
  GAsyncResult **kept = data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

GAsyncResult *
server_fixture_wait_for_result (GAsyncResult **kept)
{
  while (*kept == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *kept;
}

gint64
server_fixture_count_sessions (void)
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

int
server_fixture_main (int argc, char **argv, const ServerTest *tests, gsize n_tests)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < n_tests; i++)
    g_test_add (tests[i].path, ServerFixture, NULL, set_up, tests[i].test, tear_down);

  return g_test_run ();
}
