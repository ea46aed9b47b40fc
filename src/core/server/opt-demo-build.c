/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-demo-build.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-connection.h"
#include "opt-error.h"
#include "opt-paths.h"

#define STEP_PREFIX "-- step: "

typedef struct
{
  char *name;
  char *sql;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free (step->name);
  g_free (step->sql);
  g_free (step);
}

/* Splits a script at its lines "-- step: …". */
static GPtrArray *
load_steps (const char *name, GError **error)
{
  g_autofree char *folder = opt_paths_find_data ("demo");
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv)
    parts = NULL;
  GPtrArray *steps;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;

  steps = g_ptr_array_new_with_free_func (step_free);
  parts = g_strsplit (text, "\n" STEP_PREFIX, -1);
  /* What comes before the first step is the file's heading. */
  for (guint i = 1; parts[0] != NULL && parts[i] != NULL; i++)
    {
      const char *line_end = strchr (parts[i], '\n');
      Step *step = g_new0 (Step, 1);

      g_assert (line_end != NULL);
      step->name = g_strndup (parts[i], (gsize) (line_end - parts[i]));
      step->sql = g_strdup (line_end + 1);
      g_ptr_array_add (steps, step);
    }

  return steps;
}

static gboolean
run_steps (OptCluster *cluster,
           const char *database,
           double scale,
           GPtrArray *steps,
           gint64 done,
           gint64 total,
           const OptProgress *progress,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (OptConninfo) plain = opt_cluster_get_conninfo (cluster, NULL, database);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *options
      = g_strdup_printf ("-c demo.scale=%s", g_ascii_dtostr (number, sizeof number, scale));
  g_autoptr (OptConninfo) conninfo = opt_conninfo_with (plain, "options", options);
  g_autoptr (OptConnection) connection
      = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, "demo");

  if (!opt_connection_open_sync (connection, cancellable, error))
    return FALSE;

  for (guint i = 0; i < steps->len; i++)
    {
      const Step *step = steps->pdata[i];
      g_autoptr (OptResult) result = NULL;

      opt_progress_report (progress, done + i, total, "%s", step->name);
      result = opt_connection_query_sync (connection, step->sql, NULL, OPT_QUERY_SCRIPT,
                                          cancellable, error);
      if (result == NULL)
        {
          g_prefix_error (error, "%s: ", step->name);
          return FALSE;
        }
    }
  opt_connection_close (connection);

  return TRUE;
}

/**
 * opt_demo_build_make_cluster:
 *
 * Returns: (transfer full): a cluster, not started, with the settings of the demo's server
 */
OptCluster *
opt_demo_build_make_cluster (void)
{
  OptCluster *cluster = opt_cluster_new ();

  /* A small server: the workload is to take well under one core, and what it takes is to be read
     from the statements' times. */
  opt_cluster_set_setting (cluster, "max_parallel_workers_per_gather", "0");
  opt_cluster_set_setting (cluster, "jit", "off");
  opt_cluster_set_setting (cluster, "shared_buffers", "128MB");
  opt_cluster_set_setting (cluster, "log_checkpoints", "off");

  return cluster;
}

/**
 * opt_demo_build_sync:
 * @cluster: a running cluster without the demo's database
 * @scale: the share of the full number of rows, 1 for two million order lines
 * @progress: (nullable): whom to tell, in steps
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Builds the demo's roles, database, tables and rows: the same each time, apart from the dates.
 *
 * Returns: %TRUE if it is built
 */
gboolean
opt_demo_build_sync (OptCluster *cluster,
                     double scale,
                     const OptProgress *progress,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GPtrArray) roles = load_steps ("roles.sql", error);
  g_autoptr (GPtrArray) tables = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  gint64 total;

  g_return_val_if_fail (OPT_IS_CLUSTER (cluster), FALSE);
  g_return_val_if_fail (scale > 0, FALSE);

  if (roles == NULL)
    return FALSE;
  tables = load_steps ("schema.sql", error);
  if (tables == NULL)
    return FALSE;
  rows = load_steps ("data.sql", error);
  if (rows == NULL)
    return FALSE;
  /* data.sql goes on in the session of schema.sql. */
  g_ptr_array_extend_and_steal (tables, g_steal_pointer (&rows));
  total = roles->len + tables->len;

  return run_steps (cluster, NULL, scale, roles, 0, total, progress, cancellable, error)
         && run_steps (cluster, OPT_DEMO_DATABASE, scale, tables, roles->len, total, progress,
                       cancellable, error);
}
