/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-copy-selection.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/statvfs.h>

#include "opt-error.h"
#include "opt-format.h"
#include "opt-sandbox-private.h"

/* max_wal_size: what the server keeps of its log at most, about. */
#define LARGEST_LOG_BYTES (G_GINT64_CONSTANT (1) << 30)

/**
 * opt_copy_selection_free:
 * @self: (nullable): a selection
 *
 * Frees @self.
 */
void
opt_copy_selection_free (OptCopySelection *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->oids);
  g_ptr_array_unref (self->tables);
  g_free (self);
}

static gboolean
is_child_of (const OptRelation *relation, GHashTable *oids)
{
  if (relation->parent != 0 && g_hash_table_contains (oids, GUINT_TO_POINTER (relation->parent)))
    return TRUE;

  for (guint i = 0; i < relation->n_inherits; i++)
    if (g_hash_table_contains (oids, GUINT_TO_POINTER (relation->inherits[i])))
      return TRUE;

  return FALSE;
}

/* Reading a table reads its partitions and its heirs. */
static void
add_children (OptCopySelection *self, OptCatalog *catalog)
{
  GPtrArray *relations = opt_catalog_get_relations (catalog);
  gboolean added;

  do
    {
      added = FALSE;
      for (guint i = 0; i < relations->len; i++)
        {
          const OptRelation *relation = g_ptr_array_index (relations, i);

          if (is_child_of (relation, self->oids))
            added |= g_hash_table_add (self->oids, GUINT_TO_POINTER (relation->oid));
        }
    }
  while (added);
}

static gboolean
add_with_views (OptCopySelection *self,
                OptConnection *production,
                const guint32 *relations,
                guint n_relations,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GArray) oids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (OptParams) params = opt_params_new ();
  g_autoptr (OptResult) result = NULL;

  for (guint i = 0; i < n_relations; i++)
    {
      gint64 oid = relations[i];

      g_array_append_val (oids, oid);
    }
  opt_params_add_int_array (params, (const gint64 *) oids->data, oids->len);
  result
      = opt_connection_query_sync (production, opt_sandbox_get_sql (production, "view-relations"),
                                   params, OPT_QUERY_NONE, cancellable, error);
  if (result == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    g_hash_table_add (self->oids, GUINT_TO_POINTER (opt_result_get_oid (result, row, "oid")));

  return TRUE;
}

static void
sort_out (OptCopySelection *self, OptCatalog *catalog, GPtrArray *limits)
{
  GPtrArray *relations = opt_catalog_get_relations (catalog);

  for (guint i = 0; i < relations->len; i++)
    {
      OptRelation *relation = g_ptr_array_index (relations, i);

      if (!g_hash_table_contains (self->oids, GUINT_TO_POINTER (relation->oid)))
        continue;
      if (relation->kind == 'r')
        g_ptr_array_add (self->tables, relation);
      else if (relation->kind == 'm')
        {
          g_autofree char *name = opt_relation_get_quoted_name (relation);

          opt_sandbox_add_limit (limits, name,
                                 _ ("The rows of a materialized view are not copied"));
        }
    }
}

/**
 * opt_copy_selection_new_sync:
 * @production: a connection to production
 * @catalog: its catalog
 * @relations: oids of tables and views
 * @n_relations: how many
 * @limits: (element-type OptUnreadable): gets what is not taken along
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Adds what reading the relations reads: the tables behind views, partitions, tables that inherit.
 *
 * Returns: (transfer full) (nullable): the selection
 */
OptCopySelection *
opt_copy_selection_new_sync (OptConnection *production,
                             OptCatalog *catalog,
                             const guint32 *relations,
                             guint n_relations,
                             GPtrArray *limits,
                             GCancellable *cancellable,
                             GError **error)
{
  g_autoptr (OptCopySelection) self = g_new0 (OptCopySelection, 1);

  self->oids = g_hash_table_new (NULL, NULL);
  self->tables = g_ptr_array_new ();
  if (!add_with_views (self, production, relations, n_relations, cancellable, error))
    return NULL;
  add_children (self, catalog);
  sort_out (self, catalog, limits);

  return g_steal_pointer (&self);
}

/**
 * opt_copy_selection_check_rights:
 * @self: a selection
 * @catalog: production's catalog
 * @error: return location for an error
 *
 * A copy of fewer rows than there are would prove nothing.
 *
 * Returns: %TRUE if all rows of all tables can be read; %OPT_ERROR_DENIED with the GRANT
 */
gboolean
opt_copy_selection_check_rights (OptCopySelection *self, OptCatalog *catalog, GError **error)
{
  GPtrArray *unreadable = opt_catalog_get_unreadable (catalog);

  for (guint i = 0; i < self->tables->len; i++)
    {
      g_autofree char *name = opt_relation_get_quoted_name (g_ptr_array_index (self->tables, i));

      for (guint k = 0; k < unreadable->len; k++)
        {
          const OptUnreadable *entry = g_ptr_array_index (unreadable, k);

          if (!g_str_equal (entry->name, name))
            continue;
          opt_set_error (error, OPT_ERROR_DENIED, entry->grant, _ ("%s can't be copied: %s"), name,
                         entry->reason);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
check_size (const OptCopyOptions *options, const OptCopyReport *report, GError **error)
{
  g_autofree char *size = opt_format_bytes (report->copy_bytes);
  g_autofree char *limit = opt_format_bytes (options->max_bytes);

  if (options->max_bytes <= 0 || report->copy_bytes <= options->max_bytes)
    return TRUE;

  opt_set_error (error, OPT_ERROR_TOO_LARGE,
                 report->sample > 0
                     ? _ ("Take a smaller sample, allow a larger copy (--max-size, or set "
                          "OPTISCHEMA_COPY_LIMIT_MB), or try fewer statements.")
                     : _ ("Take a sample (--sample), allow a larger copy (--max-size, or set "
                          "OPTISCHEMA_COPY_LIMIT_MB), or try fewer statements."),
                 _ ("The tables take %s, and a copy may take %s"), size, limit);

  return FALSE;
}

static gboolean
check_time (const OptCopyOptions *options, const OptCopyReport *report, GError **error)
{
  g_autofree char *time = opt_format_duration ((double) report->expected_us / 1000);
  g_autofree char *limit = opt_format_duration ((double) options->max_time / 1000);

  if (options->max_time <= 0 || report->expected_us <= options->max_time)
    return TRUE;

  opt_set_error (error, OPT_ERROR_TOO_LARGE,
                 _ ("Take a sample (--sample), allow more time (--max-time) or a higher rate "
                    "(--rate), or try fewer statements."),
                 _ ("Reading the tables would take about %s, and it may take %s"), time, limit);

  return FALSE;
}

/**
 * opt_copy_selection_check_space:
 * @folder: (nullable): where the copy will be; %NULL where that can't be asked for its room
 * @options: what is allowed
 * @report: with the tables; gets the disk and the time
 * @error: return location for an error
 *
 * A trial needs the tables twice, with and without the change, and the server its log.
 *
 * Returns: %TRUE if there is room; %OPT_ERROR_TOO_LARGE past a limit, %OPT_ERROR_NO_SPACE
 */
gboolean
opt_copy_selection_check_space (const char *folder,
                                const OptCopyOptions *options,
                                OptCopyReport *report,
                                GError **error)
{
  gint64 bytes = report->copy_bytes;
  struct statvfs info;

  report->needed_bytes = 2 * bytes + MIN (bytes, LARGEST_LOG_BYTES);
  opt_copy_report_expect (report);
  if (!check_size (options, report, error) || !check_time (options, report, error))
    return FALSE;

  if (folder == NULL)
    return TRUE;
  if (statvfs (folder, &info) != 0)
    {
      opt_set_error (error, OPT_ERROR_FAILED, NULL,
                     _ ("Could not ask for the free space in %s: %s"), folder, g_strerror (errno));
      return FALSE;
    }
  report->free_bytes = (gint64) info.f_bavail * (gint64) info.f_frsize;
  if (report->free_bytes < report->needed_bytes)
    {
      g_autofree char *needed = opt_format_bytes (report->needed_bytes);
      g_autofree char *room = opt_format_bytes (report->free_bytes);

      opt_set_error (error, OPT_ERROR_NO_SPACE,
                     _ ("Make room, set OPTISCHEMA_SCRATCH_DIR to a folder on a larger disk, or "
                        "take a sample (--sample)."),
                     _ ("A trial on these tables needs %s, and %s has %s"), needed, folder, room);
      return FALSE;
    }

  return TRUE;
}
