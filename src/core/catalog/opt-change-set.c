/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-change-set-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-sql.h"

/**
 * OptChangeSet:
 *
 * Statements to be run in order, each with its undo, which was made before.
 */
struct _OptChangeSet
{
  GObject parent_instance;

  GPtrArray *changes;
  GPtrArray *names; /* of the indexes it makes, unquoted */
};

G_DEFINE_FINAL_TYPE (OptChangeSet, opt_change_set, G_TYPE_OBJECT)

static void
change_free (gpointer data)
{
  OptChange *change = data;

  g_free (change->table);
  g_free (change->index);
  g_free (change->sql);
  g_free (change->undo_sql);
  g_free (change->sandbox_sql);
  g_clear_pointer (&change->steps, g_ptr_array_unref);
  opt_change_property_free (change->property);
  g_free (change);
}

static void
opt_change_set_finalize (GObject *object)
{
  OptChangeSet *self = OPT_CHANGE_SET (object);

  g_ptr_array_unref (self->changes);
  g_ptr_array_unref (self->names);

  G_OBJECT_CLASS (opt_change_set_parent_class)->finalize (object);
}

static void
opt_change_set_class_init (OptChangeSetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_change_set_finalize;
}

static void
opt_change_set_init (OptChangeSet *self)
{
  self->changes = g_ptr_array_new_with_free_func (change_free);
  self->names = g_ptr_array_new_with_free_func (g_free);
}

/**
 * opt_change_set_new:
 *
 * Returns: (transfer full): an empty set
 */
OptChangeSet *
opt_change_set_new (void)
{
  return g_object_new (OPT_TYPE_CHANGE_SET, NULL);
}

/* A template with one place. */
char *
opt_change_set_fill (const char *template, const char *place, const char *value)
{
  return g_strchomp (
      opt_sql_fill (opt_sql_get ("change-set", template, G_MAXINT), place, value, NULL));
}

/* Returns: (transfer none): an empty change of the set, to be filled */
OptChange *
opt_change_set_append (OptChangeSet *self, OptChangeKind kind, const char *table)
{
  OptChange *change = g_new0 (OptChange, 1);

  change->kind = kind;
  change->table = g_strdup (table);
  g_ptr_array_add (self->changes, change);

  return change;
}

static OptChange *
add (OptChangeSet *self, OptChangeKind kind, const OptRelation *relation)
{
  g_autofree char *table = opt_relation_get_quoted_name (relation);

  return opt_change_set_append (self, kind, table);
}

/* A free name for an index, which is not free any more then. */
char *
opt_change_set_take_name (OptChangeSet *self, OptCatalog *catalog, const OptIndexSpec *spec)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv)
    taken = NULL;
  char *name;

  for (guint i = 0; i < self->names->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->names, i));
  taken = g_strv_builder_end (builder);
  name = opt_index_spec_get_name (spec, catalog, (const char *const *) taken);
  g_ptr_array_add (self->names, g_strdup (name));

  return name;
}

/**
 * opt_change_set_add_create_index:
 * @self: a set
 * @catalog: the database's catalog
 * @spec: the index
 * @error: return location for an error
 *
 * Adds the making of an index; its undo drops it. That of a partitioned table is made in steps,
 * partition by partition, so that others can write meanwhile.
 *
 * Returns: %TRUE if it was added; %OPT_ERROR_NOT_FOUND or %OPT_ERROR_UNSUPPORTED
 */
gboolean
opt_change_set_add_create_index (OptChangeSet *self,
                                 OptCatalog *catalog,
                                 const OptIndexSpec *spec,
                                 GError **error)
{
  OptRelation *relation;
  OptChange *change;
  g_autofree char *name = NULL;

  g_return_val_if_fail (OPT_IS_CHANGE_SET (self) && spec != NULL, FALSE);

  relation = opt_catalog_get_relation (catalog, spec->relation);
  if (relation == NULL)
    {
      opt_set_error (error, OPT_ERROR_NOT_FOUND, _ ("Read the catalog again."),
                     _ ("The index's table is not in the catalog"));
      return FALSE;
    }
  if (relation->kind == 'p')
    return opt_change_set_add_partitioned_index (self, catalog, relation, spec, error);
  if (relation->kind != 'r' && relation->kind != 'm')
    {
      opt_set_error (error, OPT_ERROR_UNSUPPORTED, NULL, _ ("%s.%s can have no index"),
                     relation->schema, relation->name);
      return FALSE;
    }

  name = opt_change_set_take_name (self, catalog, spec);
  change = add (self, OPT_CHANGE_CREATE_INDEX, relation);
  change->index = opt_sql_quote_qualified (relation->schema, name);
  change->sql = opt_index_spec_get_sql (spec, catalog, name, TRUE);
  change->sandbox_sql = opt_index_spec_get_sql (spec, catalog, name, FALSE);
  change->undo_sql = opt_change_set_fill ("drop-index-concurrently", "name", change->index);

  return TRUE;
}

/* pg_get_indexdef() writes no CONCURRENTLY; the first INDEX is the statement's own word. */
static char *
make_concurrent (const char *definition)
{
  const char *word = strstr (definition, " INDEX ");

  if (word == NULL)
    return g_strdup (definition);

  return g_strdup_printf ("%.*s INDEX CONCURRENTLY %s", (int) (word - definition), definition,
                          word + strlen (" INDEX "));
}

/* pg_get_indexdef() writes no tablespace either, which stands before the predicate, its end. */
static char *
add_tablespace (const OptIndex *index)
{
  const char *definition = index->definition;
  g_autofree char *predicate
      = index->predicate != NULL ? g_strdup_printf (" WHERE %s", index->predicate) : g_strdup ("");

  if (index->tablespace == NULL || !g_str_has_suffix (definition, predicate))
    return g_strdup (definition);

  return g_strdup_printf ("%.*s TABLESPACE %s%s", (int) (strlen (definition) - strlen (predicate)),
                          definition, index->tablespace, predicate);
}

/* What makes it again as it is, in one or more statements. */
char *
opt_index_make_restoring_sql (const OptIndex *index)
{
  g_autofree char *whole = add_tablespace (index);
  g_autofree char *first = make_concurrent (whole);

  return index->remainder == NULL ? g_steal_pointer (&first)
                                  : g_strdup_printf ("%s;\n%s", first, index->remainder);
}

/**
 * opt_change_set_add_drop_index:
 * @self: a set
 * @catalog: the database's catalog
 * @index: one of its indexes
 * @error: return location for an error
 *
 * Adds the dropping of an index; its undo makes it again as it is, with its tablespace, comment and
 * targets of statistics, for which it is more than one statement. An index that a constraint, a
 * unique rule or a replica identity needs is refused.
 *
 * Returns: %TRUE if it was added; %OPT_ERROR_NOT_FOUND, %OPT_ERROR_REFUSED or
 *   %OPT_ERROR_UNSUPPORTED
 */
gboolean
opt_change_set_add_drop_index (OptChangeSet *self,
                               OptCatalog *catalog,
                               const OptIndex *index,
                               GError **error)
{
  OptRelation *relation;
  OptChange *change;

  g_return_val_if_fail (OPT_IS_CHANGE_SET (self) && index != NULL, FALSE);

  relation = opt_catalog_get_relation (catalog, index->relation);
  if (relation == NULL)
    {
      opt_set_error (error, OPT_ERROR_NOT_FOUND, _ ("Read the catalog again."),
                     _ ("The index's table is not in the catalog"));
      return FALSE;
    }
  if (index->constraint != 0 || index->unique || index->replica_identity)
    {
      opt_set_error (error, OPT_ERROR_REFUSED,
                     index->constraint != 0
                         ? _ ("If the rule is not needed, drop its constraint by hand.")
                     : index->replica_identity
                         ? _ ("Give the table another replica identity first.")
                         : _ ("If nothing is to be unique by it, drop it by hand."),
                     _ ("The index %s enforces a rule of its table, so it is not dropped"),
                     index->name);
      return FALSE;
    }
  if (relation->kind == 'p' || index->parent != 0)
    {
      opt_set_error (error, OPT_ERROR_UNSUPPORTED, _ ("Drop it by hand in a quiet hour."),
                     _ ("The index %s belongs to a partitioned table, and can't be dropped without "
                        "locking it"),
                     index->name);
      return FALSE;
    }

  change = add (self, OPT_CHANGE_DROP_INDEX, relation);
  change->index = opt_sql_quote_qualified (index->schema, index->name);
  change->sql = opt_change_set_fill ("drop-index-concurrently", "name", change->index);
  change->sandbox_sql = opt_change_set_fill ("drop-index", "name", change->index);
  change->undo_sql = opt_index_make_restoring_sql (index);

  return TRUE;
}

/**
 * opt_change_set_add_analyze:
 * @self: a set
 * @relation: a table
 *
 * Adds the renewal of the table's statistics; there is nothing to take back.
 */
void
opt_change_set_add_analyze (OptChangeSet *self, const OptRelation *relation)
{
  OptChange *change;

  g_return_if_fail (OPT_IS_CHANGE_SET (self) && relation != NULL);

  change = add (self, OPT_CHANGE_ANALYZE, relation);
  change->sql = opt_change_set_fill ("analyze", "table", change->table);
  change->sandbox_sql = g_strdup (change->sql);
}

static OptChangeKind
get_kind_of (const OptChangeProperty *property)
{
  switch (property->kind)
    {
    case OPT_PROPERTY_PARAMETER:
      return OPT_CHANGE_SET_PARAMETER;
    case OPT_PROPERTY_STATISTICS:
      return OPT_CHANGE_CREATE_STATISTICS;
    case OPT_PROPERTY_COLUMN_TARGET:
    case OPT_PROPERTY_COLUMN_OPTION:
    default:
      return OPT_CHANGE_SET_COLUMN;
    }
}

/* What makes it count: the files are read again, or the table is analyzed. */
static char *
add_consequence (const OptChangeProperty *property, char *sql)
{
  g_autofree char *first = sql;
  g_autofree char *second = NULL;

  if (property->table != NULL)
    second = opt_change_set_fill ("analyze", "table", property->table);
  else if (property->database == NULL && property->role == NULL)
    second = opt_change_set_fill ("reload", NULL, NULL);

  return second != NULL ? g_strdup_printf ("%s;\n%s", first, second) : g_steal_pointer (&first);
}

/**
 * opt_change_set_add_property:
 * @self: a set
 * @property: what to set, with its value before, which its undo sets again
 *
 * Adds the setting of it, together with what makes it count: the server reads its files again, the
 * table is analyzed.
 */
void
opt_change_set_add_property (OptChangeSet *self, const OptChangeProperty *property)
{
  OptChange *change;

  g_return_if_fail (OPT_IS_CHANGE_SET (self) && property != NULL);

  change = opt_change_set_append (self, get_kind_of (property), property->table);
  change->property = opt_change_property_copy (property);
  change->sql
      = add_consequence (property, opt_change_property_get_set_sql (property, property->after));
  change->undo_sql
      = add_consequence (property, opt_change_property_get_set_sql (property, property->before));
  change->sandbox_sql = g_strdup (change->sql);
}

static int
get_turn (OptChangeKind kind)
{
  switch (kind)
    {
    case OPT_CHANGE_CREATE_INDEX:
    case OPT_CHANGE_CREATE_PARTITIONED_INDEX:
      return 0;
    case OPT_CHANGE_SET_COLUMN:
    case OPT_CHANGE_CREATE_STATISTICS:
      return 1;
    case OPT_CHANGE_ANALYZE:
      return 2;
    case OPT_CHANGE_DROP_INDEX:
      return 3;
    case OPT_CHANGE_SET_PARAMETER:
    default:
      return 4;
    }
}

/**
 * opt_change_set_sort:
 * @self: a set
 *
 * Puts them in an order in which none harms: indexes are made before others are dropped that they
 * replace, statistics are renewed when all is there that they are of, parameters are set last. What
 * is alike stays in its order.
 */
void
opt_change_set_sort (OptChangeSet *self)
{
  g_return_if_fail (OPT_IS_CHANGE_SET (self));

  for (guint i = 1; i < self->changes->len; i++)
    for (guint j = i; j > 0; j--)
      {
        gpointer *pair = &self->changes->pdata[j - 1];
        gpointer second = pair[1];

        if (get_turn (((const OptChange *) pair[0])->kind)
            <= get_turn (((const OptChange *) second)->kind))
          break;
        pair[1] = pair[0];
        pair[0] = second;
      }
}

/**
 * opt_change_set_get_length:
 * @self: a set
 *
 * Returns: how many changes it holds
 */
guint
opt_change_set_get_length (OptChangeSet *self)
{
  g_return_val_if_fail (OPT_IS_CHANGE_SET (self), 0);

  return self->changes->len;
}

/**
 * opt_change_set_get:
 * @self: a set
 * @position: 0 for the first
 *
 * Returns: (transfer none): the change
 */
const OptChange *
opt_change_set_get (OptChangeSet *self, guint position)
{
  g_return_val_if_fail (OPT_IS_CHANGE_SET (self), NULL);
  g_return_val_if_fail (position < self->changes->len, NULL);

  return g_ptr_array_index (self->changes, position);
}

/**
 * opt_change_set_get_sql:
 * @self: a set
 *
 * Returns: (transfer full): the statements in order, each on a line of its own and ended by `;`
 */
char *
opt_change_set_get_sql (OptChangeSet *self)
{
  GString *sql = g_string_new (NULL);

  for (guint i = 0; i < self->changes->len; i++)
    g_string_append_printf (sql, "%s%s;", i > 0 ? "\n" : "", opt_change_set_get (self, i)->sql);

  return g_string_free (sql, FALSE);
}

/**
 * opt_change_set_get_undo_sql:
 * @self: a set
 *
 * Returns: (transfer full): what takes the changes back, the last one first; empty where there is
 *   nothing to take back
 */
char *
opt_change_set_get_undo_sql (OptChangeSet *self)
{
  GString *sql = g_string_new (NULL);

  for (guint i = self->changes->len; i > 0; i--)
    {
      const OptChange *change = opt_change_set_get (self, i - 1);

      if (change->undo_sql != NULL)
        g_string_append_printf (sql, "%s%s;", sql->len > 0 ? "\n" : "", change->undo_sql);
    }

  return g_string_free (sql, FALSE);
}
