/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-catalog-load.h"

static char *
dup_text (OptResult *result, guint row, const char *column)
{
  return g_strdup (opt_result_get_text (result, row, column));
}

static OptIndex *
read_index (OptResult *result, guint row)
{
  OptIndex *index = opt_index_new ();

  index->oid = opt_result_get_oid (result, row, "oid");
  index->relation = opt_result_get_oid (result, row, "relation");
  index->schema = dup_text (result, row, "schema");
  index->name = dup_text (result, row, "name");
  index->method = dup_text (result, row, "method");
  index->n_keys = (guint) opt_result_get_int (result, row, "n_keys");
  index->n_columns = (guint) opt_result_get_int (result, row, "n_columns");
  index->keys = g_new0 (OptIndexKey, index->n_columns);
  index->predicate = dup_text (result, row, "predicate");
  index->definition = dup_text (result, row, "definition");
  index->tablespace = dup_text (result, row, "tablespace");
  index->remainder = dup_text (result, row, "remainder");
  index->unique = opt_result_get_boolean (result, row, "is_unique");
  index->primary = opt_result_get_boolean (result, row, "is_primary");
  index->exclusion = opt_result_get_boolean (result, row, "is_exclusion");
  index->valid = opt_result_get_boolean (result, row, "is_valid");
  index->ready = opt_result_get_boolean (result, row, "is_ready");
  index->replica_identity = opt_result_get_boolean (result, row, "replica_identity");
  index->constraint = opt_result_get_oid (result, row, "constraint_oid");
  index->parent = opt_result_get_oid (result, row, "parent");
  index->pages = opt_result_get_int (result, row, "pages");
  index->tuples = opt_result_get_double (result, row, "tuples");
  index->bytes = opt_result_get_int (result, row, "bytes");
  index->scans = opt_result_get_int (result, row, "scans");

  return index;
}

static void
read_key (OptIndex *index, OptResult *result, guint row)
{
  guint number = (guint) opt_result_get_int (result, row, "number");
  OptIndexKey *key;

  if (number < 1 || number > index->n_columns)
    return;

  key = &index->keys[number - 1];
  key->column = (gint16) opt_result_get_int (result, row, "column_number");
  key->definition = dup_text (result, row, "definition");
  key->opclass = dup_text (result, row, "opclass");
  key->collation = dup_text (result, row, "collation");
  key->descending = opt_result_get_boolean (result, row, "descending");
  key->nulls_first = opt_result_get_boolean (result, row, "nulls_first");
}

static gboolean
load_keys (OptCatalogLoad *load, GHashTable *indexes, GError **error)
{
  g_autoptr (OptResult) result = opt_catalog_load_query (load, "index-keys", TRUE, error);

  if (result == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    {
      guint32 oid = opt_result_get_oid (result, row, "index");
      OptIndex *index = g_hash_table_lookup (indexes, GUINT_TO_POINTER (oid));

      if (index != NULL)
        read_key (index, result, row);
    }

  return TRUE;
}

static gboolean
load_key_statistics (OptCatalogLoad *load, GHashTable *indexes, GError **error)
{
  g_autoptr (OptResult) result = opt_catalog_load_query (load, "index-statistics", FALSE, error);

  if (result == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    {
      guint32 oid = opt_result_get_oid (result, row, "index");
      OptIndex *index = g_hash_table_lookup (indexes, GUINT_TO_POINTER (oid));
      guint number = (guint) opt_result_get_int (result, row, "number");

      if (index == NULL || number < 1 || number > index->n_columns)
        continue;
      index->keys[number - 1].average_width
          = (int) opt_result_get_int (result, row, "average_width");
      index->keys[number - 1].n_distinct = opt_result_get_double (result, row, "n_distinct");
    }

  return TRUE;
}

static void
read_column_numbers (OptResult *result,
                     guint row,
                     const char *column,
                     gint16 **numbers,
                     guint *n_numbers)
{
  g_autoptr (GArray) read = opt_result_get_int_array (result, row, column);

  if (read == NULL)
    return;

  *numbers = g_new (gint16, MAX (read->len, 1));
  *n_numbers = read->len;
  for (guint i = 0; i < read->len; i++)
    (*numbers)[i] = (gint16) g_array_index (read, gint64, i);
}

static OptConstraint *
read_constraint (OptResult *result, guint row)
{
  OptConstraint *constraint = opt_constraint_new ();
  guint n_referenced = 0;

  constraint->oid = opt_result_get_oid (result, row, "oid");
  constraint->name = dup_text (result, row, "name");
  constraint->type = *opt_result_get_text (result, row, "type");
  constraint->relation = opt_result_get_oid (result, row, "relation");
  constraint->referenced = opt_result_get_oid (result, row, "referenced");
  read_column_numbers (result, row, "columns", &constraint->columns, &constraint->n_columns);
  read_column_numbers (result, row, "referenced_columns", &constraint->referenced_columns,
                       &n_referenced);
  constraint->validated = opt_result_get_boolean (result, row, "validated");
  constraint->inherited = opt_result_get_boolean (result, row, "inherited");
  constraint->definition = dup_text (result, row, "definition");

  return constraint;
}

static gboolean
load_constraints (OptCatalogLoad *load, GError **error)
{
  g_autoptr (OptResult) result = opt_catalog_load_query (load, "constraints", TRUE, error);

  if (result == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    {
      OptRelation *relation
          = opt_catalog_get_relation (load->catalog, opt_result_get_oid (result, row, "relation"));

      if (relation != NULL)
        g_ptr_array_add (relation->constraints, read_constraint (result, row));
    }

  return TRUE;
}

/**
 * opt_catalog_load_indexes:
 * @load: the loading; its relations are there
 * @error: return location for an error
 *
 * Adds the indexes and the constraints.
 *
 * Returns: %TRUE if it worked
 */
gboolean
opt_catalog_load_indexes (OptCatalogLoad *load, GError **error)
{
  g_autoptr (OptResult) result = opt_catalog_load_query (load, "indexes", TRUE, error);
  g_autoptr (GHashTable) indexes = g_hash_table_new (NULL, NULL);

  if (result == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    {
      OptRelation *relation
          = opt_catalog_get_relation (load->catalog, opt_result_get_oid (result, row, "relation"));
      OptIndex *index;

      if (relation == NULL)
        continue;

      index = read_index (result, row);
      relation->index_scans += index->scans;
      opt_catalog_add_index (load->catalog, relation, index);
      g_hash_table_insert (indexes, GUINT_TO_POINTER (index->oid), index);
    }

  return load_keys (load, indexes, error) && load_key_statistics (load, indexes, error)
         && load_constraints (load, error);
}
