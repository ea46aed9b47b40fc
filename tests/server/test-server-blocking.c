/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-server-record.h"
#include "server-fixture.h"

#define SECRET "sesame4711"
#define HOUR (3600 * (gint64) G_USEC_PER_SEC)

static void
ended (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) rows
      = opt_connection_query_finish (OPT_CONNECTION (object), result, &error);

  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

static void
run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (connection, sql, NULL, NULL, &error);
  g_assert_no_error (error);
}

static OptBlockingChain *
get_newest (OptServer *server)
{
  g_autoptr (OptBlockingChain) chain
      = g_list_model_get_item (G_LIST_MODEL (opt_server_get_blocking (server)), 0);

  return chain;
}

static OptBlockingChain *
wait_for_chain (OptServer *server)
{
  while (get_newest (server) == NULL)
    g_main_context_iteration (NULL, TRUE);

  return get_newest (server);
}

static OptHistoryRange *
read_range (OptServer *server)
{
  OptHistoryRequest request = {
    .start = g_get_real_time () - HOUR,
    .end = g_get_real_time () + HOUR,
    .n_points = 10,
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  OptHistoryRange *range;

  opt_server_get_range_async (server, &request, NULL, server_fixture_keep_result, &result);
  server_fixture_wait_for_result (&result);
  range = opt_server_get_range_finish (server, result, &error);
  g_assert_no_error (error);

  return range;
}

/* What the last server that watched has written when it was disconnected. */
static void
wait_for_record (OptServer *server, gboolean open)
{
  for (;;)
    {
      g_autoptr (OptHistoryRange) range = read_range (server);
      OptBlockingChain *chain;

      if (range->blocking->chains->len == 0)
        continue;
      chain = range->blocking->chains->pdata[0];
      g_assert_cmpuint (range->blocking->chains->len, ==, 1);
      if (opt_blocking_chain_get_open (chain) == open)
        return;
    }
}

static void
assert_chain (OptBlockingChain *chain, OptConnection *holder, OptConnection *waiter)
{
  const OptBackend *root = opt_blocking_chain_get_root (chain);
  const OptBlockingVictim *victim = opt_blocking_chain_get_victim (chain, 0);

  g_assert_cmpint (root->pid, ==, opt_connection_get_backend_pid (holder));
  g_assert_cmpint (root->state, ==, OPT_BACKEND_IDLE_IN_TRANSACTION);
  g_assert_cmpuint (opt_blocking_chain_get_max_blocked (chain), ==, 1);
  g_assert_cmpint (opt_blocking_chain_get_longest (chain), >, 0);
  g_assert_cmpint (victim->backend->pid, ==, opt_connection_get_backend_pid (waiter));
  g_assert_true (g_str_has_prefix (victim->backend->query, "UPDATE visits SET page = "));
  g_assert_null (strstr (victim->backend->query, SECRET));
}

static void
assert_not_in_history (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "optischema", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *content = NULL;
      gsize length;

      if (!g_str_has_prefix (name, "history.db")
          || !g_file_get_contents (path, &content, &length, NULL))
        continue;
      g_assert_null (memmem (content, length, SECRET, strlen (SECRET)));
      n++;
    }
  g_assert_cmpuint (n, >, 0);
}

/* One holds another up while the program is ended and started again: it is one, before and after,
 * and its end is there for a third that only reads. */
static void
test_over_a_restart (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) holder = opt_test_connect (fixture->name, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) waiter = opt_test_connect (fixture->name, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptServer) again = opt_server_new ("shop", fixture->conninfo);
  g_autoptr (OptHistoryRange) range = NULL;
  OptBlockingChain *chain;
  gint64 start;
  gboolean over = FALSE;

  run (holder, "BEGIN");
  run (holder, "UPDATE visits SET page = '" SECRET "' WHERE id = 1");
  opt_connection_query_async (waiter, "UPDATE visits SET page = '" SECRET "' WHERE id = 1", NULL,
                              OPT_QUERY_NONE, NULL, ended, &over);
  server_fixture_go_online (fixture);
  start = opt_blocking_chain_get_start (wait_for_chain (fixture->server));
  opt_server_disconnect (fixture->server);
  wait_for_record (fixture->server, TRUE);

  /* Another program: it knows what was recorded, and goes on with it. */
  opt_server_connect (again);
  chain = wait_for_chain (again);
  while (!opt_blocking_chain_get_open (chain))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (opt_blocking_chain_get_start (chain), <=, start);
  run (holder, "COMMIT");
  while (opt_blocking_chain_get_open (get_newest (again)) || !over)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (opt_server_get_blocking (again))), ==,
                    1);
  opt_server_disconnect (again);
  wait_for_record (again, FALSE);

  range = read_range (fixture->server);
  assert_chain (range->blocking->chains->pdata[0], holder, waiter);
  assert_not_in_history ();
  opt_connection_close (holder);
  opt_connection_close (waiter);
}

int
main (int argc, char **argv)
{
  static const ServerTest tests[] = {
    { "/server/blocking/over-a-restart", test_over_a_restart },
  };

  return server_fixture_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
