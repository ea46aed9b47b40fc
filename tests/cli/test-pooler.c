/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli-fixture.h"
#include "opt-test.h"

/* PgBouncer, which gives each transaction to whatever session of the server is free. */
typedef struct
{
  char *folder;
  char *database;
  char *address;
  GSubprocess *process; /* (nullable) */
} Pooler;

/* Debian's package installs it where no user's PATH goes. */
static char *
find_program (void)
{
  char *program = g_find_program_in_path ("pgbouncer");

  if (program == NULL && g_file_test ("/usr/sbin/pgbouncer", G_FILE_TEST_IS_EXECUTABLE))
    program = g_strdup ("/usr/sbin/pgbouncer");

  return program;
}

/* It does not run as root, and can be told as whom: as its server does. */
static char *
make_user_line (const char *server)
{
  struct stat status;
  struct passwd *user;

  if (getuid () != 0)
    return g_strdup ("");

  g_assert_cmpint (stat (server, &status), ==, 0);
  user = getpwuid (status.st_uid);
  g_assert_nonnull (user);

  return g_strdup_printf ("user = %s\n", user->pw_name);
}

static char *
write_file (Pooler *pooler, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (pooler->folder, name, NULL);

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);

  return path;
}

static char *
configure (Pooler *pooler, OptConninfo *conninfo)
{
  g_autofree char *users = g_strdup_printf ("\"%s\" \"\"\n", opt_conninfo_get (conninfo, "user"));
  g_autofree char *list = write_file (pooler, "users.txt", users);
  g_autofree char *user = make_user_line (opt_conninfo_get (conninfo, "host"));
  g_autofree char *text
      = g_strdup_printf ("[databases]\n"
                         "* = host=%s port=%s\n"
                         "[pgbouncer]\n"
                         "pool_mode = transaction\n"
                         "listen_port = 6432\n"
                         "unix_socket_dir = %s\n"
                         "auth_type = trust\n"
                         "auth_file = %s\n"
                         "%s",
                         opt_conninfo_get (conninfo, "host"), opt_conninfo_get (conninfo, "port"),
                         pooler->folder, list, user);

  return write_file (pooler, "pgbouncer.ini", text);
}

static void
set_up (Pooler *pooler, gconstpointer data)
{
  g_autofree char *program = find_program ();
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autofree char *path = NULL;
  g_autofree char *socket = NULL;
  g_autoptr (GError) error = NULL;

  if (program == NULL)
    return;

  pooler->database = opt_test_create_database ();
  cli_execute (pooler->database, "CREATE EXTENSION pg_stat_statements");
  conninfo = opt_test_get_conninfo (pooler->database);
  pooler->folder = g_dir_make_tmp ("optischema-pgbouncer-XXXXXX", &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (pooler->folder, 0777), ==, 0);
  path = configure (pooler, conninfo);
  pooler->process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                          &error, program, "-q", path, NULL);
  g_assert_no_error (error);
  socket = g_build_filename (pooler->folder, ".s.PGSQL.6432", NULL);
  while (!g_file_test (socket, G_FILE_TEST_EXISTS)
         && g_subprocess_get_identifier (pooler->process) != NULL)
    {
      g_usleep (10000);
      g_main_context_iteration (NULL, FALSE);
    }
  pooler->address = g_strdup_printf ("host=%s port=6432 user=%s dbname=%s", pooler->folder,
                                     opt_conninfo_get (conninfo, "user"), pooler->database);
}

static void
tear_down (Pooler *pooler, gconstpointer data)
{
  static const char *const names[]
      = { "users.txt", "pgbouncer.ini", ".s.PGSQL.6432", ".s.PGSQL.6432.lock" };

  if (pooler->process == NULL)
    return;

  g_subprocess_force_exit (pooler->process);
  g_subprocess_wait (pooler->process, NULL, NULL);
  g_object_unref (pooler->process);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (pooler->folder, names[i], NULL);

      g_remove (path);
    }
  g_assert_cmpint (g_rmdir (pooler->folder), ==, 0);
  g_free (pooler->folder);
  g_free (pooler->database);
  g_free (pooler->address);
}

/* What only reads goes through it; what needs a session of its own says where to go. */
static void
test_reading (Pooler *pooler, gconstpointer data)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) vitals = NULL;
  g_autoptr (CliRun) activity = NULL;
  g_autoptr (CliRun) top = NULL;
  g_autoptr (CliRun) past = NULL;
  g_autoptr (CliRun) tune = NULL;

  if (pooler->process == NULL)
    {
      g_test_skip ("PgBouncer is not installed");
      return;
    }

  vitals = cli_run (home, "vitals", "--interval", "1s", pooler->address, NULL);
  cli_assert_status (vitals, 0);
  cli_assert_said (vitals, "It is a primary.");

  activity = cli_run (home, "activity", pooler->address, NULL);
  cli_assert_status (activity, 1);
  cli_assert_said (activity, "No session is active.");

  cli_execute (pooler->database, "SELECT 42 AS answer");
  top = cli_run (home, "top", "--since-reset", pooler->address, NULL);
  cli_assert_status (top, 0);
  cli_assert_said (top, "SELECT $1 AS answer");

  past = cli_run (home, "activity", "--past", "1h", pooler->address, NULL);
  cli_assert_status (past, 1);

  tune = cli_run (home, "tune", pooler->address, NULL);
  cli_assert_failed (tune, 3, "connection pooler", "pool in session mode");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/cli/pooler/reading", Pooler, NULL, set_up, test_reading, tear_down);

  return g_test_run ();
}
