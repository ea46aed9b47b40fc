/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-sandbox-wipe.h"

#include <glib/gi18n-lib.h>

#include "opt-format.h"
#include "opt-left-cluster.h"

/* What the private cluster takes of the disk; 0 where another server has the sandbox. */
static gint64
measure (OptSandbox *sandbox)
{
  OptCluster *cluster = sandbox != NULL ? opt_sandbox_get_cluster (sandbox) : NULL;

  return cluster != NULL ? opt_left_cluster_measure (opt_cluster_get_data_folder (cluster)) : 0;
}

static gboolean
remove_left (guint *n, gint64 *bytes, GError **error)
{
  g_autoptr (GPtrArray) clusters = opt_left_clusters_list (error);

  for (guint i = 0; clusters != NULL && i < clusters->len; i++)
    {
      OptLeftCluster *cluster = clusters->pdata[i];

      if (cluster->in_use)
        continue;
      if (!opt_left_cluster_remove (cluster, error))
        return FALSE;
      *bytes += MAX (cluster->bytes, 0);
      (*n)++;
    }

  return clusters != NULL;
}

/**
 * opt_sandbox_wipe_sync:
 * @database: a database
 * @error: return location for an error
 *
 * Ends the database's sandbox with all that is in it, and removes what sandboxes whose guard was
 * killed left on this machine. Those of others who use them stay.
 *
 * Returns: (transfer full) (nullable): a sentence about what was removed
 */
char *
opt_sandbox_wipe_sync (OptDatabase *database, GError **error)
{
  OptSandbox *sandbox = opt_database_get_sandbox (database);
  gboolean had = sandbox != NULL;
  gint64 bytes = measure (sandbox);
  g_autofree char *size = NULL;
  guint n = 0;

  if (!opt_database_stop_sandbox_sync (database, error) || !remove_left (&n, &bytes, error))
    return NULL;

  size = opt_format_bytes (bytes);
  if (n == 0)
    return had ? g_strdup_printf (_ ("The sandbox was removed: %s"), size)
               : g_strdup (_ ("There was nothing to be removed"));

  return g_strdup_printf (
      had ? ngettext ("The sandbox and %u that was left behind were removed: %s",
                      "The sandbox and %u that were left behind were removed: %s", n)
          : ngettext ("%u sandbox that was left behind was removed: %s",
                      "%u sandboxes that were left behind were removed: %s", n),
      n, size);
}
