/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "opt-database-trial.h"
#include "opt-error.h"
#include "opt-sandbox.h"

/*
 * What breaks while a change is tried: each time there is a clear error, no figure, nothing left in
 * the sandbox, production as it was, and the next trial works.
 */

#define QUERY "SELECT * FROM visits WHERE customer = $1"
#define CHANGE "CREATE INDEX CONCURRENTLY ON visits (customer)"
#define DISK_MEGABYTES 160

static const char *const sandbox_sql[] = { "CREATE INDEX ON visits (customer)", NULL };

typedef struct
{
  char *name;
  OptDatabase *database;
  GPtrArray *statements;
  char *content; /* of production's table, as one value */

  const char *when; /* the step at which it breaks */
  void (*fault) (gpointer data);
  gboolean broken;
  char *filler;
} Fixture;

/* What a SELECT says, as one text. */
static char *
ask (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);

  return g_strdup (opt_result_get_text (result, 0, "value"));
}

static char *
read_content (Fixture *fixture)
{
  g_autoptr (OptConnection) admin = opt_test_connect (fixture->name, OPT_CONNECTION_ROLE_SANDBOX);

  return ask (admin, "SELECT md5(string_agg(v::text, ' ' ORDER BY id)) || ' '"
                     " || (SELECT count(*) FROM pg_class) AS value FROM visits v");
}

static void
open_database (Fixture *fixture)
{
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (fixture->name);
  g_autoptr (GError) error = NULL;

  fixture->database = opt_database_open_sync (conninfo, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {
    "CREATE TABLE visits (id int PRIMARY KEY, customer int NOT NULL, page text)",
    "INSERT INTO visits SELECT i, i % 5000, repeat('x', 60) FROM generate_series(1, 100000) i",
    "VACUUM ANALYZE visits",
  };
  g_autoptr (OptConnection) admin = NULL;
  g_autoptr (GError) error = NULL;

  fixture->name = opt_test_create_database ();
  admin = opt_test_connect (fixture->name, OPT_CONNECTION_ROLE_SANDBOX);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      opt_connection_execute_sync (admin, parts[i], NULL, NULL, &error);
      g_assert_no_error (error);
    }
  fixture->content = read_content (fixture);
  fixture->statements
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_advisor_statement_free);
  g_ptr_array_add (fixture->statements, opt_advisor_statement_new ("q", QUERY, 1.0));
  open_database (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *content = read_content (fixture);

  g_assert_cmpstr (content, ==, fixture->content);
  g_clear_object (&fixture->database);
  g_clear_pointer (&fixture->statements, g_ptr_array_unref);
  g_free (fixture->content);
  g_free (fixture->name);
}

static OptSandbox *
get_sandbox (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  OptSandbox *sandbox = opt_database_start_sandbox_sync (fixture->database, NULL, &error);

  g_assert_no_error (error);

  return sandbox;
}

static void
told (const char *step, gint64 done, gint64 total, gpointer data)
{
  Fixture *fixture = data;

  if (fixture->broken || !g_str_has_prefix (step, fixture->when))
    return;

  fixture->broken = TRUE;
  fixture->fault (fixture);
}

static OptTrial *
try_broken (Fixture *fixture, const char *when, void (*fault) (gpointer data), GError **error)
{
  OptProgress progress = { told, fixture };
  OptTrial *trial;

  fixture->when = when;
  fixture->fault = fault;
  fixture->broken = FALSE;
  trial = opt_database_try_sync (fixture->database, CHANGE, sandbox_sql, fixture->statements,
                                 G_USEC_PER_SEC, &progress, NULL, error);
  g_assert_true (fixture->broken);

  return trial;
}

/* A server that ran into a full disk puts itself in order first. */
static OptConnection *
connect_recovered (OptSandbox *sandbox)
{
  OptConnection *admin = NULL;

  while (admin == NULL)
    {
      g_autoptr (GError) error = NULL;

      admin = opt_sandbox_connect_sync (sandbox, OPT_SANDBOX_USER_ADMIN, NULL, NULL, &error);
      if (admin == NULL && strstr (error->message, "the database system is") == NULL)
        g_assert_no_error (error);
      if (admin == NULL)
        g_usleep (G_USEC_PER_SEC / 20);
    }

  return admin;
}

static void
assert_no_copy (OptSandbox *sandbox)
{
  g_autoptr (OptConnection) admin = connect_recovered (sandbox);
  g_autofree char *left = NULL;

  left = ask (admin, "SELECT count(*) AS value FROM pg_database WHERE datname LIKE 'optischema%'");
  g_assert_cmpstr (left, ==, "0");
}

/* No copy is left, and the way is open. */
static void
assert_goes_on (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptTrial) trial = NULL;

  assert_no_copy (get_sandbox (fixture));
  trial = opt_database_try_sync (fixture->database, CHANGE, sandbox_sql, fixture->statements,
                                 G_USEC_PER_SEC, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (opt_trial_get_verdict (trial), ==, OPT_VERDICT_BETTER);
}

static void
assert_told (const GError *error, int code, const char *about)
{
  g_assert_error (error, OPT_ERROR, code);
  g_test_message ("%s | %s", error->message, opt_error_get_next_step (error));
  g_assert_nonnull (strstr (error->message, about));
  g_assert_nonnull (opt_error_get_next_step (error));
}

/* ---- Production ------------------------------------------------------------------------------ */

static void
kill_production (gpointer data)
{
  g_assert_true (opt_cluster_kill (opt_test_get_cluster (), NULL));
}

/* Whoever watches connects again. */
static void
start_production (Fixture *fixture, OptSandbox *sandbox)
{
  g_autoptr (GError) error = NULL;

  assert_no_copy (sandbox);
  g_clear_object (&fixture->database);
  opt_cluster_start_sync (opt_test_get_cluster (), NULL, &error);
  g_assert_no_error (error);
  open_database (fixture);
}

static void
test_production_while_copying (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptSandbox) sandbox = g_object_ref (get_sandbox (fixture));
  g_autoptr (GError) error = NULL;
  g_autoptr (OptTrial) trial = try_broken (fixture, "Copying", kill_production, &error);

  g_assert_null (trial);
  assert_told (error, OPT_ERROR_UNREACHABLE, "The watched server was lost");
  start_production (fixture, sandbox);
  assert_goes_on (fixture);
}

/* What is measured by then needs production no more. */
static void
test_production_while_measuring (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptSandbox) sandbox = g_object_ref (get_sandbox (fixture));
  g_autoptr (GError) error = NULL;
  g_autoptr (OptTrial) trial = try_broken (fixture, "Measuring", kill_production, &error);

  g_assert_no_error (error);
  g_assert_cmpint (opt_trial_get_verdict (trial), ==, OPT_VERDICT_BETTER);
  start_production (fixture, sandbox);
  assert_goes_on (fixture);
}

/* ---- The sandbox ----------------------------------------------------------------------------- */

static void
kill_sandbox (gpointer data)
{
  g_assert_true (opt_cluster_kill (opt_sandbox_get_cluster (get_sandbox (data)), NULL));
}

static void
test_sandbox_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptTrial) trial = try_broken (fixture, data, kill_sandbox, &error);

  g_assert_null (trial);
  assert_told (error, OPT_ERROR_FAILED, "sandbox's own server ended");
  assert_goes_on (fixture);
}

/* A small disk of its own for the sandbox: what there was room for is taken by somebody else. */
static void
fill_disk (gpointer data)
{
  Fixture *fixture = data;
  struct statvfs info;
  int fd;

  fd = g_open (fixture->filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (fstatvfs (fd, &info), ==, 0);
  g_assert_cmpint (posix_fallocate (fd, 0, (off_t) (info.f_bavail - 1) * (off_t) info.f_frsize), ==,
                   0);
  close (fd);
}

static void
test_disk_full (Fixture *fixture, gconstpointer data)
{
  g_autofree char *disk = g_dir_make_tmp ("optischema-disk-XXXXXX", NULL);
  g_autofree char *options = g_strdup_printf ("size=%dm,mode=1777", DISK_MEGABYTES);
  g_autofree char *scratch = g_strdup (g_getenv ("OPTISCHEMA_SCRATCH_DIR"));
  g_autoptr (GError) error = NULL;
  g_autoptr (OptTrial) trial = NULL;

  if (mount ("optischema-test", disk, "tmpfs", MS_NODEV | MS_NOSUID, options) != 0)
    {
      g_test_skip ("This user can't make a disk of its own");
      g_rmdir (disk);
      return;
    }

  fixture->filler = g_build_filename (disk, "filler", NULL);
  g_setenv ("OPTISCHEMA_SCRATCH_DIR", disk, TRUE);
  get_sandbox (fixture);
  trial = try_broken (fixture, data, fill_disk, &error);
  g_assert_null (trial);
  assert_told (error, OPT_ERROR_NO_SPACE, "The sandbox has no room left");
  g_assert_cmpint (g_unlink (fixture->filler), ==, 0);
  assert_goes_on (fixture);

  g_clear_object (&fixture->database);
  if (scratch != NULL)
    g_setenv ("OPTISCHEMA_SCRATCH_DIR", scratch, TRUE);
  else
    g_unsetenv ("OPTISCHEMA_SCRATCH_DIR");
  g_assert_cmpint (umount2 (disk, MNT_DETACH), ==, 0);
  g_assert_cmpint (g_rmdir (disk), ==, 0);
  g_free (fixture->filler);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("optischema-faults-XXXXXX", NULL);
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);
  int status;

  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, test) g_test_add ("/faults/" path, Fixture, data, set_up, test, tear_down)
  ADD ("production-while-copying", NULL, test_production_while_copying);
  ADD ("production-while-measuring", NULL, test_production_while_measuring);
  ADD ("sandbox-while-copying", "Copying", test_sandbox_lost);
  ADD ("sandbox-while-doubling", "Making a second copy", test_sandbox_lost);
  ADD ("disk-full-while-copying", "Copying", test_disk_full);
  ADD ("disk-full-while-doubling", "Making a second copy", test_disk_full);
#undef ADD

  status = g_test_run ();
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);

  return status;
}
