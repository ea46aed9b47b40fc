/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-shadow-extremes.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-sandbox-private.h"
#include "opt-sql.h"

/* What the steps share; the columns of one table of extremes. */
typedef struct
{
  OptConnection *production;
  GPtrArray *limits;
  GCancellable *cancellable;
  GPtrArray *schemas;
  GPtrArray *tables;
  GPtrArray *columns;
  GPtrArray *lows;
  GPtrArray *highs;
} Extremes;

static gboolean
begin (Extremes *extremes, GError **error)
{
  return opt_sandbox_run_script_sync (extremes->production, "extremes-begin", extremes->cancellable,
                                      error);
}

static gboolean
end (Extremes *extremes, GError **error)
{
  int version = opt_connection_get_server_version (extremes->production);

  return opt_connection_execute_sync (extremes->production, opt_sql_get ("catalog", "end", version),
                                      NULL, NULL, error);
}

static gboolean
is_harmless (const GError *error)
{
  return error->domain == OPT_ERROR && error->code != OPT_ERROR_UNREACHABLE;
}

/* Two look-ups in the index. Where they take too long, or a lock is in the way, the column keeps
 * the bounds that ANALYZE saw. */
static gboolean
add_column (Extremes *extremes,
            const OptRelation *relation,
            const OptColumn *column,
            GError **error)
{
  g_autofree char *table = opt_relation_get_quoted_name (relation);
  g_autofree char *quoted = opt_sql_quote_identifier (column->name);
  g_autofree char *sql = opt_sql_fill (opt_sandbox_get_sql (extremes->production, "extremes"),
                                       "table", table, "column", quoted, NULL);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (extremes->production, sql, NULL, OPT_QUERY_NONE,
                                   extremes->cancellable, &local_error);

  if (result == NULL)
    {
      g_autofree char *name = g_strconcat (table, ".", quoted, NULL);
      g_autofree char *reason = NULL;

      if (!is_harmless (local_error))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      reason = g_strdup_printf (_ ("Its smallest and largest value could not be read: %s"),
                                local_error->message);
      opt_sandbox_add_limit (extremes->limits, name, reason);
      return end (extremes, error) && begin (extremes, error);
    }

  if (opt_result_get_n_rows (result) == 1 && !opt_result_is_null (result, 0, "low")
      && !opt_result_is_null (result, 0, "high"))
    {
      g_ptr_array_add (extremes->schemas, relation->schema);
      g_ptr_array_add (extremes->tables, relation->name);
      g_ptr_array_add (extremes->columns, column->name);
      g_ptr_array_add (extremes->lows, g_strdup (opt_result_get_text (result, 0, "low")));
      g_ptr_array_add (extremes->highs, g_strdup (opt_result_get_text (result, 0, "high")));
    }

  return TRUE;
}

/* The indexes that get_actual_variable_range() looks at (selfuncs.c). */
static OptColumn *
get_column (const OptRelation *relation, const OptIndex *index)
{
  OptColumn *column;

  if (!index->valid || index->predicate != NULL || !g_str_equal (index->method, "btree")
      || index->keys[0].column == 0 || index->keys[0].opclass != NULL
      || index->keys[0].collation != NULL)
    return NULL;

  column = opt_relation_get_column (relation, index->keys[0].column);

  return column != NULL && column->statistics != NULL && column->statistics->n_histogram_bounds > 0
             ? column
             : NULL;
}

static gboolean
add_relation (Extremes *extremes, const OptRelation *relation, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  if ((relation->kind != 'r' && relation->kind != 'm') || !relation->readable)
    return TRUE;

  for (guint i = 0; i < relation->indexes->len; i++)
    {
      OptColumn *column = get_column (relation, g_ptr_array_index (relation->indexes, i));

      if (column != NULL && g_hash_table_add (seen, column)
          && !add_column (extremes, relation, column, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
store (Extremes *extremes, OptConnection *admin, GError **error)
{
  GPtrArray *arrays[]
      = { extremes->schemas, extremes->tables, extremes->columns, extremes->lows, extremes->highs };
  g_autoptr (OptParams) params = opt_params_new ();

  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    {
      g_ptr_array_add (arrays[i], NULL);
      opt_params_add_text_array (params, (const char *const *) arrays[i]->pdata);
    }

  return opt_connection_execute_sync (admin, opt_sandbox_get_sql (admin, "statistics-extremes"),
                                      params, extremes->cancellable, error);
}

static gboolean
read_all (Extremes *extremes, OptCatalog *catalog, GError **error)
{
  GPtrArray *relations = opt_catalog_get_relations (catalog);
  g_autoptr (GError) read_error = NULL;
  gboolean ended;

  if (!begin (extremes, error))
    return FALSE;

  for (guint i = 0; read_error == NULL && i < relations->len; i++)
    add_relation (extremes, g_ptr_array_index (relations, i), &read_error);
  ended = end (extremes, read_error == NULL ? error : NULL);
  if (read_error != NULL)
    g_propagate_error (error, g_steal_pointer (&read_error));
  else
    return ended;

  return FALSE;
}

/**
 * opt_shadow_copy_extremes_sync:
 * @production: a connection to production
 * @admin: the superuser's connection to the restored database, with production's statistics mapped
 * @catalog: production's catalog
 * @limits: (element-type OptUnreadable): gets the columns whose extremes could not be read
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Where a value lies in a histogram's first or last part, the planner looks the column's smallest
 * or largest value up in its index, since what is newest is rarely in the statistics yet. A
 * shadow's indexes are empty, so its histograms are given those values as their ends.
 *
 * Returns: %TRUE if it worked
 */
gboolean
opt_shadow_copy_extremes_sync (OptConnection *production,
                               OptConnection *admin,
                               OptCatalog *catalog,
                               GPtrArray *limits,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (GPtrArray) schemas = g_ptr_array_new ();
  g_autoptr (GPtrArray) tables = g_ptr_array_new ();
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  g_autoptr (GPtrArray) lows = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) highs = g_ptr_array_new_with_free_func (g_free);
  Extremes extremes = {
    production, limits, cancellable, schemas, tables, columns, lows, highs,
  };

  return read_all (&extremes, catalog, error) && store (&extremes, admin, error);
}
