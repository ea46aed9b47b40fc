/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-origin.h"

#include <string.h>

#include "opt-json.h"
#include "opt-plan-private.h"
#include "opt-statement-part.h"

/* Reading the conditions of more takes longer than anybody wants to wait. */
#define NODES_AT_MOST 2000

typedef struct
{
  OptPlan *plan;
  GPtrArray *parts;  /* (element-type OptStatementPart) */
  GHashTable *names; /* set of aliases */
  GArray *origins;
} Search;

static void
add_origin (Search *self, OptPlanNode *node, const OptStatementPart *part)
{
  OptPlanOrigin origin = { node, part->start, part->end };

  for (guint i = self->origins->len; i-- > 0;)
    {
      OptPlanOrigin *known = &g_array_index (self->origins, OptPlanOrigin, i);

      if (known->node != node)
        break;
      if (known->start == part->start && known->end == part->end)
        return;
    }
  g_array_append_val (self->origins, origin);
}

static OptStatementPart *
nth_part (Search *self, guint index)
{
  return self->parts->pdata[index];
}

/* The only part of that kind and name; NULL where there is none, or more. */
static const OptStatementPart *
find_named (Search *self, OptStatementPartKind kind, const char *name)
{
  const OptStatementPart *found = NULL;

  for (guint i = 0; i < self->parts->len; i++)
    {
      const OptStatementPart *part = nth_part (self, i);

      if (part->kind != kind || g_strcmp0 (part->name, name) != 0)
        continue;
      if (found != NULL)
        return NULL;
      found = part;
    }

  return found;
}

/*
 * PostgreSQL calls a second "o" in a plan "o_1", wherever it comes from: a view may have one, too,
 * and then nobody can tell whose is which.
 */
static gboolean
has_namesakes (Search *self, const char *alias)
{
  GHashTableIter iter;
  gpointer key;
  gsize length = strlen (alias);

  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const char *other = key;

      if (strncmp (other, alias, length) == 0 && other[length] == '_' && other[length + 1] != '\0'
          && strspn (other + length + 1, "0123456789") == strlen (other + length + 1)
          && find_named (self, OPT_STATEMENT_PART_RELATION, other) == NULL)
        return TRUE;
    }

  return FALSE;
}

static void
find_relation (Search *self, OptPlanNode *node)
{
  const char *alias = opt_json_get_string (node->json, "Alias");
  const char *relation = opt_json_get_string (node->json, "Relation Name");
  const OptStatementPart *part;

  if (relation == NULL)
    relation = opt_json_get_string (node->json, "CTE Name");
  if (alias == NULL || relation == NULL)
    return;

  part = find_named (self, OPT_STATEMENT_PART_RELATION, alias);
  if (part != NULL && strcmp (part->relation, relation) == 0 && !has_namesakes (self, alias))
    add_origin (self, node, part);
}

static void
find_cte (Search *self, OptPlanNode *node)
{
  const OptStatementPart *part;

  if (node->relationship != OPT_PLAN_RELATIONSHIP_CTE || node->subplan_name == NULL
      || !g_str_has_prefix (node->subplan_name, "CTE "))
    return;

  part = find_named (self, OPT_STATEMENT_PART_CTE, node->subplan_name + strlen ("CTE "));
  if (part != NULL)
    add_origin (self, node, part);
}

static gboolean
has_term (const OptStatementPart *part, const OptTerm *term, const char *alias)
{
  for (guint i = 0; i < part->terms->len; i++)
    {
      if (opt_term_is_of (term, part->terms->pdata[i], alias))
        return TRUE;
    }

  return FALSE;
}

/* The only condition that it can come from. */
static void
find_term (Search *self, OptPlanNode *node, const OptTerm *term)
{
  const char *alias = opt_json_get_string (node->json, "Alias");
  const OptStatementPart *found = NULL;

  for (guint i = 0; i < self->parts->len; i++)
    {
      const OptStatementPart *part = nth_part (self, i);

      if (part->kind != OPT_STATEMENT_PART_CONDITION || !has_term (part, term, alias))
        continue;
      if (found != NULL)
        return;
      found = part;
    }
  if (found != NULL)
    add_origin (self, node, found);
}

static void
find_conditions (Search *self, OptPlanNode *node)
{
  static const char *const keys[]
      = { "Filter",     "Index Cond",  "Recheck Cond", "Hash Cond",
          "Merge Cond", "Join Filter", "TID Cond",     "One-Time Filter" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *condition = opt_json_get_string (node->json, keys[i]);
      g_autoptr (GPtrArray) terms = condition != NULL ? opt_terms_read_condition (condition) : NULL;

      for (guint j = 0; terms != NULL && j < terms->len; j++)
        find_term (self, node, terms->pdata[j]);
    }
}

/* The keys as they would be written: "ORDER BY o.placed DESC, o.id" */
static GPtrArray *
read_keys (OptPlanNode *node, const char *name, const char *words)
{
  JsonNode *member = json_object_get_member (node->json, name);
  g_autoptr (GString) text = g_string_new (words);
  JsonArray *keys;

  if (member == NULL || !JSON_NODE_HOLDS_ARRAY (member))
    return NULL;

  keys = json_node_get_array (member);
  for (guint i = 0; i < json_array_get_length (keys); i++)
    {
      JsonNode *key = json_array_get_element (keys, i);

      if (!JSON_NODE_HOLDS_VALUE (key) || json_node_get_value_type (key) != G_TYPE_STRING)
        return NULL;
      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", json_node_get_string (key));
    }

  return json_array_get_length (keys) > 0 ? opt_terms_read_keys (text->str, NULL) : NULL;
}

/* An ORDER BY is an order; of a GROUP BY the planner chooses one. */
static gboolean
is_of_keys (const OptStatementPart *part, GPtrArray *terms)
{
  if (part->terms->len != terms->len)
    return FALSE;

  for (guint i = 0; i < terms->len; i++)
    {
      if (part->kind == OPT_STATEMENT_PART_ORDER
              ? !opt_term_is_of (terms->pdata[i], part->terms->pdata[i], NULL)
              : !has_term (part, terms->pdata[i], NULL))
        return FALSE;
    }

  return TRUE;
}

static void
find_keys (Search *self, OptPlanNode *node, OptStatementPartKind kind, GPtrArray *terms)
{
  const OptStatementPart *found = NULL;

  for (guint i = 0; terms != NULL && i < self->parts->len; i++)
    {
      const OptStatementPart *part = nth_part (self, i);

      if (part->kind != kind || !is_of_keys (part, terms))
        continue;
      if (found != NULL)
        return;
      found = part;
    }
  if (found != NULL)
    add_origin (self, node, found);
}

/* A sort may also be for a merge join, a group or a window above it. */
static gboolean
is_for_order (OptPlanNode *node)
{
  static const char *const orderless[]
      = { "Limit", "Gather", "Gather Merge", "LockRows", "Result", "ProjectSet", "Subquery Scan" };

  if (strcmp (node->type, "Sort") != 0 && strcmp (node->type, "Incremental Sort") != 0)
    return FALSE;
  if (node->parent == NULL)
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (orderless); i++)
    {
      if (strcmp (node->parent->type, orderless[i]) == 0)
        return TRUE;
    }

  return FALSE;
}

static guint
count_nodes (Search *self, const char *type)
{
  guint n = 0;

  for (guint i = 0; i < self->plan->nodes->len; i++)
    n += strcmp (opt_plan_nth_node (self->plan, i)->type, type) == 0;

  return n;
}

/* Nothing tells one limit from another: there is to be but one of each. */
static void
find_limit (Search *self, OptPlanNode *node)
{
  const OptStatementPart *part;

  if (strcmp (node->type, "Limit") != 0 || count_nodes (self, "Limit") != 1)
    return;

  part = find_named (self, OPT_STATEMENT_PART_LIMIT, NULL);
  if (part != NULL)
    add_origin (self, node, part);
}

static void
find_origins (Search *self, OptPlanNode *node)
{
  find_cte (self, node);
  find_relation (self, node);
  find_conditions (self, node);
  if (is_for_order (node))
    {
      g_autoptr (GPtrArray) terms = read_keys (node, "Sort Key", "ORDER BY ");

      find_keys (self, node, OPT_STATEMENT_PART_ORDER, terms);
    }
  if (strcmp (node->type, "Aggregate") == 0)
    {
      g_autoptr (GPtrArray) terms = read_keys (node, "Group Key", "GROUP BY ");

      find_keys (self, node, OPT_STATEMENT_PART_GROUP, terms);
    }
  find_limit (self, node);
}

static int
compare_origins (gconstpointer one, gconstpointer other)
{
  const OptPlanOrigin *first = one;
  const OptPlanOrigin *second = other;

  if (first->node != second->node)
    return first->node->id - second->node->id;

  return first->start < second->start ? -1 : first->start > second->start;
}

/**
 * opt_plan_find_origins:
 * @plan: a plan
 * @sql: its statement
 *
 * Which parts of the statement the nodes of its plan come from: a scan from what FROM names, by its
 * alias and its relation; what it checks from a term of WHERE, ON or HAVING that is the same but
 * for casts and spelling; a sort from the ORDER BY of its keys, an aggregate from the GROUP BY of
 * its keys, a limit from the only LIMIT, and a WITH query from where it is written. Where two parts
 * come into question, or the planner made something new, there is no origin: nothing is guessed.
 *
 * Returns: (transfer full) (element-type OptPlanOrigin): the origins, in the order of the nodes,
 *   those of a node in the order of the statement
 */
GArray *
opt_plan_find_origins (OptPlan *plan, const char *sql)
{
  Search search = { .plan = plan };

  g_return_val_if_fail (OPT_IS_PLAN (plan), NULL);
  g_return_val_if_fail (sql != NULL, NULL);

  search.origins = g_array_new (FALSE, FALSE, sizeof (OptPlanOrigin));
  /* Of several plans rules made something else of the statement. */
  if (plan->roots->len != 1 || plan->nodes->len > NODES_AT_MOST)
    return search.origins;

  search.parts = opt_statement_read_parts (sql);
  search.names = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < plan->nodes->len; i++)
    {
      const char *alias = opt_json_get_string (opt_plan_nth_node (plan, i)->json, "Alias");

      if (alias != NULL)
        g_hash_table_add (search.names, (gpointer) alias);
    }
  for (guint i = 0; search.parts->len > 0 && i < plan->nodes->len; i++)
    find_origins (&search, opt_plan_nth_node (plan, i));
  g_array_sort (search.origins, compare_origins);
  g_hash_table_unref (search.names);
  g_ptr_array_unref (search.parts);

  return search.origins;
}
