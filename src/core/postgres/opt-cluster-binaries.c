/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-cluster-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-server-facts.h"

/* Where distributions put the programs of one major version. */
static const char *const versioned_folders[] = {
  "/usr/lib/postgresql/%d/bin",
  "/usr/pgsql-%d/bin",
  "/usr/local/pgsql-%d/bin",
};

static gboolean
is_program (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_IS_EXECUTABLE) && !g_file_test (path, G_FILE_TEST_IS_DIR);
}

static char *
run_and_read (const char *folder, const char *program, const char *argument)
{
  g_autofree char *path = g_build_filename (folder, program, NULL);
  const char *argv[] = { path, argument, NULL };
  g_autofree char *output = NULL;
  int status = 0;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output,
                     NULL, &status, NULL)
      || !g_spawn_check_wait_status (status, NULL))
    return NULL;

  return g_strdup (g_strstrip (output));
}

/* The major version that the postgres in a folder says it is, or 0. */
static int
get_major (const char *folder)
{
  g_autofree char *text = NULL;
  const char *digits;

  if (folder == NULL || !is_program (folder, "initdb") || !is_program (folder, "postgres"))
    return 0;

  text = run_and_read (folder, "postgres", "--version");
  digits = text != NULL ? strpbrk (text, "0123456789") : NULL;

  return digits != NULL ? atoi (digits) : 0;
}

static char *
take_if_wanted (const char *folder, int wanted, int *found_major)
{
  int major = get_major (folder);

  if (major == 0 || (wanted != 0 && major != wanted))
    return NULL;

  *found_major = major;

  return g_strdup (folder);
}

static char *
find_versioned (int wanted, int *found_major)
{
  int newest = wanted != 0 ? wanted : OPT_SERVER_NEWEST / 10000;
  int oldest = wanted != 0 ? wanted : OPT_SERVER_OLDEST / 10000;

  for (int major = newest; major >= oldest; major--)
    {
      for (guint i = 0; i < G_N_ELEMENTS (versioned_folders); i++)
        {
          g_autoptr (GString) folder = g_string_new (versioned_folders[i]);
          g_autofree char *number = g_strdup_printf ("%d", major);
          char *found;

          g_string_replace (folder, "%d", number, 0);
          found = take_if_wanted (folder->str, major, found_major);
          if (found != NULL)
            return found;
        }
    }

  return NULL;
}

static char *
find_on_path (int wanted, int *found_major)
{
  static const char *const programs[] = { "pg_config", "postgres" };

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *program = g_find_program_in_path (programs[i]);
      g_autofree char *beside = program != NULL ? g_path_get_dirname (program) : NULL;
      g_autofree char *told = NULL;
      char *found;

      if (beside == NULL)
        continue;
      if (i == 0)
        told = run_and_read (beside, programs[i], "--bindir");
      found = take_if_wanted (told != NULL ? told : beside, wanted, found_major);
      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
set_not_found_error (int wanted, const char *named, GError **error)
{
  g_autofree char *next_step = NULL;

  if (named != NULL)
    {
      opt_set_error (error, OPT_ERROR_UNSUPPORTED,
                     _ ("Set OPTISCHEMA_PG_BINDIR to the folder that holds initdb and postgres, or "
                        "unset it."),
                     _ ("OPTISCHEMA_PG_BINDIR is %s, and there are no fitting PostgreSQL server "
                        "programs in it"),
                     named);
      return;
    }

  if (wanted != 0)
    {
      next_step = g_strdup_printf (
          _ ("Install the server: package postgresql-%d (Debian, Ubuntu), postgresql%d-server "
             "(Fedora, RHEL with the PGDG repository)."),
          wanted, wanted);
      opt_set_error (error, OPT_ERROR_UNSUPPORTED, next_step,
                     _ ("No server programs (initdb, postgres) of PostgreSQL %d on this machine"),
                     wanted);
      return;
    }

  opt_set_error (error, OPT_ERROR_UNSUPPORTED,
                 _ ("Install the server: package postgresql (Debian, Ubuntu, Arch) or "
                    "postgresql-server (Fedora)."),
                 _ ("No PostgreSQL server programs (initdb, postgres) on this machine"));
}

/**
 * opt_cluster_find_binaries:
 * @major: the wanted major version, or 0 for the newest there is
 * @found_major: (out) (optional): the major version that was found
 * @error: return location for an error
 *
 * Finds the folder that holds initdb and postgres. Where `$OPTISCHEMA_PG_BINDIR` is set, it alone
 * is looked at; otherwise the folders in which distributions keep one version each, then
 * /usr/local/pgsql, then what pg_config or postgres on PATH lead to. It runs `postgres --version`
 * and so blocks for some milliseconds.
 *
 * Returns: (transfer full) (nullable): the folder; %OPT_ERROR_UNSUPPORTED when there is none, with
 *   the package's name as the next step
 */
char *
opt_cluster_find_binaries (int major, int *found_major, GError **error)
{
  const char *named = g_getenv ("OPTISCHEMA_PG_BINDIR");
  char *folder = NULL;
  int found = 0;

  if (named != NULL && *named != '\0')
    folder = take_if_wanted (named, major, &found);
  else
    {
      named = NULL;
      folder = find_versioned (major, &found);
      if (folder == NULL)
        folder = take_if_wanted ("/usr/local/pgsql/bin", major, &found);
      if (folder == NULL)
        folder = find_on_path (major, &found);
    }

  if (folder == NULL)
    set_not_found_error (major, named, error);
  else if (found_major != NULL)
    *found_major = found;

  return folder;
}

/**
 * opt_cluster_has_library:
 * @bindir: where the server's programs are
 * @name: a loadable module, without its ending
 *
 * Whether the server has a module that can be named in shared_preload_libraries: one that is not
 * there would keep it from starting.
 *
 * Returns: %TRUE if it is there
 */
gboolean
opt_cluster_has_library (const char *bindir, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".so", NULL);
  g_autofree char *told = run_and_read (bindir, "pg_config", "--pkglibdir");
  g_autofree char *prefix = g_path_get_dirname (bindir);
  const char *const below[] = { "lib", "lib64", "lib/postgresql", "lib64/pgsql", "lib/pgsql" };

  if (told != NULL)
    {
      g_autofree char *path = g_build_filename (told, file, NULL);

      return g_file_test (path, G_FILE_TEST_EXISTS);
    }

  for (guint i = 0; i < G_N_ELEMENTS (below); i++)
    {
      g_autofree char *path = g_build_filename (prefix, below[i], file, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }

  return FALSE;
}
