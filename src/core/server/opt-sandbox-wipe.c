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

/* All that failed is told in one error, with the code and the next step of the first. */
static void
add_failure (GError **failure, GError *next)
{
  if (*failure == NULL)
    {
      *failure = next;
      return;
    }

  g_prefix_error (&next, "%s; ", (*failure)->message);
  g_free ((*failure)->message);
  (*failure)->message = g_strdup (next->message);
  g_error_free (next);
}

/* What can't be removed keeps nothing else from being removed. */
static void
remove_left (guint *n, gint64 *bytes, GError **failure)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) clusters = opt_left_clusters_list (&error);

  if (clusters == NULL)
    add_failure (failure, g_steal_pointer (&error));
  for (guint i = 0; clusters != NULL && i < clusters->len; i++)
    {
      OptLeftCluster *cluster = clusters->pdata[i];

      if (cluster->in_use)
        continue;
      if (opt_left_cluster_remove (cluster, &error))
        {
          *bytes += MAX (cluster->bytes, 0);
          (*n)++;
        }
      else
        add_failure (failure, g_steal_pointer (&error));
    }
}

/* What is gone, in words. */
static char *
describe (gboolean had, guint n, gint64 bytes)
{
  g_autofree char *size = opt_format_bytes (bytes);

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

/**
 * opt_sandbox_wipe_sync:
 * @database: a database
 * @error: return location for an error: what can't be removed, and what was all the same
 *
 * Ends the database's sandbox with all that is in it, and removes what sandboxes whose guard was
 * killed left on this machine, even where one of them fails. Those of others who use them stay.
 *
 * Returns: (transfer full) (nullable): a sentence about what was removed; %NULL where not all of it
 *   was
 */
char *
opt_sandbox_wipe_sync (OptDatabase *database, GError **error)
{
  OptSandbox *sandbox = opt_database_get_sandbox (database);
  gint64 bytes = measure (sandbox);
  gboolean removed = sandbox != NULL;
  g_autofree char *text = NULL;
  GError *failure = NULL;
  guint n = 0;

  if (!opt_database_stop_sandbox_sync (database, &failure))
    {
      removed = FALSE;
      bytes = 0;
    }
  remove_left (&n, &bytes, &failure);

  text = describe (removed, n, bytes);
  if (failure == NULL)
    return g_steal_pointer (&text);

  if (removed || n > 0)
    g_prefix_error (&failure, "%s. ", text);
  g_propagate_error (error, failure);

  return NULL;
}
