/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-copy-mask.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-sandbox-private.h"
#include "opt-sql.h"

/* Of the network that masks numbers; even, so that its halves are back in their places. Four are
 * the least that tell nothing to who may choose numbers and see what becomes of them (Luby and
 * Rackoff). */
#define N_ROUNDS 4

/* How a column's type is masked. */
typedef enum
{
  KIND_NONE,
  KIND_TEXT,
  KIND_SMALLINT,
  KIND_INTEGER,
  KIND_BIGINT,
  KIND_UUID,
} Kind;

struct _OptCopyMask
{
  OptCatalog *catalog;
  GHashTable *columns; /* set of "oid.number" */
};

static char *
make_id (guint32 table, gint16 column)
{
  return g_strdup_printf ("%u.%d", table, column);
}

/* By pg_type's fixed oids, which every server has. */
static Kind
get_kind (const OptColumn *column)
{
  static const struct
  {
    guint32 oid;
    Kind kind;
  } kinds[] = {
    { 20, KIND_BIGINT }, { 21, KIND_SMALLINT }, { 23, KIND_INTEGER }, { 25, KIND_TEXT },
    { 1042, KIND_TEXT }, { 1043, KIND_TEXT },   { 2950, KIND_UUID },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].oid == column->type_oid)
      return kinds[i].kind;

  return KIND_NONE;
}

static char *
name_column (const OptRelation *table, const OptColumn *column)
{
  g_autofree char *name = opt_relation_get_quoted_name (table);
  g_autofree char *quoted = opt_sql_quote_identifier (column->name);

  return g_strconcat (name, ".", quoted, NULL);
}

/* A partition is found by its values: others would be in the wrong one. */
static gboolean
is_partition_key (OptCopyMask *self, const OptRelation *table, const OptColumn *column)
{
  for (; table != NULL;
       table = table->parent != 0 ? opt_catalog_get_relation (self->catalog, table->parent) : NULL)
    if (table->partition_key != NULL && strstr (table->partition_key, column->name) != NULL)
      return TRUE;

  return FALSE;
}

static gboolean
check_column (OptCopyMask *self,
              const OptRelation *table,
              const OptColumn *column,
              const char *encoding,
              GError **error)
{
  g_autofree char *name = name_column (table, column);
  Kind kind = get_kind (column);

  if (kind == KIND_NONE)
    opt_set_error (error, OPT_ERROR_UNSUPPORTED,
                   _ ("Mask text, whole numbers and UUIDs; leave out the table for anything else."),
                   _ ("%s can't be masked: it is of the type %s"), name, column->type);
  else if (column->generated_sql != NULL)
    opt_set_error (error, OPT_ERROR_UNSUPPORTED, _ ("Mask the columns that it is computed from."),
                   _ ("%s can't be masked: it is generated"), name);
  else if (is_partition_key (self, table, column))
    opt_set_error (error, OPT_ERROR_UNSUPPORTED, NULL,
                   _ ("%s can't be masked: its values decide in which partition a row is"), name);
  else if (kind == KIND_TEXT && g_strcmp0 (encoding, "UTF8") != 0)
    opt_set_error (error, OPT_ERROR_UNSUPPORTED, NULL,
                   _ ("%s can't be masked: text is masked only where the encoding is UTF8"), name);
  else
    return TRUE;

  return FALSE;
}

/* Returns: whether it is new */
static gboolean
add_column (OptCopyMask *self, guint32 table, gint16 column)
{
  return g_hash_table_add (self->columns, make_id (table, column));
}

static gboolean
has (OptCopyMask *self, guint32 table, gint16 column)
{
  g_autofree char *id = make_id (table, column);

  return g_hash_table_contains (self->columns, id);
}

/* Columns of one name in two tables of which one is a part of the other. */
static gboolean
add_alike (OptCopyMask *self, const OptRelation *table, guint32 parent_oid)
{
  const OptRelation *parent = opt_catalog_get_relation (self->catalog, parent_oid);
  gboolean added = FALSE;

  if (parent == NULL)
    return FALSE;

  for (guint i = 0; i < table->columns->len; i++)
    {
      const OptColumn *column = g_ptr_array_index (table->columns, i);
      const OptColumn *other = opt_relation_find_column (parent, column->name);

      if (other == NULL)
        continue;
      if (has (self, table->oid, column->number))
        added |= add_column (self, parent->oid, other->number);
      else if (has (self, parent->oid, other->number))
        added |= add_column (self, table->oid, column->number);
    }

  return added;
}

static gboolean
add_referenced (OptCopyMask *self, const OptRelation *table)
{
  gboolean added = FALSE;

  for (guint i = 0; i < table->constraints->len; i++)
    {
      const OptConstraint *link = g_ptr_array_index (table->constraints, i);

      if (link->type != 'f')
        continue;
      for (guint k = 0; k < link->n_columns; k++)
        if (has (self, table->oid, link->columns[k]))
          added |= add_column (self, link->referenced, link->referenced_columns[k]);
        else if (has (self, link->referenced, link->referenced_columns[k]))
          added |= add_column (self, table->oid, link->columns[k]);
    }

  return added;
}

/* Whatever holds the same values. */
static void
add_others (OptCopyMask *self)
{
  GPtrArray *relations = opt_catalog_get_relations (self->catalog);
  gboolean added;

  do
    {
      added = FALSE;
      for (guint i = 0; i < relations->len; i++)
        {
          const OptRelation *table = g_ptr_array_index (relations, i);

          added |= add_referenced (self, table);
          if (table->parent != 0)
            added |= add_alike (self, table, table->parent);
          for (guint k = 0; k < table->n_inherits; k++)
            added |= add_alike (self, table, table->inherits[k]);
        }
    }
  while (added);
}

static gboolean
check_links (OptCopyMask *self, const OptRelation *table, GError **error)
{
  for (guint i = 0; i < table->constraints->len; i++)
    {
      const OptConstraint *link = g_ptr_array_index (table->constraints, i);
      const OptRelation *parent
          = link->type == 'f' ? opt_catalog_get_relation (self->catalog, link->referenced) : NULL;

      for (guint k = 0; parent != NULL && k < link->n_columns; k++)
        {
          const OptColumn *column = opt_relation_get_column (table, link->columns[k]);
          const OptColumn *key = opt_relation_get_column (parent, link->referenced_columns[k]);
          g_autofree char *name = name_column (table, column);
          g_autofree char *key_name = name_column (parent, key);

          if (!has (self, table->oid, column->number) || get_kind (column) == get_kind (key))
            continue;
          opt_set_error (error, OPT_ERROR_UNSUPPORTED, NULL,
                         _ ("%s can't be masked: it references %s, which is of another type"), name,
                         key_name);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
check_all (OptCopyMask *self, const char *encoding, GError **error)
{
  GPtrArray *relations = opt_catalog_get_relations (self->catalog);

  for (guint i = 0; i < relations->len; i++)
    {
      const OptRelation *table = g_ptr_array_index (relations, i);

      for (guint k = 0; k < table->columns->len; k++)
        {
          const OptColumn *column = g_ptr_array_index (table->columns, k);

          if (has (self, table->oid, column->number)
              && !check_column (self, table, column, encoding, error))
            return FALSE;
        }
      if (!check_links (self, table, error))
        return FALSE;
    }

  return TRUE;
}

/* A name may have dots, so that there are several ways to read it. */
static gboolean
add_named (OptCopyMask *self, const char *name, GError **error)
{
  GPtrArray *relations = opt_catalog_get_relations (self->catalog);
  guint n = 0;

  for (guint i = 0; i < relations->len; i++)
    {
      const OptRelation *table = g_ptr_array_index (relations, i);
      g_autofree char *plain = g_strconcat (table->schema, ".", table->name, ".", NULL);
      const OptColumn *column;

      if ((table->kind != 'r' && table->kind != 'p') || !g_str_has_prefix (name, plain))
        continue;
      column = opt_relation_find_column (table, name + strlen (plain));
      if (column == NULL)
        continue;
      add_column (self, table->oid, column->number);
      n++;
    }

  if (n == 1)
    return TRUE;
  if (n > 1)
    opt_set_error (error, OPT_ERROR_INVALID, _ ("Rename one of them, or leave out the tables."),
                   _ ("“%s” may be one of %u columns: there are dots in their names"), name, n);
  else
    opt_set_error (error, OPT_ERROR_NOT_FOUND,
                   _ ("Write it as schema.table.column, without quotes."),
                   _ ("There is no column “%s” to mask"), name);

  return FALSE;
}

/**
 * opt_copy_mask_new:
 * @catalog: production's catalog
 * @encoding: of its database
 * @columns: (array zero-terminated=1): what to mask, as `schema.table.column`, without quotes
 * @error: return location for an error: %OPT_ERROR_NOT_FOUND, %OPT_ERROR_UNSUPPORTED,
 *   %OPT_ERROR_INVALID for none, and for a name that may be several columns
 *
 * Returns: (transfer full) (nullable): the columns, with those that hold the same values
 */
OptCopyMask *
opt_copy_mask_new (OptCatalog *catalog,
                   const char *encoding,
                   const char *const *columns,
                   GError **error)
{
  g_autoptr (OptCopyMask) self = NULL;

  if (columns[0] == NULL)
    {
      opt_set_error (error, OPT_ERROR_INVALID,
                     _ ("Write it as schema.table.column, without quotes."),
                     _ ("No column to mask is named"));
      return NULL;
    }

  self = g_new0 (OptCopyMask, 1);
  self->catalog = g_object_ref (catalog);
  self->columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; columns[i] != NULL; i++)
    if (!add_named (self, columns[i], error))
      return NULL;
  add_others (self);
  if (!check_all (self, encoding, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * opt_copy_mask_free:
 * @self: (nullable): a mask
 *
 * Frees @self.
 */
void
opt_copy_mask_free (OptCopyMask *self)
{
  if (self == NULL)
    return;

  g_object_unref (self->catalog);
  g_hash_table_unref (self->columns);
  g_free (self);
}

/**
 * opt_copy_mask_has:
 * @self: (nullable): a mask
 * @table: a table
 * @column: the number of one of its columns
 *
 * Returns: whether that is masked
 */
gboolean
opt_copy_mask_has (OptCopyMask *self, const OptRelation *table, gint16 column)
{
  return self != NULL && has (self, table->oid, column);
}

/**
 * opt_copy_mask_has_table:
 * @self: (nullable): a mask
 * @table: a table
 *
 * Returns: whether any of its columns is masked
 */
gboolean
opt_copy_mask_has_table (OptCopyMask *self, const OptRelation *table)
{
  for (guint i = 0; self != NULL && i < table->columns->len; i++)
    if (has (self, table->oid, ((OptColumn *) g_ptr_array_index (table->columns, i))->number))
      return TRUE;

  return FALSE;
}

/**
 * opt_copy_mask_add_names:
 * @self: (nullable): a mask
 * @table: a table
 * @names: (element-type utf8): gets the columns of @table that are masked, as SQL names them
 */
void
opt_copy_mask_add_names (OptCopyMask *self, const OptRelation *table, GPtrArray *names)
{
  for (guint i = 0; self != NULL && i < table->columns->len; i++)
    {
      const OptColumn *column = g_ptr_array_index (table->columns, i);

      if (has (self, table->oid, column->number))
        g_ptr_array_add (names, name_column (table, column));
    }
}

/**
 * opt_copy_mask_begin_sync:
 * @self: (nullable): a mask
 * @production: a connection to production, in the transaction that copies
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Has the server make a key for the transaction. It is in no text and no parameter of a statement,
 * never leaves the server, and is gone with the transaction.
 *
 * Returns: %TRUE if it has one, or needs none
 */
gboolean
opt_copy_mask_begin_sync (OptCopyMask *self,
                          OptConnection *production,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (OptResult) set = NULL;

  if (self == NULL)
    return TRUE;

  set = opt_connection_query_sync (production, opt_sandbox_get_sql (production, "mask-begin"), NULL,
                                   OPT_QUERY_NONE, cancellable, error);

  return set != NULL;
}

static char *
reverse (OptConnection *production, const char *value)
{
  return opt_sql_fill (opt_sandbox_get_sql (production, "mask-reverse"), "value", value, NULL);
}

/* A character's change depends on those before it. Forth and back again, it depends on all. */
static char *
mask_text (OptConnection *production, const char *column)
{
  const char *template = opt_sandbox_get_sql (production, "mask-characters");
  g_autofree char *value
      = opt_sql_fill (opt_sandbox_get_sql (production, "mask-as-text"), "value", column, NULL);
  g_autofree char *forth = opt_sql_fill (template, "value", value, "part", "1", NULL);
  g_autofree char *turned = reverse (production, forth);
  g_autofree char *back = opt_sql_fill (template, "value", turned, "part", "2", NULL);

  return opt_sql_fill (opt_sandbox_get_sql (production, "mask-text"), "value", value, "characters",
                       back, NULL);
}

/* A Feistel network: each round changes one half by a keyed hash of the other, which can be undone,
 * so that different numbers stay different. The sign stays, and @n_bits are the others; where they
 * are odd the halves are of two sizes, which change places with each round. */
static char *
mask_number (OptConnection *production, const char *value, const char *type, guint n_bits)
{
  const guint n_low = (n_bits + 1) / 2;
  g_autofree char *low = g_strdup_printf ("%u", n_low);
  g_autofree char *high = g_strdup_printf ("%u", n_bits - n_low);
  g_autofree char *rounds = opt_sql_fill (opt_sandbox_get_sql (production, "mask-halves"), "value",
                                          value, "low", low, NULL);

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autofree char *before = g_steal_pointer (&rounds);
      g_autofree char *round = g_strdup_printf ("%u", i);

      rounds = opt_sql_fill (opt_sandbox_get_sql (production, "mask-round"), "round", round, "bits",
                             i % 2 == 0 ? high : low, "before", before, NULL);
    }

  return opt_sql_fill (opt_sandbox_get_sql (production, "mask-integer"), "type", type, "low", low,
                       "rounds", rounds, NULL);
}

static char *
mask_column (OptConnection *production, const OptColumn *column)
{
  g_autofree char *quoted = opt_sql_quote_identifier (column->name);

  switch (get_kind (column))
    {
    case KIND_TEXT:
      return mask_text (production, quoted);
    case KIND_SMALLINT:
      return mask_number (production, quoted, column->type, 15);
    case KIND_INTEGER:
      return mask_number (production, quoted, column->type, 31);
    case KIND_BIGINT:
      return mask_number (production, quoted, column->type, 63);
    case KIND_UUID:
      return opt_sql_fill (opt_sandbox_get_sql (production, "mask-uuid"), "value", quoted, NULL);
    case KIND_NONE:
    default:
      /* Checked when it was named: what is to be masked never goes out as it is. */
      g_return_val_if_reached (g_strdup ("NULL"));
    }
}

/**
 * opt_copy_mask_list:
 * @self: (nullable): a mask; %NULL masks nothing
 * @production: where it is masked
 * @table: a table
 * @columns: numbers of columns of it
 * @n_columns: how many
 *
 * Returns: (transfer full): the columns, as SELECT lists them
 */
char *
opt_copy_mask_list (OptCopyMask *self,
                    OptConnection *production,
                    const OptRelation *table,
                    const gint16 *columns,
                    guint n_columns)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_columns; i++)
    {
      const OptColumn *column = opt_relation_get_column (table, columns[i]);
      g_autofree char *sql = opt_copy_mask_has (self, table, columns[i])
                                 ? mask_column (production, column)
                                 : opt_sql_quote_identifier (column->name);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", sql);
    }

  return g_string_free (text, FALSE);
}
