/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-record.h"
#include "opt-test-standby.h"
#include "server-fixture.h"

static OptServer *
watch (OptCluster *cluster)
{
  g_autoptr (OptConninfo) conninfo = opt_cluster_get_conninfo (cluster, NULL, NULL);
  OptServer *server = opt_server_new ("", conninfo);
  OptHistoryRecorderState state;

  opt_server_connect (server);
  while (!opt_server_get_recording (server, &state))
    g_main_context_iteration (NULL, TRUE);

  return server;
}

static void
promote (OptCluster *cluster)
{
  g_autoptr (OptConninfo) conninfo = opt_cluster_get_conninfo (cluster, NULL, NULL);
  g_autoptr (OptConnection) admin
      = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, "test");
  g_autoptr (GError) error = NULL;

  opt_connection_open_sync (admin, NULL, &error);
  g_assert_no_error (error);
  opt_connection_execute_sync (admin, "SELECT pg_promote()", NULL, NULL, &error);
  g_assert_no_error (error);
  opt_connection_close (admin);
}

static void
assert_recorded_as (OptServer *server, const char *key)
{
  OptHistoryRecorderState state;

  g_assert_true (opt_server_get_recording (server, &state));
  g_assert_cmpint (state, ==, OPT_HISTORY_RECORDER_RECORDING);
  g_assert_cmpstr (opt_history_recorder_get_server_id (server->recorder), ==, key);
}

/* What the primary does is none of the standby's past. Once it is promoted it is the primary. */
static void
test_promoted (void)
{
  g_autoptr (OptCluster) primary = opt_cluster_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (OptServer) server = NULL;
  g_autoptr (OptServer) other = NULL;
  g_autofree char *key = NULL;
  OptCluster *standby;
  char *folder;

  opt_cluster_set_setting (primary, "wal_level", "replica");
  opt_cluster_start_sync (primary, NULL, &error);
  g_assert_no_error (error);
  standby = opt_test_start_standby (primary, &folder);

  server = watch (primary);
  other = watch (standby);
  key = g_strdup (opt_server_facts_get_system_identifier (opt_server_get_facts (server)));
  g_assert_cmpstr (opt_server_facts_get_system_identifier (opt_server_get_facts (other)), ==, key);
  assert_recorded_as (server, key);
  g_assert_cmpstr (opt_history_recorder_get_server_id (other->recorder), !=, key);
  assert_recorded_as (other, opt_server_get_history_key (other));

  opt_server_disconnect (server);
  promote (standby);
  while (other->recorder == NULL
         || !g_str_equal (opt_history_recorder_get_server_id (other->recorder), key))
    g_main_context_iteration (NULL, TRUE);
  opt_server_disconnect (other);
  g_assert_true (opt_database_lanes_wait (60 * G_USEC_PER_SEC));
  opt_test_remove_standby (standby, folder);
  opt_cluster_close_sync (primary, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/server/standby/promoted", test_promoted);

  return g_test_run ();
}
