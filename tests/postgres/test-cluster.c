/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "opt-error.h"
#include "opt-params.h"
#include "opt-paths.h"

/* Longer than anything here takes: a limit for what would never come, not a measurement. */
#define PATIENCE_SECONDS 60

static OptCluster *
start_cluster (void)
{
  g_autoptr (OptCluster) cluster = opt_cluster_new ();
  g_autoptr (GError) error = NULL;

  opt_cluster_start_sync (cluster, NULL, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&cluster);
}

static void
close_cluster (OptCluster *cluster)
{
  g_autofree char *folder = g_path_get_dirname (opt_cluster_get_data_folder (cluster));
  int pid = opt_cluster_get_postmaster_pid (cluster);
  g_autoptr (GError) error = NULL;

  opt_cluster_close_sync (cluster, &error);
  g_assert_no_error (error);
  g_assert_false (opt_cluster_is_running (cluster));
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  if (pid > 0)
    g_assert_cmpint (kill (pid, 0), ==, -1);
}

static OptConnection *
connect_to (OptCluster *cluster)
{
  g_autoptr (OptConninfo) conninfo = opt_cluster_get_conninfo (cluster, NULL, NULL);
  g_autoptr (OptConnection) connection
      = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, "test");
  g_autoptr (GError) error = NULL;

  opt_connection_open_sync (connection, NULL, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&connection);
}

static void
execute (OptCluster *cluster, const char *sql)
{
  g_autoptr (OptConnection) connection = connect_to (cluster);
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (connection, sql, NULL, NULL, &error);
  g_assert_no_error (error);
  opt_connection_close (connection);
}

static char *
ask (OptCluster *cluster, const char *sql)
{
  g_autoptr (OptConnection) connection = connect_to (cluster);
  g_autoptr (OptResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *answer;

  result = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, NULL, &error);
  g_assert_no_error (error);
  answer = g_strdup (opt_result_get_text (result, 0, "answer"));
  opt_connection_close (connection);

  return answer;
}

static void
wait_until_gone (const char *path)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;

  while (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (20000);
    }
}

static void
wait_until_ended (int pid)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;
  g_autofree char *stat_path = g_strdup_printf ("/proc/%d/stat", pid);

  for (;;)
    {
      g_autofree char *text = NULL;

      /* What nobody has waited for yet has ended all the same. */
      if (!g_file_get_contents (stat_path, &text, NULL, NULL) || strstr (text, ") Z") != NULL)
        return;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (20000);
    }
}

/* A scratch folder for one test, in which whatever is left behind can be seen. */
static char *
push_scratch (const char *name)
{
  g_autofree char *below = g_build_filename ("/tmp", "optischema-test-XXXXXX", NULL);
  char *scratch;

  g_assert_nonnull (g_mkdtemp (below));
  g_assert_cmpint (g_chmod (below, 0711), ==, 0);
  scratch = g_build_filename (below, name, NULL);
  g_assert_cmpint (g_mkdir (scratch, 0700), ==, 0);
  g_assert_cmpint (g_chmod (scratch, 0711), ==, 0);
  g_setenv ("OPTISCHEMA_SCRATCH_DIR", scratch, TRUE);

  return scratch;
}

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static void
pop_scratch (char *scratch)
{
  g_autofree char *below = g_path_get_dirname (scratch);

  g_unsetenv ("OPTISCHEMA_SCRATCH_DIR");
  g_assert_cmpuint (count_entries (scratch), ==, 0);
  g_assert_cmpint (g_rmdir (scratch), ==, 0);
  g_assert_cmpint (g_rmdir (below), ==, 0);
  g_free (scratch);
}

static void
test_start (void)
{
  g_autoptr (OptCluster) cluster = start_cluster ();
  g_autofree char *preloaded
      = ask (cluster, "SELECT current_setting('shared_preload_libraries') AS answer");
  g_autofree char *addresses
      = ask (cluster, "SELECT current_setting('listen_addresses') AS answer");
  g_autofree char *encoding = ask (cluster, "SELECT current_setting('server_encoding') AS answer");
  g_autofree char *folder = g_path_get_dirname (opt_cluster_get_data_folder (cluster));
  struct stat info;

  g_assert_true (opt_cluster_is_running (cluster));
  g_assert_cmpint (opt_cluster_get_major (cluster), >=, 13);
  g_assert_cmpstr (preloaded, ==, "pg_stat_statements");
  g_assert_cmpstr (addresses, ==, "");
  g_assert_cmpstr (encoding, ==, "UTF8");
  g_assert_cmpint (stat (folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);

  close_cluster (cluster);
}

static void
test_unprivileged (void)
{
  g_autoptr (OptCluster) cluster = start_cluster ();
  g_autofree char *process = g_strdup_printf ("/proc/%d", opt_cluster_get_postmaster_pid (cluster));
  struct stat info;

  g_assert_cmpint (stat (process, &info), ==, 0);
  if (geteuid () == 0)
    {
      const struct passwd *entry = getpwnam ("postgres");

      if (entry == NULL)
        entry = getpwnam ("nobody");
      g_assert_nonnull (entry);
      g_assert_cmpuint (info.st_uid, ==, entry->pw_uid);
    }
  else
    g_assert_cmpuint (info.st_uid, ==, geteuid ());

  close_cluster (cluster);
}

static void
test_stop_and_restart (void)
{
  g_autoptr (OptCluster) cluster = start_cluster ();
  g_autofree char *kept = NULL;
  g_autofree char *work_mem = NULL;
  g_autoptr (GError) error = NULL;

  execute (cluster, "CREATE TABLE kept AS SELECT 42 AS answer");

  opt_cluster_stop_sync (cluster, &error);
  g_assert_no_error (error);
  g_assert_false (opt_cluster_is_running (cluster));
  g_assert_true (g_file_test (opt_cluster_get_data_folder (cluster), G_FILE_TEST_IS_DIR));

  opt_cluster_start_sync (cluster, NULL, &error);
  g_assert_no_error (error);
  kept = ask (cluster, "SELECT answer FROM kept");
  g_assert_cmpstr (kept, ==, "42");

  opt_cluster_set_setting (cluster, "work_mem", "7MB");
  opt_cluster_restart_sync (cluster, NULL, &error);
  g_assert_no_error (error);
  work_mem = ask (cluster, "SELECT current_setting('work_mem') AS answer FROM kept");
  g_assert_cmpstr (work_mem, ==, "7MB");

  close_cluster (cluster);
}

static void
test_kill (void)
{
  g_autoptr (OptCluster) cluster = start_cluster ();
  int pid = opt_cluster_get_postmaster_pid (cluster);
  g_autofree char *answer = NULL;
  g_autoptr (GError) error = NULL;

  opt_cluster_kill (cluster, &error);
  g_assert_no_error (error);
  g_assert_false (opt_cluster_is_running (cluster));
  g_assert_cmpint (kill (pid, 0), ==, -1);

  opt_cluster_start_sync (cluster, NULL, &error);
  g_assert_no_error (error);
  answer = ask (cluster, "SELECT 'up' AS answer");
  g_assert_cmpstr (answer, ==, "up");

  opt_cluster_kill (cluster, &error);
  g_assert_no_error (error);
  close_cluster (cluster);
}

static void
test_own_folder (void)
{
  g_autofree char *below = g_dir_make_tmp ("optischema-test-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (below, "kept", NULL);
  g_autofree char *answer = NULL;
  const char *argv[] = { "rm", "-rf", below, NULL };

  g_assert_cmpint (g_chmod (below, 0711), ==, 0);

  for (int round = 0; round < 2; round++)
    {
      g_autoptr (OptCluster) cluster = opt_cluster_new ();
      g_autoptr (GError) error = NULL;

      opt_cluster_set_folder (cluster, folder);
      opt_cluster_start_sync (cluster, NULL, &error);
      g_assert_no_error (error);
      if (round == 0)
        execute (cluster, "CREATE TABLE kept AS SELECT 'still there' AS answer");
      else
        answer = ask (cluster, "SELECT answer FROM kept");
      opt_cluster_close_sync (cluster, &error);
      g_assert_no_error (error);
      g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
    }
  g_assert_cmpstr (answer, ==, "still there");

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, NULL, NULL));
}

/* Runs as a process of its own, so that it can be killed. */
static void
own_a_cluster (void)
{
  g_autoptr (OptCluster) cluster = start_cluster ();
  g_autofree char *folder = g_path_get_dirname (opt_cluster_get_data_folder (cluster));

  g_print ("%d %s\n", opt_cluster_get_postmaster_pid (cluster), folder);
  for (;;)
    pause ();
}

static void
test_owner_killed (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GSubprocess) owner = NULL;
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  const char *folder;
  char *end;
  int pid;

  owner
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--own-a-cluster", NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (owner));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  pid = (int) strtol (line, &end, 10);
  folder = end + 1;
  g_assert_cmpint (pid, >, 0);
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));

  g_subprocess_force_exit (owner);
  g_subprocess_wait (owner, NULL, NULL);

  wait_until_ended (pid);
  wait_until_gone (folder);
}

static void
test_no_binaries (void)
{
  g_autoptr (OptCluster) cluster = opt_cluster_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) major_error = NULL;
  g_autofree char *folder = NULL;
  char *scratch = push_scratch ("none");

  g_setenv ("OPTISCHEMA_PG_BINDIR", "/nonexistent/bin", TRUE);
  g_assert_false (opt_cluster_start_sync (cluster, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "/nonexistent/bin"));
  g_assert_nonnull (opt_error_get_next_step (error));
  g_assert_null (opt_cluster_get_data_folder (cluster));
  g_unsetenv ("OPTISCHEMA_PG_BINDIR");

  folder = opt_cluster_find_binaries (99, NULL, &major_error);
  g_assert_null (folder);
  g_assert_error (major_error, OPT_ERROR, OPT_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (opt_error_get_next_step (major_error), "postgresql-99"));

  pop_scratch (scratch);
}

static void
test_wanted_major (void)
{
  int newest = 0;
  int found = 0;
  g_autoptr (GError) error = NULL;
  g_autofree char *any = opt_cluster_find_binaries (0, &newest, &error);
  g_autofree char *wanted = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (any);
  wanted = opt_cluster_find_binaries (newest, &found, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (wanted, ==, any);
  g_assert_cmpint (found, ==, newest);
}

static void
test_long_path (void)
{
  g_autofree char *name = g_strnfill (90, 'x');
  char *scratch = push_scratch (name);
  g_autoptr (OptCluster) cluster = start_cluster ();
  g_autofree char *socket_folder = g_strdup (opt_cluster_get_socket_folder (cluster));
  g_autofree char *answer = ask (cluster, "SELECT 'up' AS answer");

  g_assert_cmpstr (answer, ==, "up");
  g_assert_true (g_str_has_prefix (socket_folder, "/tmp/"));
  g_assert_true (g_str_has_prefix (opt_cluster_get_data_folder (cluster), scratch));

  close_cluster (cluster);
  g_assert_false (g_file_test (socket_folder, G_FILE_TEST_EXISTS));
  pop_scratch (scratch);
}

static void
test_two_at_once (void)
{
  g_autoptr (OptCluster) one = start_cluster ();
  g_autoptr (OptCluster) other = start_cluster ();
  g_autofree char *answer = NULL;

  execute (one, "CREATE TABLE only_here AS SELECT 1 AS answer");
  answer = ask (other, "SELECT coalesce(to_regclass('only_here')::text, 'not here') AS answer");
  g_assert_cmpstr (answer, ==, "not here");

  close_cluster (one);
  g_assert_true (opt_cluster_is_running (other));
  close_cluster (other);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError **error = user_data;

  g_assert_false (opt_cluster_start_finish (OPT_CLUSTER (source), result, error));
  g_assert_nonnull (*error);
}

static void
test_cancelled_during_initdb (void)
{
  g_autoptr (OptCluster) cluster = opt_cluster_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  char *scratch = push_scratch ("cancelled");

  opt_cluster_start_async (cluster, cancellable, on_started, &error);
  /* initdb makes the data folder before anything else that takes time. */
  for (gboolean has_begun = FALSE; !has_begun;)
    {
      g_autoptr (GDir) dir = g_dir_open (scratch, 0, NULL);
      const char *name = g_dir_read_name (dir);
      g_autofree char *data
          = name != NULL ? g_build_filename (scratch, name, "data", "global", NULL) : NULL;

      has_begun = data != NULL && g_file_test (data, G_FILE_TEST_EXISTS);
      g_assert_no_error (error);
      g_main_context_iteration (NULL, FALSE);
    }
  g_cancellable_cancel (cancellable);
  while (error == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (opt_cluster_is_running (cluster));
  pop_scratch (scratch);
}

static void
test_bad_setting (void)
{
  g_autoptr (OptCluster) cluster = opt_cluster_new ();
  g_autoptr (GError) error = NULL;
  char *scratch = push_scratch ("bad");

  opt_cluster_set_setting (cluster, "shared_buffers", "a lot");
  g_assert_false (opt_cluster_start_sync (cluster, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_FAILED);
  /* The server's own words. */
  g_assert_nonnull (strstr (error->message, "shared_buffers"));
  pop_scratch (scratch);
}

static void
test_environment (void)
{
  g_autoptr (OptCluster) cluster = NULL;
  g_autofree char *answer = NULL;

  g_setenv ("PGHOST", "/nonexistent", TRUE);
  g_setenv ("PGPORT", "1", TRUE);
  g_setenv ("PGDATA", "/nonexistent", TRUE);
  g_setenv ("PGUSER", "nobody_knows", TRUE);
  g_setenv ("PGDATABASE", "nowhere", TRUE);
  cluster = start_cluster ();
  answer = ask (cluster, "SELECT current_user || ' ' || current_database() AS answer");
  g_assert_cmpstr (answer, ==, "postgres postgres");
  close_cluster (cluster);
  g_unsetenv ("PGHOST");
  g_unsetenv ("PGPORT");
  g_unsetenv ("PGDATA");
  g_unsetenv ("PGUSER");
  g_unsetenv ("PGDATABASE");
}

int
main (int argc, char **argv)
{
  if (argc > 1 && g_str_equal (argv[1], "--own-a-cluster"))
    own_a_cluster ();

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cluster/start", test_start);
  g_test_add_func ("/cluster/unprivileged", test_unprivileged);
  g_test_add_func ("/cluster/stop-and-restart", test_stop_and_restart);
  g_test_add_func ("/cluster/kill", test_kill);
  g_test_add_func ("/cluster/own-folder", test_own_folder);
  g_test_add_func ("/cluster/owner-killed", test_owner_killed);
  g_test_add_func ("/cluster/no-binaries", test_no_binaries);
  g_test_add_func ("/cluster/wanted-major", test_wanted_major);
  g_test_add_func ("/cluster/long-path", test_long_path);
  g_test_add_func ("/cluster/two-at-once", test_two_at_once);
  g_test_add_func ("/cluster/cancelled-during-initdb", test_cancelled_during_initdb);
  g_test_add_func ("/cluster/bad-setting", test_bad_setting);
  g_test_add_func ("/cluster/environment", test_environment);

  return g_test_run ();
}
