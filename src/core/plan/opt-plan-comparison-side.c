/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-comparison-private.h"

#include <math.h>
#include <string.h>

#include "opt-json.h"
#include "opt-plan-blocks.h"

static OptPlanRole
get_role (OptPlanNode *node, const char *name)
{
  static const struct
  {
    const char *type;
    OptPlanRole role;
  } roles[] = {
    { "Nested Loop", OPT_PLAN_ROLE_JOIN },    { "Hash Join", OPT_PLAN_ROLE_JOIN },
    { "Merge Join", OPT_PLAN_ROLE_JOIN },     { "Aggregate", OPT_PLAN_ROLE_GROUP },
    { "Group", OPT_PLAN_ROLE_GROUP },         { "Unique", OPT_PLAN_ROLE_GROUP },
    { "Sort", OPT_PLAN_ROLE_SORT },           { "Incremental Sort", OPT_PLAN_ROLE_SORT },
    { "Gather", OPT_PLAN_ROLE_GATHER },       { "Gather Merge", OPT_PLAN_ROLE_GATHER },
    { "Hash", OPT_PLAN_ROLE_HASH },           { "Materialize", OPT_PLAN_ROLE_STORE },
    { "Memoize", OPT_PLAN_ROLE_STORE },       { "Append", OPT_PLAN_ROLE_APPEND },
    { "Merge Append", OPT_PLAN_ROLE_APPEND }, { "Bitmap Index Scan", OPT_PLAN_ROLE_BITMAP },
    { "BitmapAnd", OPT_PLAN_ROLE_BITMAP },    { "BitmapOr", OPT_PLAN_ROLE_BITMAP },
    { "Subquery Scan", OPT_PLAN_ROLE_OTHER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      if (strcmp (node->type, roles[i].type) == 0)
        return roles[i].role;
    }

  return g_str_has_suffix (node->type, " Scan") && name != NULL ? OPT_PLAN_ROLE_SCAN
                                                                : OPT_PLAN_ROLE_OTHER;
}

/*
 * opt_plan_node_get_scanned:
 *
 * Returns: (nullable): what a scan reads: a table, a function, a WITH query, a foreign join
 */
const char *
opt_plan_node_get_scanned (OptPlanNode *self)
{
  static const char *const keys[] = {
    "Relation Name", "Function Name", "CTE Name", "Tuplestore Name", "Relations", "Alias",
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *name = opt_json_get_string (self->json, keys[i]);

      if (name != NULL)
        return name;
    }

  return NULL;
}

static guint
hash_member (OptPlanNode *node, const char *key)
{
  JsonArray *array = opt_json_get_array (node->json, key);
  const char *text = opt_json_get_string (node->json, key);
  guint hash = text != NULL ? g_str_hash (text) : 0;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_STRING)
        hash = hash * 33 + g_str_hash (json_node_get_string (element));
    }

  return hash;
}

/* What tells two sorts apart, or two aggregates, that stand above the same scans. */
static guint
get_detail (OptPlanNode *node)
{
  static const char *const keys[]
      = { "Sort Key", "Group Key", "Partial Mode", "Alias", "Index Name", "Operation" };
  guint hash = 0;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    hash = hash * 31 + hash_member (node, keys[i]);

  return hash;
}

static void
place (OptPlanSide *self, OptPlanMark *mark, guint plan)
{
  OptPlanNode *node = mark->node;
  OptPlanMark *above = node->parent != NULL ? &self->marks[node->parent->id - 1] : NULL;
  gboolean is_input = node->relationship == OPT_PLAN_RELATIONSHIP_CHILD;
  double planned;

  mark->plan = plan;
  if (above == NULL)
    return;

  mark->context = is_input ? above->context : node->subplan_name;
  mark->is_inner
      = above->is_inner
        || (strcmp (above->node->type, "Nested Loop") == 0
            && g_strcmp0 (opt_plan_node_get_text (node, "Parent Relationship"), "Inner") == 0);
  planned = opt_plan_node_get_figure (above->node, "Workers Planned");
  mark->workers
      = above->role == OPT_PLAN_ROLE_GATHER && is_input && planned > 0 ? planned : above->workers;
}

/* What each node took by itself. Blocks are NAN where the plan has none. */
static void
reckon (OptPlanSide *self)
{
  static const struct
  {
    OptPlanBlocks blocks;
    gboolean read;
  } kinds[] = {
    { OPT_PLAN_BLOCKS_SHARED_HIT, FALSE },
    { OPT_PLAN_BLOCKS_LOCAL_HIT, FALSE },
    { OPT_PLAN_BLOCKS_SHARED_READ, TRUE },
    { OPT_PLAN_BLOCKS_LOCAL_READ, TRUE },
  };
  gboolean has_buffers = FALSE;

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autofree double *own = opt_plan_dup_own_blocks (self->plan, kinds[k].blocks);

      for (guint i = 0; own != NULL && i < self->n; i++)
        {
          self->marks[i].sum.buffers += own[i];
          if (kinds[k].read)
            self->marks[i].sum.read += own[i];
        }
      has_buffers |= own != NULL;
    }
  for (guint i = 0; i < self->n; i++)
    {
      OptPlanSum *sum = &self->marks[i].sum;

      sum->ms = self->marks[i].node->raw_exclusive_ms;
      sum->cost = self->marks[i].node->exclusive_cost;
      if (!has_buffers)
        sum->buffers = sum->read = NAN;
    }
}

/*
 * opt_plan_side_init:
 *
 * Notes of each node of a plan where it stands, what it is there for and what it took by itself.
 */
void
opt_plan_side_init (OptPlanSide *self, OptPlan *plan, const char *sql)
{
  guint n_plans = 0;

  self->plan = g_object_ref (plan);
  if (sql == NULL && plan->elements->len == 1)
    sql = opt_plan_get_query_text (plan, 0);
  self->sql = g_strdup (sql);
  self->n = plan->nodes->len;
  self->marks = g_new0 (OptPlanMark, self->n);

  for (guint i = 0; i < self->n; i++)
    {
      OptPlanMark *mark = &self->marks[i];

      mark->node = opt_plan_nth_node (plan, i);
      mark->relation = opt_plan_node_get_text (mark->node, "Relation Name");
      mark->alias = opt_plan_node_get_text (mark->node, "Alias");
      mark->name = mark->relation != NULL ? mark->relation : opt_plan_node_get_scanned (mark->node);
      mark->role = get_role (mark->node, mark->name);
      mark->detail = get_detail (mark->node);
      mark->is_partial
          = g_strcmp0 (opt_plan_node_get_text (mark->node, "Partial Mode"), "Partial") == 0;
      if (mark->node->parent == NULL)
        n_plans++;
      place (self, mark, n_plans);
    }
  reckon (self);
}

void
opt_plan_side_clear (OptPlanSide *self)
{
  g_clear_object (&self->plan);
  g_clear_pointer (&self->sql, g_free);
  g_clear_pointer (&self->marks, g_free);
}

/* opt_plan_side_get_nothing: what a node took that the plan does not have; NAN where the plan could
 * not have told. */
OptPlanSum
opt_plan_side_get_nothing (OptPlanSide *self)
{
  double blocks = self->n > 0 ? 0 * self->marks[0].sum.buffers : NAN;

  return (OptPlanSum){
    .ms = 0 * self->plan->root_ms,
    .cost = 0 * self->plan->total_cost,
    .buffers = blocks,
    .read = blocks,
  };
}

/* InitPlans may stand beside the bitmaps. */
static void
add_indexes (GString *names, OptPlanNode *node)
{
  for (guint i = 0; i < node->children->len; i++)
    {
      OptPlanNode *child = opt_plan_node_nth_child (node, i);
      const char *index = opt_json_get_string (child->json, "Index Name");

      if (child->relationship != OPT_PLAN_RELATIONSHIP_CHILD
          || get_role (child, NULL) != OPT_PLAN_ROLE_BITMAP)
        continue;
      if (index != NULL)
        g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", index);
      add_indexes (names, child);
    }
}

/*
 * opt_plan_node_get_indexes:
 *
 * Returns: (nullable): the index that a scan reads; of a bitmap all of them: "a, b"
 */
char *
opt_plan_node_get_indexes (OptPlanNode *self)
{
  const char *index = opt_json_get_string (self->json, "Index Name");
  GString *names;

  if (index != NULL)
    return g_strdup (index);
  if (strcmp (self->type, "Bitmap Heap Scan") != 0)
    return NULL;

  names = g_string_new (NULL);
  add_indexes (names, self);

  return g_string_free (names, FALSE);
}
