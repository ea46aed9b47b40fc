/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-catalog-load.h"

#include <glib/gi18n-lib.h>

#include "opt-sql.h"

static char
get_char (OptResult *result, guint row, const char *column)
{
  const char *text = opt_result_get_text (result, row, column);

  return text != NULL ? *text : '\0';
}

static char *
dup_text (OptResult *result, guint row, const char *column)
{
  return g_strdup (opt_result_get_text (result, row, column));
}

static void
read_inherits (OptRelation *relation, OptResult *result, guint row)
{
  g_autoptr (GArray) parents = opt_result_get_int_array (result, row, "inherits");

  if (parents == NULL)
    return;

  relation->n_inherits = parents->len;
  relation->inherits = g_new (guint32, parents->len);
  for (guint i = 0; i < parents->len; i++)
    relation->inherits[i] = (guint32) g_array_index (parents, gint64, i);
}

static void
read_usage (OptRelation *relation, OptResult *result, guint row)
{
  relation->inserts = opt_result_get_int (result, row, "inserts");
  relation->updates = opt_result_get_int (result, row, "updates");
  relation->hot_updates = opt_result_get_int (result, row, "hot_updates");
  relation->deletes = opt_result_get_int (result, row, "deletes");
  relation->sequential_scans = opt_result_get_int (result, row, "sequential_scans");
  relation->modified_since_analyze = opt_result_get_int (result, row, "modified_since_analyze");
  relation->last_analyze = opt_result_get_time (result, row, "last_analyze");
}

static OptRelation *
read_relation (OptResult *result, guint row)
{
  OptRelation *relation = opt_relation_new ();

  relation->oid = opt_result_get_oid (result, row, "oid");
  relation->schema = dup_text (result, row, "schema");
  relation->name = dup_text (result, row, "name");
  relation->owner = dup_text (result, row, "owner");
  relation->kind = get_char (result, row, "kind");
  relation->persistence = get_char (result, row, "persistence");
  relation->parent = opt_result_get_oid (result, row, "parent");
  read_inherits (relation, result, row);
  relation->extension = dup_text (result, row, "extension");
  relation->row_security = opt_result_get_boolean (result, row, "row_security");
  relation->readable = opt_result_get_boolean (result, row, "table_readable")
                       && opt_result_get_boolean (result, row, "schema_usable");
  relation->options = dup_text (result, row, "options");
  relation->view_definition = dup_text (result, row, "view_definition");
  relation->partition_key = dup_text (result, row, "partition_key");
  relation->partition_bound = dup_text (result, row, "partition_bound");
  relation->definition = dup_text (result, row, "definition");
  relation->pages = opt_result_get_int (result, row, "pages");
  relation->all_visible_pages = opt_result_get_int (result, row, "all_visible_pages");
  relation->tuples = opt_result_get_double (result, row, "tuples");
  relation->bytes = opt_result_get_int (result, row, "bytes");
  relation->total_bytes = opt_result_get_int (result, row, "total_bytes");
  read_usage (relation, result, row);

  return relation;
}

static char *
make_grant (OptCatalogLoad *load, const char *template, const char *place, const char *name)
{
  const char *sql
      = opt_sql_get ("catalog", template, opt_connection_get_server_version (load->connection));
  g_autofree char *filled = opt_sql_fill (sql, place, name, "role", load->role, NULL);

  return g_strdup (g_strchomp (filled));
}

/* Statistics follow the right to read the rows: pg_stats shows nothing else. */
static void
note_rights (OptCatalogLoad *load, const OptRelation *relation, OptResult *result, guint row)
{
  g_autofree char *name = opt_relation_get_quoted_name (relation);
  g_autofree char *grant = NULL;
  const char *reason;

  if (!opt_result_get_boolean (result, row, "schema_usable"))
    {
      g_autofree char *schema = opt_sql_quote_identifier (relation->schema);

      reason = _ ("No USAGE on its schema: its rows can't be read");
      grant = make_grant (load, "grant-usage", "schema", schema);
    }
  else if (!opt_result_get_boolean (result, row, "table_readable"))
    {
      reason = _ ("No SELECT on it: neither its rows nor its statistics can be read");
      grant = make_grant (load, "grant-select", "table", name);
    }
  else if (opt_result_get_boolean (result, row, "row_security_active"))
    {
      reason = _ ("Row-level security hides rows and statistics of it");
      grant = make_grant (load, "grant-bypass", "table", name);
    }
  else
    return;

  opt_catalog_add_unreadable (load->catalog, opt_unreadable_new (name, reason, grant));
}

static OptColumn *
read_column (OptResult *result, guint row)
{
  OptColumn *column = opt_column_new ();

  column->number = (gint16) opt_result_get_int (result, row, "number");
  column->name = dup_text (result, row, "name");
  column->type = dup_text (result, row, "type");
  column->type_oid = opt_result_get_oid (result, row, "type_oid");
  column->type_category = get_char (result, row, "type_category");
  column->type_kind = get_char (result, row, "type_kind");
  column->not_null = opt_result_get_boolean (result, row, "not_null");
  column->default_sql = dup_text (result, row, "default_sql");
  column->generated_sql = dup_text (result, row, "generated_sql");
  column->identity = get_char (result, row, "identity");
  column->collation = dup_text (result, row, "collation");

  return column;
}

static gboolean
load_columns (OptCatalogLoad *load, GError **error)
{
  g_autoptr (OptResult) result = opt_catalog_load_query (load, "columns", TRUE, error);

  if (result == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    {
      OptRelation *relation
          = opt_catalog_get_relation (load->catalog, opt_result_get_oid (result, row, "relation"));

      if (relation != NULL)
        g_ptr_array_add (relation->columns, read_column (result, row));
    }

  return TRUE;
}

static OptColumnStatistics *
read_statistics (OptResult *result, guint row)
{
  OptColumnStatistics *statistics = opt_column_statistics_new ();
  g_autoptr (GArray) frequencies
      = opt_result_get_double_array (result, row, "most_common_frequencies");

  statistics->null_fraction = opt_result_get_double (result, row, "null_fraction");
  statistics->n_distinct = opt_result_get_double (result, row, "n_distinct");
  statistics->average_width = (int) opt_result_get_int (result, row, "average_width");
  statistics->correlation = opt_result_get_double (result, row, "correlation");

  statistics->most_common_values = opt_result_get_text_array (result, row, "most_common_values");
  if (statistics->most_common_values != NULL && frequencies != NULL)
    {
      guint n_values = g_strv_length (statistics->most_common_values);

      statistics->n_most_common = MIN (n_values, frequencies->len);
      statistics->most_common_frequencies
          = g_memdup2 (frequencies->data, frequencies->len * sizeof (double));
    }

  statistics->histogram_bounds = opt_result_get_text_array (result, row, "histogram_bounds");
  if (statistics->histogram_bounds != NULL)
    statistics->n_histogram_bounds = g_strv_length (statistics->histogram_bounds);

  return statistics;
}

static gboolean
load_statistics (OptCatalogLoad *load, GError **error)
{
  g_autoptr (OptResult) result = opt_catalog_load_query (load, "statistics", FALSE, error);

  if (result == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    {
      OptRelation *relation
          = opt_catalog_get_relation (load->catalog, opt_result_get_oid (result, row, "relation"));
      OptColumn *column = NULL;

      if (relation != NULL)
        column = opt_relation_get_column (relation,
                                          (gint16) opt_result_get_int (result, row, "number"));
      if (column == NULL)
        continue;

      opt_column_statistics_free (column->statistics);
      column->statistics = read_statistics (result, row);
    }

  return TRUE;
}

/**
 * opt_catalog_load_relations:
 * @load: the loading
 * @error: return location for an error
 *
 * Adds the relations with their columns and statistics.
 *
 * Returns: %TRUE if it worked
 */
gboolean
opt_catalog_load_relations (OptCatalogLoad *load, GError **error)
{
  g_autoptr (OptResult) result = opt_catalog_load_query (load, "relations", TRUE, error);

  if (result == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    {
      OptRelation *relation = read_relation (result, row);

      note_rights (load, relation, result, row);
      opt_catalog_add_relation (load->catalog, relation);
    }

  return load_columns (load, error) && load_statistics (load, error);
}
