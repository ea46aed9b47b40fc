/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-change-set-private.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-sql.h"

/*
 * The index of a partitioned table, as PostgreSQL's manual has it under "Partition Maintenance":
 * that of the table alone, which is not valid; those of the partitions CONCURRENTLY, each attached
 * when it is built; with the last one it becomes valid. An index that a partition has already is
 * attached last of all, as it can't be detached again: until then an attempt that fails takes
 * nothing of it.
 */

typedef struct
{
  OptChangeSet *set;
  OptCatalog *catalog;
  const OptRelation *top;
  const OptIndexSpec *spec;
  GPtrArray *steps;
  GPtrArray *adopted; /* (element-type OptIndexStep) */
  char *name;         /* of the first index, unquoted */
} Making;

static char *
make_attach (const char *parent, const char *index)
{
  return g_strchomp (opt_sql_fill (opt_sql_get ("change-set", "attach-index", G_MAXINT), "parent",
                                   parent, "index", index, NULL));
}

static void
add_attach (GPtrArray *steps, const char *table, const char *index, const char *parent)
{
  OptIndexStep *step = opt_index_step_new (OPT_INDEX_STEP_ATTACH, table, index);

  step->parent = g_strdup (parent);
  step->sql = make_attach (parent, index);
  g_ptr_array_add (steps, step);
}

/* The same index, of the same partition, if it can be attached. */
static const OptIndex *
find_twin (Making *self, const OptRelation *relation, const OptIndexSpec *spec)
{
  for (guint i = 0; i < relation->indexes->len; i++)
    {
      const OptIndex *index = relation->indexes->pdata[i];

      if (index->valid && index->parent == 0 && index->constraint == 0
          && opt_index_spec_is_like (spec, self->catalog, index))
        return index;
    }

  return NULL;
}

static void
adopt (Making *self, const OptRelation *relation, const OptIndex *twin, const char *parent)
{
  g_autofree char *table = opt_relation_get_quoted_name (relation);
  g_autofree char *index = opt_sql_quote_qualified (twin->schema, twin->name);
  OptIndexStep *step = opt_index_step_new (OPT_INDEX_STEP_ADOPT, table, index);

  step->parent = g_strdup (parent);
  step->sql = make_attach (parent, index);
  step->definition = g_strdup (twin->definition);
  step->restore = opt_index_make_restoring_sql (twin);
  g_ptr_array_add (self->adopted, step);
}

static void
build (Making *self, const OptRelation *relation, const OptIndexSpec *spec, const char *parent)
{
  g_autofree char *table = opt_relation_get_quoted_name (relation);
  g_autofree char *name = opt_change_set_take_name (self->set, self->catalog, spec);
  g_autofree char *index = opt_sql_quote_qualified (relation->schema, name);
  OptIndexStep *step = opt_index_step_new (OPT_INDEX_STEP_BUILD, table, index);

  step->sql = opt_index_spec_get_sql (spec, self->catalog, name, TRUE);
  g_ptr_array_add (self->steps, step);
  add_attach (self->steps, table, index, parent);
}

static gboolean add_partitions (Making *self,
                                const OptRelation *relation,
                                const char *index,
                                GError **error);

/* A partitioned table, which may itself be a partition. Returns the index's name. */
static char *
add_parent (Making *self,
            const OptRelation *relation,
            const OptIndexSpec *spec,
            const char *parent,
            GError **error)
{
  g_autofree char *table = opt_relation_get_quoted_name (relation);
  g_autofree char *name = opt_change_set_take_name (self->set, self->catalog, spec);
  g_autofree char *index = opt_sql_quote_qualified (relation->schema, name);
  OptIndexStep *step = opt_index_step_new (OPT_INDEX_STEP_ONLY, table, index);

  step->sql = opt_index_spec_get_only_sql (spec, self->catalog, name);
  g_ptr_array_add (self->steps, step);
  if (parent != NULL)
    add_attach (self->steps, table, index, parent);
  else
    self->name = g_strdup (name);

  return add_partitions (self, relation, index, error) ? g_steal_pointer (&index) : NULL;
}

static gboolean
add_partition (Making *self, const OptRelation *relation, const char *parent, GError **error)
{
  g_autoptr (OptIndexSpec) spec = opt_index_spec_copy_for (self->spec, self->top, relation);
  const OptIndex *twin = spec != NULL ? find_twin (self, relation, spec) : NULL;
  g_autofree char *index = NULL;

  if (spec == NULL || (relation->kind != 'r' && relation->kind != 'p'))
    {
      opt_set_error (error, OPT_ERROR_UNSUPPORTED,
                     _ ("Make the index on each partition that can have one."),
                     _ ("The partition %s.%s can't have the index, so that the whole table can't "
                        "either"),
                     relation->schema, relation->name);
      return FALSE;
    }
  if (relation->kind == 'r')
    {
      if (twin != NULL)
        adopt (self, relation, twin, parent);
      else
        build (self, relation, spec, parent);
      return TRUE;
    }
  if (twin != NULL)
    {
      opt_set_error (error, OPT_ERROR_UNSUPPORTED, _ ("Make the whole table’s index by hand."),
                     _ ("The partition %s.%s is partitioned itself and has that index already, as "
                        "%s, with which it would be dropped again when the change is taken back"),
                     relation->schema, relation->name, twin->name);
      return FALSE;
    }
  index = add_parent (self, relation, spec, parent, error);

  return index != NULL;
}

static gboolean
add_partitions (Making *self, const OptRelation *relation, const char *index, GError **error)
{
  GPtrArray *relations = opt_catalog_get_relations (self->catalog);

  for (guint i = 0; i < relations->len; i++)
    {
      const OptRelation *partition = relations->pdata[i];

      if (partition->parent == relation->oid && !add_partition (self, partition, index, error))
        return FALSE;
    }

  return TRUE;
}

static char *
join_sql (GPtrArray *steps)
{
  GString *sql = g_string_new (NULL);

  for (guint i = 0; i < steps->len; i++)
    g_string_append_printf (sql, "%s%s", i > 0 ? ";\n" : "",
                            ((const OptIndexStep *) steps->pdata[i])->sql);

  return g_string_free (sql, FALSE);
}

/* The table's index takes those of its partitions with it, also those that were there before. */
static char *
make_undo (const char *index, GPtrArray *adopted)
{
  g_autofree char *drop = opt_change_set_fill ("drop-index", "name", index);
  GString *sql = g_string_new (drop);

  for (guint i = 0; i < adopted->len; i++)
    g_string_append_printf (sql, ";\n%s", ((const OptIndexStep *) adopted->pdata[i])->restore);

  return g_string_free (sql, FALSE);
}

/* Of a partitioned table; opt_change_set_add_create_index() does the others. */
gboolean
opt_change_set_add_partitioned_index (OptChangeSet *self,
                                      OptCatalog *catalog,
                                      const OptRelation *relation,
                                      const OptIndexSpec *spec,
                                      GError **error)
{
  g_autoptr (GPtrArray) steps
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_index_step_free);
  g_autoptr (GPtrArray) adopted = g_ptr_array_new ();
  Making making = { self, catalog, relation, spec, steps, adopted, NULL };
  g_autofree char *table = opt_relation_get_quoted_name (relation);
  g_autofree char *index = NULL;
  g_autofree char *name = NULL;
  OptChange *change;

  index = add_parent (&making, relation, spec, NULL, error);
  name = making.name;
  if (index == NULL)
    {
      for (guint i = 0; i < adopted->len; i++)
        opt_index_step_free (adopted->pdata[i]);
      return FALSE;
    }
  for (guint i = 0; i < adopted->len; i++)
    g_ptr_array_add (steps, adopted->pdata[i]);

  change = opt_change_set_append (self, OPT_CHANGE_CREATE_PARTITIONED_INDEX, table);
  change->index = g_steal_pointer (&index);
  change->sql = join_sql (steps);
  change->undo_sql = make_undo (change->index, adopted);
  change->sandbox_sql = opt_index_spec_get_sql (spec, catalog, name, FALSE);
  change->steps = g_steal_pointer (&steps);

  return TRUE;
}
