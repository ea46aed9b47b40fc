/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-shadow-extremes.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "opt-error.h"
#include "opt-sandbox-private.h"
#include "opt-sql.h"

/* A column whose extremes are taken over. */
typedef struct
{
  const OptColumn *column;
  char *name;  /* quoted, with its table's */
  char *table; /* quoted */
  char *low;
  char *high;
} Item;

typedef struct
{
  OptConnection *production;
  OptConnection *admin;
  OptConnection *owner;
  OptSandbox *sandbox;
  GPtrArray *limits;
  GCancellable *cancellable;
  GPtrArray *items;
} Extremes;

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->name);
  g_free (item->table);
  g_free (item->low);
  g_free (item->high);
  g_free (item);
}

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

/* Whether the rest may go on: then it is named among the limits. Takes @local_error. */
static gboolean
note_failure (Extremes *extremes, const char *name, GError *local_error, GError **error)
{
  g_autofree char *reason = NULL;

  if (local_error->domain != OPT_ERROR || local_error->code == OPT_ERROR_UNREACHABLE
      || local_error->code == OPT_ERROR_NO_SPACE)
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }

  reason = g_strdup_printf (_ ("Its smallest and largest value could not be taken over, so "
                               "conditions near them can be planned otherwise: %s"),
                            local_error->message);
  opt_sandbox_add_limit (extremes->limits, name, reason);
  g_error_free (local_error);

  return TRUE;
}

/* Two look-ups in the index; a lock in the way or two seconds end them. */
static gboolean
read_column (Extremes *extremes,
             const OptRelation *relation,
             const OptColumn *column,
             GError **error)
{
  g_autofree char *table = opt_relation_get_quoted_name (relation);
  g_autofree char *quoted = opt_sql_quote_identifier (column->name);
  g_autofree char *name = g_strconcat (table, ".", quoted, NULL);
  g_autofree char *sql = opt_sql_fill (opt_sandbox_get_sql (extremes->production, "extremes"),
                                       "table", table, "column", quoted, NULL);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (extremes->production, sql, NULL, OPT_QUERY_NONE,
                                   extremes->cancellable, &local_error);
  Item *item;

  if (result == NULL)
    return note_failure (extremes, name, g_steal_pointer (&local_error), error)
           && end (extremes, error) && begin (extremes, error);
  if (opt_result_get_n_rows (result) != 1 || opt_result_is_null (result, 0, "low")
      || opt_result_is_null (result, 0, "high"))
    return TRUE;

  item = g_new0 (Item, 1);
  item->column = column;
  item->name = g_steal_pointer (&name);
  item->table = g_steal_pointer (&table);
  item->low = g_strdup (opt_result_get_text (result, 0, "low"));
  item->high = g_strdup (opt_result_get_text (result, 0, "high"));
  g_ptr_array_add (extremes->items, item);

  return TRUE;
}

/* The first column of the indexes that get_actual_variable_range() looks at (selfuncs.c). */
static const OptColumn *
get_column (const OptRelation *relation, const OptIndex *index)
{
  const OptColumn *column;

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
read_relation (Extremes *extremes, const OptRelation *relation, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  if ((relation->kind != 'r' && relation->kind != 'm') || !relation->readable)
    return TRUE;

  for (guint i = 0; i < relation->indexes->len; i++)
    {
      const OptColumn *column = get_column (relation, g_ptr_array_index (relation->indexes, i));

      if (column != NULL && g_hash_table_add (seen, (gpointer) column)
          && !read_column (extremes, relation, column, error))
        return FALSE;
    }

  return TRUE;
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
    read_relation (extremes, g_ptr_array_index (relations, i), &read_error);
  ended = end (extremes, read_error == NULL ? error : NULL);
  if (read_error != NULL)
    g_propagate_error (error, g_steal_pointer (&read_error));
  else
    return ended;

  return FALSE;
}

static char *
fill_sql (Extremes *extremes, const char *name, guint number)
{
  const Item *item = g_ptr_array_index (extremes->items, number - 1);
  g_autofree char *column = opt_sql_quote_identifier (item->column->name);
  g_autofree char *text = g_strdup_printf ("%u", number);
  g_autofree char *sql
      = opt_sandbox_fill_roles (extremes->sandbox, opt_sandbox_get_sql (extremes->admin, name));

  return opt_sql_fill (sql, "number", text, "table", item->table, "column", column, NULL);
}

static gboolean
store (Extremes *extremes, guint number, GError **error)
{
  const Item *item = g_ptr_array_index (extremes->items, number - 1);
  g_autofree char *create = fill_sql (extremes, "extremes-table", number);
  g_autofree char *insert = fill_sql (extremes, "extremes-insert", number);
  g_autoptr (OptParams) params = opt_params_new_text (item->low, item->high, NULL);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (OptResult) created
      = opt_connection_query_sync (extremes->admin, create, NULL, OPT_QUERY_SCRIPT,
                                   extremes->cancellable, &local_error);

  if (created != NULL
      && opt_connection_execute_sync (extremes->owner, insert, params, extremes->cancellable,
                                      &local_error))
    return TRUE;

  return note_failure (extremes, item->name, g_steal_pointer (&local_error), error);
}

static gboolean
drop_all (Extremes *extremes, GError **error)
{
  for (guint number = 1; number <= extremes->items->len; number++)
    {
      g_autofree char *sql = fill_sql (extremes, "extremes-drop", number);

      if (!opt_connection_execute_sync (extremes->admin, sql, NULL, extremes->cancellable, error))
        return FALSE;
    }

  return TRUE;
}

/* The server's memory is written to the files first. */
static GHashTable *
load (Extremes *extremes, OptShadowFiles *way, GError **error)
{
  g_autoptr (GHashTable) loaded
      = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) opt_shadow_ends_free);
  g_autoptr (OptParams) params = opt_params_new ();
  g_autoptr (OptResult) files = NULL;

  opt_params_add_int (params, extremes->items->len);
  if (!opt_sandbox_run_script_sync (extremes->admin, "checkpoint", extremes->cancellable, error))
    return NULL;
  files = opt_connection_query_sync (extremes->admin,
                                     opt_sandbox_get_sql (extremes->admin, "extremes-files"),
                                     params, OPT_QUERY_NONE, extremes->cancellable, error);
  if (files == NULL)
    return NULL;

  for (guint row = 0; row < opt_result_get_n_rows (files); row++)
    {
      const Item *item = g_ptr_array_index (extremes->items, row);
      const char *path = opt_result_get_text (files, row, "path");
      g_autoptr (GError) local_error = NULL;
      OptShadowEnds *ends;
      int fd;

      if (opt_result_is_null (files, row, "path"))
        continue;
      if (!opt_shadow_files_get_sync (way, path, extremes->cancellable, error))
        return NULL;
      fd = opt_shadow_files_open (way, path, "", error);
      if (fd < 0)
        return NULL;
      ends = opt_shadow_ends_load (fd, &local_error);
      close (fd);
      if (ends != NULL)
        g_hash_table_insert (loaded, (gpointer) item->column, ends);
      else if (!note_failure (extremes, item->name, g_steal_pointer (&local_error), error))
        return NULL;
    }

  return g_steal_pointer (&loaded);
}

/**
 * opt_shadow_load_extremes_sync:
 * @production: a connection to production
 * @admin: the superuser's connection to the restored database
 * @owner: the owner's connection to it
 * @sandbox: the sandbox
 * @files: the way to its files
 * @catalog: production's catalog
 * @limits: (element-type OptUnreadable): gets the columns whose extremes could not be taken over
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Where a value lies in a histogram's first or last part, the planner looks the column's smallest
 * or largest value up in its index, since what is newest is rarely in the statistics yet. They are
 * read on production, and the entries that a B-tree has for them are made here. What others have
 * not committed, and what is deleted but was not vacuumed, production's planner may see, and this
 * does not.
 *
 * Returns: (transfer full) (nullable) (element-type OptColumn OptShadowEnds): the entries of the
 *   catalog's columns
 */
GHashTable *
opt_shadow_load_extremes_sync (OptConnection *production,
                               OptConnection *admin,
                               OptConnection *owner,
                               OptSandbox *sandbox,
                               OptShadowFiles *files,
                               OptCatalog *catalog,
                               GPtrArray *limits,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (item_free);
  Extremes extremes = { production, admin, owner, sandbox, limits, cancellable, items };
  g_autoptr (GHashTable) loaded = NULL;

  if (!read_all (&extremes, catalog, error)
      || !opt_sandbox_run_own_script_sync (sandbox, admin, "extremes-allow", cancellable, error)
      || !opt_sandbox_run_script_sync (owner, "extremes-owner", cancellable, error))
    return NULL;

  for (guint number = 1; number <= items->len; number++)
    if (!store (&extremes, number, error))
      return NULL;
  loaded = load (&extremes, files, error);

  return loaded != NULL && drop_all (&extremes, error) ? g_steal_pointer (&loaded) : NULL;
}

/**
 * opt_shadow_find_extremes:
 * @extremes: (element-type OptColumn OptShadowEnds): what opt_shadow_load_extremes_sync() gave
 * @relation: a table
 * @index: one of its indexes
 *
 * Returns: (transfer none) (nullable): the entries at the two ends of @index, where the planner
 *   looks at them and they are known
 */
const OptShadowEnds *
opt_shadow_find_extremes (GHashTable *extremes, const OptRelation *relation, const OptIndex *index)
{
  const OptColumn *column = get_column (relation, index);

  return column != NULL ? g_hash_table_lookup (extremes, column) : NULL;
}
