/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-remedies.h"

#include <string.h>

#include "opt-index-spec.h"
#include "opt-plan-filter.h"
#include "opt-plan-findings.h"
#include "opt-sql.h"

/*
 * What findings hand on to the advisor and to trials. It is only what these can really take over:
 * the advisor knows B-trees, and a trial works on copies that were just vacuumed and analysed.
 */

/* ---- By the plan alone ----------------------------------------------------------------------- */

/* Nobody makes an index there. */
static gboolean
is_of_system (OptPlanNode *node)
{
  const char *schema = opt_plan_node_get_text (node, "Schema");

  return g_strcmp0 (schema, "pg_catalog") == 0 || g_strcmp0 (schema, "information_schema") == 0;
}

/* A pattern with a known beginning is a range to a B-tree of the right class. */
static gboolean
may_be_searched (const OptPlanFilter *filter)
{
  for (guint i = 0; i < filter->terms->len; i++)
    {
      const OptFilterTerm *term = filter->terms->pdata[i];

      if (term->of_parameter)
        continue;
      if (term->kind == OPT_FILTER_TERM_EQUAL || term->kind == OPT_FILTER_TERM_RANGE
          || (term->of_start && opt_filter_term_get_key (term) != NULL))
        return TRUE;
    }

  return FALSE;
}

/*
 * opt_plan_filter_ask_advisor:
 *
 * Returns: (nullable) (transfer full): that the advisor can be asked about a condition of @node;
 *   %NULL where no B-tree could serve it, whatever its columns
 */
OptFindingRemedy *
opt_plan_filter_ask_advisor (const OptPlanFilter *self, OptPlanNode *node)
{
  return may_be_searched (self) && !is_of_system (node) ? opt_finding_remedy_new_advise (NULL)
                                                        : NULL;
}

/*
 * opt_plan_node_ask_advisor:
 *
 * Returns: (nullable) (transfer full): likewise, about the condition that EXPLAIN prints under this
 *   key
 */
OptFindingRemedy *
opt_plan_node_ask_advisor (OptPlanNode *self, const char *condition)
{
  g_auto (OptPlanFilter)
    filter = { 0 };

  opt_plan_filter_init (&filter, self, condition);

  return opt_plan_filter_ask_advisor (&filter, self);
}

/* What is read row by row for each outer row: below nodes that hand it on as it is. */
static OptPlanNode *
find_read_inner (OptPlanNode *inner)
{
  while (inner != NULL
         && (opt_plan_node_is (inner, "Materialize") || opt_plan_node_is (inner, "Memoize")))
    inner = opt_plan_node_get_input (inner);

  return inner;
}

/*
 * opt_plan_node_ask_advisor_of_inner:
 * @self: the inner side of a nested loop
 *
 * Returns: (nullable) (transfer full): that the advisor can be asked, where a table is read row by
 *   row, or an index gives rows that a filter then drops: an index may serve the join
 */
OptFindingRemedy *
opt_plan_node_ask_advisor_of_inner (OptPlanNode *self)
{
  OptPlanNode *scan = find_read_inner (self);

  if (scan == NULL || is_of_system (scan))
    return NULL;
  if (opt_plan_node_is (scan, "Seq Scan"))
    return opt_finding_remedy_new_advise (NULL);
  if (opt_plan_node_is (scan, "Index Scan") || opt_plan_node_is (scan, "Index Only Scan")
      || opt_plan_node_is (scan, "Bitmap Heap Scan"))
    return opt_plan_node_ask_advisor (scan, "Filter");

  return NULL;
}

/* ---- By the server's catalogs ---------------------------------------------------------------- */

/* That of the statement with this name; below a view, the only one of the database. */
static const OptRelation *
find_table (OptCatalog *catalog, GPtrArray *tables, const char *schema, const char *name)
{
  GPtrArray *const sources[] = { tables, opt_catalog_get_relations (catalog) };
  const OptRelation *found = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (sources) && found == NULL; i++)
    for (guint j = 0; j < sources[i]->len; j++)
      {
        const OptRelation *relation = sources[i]->pdata[j];

        if (strcmp (relation->name, name) != 0
            || (schema != NULL && strcmp (relation->schema, schema) != 0))
          continue;
        if (found != NULL)
          return NULL;
        found = relation;
      }

  return found;
}

static OptFindingRemedy *
make_statistics (OptFinding *finding, OptCatalog *catalog, GPtrArray *tables)
{
  OptPlanNode *node = opt_finding_get_node (finding);
  char **columns = (char **) opt_finding_get_columns (finding);
  const OptRelation *relation
      = find_table (catalog, tables, opt_plan_node_get_text (node, "Schema"),
                    opt_plan_node_get_relation (node));
  g_autofree char *list = g_strjoinv (", ", columns);
  g_autofree char *plain = NULL;
  g_autofree char *name = NULL;
  g_autofree char *table = NULL;
  g_autofree char *sql = NULL;

  if (relation == NULL || columns[0] == NULL
      || (relation->kind != 'r' && relation->kind != 'p' && relation->kind != 'm'))
    return NULL;

  plain = opt_plan_node_name_statistics (node, columns);
  name = opt_sql_quote_qualified (relation->schema, plain);
  table = opt_relation_get_quoted_name (relation);
  sql = g_strchomp (opt_sql_fill (opt_sql_get ("plan", "remedy-statistics", G_MAXINT), "name", name,
                                  "columns", list, "table", table, NULL));

  return opt_finding_remedy_new_change (sql, NULL);
}

/* The names of constraints are each table's own: one that several have tells nothing. */
static const OptConstraint *
find_foreign_key (OptCatalog *catalog, const char *name, const char *referenced)
{
  GPtrArray *relations = opt_catalog_get_relations (catalog);
  const OptConstraint *found = NULL;

  for (guint i = 0; i < relations->len; i++)
    {
      const OptRelation *relation = relations->pdata[i];

      for (guint j = 0; j < relation->constraints->len; j++)
        {
          const OptConstraint *constraint = relation->constraints->pdata[j];
          const OptRelation *other
              = constraint->type == 'f' && !constraint->inherited
                    ? opt_catalog_get_relation (catalog, constraint->referenced)
                    : NULL;

          if (other == NULL || strcmp (constraint->name, name) != 0
              || (referenced != NULL && strcmp (other->name, referenced) != 0))
            continue;
          if (found != NULL)
            return NULL;
          found = constraint;
        }
    }

  return found;
}

static gboolean
has_column (const OptConstraint *constraint, gint16 column)
{
  for (guint i = 0; i < constraint->n_columns; i++)
    if (constraint->columns[i] == column)
      return TRUE;

  return FALSE;
}

/* Whether an index begins with the referencing columns, in any order. */
static gboolean
is_indexed (const OptRelation *relation, const OptConstraint *constraint)
{
  for (guint i = 0; i < relation->indexes->len; i++)
    {
      const OptIndex *index = relation->indexes->pdata[i];
      guint n = 0;

      if (!index->valid || index->predicate != NULL
          || (strcmp (index->method, "btree") != 0 && strcmp (index->method, "hash") != 0))
        continue;
      while (n < MIN (index->n_keys, constraint->n_columns)
             && has_column (constraint, index->keys[n].column))
        n++;
      if (n == constraint->n_columns)
        return TRUE;
    }

  return FALSE;
}

/* As the trigger looks for rows that reference one: see RI_FKey_noaction_del() in ri_triggers.c. */
static char *
make_lookup (const OptRelation *relation, const OptConstraint *constraint)
{
  g_autoptr (GString) condition = g_string_new (NULL);
  g_autofree char *table = opt_relation_get_quoted_name (relation);

  for (guint i = 0; i < constraint->n_columns; i++)
    {
      const OptColumn *column = opt_relation_get_column (relation, constraint->columns[i]);
      g_autofree char *name = column != NULL ? opt_sql_quote_identifier (column->name) : NULL;

      if (name == NULL)
        return NULL;
      g_string_append_printf (condition, "%s%s = $%u", i > 0 ? " AND " : "", name, i + 1);
    }

  return g_strchomp (opt_sql_fill (opt_sql_get ("plan", "remedy-referencing", G_MAXINT), "table",
                                   table, "condition", condition->str, NULL));
}

static const char *
find_referenced (OptPlan *self, const char *constraint)
{
  for (guint i = 0; i < opt_plan_get_n_triggers (self); i++)
    {
      const OptPlanTrigger *trigger = opt_plan_get_trigger (self, i);

      if (g_strcmp0 (trigger->constraint, constraint) == 0)
        return trigger->relation;
    }

  return NULL;
}

/* The copies of a trial have the statement's tables and not those that reference them, so that it
 * is the trigger's own search that is measured. */
static OptFindingRemedy *
make_referencing_index (OptPlan *self, OptFinding *finding, OptCatalog *catalog)
{
  const char *name = opt_finding_get_constraint (finding);
  const OptConstraint *constraint
      = name != NULL ? find_foreign_key (catalog, name, find_referenced (self, name)) : NULL;
  const OptRelation *relation
      = constraint != NULL ? opt_catalog_get_relation (catalog, constraint->relation) : NULL;
  g_autoptr (OptIndexSpec) spec = NULL;
  g_autofree char *index = NULL;
  g_autofree char *sql = NULL;
  g_autofree char *lookup = NULL;

  /* Of a partitioned table each partition has to have one. */
  if (relation == NULL || relation->kind != 'r' || is_indexed (relation, constraint))
    return NULL;
  lookup = make_lookup (relation, constraint);
  if (lookup == NULL)
    return NULL;

  spec = opt_index_spec_new (relation->oid, "btree");
  for (guint i = 0; i < constraint->n_columns; i++)
    opt_index_spec_add_column (spec, constraint->columns[i], NULL, FALSE, FALSE);
  index = opt_index_spec_get_name (spec, catalog, NULL);
  sql = opt_index_spec_get_sql (spec, catalog, index, FALSE);

  return opt_finding_remedy_new_change (sql, lookup);
}

/**
 * opt_plan_resolve_remedies:
 * @self: a plan of a statement of @catalog's database that was just made, and nobody else has seen
 *   yet
 * @catalog: what the names in it mean
 * @tables: (element-type OptRelation): those that the statement names
 *
 * Makes of what findings hand on what a trial can take: with the schema before each name, and with
 * the columns that only the catalog knows. Where the catalog does not tell which table is meant
 * there is nothing left to be tried.
 */
void
opt_plan_resolve_remedies (OptPlan *self, OptCatalog *catalog, GPtrArray *tables)
{
  g_return_if_fail (OPT_IS_PLAN (self) && OPT_IS_CATALOG (catalog) && tables != NULL);

  for (guint i = 0; i < self->findings->len; i++)
    {
      OptFinding *finding = self->findings->pdata[i];

      if (opt_finding_get_kind (finding) == OPT_FINDING_FOREIGN_KEY)
        opt_finding_take_remedy (finding, make_referencing_index (self, finding, catalog));
      else if (opt_finding_get_kind (finding) == OPT_FINDING_CORRELATED_COLUMNS)
        opt_finding_take_remedy (finding, make_statistics (finding, catalog, tables));
    }
}
