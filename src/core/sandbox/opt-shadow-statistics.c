/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-shadow-statistics.h"

#include <glib/gi18n-lib.h>

#include "opt-copy.h"
#include "opt-sandbox-private.h"
#include "opt-sql.h"

/* pg_stats shows what the role may read, all that the planner uses, as text. */
static gboolean
fetch (OptConnection *production,
       OptConnection *admin,
       const OptProgress *progress,
       GCancellable *cancellable,
       GError **error)
{
  int version = opt_connection_get_server_version (production);
  g_autoptr (OptResult) begun
      = opt_connection_query_sync (production, opt_sql_get ("catalog", "begin", version), NULL,
                                   OPT_QUERY_SCRIPT, cancellable, error);
  g_autoptr (GError) copy_error = NULL;
  gint64 copied;
  gboolean ended;

  if (begun == NULL)
    return FALSE;

  copied = opt_copy_between_sync (production, opt_sandbox_get_sql (production, "statistics-out"),
                                  admin, opt_sandbox_get_sql (admin, "statistics-in"), 0, progress,
                                  cancellable, &copy_error);
  ended = opt_connection_execute_sync (production, opt_sql_get ("catalog", "end", version), NULL,
                                       NULL, copied >= 0 ? error : NULL);
  if (copied < 0)
    g_propagate_error (error, g_steal_pointer (&copy_error));

  return copied >= 0 && ended;
}

static gboolean
note_unread (OptConnection *admin, GPtrArray *limits, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptResult) result
      = opt_connection_query_sync (admin, opt_sandbox_get_sql (admin, "statistics-unread"), NULL,
                                   OPT_QUERY_NONE, cancellable, error);

  if (result == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    opt_sandbox_add_limit (limits, opt_result_get_text (result, row, "name"),
                           opt_result_get_boolean (result, row, "is_range")
                               ? _ ("The statistics of its ranges were left out: pg_stats does not "
                                    "show them in every version")
                               : _ ("The values in its statistics are of a type that is not "
                                    "trusted, and were left out"));

  return TRUE;
}

/**
 * opt_shadow_copy_statistics_sync:
 * @production: a connection to production
 * @admin: the superuser's connection to the restored database, with allow_system_table_mods
 * @limits: (element-type OptUnreadable): gets the columns whose values were left out
 * @progress: (nullable): told the bytes
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Makes rows of pg_statistic from production's pg_stats, in a few statements for any number of
 * columns. Values are read by array_in(), and only where the type's input function is the system's
 * own or a trusted extension's.
 *
 * Returns: %TRUE if it worked
 */
gboolean
opt_shadow_copy_statistics_sync (OptConnection *production,
                                 OptConnection *admin,
                                 GPtrArray *limits,
                                 const OptProgress *progress,
                                 GCancellable *cancellable,
                                 GError **error)
{
  return opt_sandbox_run_script_sync (admin, "statistics-table", cancellable, error)
         && fetch (production, admin, progress, cancellable, error)
         && opt_sandbox_run_script_sync (admin, "statistics-map", cancellable, error)
         && opt_sandbox_run_script_sync (admin, "statistics-insert", cancellable, error)
         && note_unread (admin, limits, cancellable, error)
         && opt_sandbox_run_script_sync (admin, "statistics-drop", cancellable, error);
}

typedef struct
{
  GPtrArray *schemas;
  GPtrArray *names;
  GArray *pages;
  GPtrArray *tuples;
  GArray *all_visible;
} Sizes;

static void
add_size (Sizes *sizes,
          const char *schema,
          const char *name,
          gint64 pages,
          double tuples,
          gint64 all_visible)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ptr_array_add (sizes->schemas, (gpointer) schema);
  g_ptr_array_add (sizes->names, (gpointer) name);
  g_array_append_val (sizes->pages, pages);
  g_ptr_array_add (sizes->tuples, g_strdup (g_ascii_dtostr (text, sizeof text, tuples)));
  g_array_append_val (sizes->all_visible, all_visible);
}

static void
add_relation_sizes (Sizes *sizes, const OptRelation *relation)
{
  if (relation->kind == 'v' || relation->kind == 'f')
    return;

  add_size (sizes, relation->schema, relation->name, relation->pages, relation->tuples,
            relation->all_visible_pages);
  for (guint i = 0; i < relation->indexes->len; i++)
    {
      const OptIndex *index = g_ptr_array_index (relation->indexes, i);

      add_size (sizes, index->schema, index->name, index->pages, index->tuples, 0);
    }
}

static OptParams *
make_params (Sizes *sizes)
{
  OptParams *params = opt_params_new ();

  g_ptr_array_add (sizes->schemas, NULL);
  g_ptr_array_add (sizes->names, NULL);
  g_ptr_array_add (sizes->tuples, NULL);
  opt_params_add_text_array (params, (const char *const *) sizes->schemas->pdata);
  opt_params_add_text_array (params, (const char *const *) sizes->names->pdata);
  opt_params_add_int_array (params, (const gint64 *) sizes->pages->data, sizes->pages->len);
  opt_params_add_text_array (params, (const char *const *) sizes->tuples->pdata);
  opt_params_add_int_array (params, (const gint64 *) sizes->all_visible->data,
                            sizes->all_visible->len);

  return params;
}

/**
 * opt_shadow_set_sizes_sync:
 * @admin: the superuser's connection to the restored database, with allow_system_table_mods
 * @catalog: production's catalog
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Gives pg_class production's pages and rows, of tables and indexes.
 *
 * Returns: %TRUE if it worked
 */
gboolean
opt_shadow_set_sizes_sync (OptConnection *admin,
                           OptCatalog *catalog,
                           GCancellable *cancellable,
                           GError **error)
{
  GPtrArray *relations = opt_catalog_get_relations (catalog);
  g_autoptr (GPtrArray) schemas = g_ptr_array_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) tuples = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) pages = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) all_visible = g_array_new (FALSE, FALSE, sizeof (gint64));
  Sizes sizes = { schemas, names, pages, tuples, all_visible };
  g_autoptr (OptParams) params = NULL;

  for (guint i = 0; i < relations->len; i++)
    add_relation_sizes (&sizes, g_ptr_array_index (relations, i));
  params = make_params (&sizes);

  return opt_connection_execute_sync (admin, opt_sandbox_get_sql (admin, "sizes"), params,
                                      cancellable, error);
}
