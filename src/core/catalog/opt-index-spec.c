/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-index-spec.h"

#include <string.h>

#include "opt-sql.h"

/* NAMEDATALEN - 1 */
#define LONGEST_NAME 63

static void
clear_key (OptIndexKey *key)
{
  g_free (key->definition);
  g_free (key->opclass);
  g_free (key->collation);
}

/**
 * opt_index_spec_new:
 * @relation: oid of the table
 * @method: `btree`, `hash`, `gin` …
 *
 * Returns: (transfer full): an index without columns
 */
OptIndexSpec *
opt_index_spec_new (guint32 relation, const char *method)
{
  OptIndexSpec *self = g_new0 (OptIndexSpec, 1);

  self->relation = relation;
  self->method = g_strdup (method);
  self->keys = g_array_new (FALSE, TRUE, sizeof (OptIndexKey));
  g_array_set_clear_func (self->keys, (GDestroyNotify) clear_key);

  return self;
}

/**
 * opt_index_spec_copy:
 * @self: an index that could be made
 *
 * Returns: (transfer full): the same
 */
OptIndexSpec *
opt_index_spec_copy (const OptIndexSpec *self)
{
  OptIndexSpec *copy = opt_index_spec_new (self->relation, self->method);

  copy->name = g_strdup (self->name);
  copy->unique = self->unique;
  copy->n_keys = self->n_keys;
  copy->predicate = g_strdup (self->predicate);
  for (guint i = 0; i < self->keys->len; i++)
    {
      OptIndexKey key = g_array_index (self->keys, OptIndexKey, i);

      key.definition = g_strdup (key.definition);
      key.opclass = g_strdup (key.opclass);
      key.collation = g_strdup (key.collation);
      g_array_append_val (copy->keys, key);
    }

  return copy;
}

/**
 * opt_index_spec_free:
 * @self: (nullable): an index that could be made
 *
 * Frees @self and what it holds.
 */
void
opt_index_spec_free (OptIndexSpec *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->method);
  g_free (self->predicate);
  g_array_unref (self->keys);
  g_free (self);
}

static void
add_key (OptIndexSpec *self, OptIndexKey key)
{
  g_return_if_fail (self->n_keys == self->keys->len);

  g_array_append_val (self->keys, key);
  self->n_keys++;
}

/**
 * opt_index_spec_add_column:
 * @self: an index that could be made, without INCLUDE columns yet
 * @column: pg_attribute.attnum
 * @opclass: (nullable): an operator class as SQL names it, where it is not the type's default
 * @descending: whether it is in descending order
 * @nulls_first: whether NULLs come first
 *
 * Adds a key.
 */
void
opt_index_spec_add_column (OptIndexSpec *self,
                           gint16 column,
                           const char *opclass,
                           gboolean descending,
                           gboolean nulls_first)
{
  OptIndexKey key = {
    .column = column,
    .opclass = g_strdup (opclass),
    .descending = descending,
    .nulls_first = nulls_first,
  };

  add_key (self, key);
}

/**
 * opt_index_spec_add_expression:
 * @self: an index that could be made, without INCLUDE columns yet
 * @expression: SQL of an immutable expression over the table's columns
 * @opclass: (nullable): an operator class, where it is not the type's default
 * @descending: whether it is in descending order
 * @nulls_first: whether NULLs come first
 *
 * Adds a key.
 */
void
opt_index_spec_add_expression (OptIndexSpec *self,
                               const char *expression,
                               const char *opclass,
                               gboolean descending,
                               gboolean nulls_first)
{
  OptIndexKey key = {
    .definition = g_strdup (expression),
    .opclass = g_strdup (opclass),
    .descending = descending,
    .nulls_first = nulls_first,
  };

  add_key (self, key);
}

/**
 * opt_index_spec_add_include:
 * @self: an index that could be made
 * @column: pg_attribute.attnum
 *
 * Adds an INCLUDE column; keys can't be added after it.
 */
void
opt_index_spec_add_include (OptIndexSpec *self, gint16 column)
{
  OptIndexKey key = { .column = column };

  g_array_append_val (self->keys, key);
}

/**
 * opt_index_spec_set_predicate:
 * @self: an index that could be made
 * @predicate: (nullable): SQL of the condition of a partial index
 *
 * Sets the condition.
 */
void
opt_index_spec_set_predicate (OptIndexSpec *self, const char *predicate)
{
  g_free (self->predicate);
  self->predicate = g_strdup (predicate);
}

static const char *
get_column_name (const OptRelation *relation, gint16 number)
{
  OptColumn *column = opt_relation_get_column (relation, number);

  return column != NULL ? column->name : "";
}

/* What FigureIndexColname() makes of the usual cases: the function's name, otherwise "expr". */
static char *
get_expression_name (const char *expression)
{
  const char *start = expression;
  const char *c;

  while (*start == '(')
    start++;
  for (c = start; g_ascii_isalnum (*c) || *c == '_' || *c == '.'; c++)
    if (*c == '.')
      start = c + 1;

  return *c == '(' && c > start ? g_strndup (start, (gsize) (c - start)) : g_strdup ("expr");
}

/* ChooseIndexColumnNames() and ChooseIndexNameAddition() of indexcmds.c: columns joined, the same
 * name twice told apart by a number. */
static char *
join_column_names (const OptIndexSpec *self, const OptRelation *relation)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < self->keys->len && joined->len < LONGEST_NAME; i++)
    {
      const OptIndexKey *key = &g_array_index (self->keys, OptIndexKey, i);
      g_autofree char *name = key->column != 0 ? g_strdup (get_column_name (relation, key->column))
                                               : get_expression_name (key->definition);
      char *unique = g_strdup (name);

      for (guint n = 1; g_hash_table_contains (seen, unique); n++)
        {
          g_free (unique);
          unique = g_strdup_printf ("%s%u", name, n);
        }
      g_string_append_printf (joined, "%s%s", i > 0 ? "_" : "", unique);
      g_hash_table_add (seen, unique);
    }

  return g_string_free (joined, FALSE);
}

static gsize
clip (const char *text, gsize length)
{
  while (length > 0 && ((guchar) text[length] & 0xc0) == 0x80)
    length--;

  return length;
}

/* makeObjectName(): the longer of the two is shortened until all of it fits. */
static char *
make_object_name (const char *table, const char *columns, const char *label)
{
  gsize available = LONGEST_NAME - strlen (label) - 2;
  gsize table_length = strlen (table);
  gsize columns_length = strlen (columns);

  while (table_length + columns_length > available)
    {
      if (table_length > columns_length)
        table_length--;
      else
        columns_length--;
    }
  table_length = clip (table, table_length);
  columns_length = clip (columns, columns_length);

  return g_strdup_printf ("%.*s_%.*s_%s", (int) table_length, table, (int) columns_length, columns,
                          label);
}

/* An index that is not valid is what a build has left, or has not finished: to build the same one
 * beside it under another name would leave both. */
static gboolean
is_own (const OptIndexSpec *self, OptCatalog *catalog, const char *schema, const char *name)
{
  const OptIndex *index = opt_catalog_find_index (catalog, schema, name);
  g_autofree char *sql = NULL;

  if (index == NULL || index->valid || index->relation != self->relation
      || index->unique != self->unique)
    return FALSE;
  sql = opt_index_spec_get_sql (self, catalog, name, FALSE);

  return opt_index_has_same_body (sql, index->definition);
}

static gboolean
is_taken (OptCatalog *catalog, const char *schema, const char *name)
{
  GPtrArray *objects = opt_catalog_get_objects (catalog);

  if (opt_catalog_find_relation (catalog, schema, name) != NULL
      || opt_catalog_find_index (catalog, schema, name) != NULL)
    return TRUE;

  for (guint i = 0; i < objects->len; i++)
    {
      const OptObject *object = g_ptr_array_index (objects, i);

      if (g_strcmp0 (object->schema, schema) == 0 && g_str_equal (object->name, name))
        return TRUE;
    }

  return FALSE;
}

/**
 * opt_index_spec_get_name:
 * @self: an index that could be made
 * @catalog: the catalog that holds its table
 * @taken: (nullable): names that are taken besides those in @catalog
 *
 * The name that it was given, or that PostgreSQL would choose: `table_column_idx`, at most 63
 * bytes, free in the table's schema, or that of the same index where a build has left it half made.
 *
 * Returns: (transfer full): the name, unquoted
 */
char *
opt_index_spec_get_name (const OptIndexSpec *self, OptCatalog *catalog, const char *const *taken)
{
  OptRelation *relation = opt_catalog_get_relation (catalog, self->relation);
  g_autofree char *columns = NULL;
  char *name;

  g_return_val_if_fail (relation != NULL, NULL);

  if (self->name != NULL)
    return g_strdup (self->name);

  columns = join_column_names (self, relation);
  name = make_object_name (relation->name, columns, "idx");
  for (guint n = 1; (taken != NULL && g_strv_contains (taken, name))
                    || (is_taken (catalog, relation->schema, name)
                        && !is_own (self, catalog, relation->schema, name));
       n++)
    {
      g_autofree char *label = g_strdup_printf ("idx%u", n);

      g_free (name);
      name = make_object_name (relation->name, columns, label);
    }

  return name;
}

static void
append_key (GString *sql, const OptRelation *relation, const OptIndexKey *key)
{
  if (key->column != 0)
    {
      g_autofree char *column = opt_sql_quote_identifier (get_column_name (relation, key->column));

      g_string_append (sql, column);
    }
  else
    g_string_append_printf (sql, "(%s)", key->definition);

  if (key->collation != NULL)
    g_string_append_printf (sql, " COLLATE %s", key->collation);
  if (key->opclass != NULL)
    g_string_append_printf (sql, " %s", key->opclass);
  if (key->descending)
    g_string_append (sql, " DESC");
  if (key->nulls_first != key->descending)
    g_string_append (sql, key->nulls_first ? " NULLS FIRST" : " NULLS LAST");
}

static char *
join_keys (const OptIndexSpec *self, const OptRelation *relation, guint from, guint to)
{
  GString *sql = g_string_new (NULL);

  for (guint i = from; i < to; i++)
    {
      if (i > from)
        g_string_append (sql, ", ");
      append_key (sql, relation, &g_array_index (self->keys, OptIndexKey, i));
    }

  return g_string_free (sql, FALSE);
}

static char *
fill (const OptIndexSpec *self, OptCatalog *catalog, const char *name, const char *template)
{
  OptRelation *relation = opt_catalog_get_relation (catalog, self->relation);
  g_autofree char *quoted = opt_sql_quote_identifier (name);
  g_autofree char *method = opt_sql_quote_identifier (self->method);
  g_autofree char *table = NULL;
  g_autofree char *keys = NULL;
  g_autofree char *include = NULL;
  g_autofree char *predicate = NULL;

  g_return_val_if_fail (relation != NULL && self->n_keys > 0, NULL);

  table = opt_relation_get_quoted_name (relation);
  keys = join_keys (self, relation, 0, self->n_keys);
  if (self->keys->len > self->n_keys)
    {
      g_autofree char *columns = join_keys (self, relation, self->n_keys, self->keys->len);

      include = g_strdup_printf (" INCLUDE (%s)", columns);
    }
  if (self->predicate != NULL)
    predicate = g_strdup_printf (" WHERE %s", self->predicate);

  return g_strchomp (opt_sql_fill (opt_sql_get ("change-set", template, G_MAXINT), "unique",
                                   self->unique ? "UNIQUE " : "", "name", quoted, "table", table,
                                   "method", method, "keys", keys, "include",
                                   include != NULL ? include : "", "predicate",
                                   predicate != NULL ? predicate : "", NULL));
}

/**
 * opt_index_spec_get_sql:
 * @self: an index that could be made, with at least one key
 * @catalog: the catalog that holds its table
 * @name: the index's name, unquoted
 * @concurrently: whether others may write meanwhile
 *
 * Returns: (transfer full): the statement that makes the index
 */
char *
opt_index_spec_get_sql (const OptIndexSpec *self,
                        OptCatalog *catalog,
                        const char *name,
                        gboolean concurrently)
{
  return fill (self, catalog, name, concurrently ? "create-index-concurrently" : "create-index");
}

/**
 * opt_index_spec_get_only_sql:
 * @self: an index that could be made of a partitioned table
 * @catalog: the catalog that holds its table
 * @name: the index's name, unquoted
 *
 * Returns: (transfer full): the statement that makes it without its partitions', not valid until
 *   each of these is attached
 */
char *
opt_index_spec_get_only_sql (const OptIndexSpec *self, OptCatalog *catalog, const char *name)
{
  return fill (self, catalog, name, "create-index-on-only");
}

/**
 * opt_index_spec_copy_for:
 * @self: an index that could be made of a partitioned table
 * @relation: that table
 * @partition: one of its partitions
 *
 * A partition has its columns by name, and may have other numbers for them.
 *
 * Returns: (transfer full) (nullable): the same of the partition; %NULL where it lacks a column
 */
OptIndexSpec *
opt_index_spec_copy_for (const OptIndexSpec *self,
                         const OptRelation *relation,
                         const OptRelation *partition)
{
  g_autoptr (OptIndexSpec) copy = opt_index_spec_copy (self);

  copy->relation = partition->oid;
  g_clear_pointer (&copy->name, g_free);
  for (guint i = 0; i < copy->keys->len; i++)
    {
      OptIndexKey *key = &g_array_index (copy->keys, OptIndexKey, i);
      const OptColumn *column
          = key->column != 0 ? opt_relation_get_column (relation, key->column) : NULL;
      const OptColumn *own
          = column != NULL ? opt_relation_find_column (partition, column->name) : NULL;

      if (key->column != 0 && own == NULL)
        return NULL;
      if (own != NULL)
        key->column = own->number;
    }

  return g_steal_pointer (&copy);
}

/**
 * opt_index_spec_is_like:
 * @self: an index that could be made
 * @catalog: the catalog that holds its table
 * @index: an index of the same table
 *
 * Returns: whether that is the same but for its name
 */
gboolean
opt_index_spec_is_like (const OptIndexSpec *self, OptCatalog *catalog, const OptIndex *index)
{
  g_autofree char *sql = NULL;

  if (index->relation != self->relation || index->unique != self->unique)
    return FALSE;
  sql = opt_index_spec_get_sql (self, catalog, index->name, FALSE);

  return opt_index_has_same_body (sql, index->definition);
}
