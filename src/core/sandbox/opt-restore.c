/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-restore.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-copy.h"
#include "opt-error.h"
#include "opt-sandbox-private.h"
#include "opt-sql.h"

struct _OptRestore
{
  OptConnection *owner;
  OptCatalog *catalog;
  GHashTable *only; /* (nullable): oids */
  GPtrArray *limits;
  const OptProgress *progress;
  gint64 deadline; /* monotonic; 0: none */
};

/* One statement, and what is missing if it fails. */
typedef struct
{
  char *name;
  char *sql;
} Item;

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->name);
  g_free (item->sql);
  g_free (item);
}

static GPtrArray *
items_new (void)
{
  return g_ptr_array_new_with_free_func (item_free);
}

static void
add_item (GPtrArray *items, char *name, char *sql)
{
  Item *item = g_new (Item, 1);

  item->name = name;
  item->sql = sql;
  g_ptr_array_add (items, item);
}

/**
 * opt_restore_new:
 * @owner: a connection to the empty database as the role that shall own everything
 * @catalog: what to make
 * @only: (nullable): the oids of the relations to make; %NULL for all
 * @limits: (element-type OptUnreadable): gets what could not be made
 * @progress: (nullable): whom to tell
 *
 * Returns: (transfer full): the restoring; its steps are called in the header's order
 */
OptRestore *
opt_restore_new (OptConnection *owner,
                 OptCatalog *catalog,
                 GHashTable *only,
                 GPtrArray *limits,
                 const OptProgress *progress)
{
  OptRestore *self = g_new0 (OptRestore, 1);

  self->owner = g_object_ref (owner);
  self->catalog = g_object_ref (catalog);
  self->only = only != NULL ? g_hash_table_ref (only) : NULL;
  self->limits = g_ptr_array_ref (limits);
  self->progress = progress;

  return self;
}

/**
 * opt_restore_free:
 * @self: (nullable): a restoring
 *
 * Frees @self; what was made stays.
 */
void
opt_restore_free (OptRestore *self)
{
  if (self == NULL)
    return;

  g_object_unref (self->owner);
  g_object_unref (self->catalog);
  g_clear_pointer (&self->only, g_hash_table_unref);
  g_ptr_array_unref (self->limits);
  g_free (self);
}

/**
 * opt_restore_set_deadline:
 * @self: a restoring
 * @deadline: monotonic microseconds at which it is given up, with %OPT_ERROR_TOO_LARGE; 0: never
 *
 * For the steps that follow.
 */
void
opt_restore_set_deadline (OptRestore *self, gint64 deadline)
{
  self->deadline = deadline;
}

static gboolean
is_wanted (OptRestore *self, const OptRelation *relation)
{
  return self->only == NULL || g_hash_table_contains (self->only, GUINT_TO_POINTER (relation->oid));
}

static gboolean
limit_time (OptRestore *self, GCancellable *cancellable, GError **error)
{
  if (self->deadline == 0)
    return TRUE;

  return opt_copy_check_deadline (self->deadline, error)
         && opt_sandbox_limit_time_sync (self->owner, self->deadline, cancellable, error);
}

/* One round over the items; those that fail are left in @items, with their errors in @errors. */
static gboolean
run_round (OptRestore *self,
           GPtrArray *items,
           GPtrArray *errors,
           GCancellable *cancellable,
           GError **error)
{
  guint n_kept = 0;

  g_ptr_array_set_size (errors, 0);
  for (guint i = 0; i < items->len; i++)
    {
      Item *item = g_ptr_array_index (items, i);
      g_autoptr (GError) local_error = NULL;

      opt_progress_report (self->progress, i, items->len, _ ("Restoring %s"), item->name);
      if (!limit_time (self, cancellable, error))
        return FALSE;
      if (opt_connection_execute_sync (self->owner, item->sql, NULL, cancellable, &local_error))
        continue;
      if (!opt_sandbox_may_go_on (local_error))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      /* Swapped, not overwritten: each item stays in the array, and is freed with it once. */
      items->pdata[i] = items->pdata[n_kept];
      items->pdata[n_kept++] = item;
      g_ptr_array_add (errors, g_steal_pointer (&local_error));
    }
  g_ptr_array_set_size (items, (int) n_kept);

  return TRUE;
}

/* Definitions name each other in any order: whatever fails is tried again as long as anything else
 * succeeds. */
static gboolean
run_items (OptRestore *self, GPtrArray *items, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) errors = g_ptr_array_new_with_free_func ((GDestroyNotify) g_error_free);
  guint n_before;

  do
    {
      n_before = items->len;
      if (!run_round (self, items, errors, cancellable, error))
        return FALSE;
    }
  while (items->len > 0 && items->len < n_before);

  for (guint i = 0; i < items->len; i++)
    {
      const Item *item = g_ptr_array_index (items, i);
      const GError *failure = g_ptr_array_index (errors, i);

      opt_sandbox_add_limit (self->limits, item->name, failure->message);
    }

  return TRUE;
}

static void
add_objects (OptRestore *self, GPtrArray *items, OptObjectKind from, OptObjectKind to)
{
  GPtrArray *objects = opt_catalog_get_objects (self->catalog);

  for (guint i = 0; i < objects->len; i++)
    {
      const OptObject *object = g_ptr_array_index (objects, i);

      if (object->kind < from || object->kind > to)
        continue;
      add_item (items,
                object->schema != NULL ? opt_sql_quote_qualified (object->schema, object->name)
                                       : opt_sql_quote_identifier (object->name),
                g_strdup (object->sql));
    }
}

static void
add_relation (OptRestore *self, GPtrArray *items, const OptRelation *relation)
{
  g_autofree char *name = opt_relation_get_quoted_name (relation);

  if (relation->extension != NULL)
    return;
  if (relation->kind == 'f')
    opt_sandbox_add_limit (self->limits, name, _ ("A foreign table is not restored"));
  else if (relation->definition == NULL)
    opt_sandbox_add_limit (self->limits, name, _ ("Its definition could not be read"));
  else
    {
      if (relation->row_security)
        opt_sandbox_add_limit (
            self->limits, name,
            _ ("Its row-level security policies are not restored: statements are "
               "planned as for a role that bypasses them"));
      add_item (items, g_steal_pointer (&name), g_strdup (relation->definition));
    }
}

/* The statement is ours: what production's server says that would make it could make more. */
static void
add_schema (OptRestore *self, GPtrArray *items, const OptObject *schema)
{
  char *name = opt_sql_quote_identifier (schema->name);

  add_item (items, name,
            opt_sql_fill (opt_sandbox_get_sql (self->owner, "create-schema"), "name", name, NULL));
}

/**
 * opt_restore_schemas_sync:
 * @self: a restoring
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Makes the schemas, with nothing in them: opt_restore_extensions_sync() follows, before anything
 * else of production's is there, since the server runs their scripts as a superuser.
 *
 * Returns: %TRUE if the rest may go on
 */
gboolean
opt_restore_schemas_sync (OptRestore *self, GCancellable *cancellable, GError **error)
{
  GPtrArray *objects = opt_catalog_get_objects (self->catalog);
  g_autoptr (GPtrArray) items = items_new ();

  for (guint i = 0; i < objects->len; i++)
    {
      const OptObject *object = g_ptr_array_index (objects, i);

      if (object->kind == OPT_OBJECT_SCHEMA)
        add_schema (self, items, object);
    }

  return run_items (self, items, cancellable, error);
}

/**
 * opt_restore_relations_sync:
 * @self: a restoring
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Makes types, sequences and functions, and the relations without indexes and constraints.
 *
 * Returns: %TRUE if the rest may go on
 */
gboolean
opt_restore_relations_sync (OptRestore *self, GCancellable *cancellable, GError **error)
{
  GPtrArray *relations = opt_catalog_get_relations (self->catalog);
  g_autoptr (GPtrArray) items = items_new ();

  add_objects (self, items, OPT_OBJECT_TYPE, OPT_OBJECT_FUNCTION);
  for (guint i = 0; i < relations->len; i++)
    {
      const OptRelation *relation = g_ptr_array_index (relations, i);

      if (is_wanted (self, relation))
        add_relation (self, items, relation);
    }

  return run_items (self, items, cancellable, error);
}

static void
add_constraint (OptRestore *self,
                GPtrArray *items,
                const OptRelation *relation,
                const OptConstraint *constraint)
{
  gboolean is_foreign = constraint->type == 'f';
  g_autofree char *table = opt_relation_get_quoted_name (relation);
  g_autofree char *name = opt_sql_quote_identifier (constraint->name);
  /* Nobody has to check an empty table, and a check would plan queries on it. */
  gboolean skips_check = is_foreign && relation->kind == 'r' && constraint->validated;
  g_autofree char *definition
      = g_strconcat (constraint->definition, skips_check ? " NOT VALID" : NULL, NULL);

  add_item (items, g_strconcat (table, " ", name, NULL),
            opt_sql_fill (opt_sandbox_get_sql (self->owner,
                                               is_foreign ? "add-foreign-key" : "add-constraint"),
                          "table", table, "name", name, "definition", definition, NULL));
}

static const OptIndex *
find_index (const OptRelation *relation, const OptConstraint *constraint)
{
  for (guint i = 0; i < relation->indexes->len; i++)
    {
      const OptIndex *index = g_ptr_array_index (relation->indexes, i);

      if (index->constraint == constraint->oid)
        return index;
    }

  return NULL;
}

static int
compare_oids (gconstpointer a, gconstpointer b)
{
  const OptIndex *first = *(const OptIndex *const *) a;
  const OptIndex *second = *(const OptIndex *const *) b;

  return first->oid < second->oid ? -1 : first->oid > second->oid;
}

static const OptConstraint *
find_constraint (const OptRelation *relation, guint32 oid)
{
  for (guint i = 0; i < relation->constraints->len; i++)
    {
      const OptConstraint *constraint = g_ptr_array_index (relation->constraints, i);

      if (constraint->oid == oid)
        return constraint;
    }

  return NULL;
}

/* In the order of their oids: among some that cost the same, it decides which one the planner
 * takes. */
static void
add_indexes (OptRestore *self, GPtrArray *items, const OptRelation *relation)
{
  g_autoptr (GPtrArray) indexes = g_ptr_array_copy (relation->indexes, NULL, NULL);

  g_ptr_array_set_free_func (indexes, NULL);
  for (guint i = 0; i < relation->constraints->len; i++)
    {
      const OptConstraint *constraint = g_ptr_array_index (relation->constraints, i);

      if (constraint->type != 'f' && find_index (relation, constraint) == NULL)
        add_constraint (self, items, relation, constraint);
    }

  g_ptr_array_sort (indexes, compare_oids);
  for (guint i = 0; i < indexes->len; i++)
    {
      const OptIndex *index = g_ptr_array_index (indexes, i);
      const OptConstraint *constraint = find_constraint (relation, index->constraint);

      if (constraint != NULL)
        add_constraint (self, items, relation, constraint);
      /* The planner does not see an index that is not valid. */
      else if (index->constraint == 0 && index->valid)
        add_item (items, opt_sql_quote_qualified (index->schema, index->name),
                  g_strdup (index->definition));
    }
}

/**
 * opt_restore_indexes_sync:
 * @self: a restoring
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Makes the indexes and all constraints but foreign keys.
 *
 * Returns: %TRUE if the rest may go on
 */
gboolean
opt_restore_indexes_sync (OptRestore *self, GCancellable *cancellable, GError **error)
{
  GPtrArray *relations = opt_catalog_get_relations (self->catalog);
  g_autoptr (GPtrArray) items = items_new ();

  for (guint i = 0; i < relations->len; i++)
    {
      const OptRelation *relation = g_ptr_array_index (relations, i);

      if (is_wanted (self, relation) && relation->extension == NULL && relation->kind != 'f')
        add_indexes (self, items, relation);
    }

  return run_items (self, items, cancellable, error);
}

static void
add_link (OptRestore *self,
          GPtrArray *items,
          const char *template,
          const OptRelation *relation,
          guint32 parent_oid)
{
  const OptRelation *parent = opt_catalog_get_relation (self->catalog, parent_oid);
  g_autofree char *table = NULL;
  g_autofree char *parent_table = NULL;

  if (parent == NULL || !is_wanted (self, parent))
    return;

  table = opt_relation_get_quoted_name (relation);
  parent_table = opt_relation_get_quoted_name (parent);
  add_item (items, g_strdup (table),
            opt_sql_fill (opt_sandbox_get_sql (self->owner, template), "table", table, "parent",
                          parent_table, "bound",
                          relation->partition_bound != NULL ? relation->partition_bound : "",
                          NULL));
}

/**
 * opt_restore_partitions_sync:
 * @self: a restoring; its indexes are there
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Attaches partitions, whose indexes then join the partitioned table's, and tables that inherit.
 *
 * Returns: %TRUE if the rest may go on
 */
gboolean
opt_restore_partitions_sync (OptRestore *self, GCancellable *cancellable, GError **error)
{
  GPtrArray *relations = opt_catalog_get_relations (self->catalog);
  g_autoptr (GPtrArray) items = items_new ();

  for (guint i = 0; i < relations->len; i++)
    {
      const OptRelation *relation = g_ptr_array_index (relations, i);

      if (!is_wanted (self, relation) || relation->kind == 'f')
        continue;
      if (relation->parent != 0)
        add_link (self, items, "attach-partition", relation, relation->parent);
      for (guint p = 0; p < relation->n_inherits; p++)
        add_link (self, items, "inherit", relation, relation->inherits[p]);
    }

  return run_items (self, items, cancellable, error);
}

/**
 * opt_restore_foreign_keys_sync:
 * @self: a restoring; its partitions are attached
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for an error
 *
 * Makes the foreign keys between the relations that are there, without checking rows.
 *
 * Returns: %TRUE if the rest may go on
 */
gboolean
opt_restore_foreign_keys_sync (OptRestore *self, GCancellable *cancellable, GError **error)
{
  GPtrArray *relations = opt_catalog_get_relations (self->catalog);
  g_autoptr (GPtrArray) items = items_new ();

  for (guint i = 0; i < relations->len; i++)
    {
      const OptRelation *relation = g_ptr_array_index (relations, i);

      if (!is_wanted (self, relation) || relation->kind == 'f' || relation->extension != NULL)
        continue;
      for (guint k = 0; k < relation->constraints->len; k++)
        {
          const OptConstraint *constraint = g_ptr_array_index (relation->constraints, k);
          const OptRelation *referenced
              = opt_catalog_get_relation (self->catalog, constraint->referenced);

          if (constraint->type == 'f' && !constraint->inherited && referenced != NULL
              && is_wanted (self, referenced))
            add_constraint (self, items, relation, constraint);
        }
    }

  return run_items (self, items, cancellable, error);
}
