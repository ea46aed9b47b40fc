/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "opt-error.h"
#include "opt-given-provider.h"
#include "opt-sandbox-provider.h"
#include "opt-sandbox.h"
#include "opt-test.h"

/* What sandboxes leave in a server that is given, what is not theirs, and what becomes of either.
 */

#define MARKED                                                             \
  "SELECT rolname FROM pg_roles WHERE rolname ~ '^optischema_' UNION ALL " \
  "SELECT datname FROM pg_database WHERE datname ~ '^optischema_' ORDER BY 1"

typedef struct
{
  OptServerFacts *facts; /* of another server, as production */
  OptCluster *given;
  OptConninfo *conninfo;
  OptConnection *watcher;
} Fixture;

static Fixture here;

static void
run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (connection, sql, NULL, NULL, &error);
  g_assert_no_error (error);
}

static char *
ask (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, NULL, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    g_string_append_printf (text, "%s%s", row > 0 ? "\n" : "",
                            opt_result_get_cell (result, row, 0, NULL));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static OptConnection *
open_connection (OptConninfo *conninfo, const char *lane)
{
  OptConnection *connection = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, lane);
  g_autoptr (GError) error = NULL;

  opt_connection_open_sync (connection, NULL, &error);
  g_assert_no_error (error);

  return connection;
}

static void
set_up (void)
{
  g_autoptr (OptConnection) production = opt_test_connect (NULL, OPT_CONNECTION_ROLE_MONITOR);
  g_autoptr (GError) error = NULL;

  here.facts = opt_server_facts_load_sync (production, NULL, &error);
  g_assert_no_error (error);
  here.given = opt_cluster_new ();
  opt_cluster_start_sync (here.given, NULL, &error);
  g_assert_no_error (error);
  here.conninfo = opt_cluster_get_conninfo (here.given, NULL, NULL);
  here.watcher = open_connection (here.conninfo, "test");
}

static void
tear_down (void)
{
  g_autoptr (GError) error = NULL;

  opt_connection_close (here.watcher);
  g_object_unref (here.watcher);
  opt_conninfo_unref (here.conninfo);
  opt_cluster_close_sync (here.given, &error);
  g_assert_no_error (error);
  g_object_unref (here.given);
  g_object_unref (here.facts);
}

static OptSandbox *
start_sandbox (OptConninfo *conninfo)
{
  g_autoptr (OptSandboxProvider) provider = opt_given_provider_new (conninfo);
  g_autoptr (OptSandbox) sandbox = opt_sandbox_new_with_provider (provider);
  g_autoptr (GError) error = NULL;

  opt_sandbox_start_sync (sandbox, here.facts, NULL, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&sandbox);
}

static void
start_and_close (void)
{
  g_autoptr (OptSandbox) sandbox = start_sandbox (here.conninfo);
  g_autoptr (GError) error = NULL;

  opt_sandbox_close_sync (sandbox, &error);
  g_assert_no_error (error);
}

static void
assert_marked (const char *expected)
{
  g_autofree char *marked = ask (here.watcher, MARKED);

  g_assert_cmpstr (marked, ==, expected);
}

/* Names as a sandbox's are not enough. */
static void
test_others (void)
{
  run (here.watcher, "CREATE DATABASE optischema_00000000000000aa_1");
  run (here.watcher, "CREATE ROLE optischema_00000000000000aa_sandbox CREATEROLE");
  run (here.watcher, "CREATE ROLE optischema_00000000000000ab_reader SUPERUSER");
  run (here.watcher, "CREATE ROLE optischema_00000000000000ac_boss");
  run (here.watcher, "CREATE ROLE optischema_00000000000000ad_sandbox");
  run (here.watcher, "CREATE DATABASE optischema_00000000000000ae_1 OWNER "
                     "optischema_00000000000000ad_sandbox");
  run (here.watcher, "CREATE ROLE optischema_00000000000000af_sandbox");
  run (here.watcher, "CREATE DATABASE optischema_00000000000000af_backup OWNER "
                     "optischema_00000000000000af_sandbox");
  run (here.watcher, "CREATE ROLE optischema_00000000000000ba_sandbox");
  run (here.watcher, "CREATE DATABASE optischema_00000000000000ba_12 OWNER "
                     "optischema_00000000000000ba_sandbox");
  start_and_close ();
  assert_marked ("optischema_00000000000000aa_1\n"
                 "optischema_00000000000000aa_sandbox\n"
                 "optischema_00000000000000ab_reader\n"
                 "optischema_00000000000000ac_boss\n"
                 "optischema_00000000000000ad_sandbox\n"
                 "optischema_00000000000000ae_1\n"
                 "optischema_00000000000000af_backup\n"
                 "optischema_00000000000000af_sandbox");

  run (here.watcher, "DROP DATABASE optischema_00000000000000aa_1");
  run (here.watcher, "DROP DATABASE optischema_00000000000000ae_1");
  run (here.watcher, "DROP DATABASE optischema_00000000000000af_backup");
  run (here.watcher, "DROP ROLE optischema_00000000000000aa_sandbox, "
                     "optischema_00000000000000ab_reader, optischema_00000000000000ac_boss, "
                     "optischema_00000000000000ad_sandbox, optischema_00000000000000af_sandbox");
}

/* Its session of the marker may be lost and it goes on all the same. */
static void
test_living (void)
{
  g_autoptr (OptSandbox) living = start_sandbox (here.conninfo);
  g_autoptr (GPtrArray) limits
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_unreadable_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *database
      = opt_sandbox_create_database_sync (living, here.facts, limits, NULL, &error);
  g_autoptr (OptConnection) reader = NULL;
  g_autofree char *before = NULL;
  g_autofree char *answer = NULL;

  g_assert_no_error (error);
  reader = opt_sandbox_connect_sync (living, OPT_SANDBOX_USER_READER, database, NULL, &error);
  g_assert_no_error (error);
  before = ask (here.watcher, MARKED);
  run (here.watcher, "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE "
                     "application_name ~ '^optischema/optischema_'");
  start_and_close ();
  answer = ask (reader, "SELECT current_database()");
  g_assert_cmpstr (answer, ==, database);
  assert_marked (before);

  opt_connection_close (reader);
  g_assert_true (opt_sandbox_close_sync (living, &error));
  g_assert_no_error (error);
  assert_marked ("");
}

/* Only who may connect to it could, and nothing is made by others in it. */
static void
test_closed (void)
{
  g_autoptr (OptSandbox) sandbox = start_sandbox (here.conninfo);
  g_autoptr (GPtrArray) limits
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_unreadable_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *database
      = opt_sandbox_create_database_sync (sandbox, here.facts, limits, NULL, &error);
  g_autoptr (OptConnection) admin = NULL;
  g_autofree char *rights = NULL;

  g_assert_no_error (error);
  admin = opt_sandbox_connect_sync (sandbox, OPT_SANDBOX_USER_ADMIN, database, NULL, &error);
  g_assert_no_error (error);
  rights = ask (admin, "SELECT concat_ws(' ', d.datallowconn, "
                       "  has_database_privilege('public', d.oid, 'CONNECT'), "
                       "  has_schema_privilege('public', 'public', 'CREATE')) "
                       "FROM pg_database d WHERE d.datname = current_database()");
  g_assert_cmpstr (rights, ==, "t f f");
  opt_connection_close (admin);
}

/* Whatever the server has for others, the session that tells that a sandbox lives stays. */
static void
test_kept (void)
{
  g_autoptr (OptSandbox) sandbox = NULL;

  if (opt_connection_get_server_version (here.watcher) < 140000)
    {
      g_test_skip ("PostgreSQL 13 has no idle_session_timeout");
      return;
    }

  run (here.watcher, "ALTER ROLE postgres SET idle_session_timeout = '100ms'");
  sandbox = start_sandbox (here.conninfo);
  g_usleep (G_USEC_PER_SEC);
  g_assert_true (opt_sandbox_is_running (sandbox));
  run (here.watcher, "ALTER ROLE postgres RESET idle_session_timeout");
}

/* The rest goes, and what stays keeps nobody from starting. */
static void
test_stuck (void)
{
  g_autoptr (OptSandbox) sandbox = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *role = NULL;
  g_autofree char *take = NULL;
  g_autofree char *left = NULL;

  run (here.watcher, "CREATE ROLE optischema_00000000000000aa_sandbox");
  run (here.watcher, "CREATE ROLE optischema_00000000000000bb_sandbox");
  run (here.watcher, "CREATE TABLE public.kept ()");
  run (here.watcher, "ALTER TABLE public.kept OWNER TO optischema_00000000000000aa_sandbox");
  sandbox = start_sandbox (here.conninfo);
  left = ask (here.watcher, "SELECT rolname FROM pg_roles WHERE rolname ~ '^optischema_0{12}'");
  g_assert_cmpstr (left, ==, "optischema_00000000000000aa_sandbox");
  run (here.watcher, "ALTER TABLE public.kept OWNER TO postgres");
  run (here.watcher, "DROP ROLE optischema_00000000000000aa_sandbox");

  /* Of its own it is told at the end, by name. */
  role = ask (here.watcher, "SELECT rolname FROM pg_roles WHERE rolname ~ '^optischema_.*_reader'");
  take = g_strdup_printf ("ALTER TABLE public.kept OWNER TO %s", role);
  run (here.watcher, take);
  g_assert_false (opt_sandbox_close_sync (sandbox, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, role));
  assert_marked (role);
  run (here.watcher, "DROP TABLE public.kept");
  start_and_close ();
  assert_marked ("");
}

static gpointer
start_in_thread (gpointer barrier)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  while (!g_atomic_int_get ((gint *) barrier))
    g_usleep (100);
  start_and_close ();
  g_main_context_pop_thread_default (context);

  return NULL;
}

/* Several that start at once find the same to remove. */
static void
test_together (void)
{
  GThread *threads[4];
  gint barrier = 0;

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *sql = g_strdup_printf ("CREATE ROLE optischema_%016x_sandbox", i);

      run (here.watcher, sql);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("sandbox", start_in_thread, &barrier);
  g_atomic_int_set (&barrier, 1);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  start_and_close ();
  assert_marked ("");
}

static void
test_several (void)
{
  static const char *const keywords[] = { "host", "hostaddr", "port" };

  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    {
      const char *said = opt_conninfo_get (here.conninfo, keywords[i]);
      g_autofree char *twice = g_strdup_printf ("%s,%s", said != NULL ? said : "127.0.0.1",
                                                said != NULL ? said : "127.0.0.2");
      g_autoptr (OptConninfo) several = opt_conninfo_with (here.conninfo, keywords[i], twice);
      g_autoptr (OptSandboxProvider) provider = opt_given_provider_new (several);
      g_autoptr (GError) error = NULL;

      g_assert_false (opt_sandbox_provider_start_sync (provider, here.facts, NULL, &error));
      g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
      g_assert_nonnull (strstr (error->message, twice));
    }
}

static void
point_to (const char *folder, OptConninfo *conninfo)
{
  g_autofree char *socket
      = g_build_filename (opt_conninfo_get (conninfo, "host"), ".s.PGSQL.5432", NULL);
  g_autofree char *link = g_build_filename (folder, ".s.PGSQL.5432", NULL);

  g_unlink (link);
  g_assert_cmpint (symlink (socket, link), ==, 0);
}

/* What a name leads to changes while the sandbox lives. */
static void
test_elsewhere (void)
{
  g_autoptr (OptCluster) other = opt_cluster_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("optischema-XXXXXX", &error);
  g_autofree char *link = g_build_filename (folder, ".s.PGSQL.5432", NULL);
  g_autoptr (OptConninfo) moving = opt_conninfo_with (here.conninfo, "host", folder);
  g_autoptr (OptConninfo) there = NULL;
  g_autoptr (OptSandbox) sandbox = NULL;
  g_autoptr (OptConnection) admin = NULL;

  g_assert_no_error (error);
  opt_cluster_start_sync (other, NULL, &error);
  g_assert_no_error (error);
  there = opt_cluster_get_conninfo (other, NULL, NULL);
  point_to (folder, here.conninfo);
  sandbox = start_sandbox (moving);
  point_to (folder, there);
  admin = opt_sandbox_connect_sync (sandbox, OPT_SANDBOX_USER_ADMIN, NULL, NULL, &error);
  g_assert_null (admin);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
  g_clear_error (&error);

  point_to (folder, here.conninfo);
  g_assert_true (opt_sandbox_close_sync (sandbox, &error));
  g_assert_no_error (error);
  assert_marked ("");
  g_assert_cmpint (g_unlink (link), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  set_up ();

  g_test_add_func ("/given-left/others", test_others);
  g_test_add_func ("/given-left/living", test_living);
  g_test_add_func ("/given-left/closed", test_closed);
  g_test_add_func ("/given-left/kept", test_kept);
  g_test_add_func ("/given-left/stuck", test_stuck);
  g_test_add_func ("/given-left/together", test_together);
  g_test_add_func ("/given-left/several", test_several);
  g_test_add_func ("/given-left/elsewhere", test_elsewhere);

  status = g_test_run ();
  tear_down ();

  return status;
}
