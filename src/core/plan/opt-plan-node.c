/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-node-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-error.h"
#include "opt-json.h"

static void opt_plan_node_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OptPlanNode,
                               opt_plan_node,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      opt_plan_node_list_model_init))

static GType
get_item_type (GListModel *model)
{
  return OPT_TYPE_PLAN_NODE;
}

static guint
get_n_items (GListModel *model)
{
  return OPT_PLAN_NODE (model)->children->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  OptPlanNode *self = OPT_PLAN_NODE (model);

  return position < self->children->len ? g_object_ref (opt_plan_node_nth_child (self, position))
                                        : NULL;
}

static void
opt_plan_node_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
opt_plan_node_finalize (GObject *object)
{
  OptPlanNode *self = OPT_PLAN_NODE (object);

  /* Somebody else may still hold a child. */
  for (guint i = 0; i < self->children->len; i++)
    ((OptPlanNode *) g_ptr_array_index (self->children, i))->parent = NULL;
  g_ptr_array_unref (self->children);
  json_object_unref (self->json);

  G_OBJECT_CLASS (opt_plan_node_parent_class)->finalize (object);
}

static void
opt_plan_node_class_init (OptPlanNodeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_plan_node_finalize;
}

static void
opt_plan_node_init (OptPlanNode *self)
{
  self->children = g_ptr_array_new_with_free_func (g_object_unref);
  self->processes = 1;
  self->inclusive_ms = NAN;
  self->raw_exclusive_ms = NAN;
  self->rounding_ms = NAN;
  self->exclusive_cost = NAN;
  self->effective_cost = NAN;
}

static gboolean
read_figure (JsonObject *json, const char *key, double *figure, GError **error)
{
  *figure = opt_json_get_double (json, key, NAN);
  if (json_object_has_member (json, key) && !(*figure >= 0))
    {
      opt_set_error (error, OPT_ERROR_INVALID,
                     _ ("Explain the statement again; the file may have been edited."),
                     _ ("Not a plan that PostgreSQL printed: “%s” is not a number of 0 or more"),
                     key);
      return FALSE;
    }

  return TRUE;
}

static OptPlanRelationship
read_relationship (JsonObject *json, gboolean is_root)
{
  const char *relationship = opt_json_get_string (json, "Parent Relationship");
  const char *subplan_name = opt_json_get_string (json, "Subplan Name");

  if (is_root)
    return OPT_PLAN_RELATIONSHIP_ROOT;
  if (g_strcmp0 (relationship, "SubPlan") == 0)
    return OPT_PLAN_RELATIONSHIP_SUBPLAN;
  if (g_strcmp0 (relationship, "InitPlan") == 0)
    return subplan_name != NULL && g_str_has_prefix (subplan_name, "CTE ")
               ? OPT_PLAN_RELATIONSHIP_CTE
               : OPT_PLAN_RELATIONSHIP_INITPLAN;

  return OPT_PLAN_RELATIONSHIP_CHILD;
}

static gboolean
is_of_buffers (const char *key)
{
  return g_str_has_suffix (key, " Blocks") || strstr (key, "I/O ") != NULL;
}

/* Asked for buffers, PostgreSQL prints those of nodes that were not run as well: 0 of each, which
 * nobody has counted. */
static void
drop_uncounted (JsonObject *json)
{
  g_autoptr (GList) keys = NULL;

  if (json_object_has_member (json, "Actual Loops") || json_object_has_member (json, "Actual Rows"))
    return;

  keys = json_object_get_members (json);
  for (GList *key = keys; key != NULL; key = key->next)
    if (is_of_buffers (key->data) && opt_json_get_double (json, key->data, 0) != 0)
      return;
  for (GList *key = keys; key != NULL; key = key->next)
    if (is_of_buffers (key->data))
      json_object_remove_member (json, key->data);
}

/*
 * opt_plan_node_new:
 *
 * Reads what stands at the node itself; its children are appended by the caller.
 */
OptPlanNode *
opt_plan_node_new (JsonObject *json, OptPlanNode *parent, int id, GError **error)
{
  g_autoptr (OptPlanNode) self = g_object_new (OPT_TYPE_PLAN_NODE, NULL);

  self->json = json_object_ref (json);
  self->id = id;
  self->last_id = id;
  self->parent = parent;
  self->depth = parent != NULL ? parent->depth + 1 : 0;
  self->relationship = read_relationship (json, parent == NULL);
  self->subplan_name = opt_json_get_string (json, "Subplan Name");
  self->type = opt_json_get_string (json, "Node Type");
  if (self->type == NULL)
    {
      opt_set_error (error, OPT_ERROR_INVALID, _ ("Give what EXPLAIN (ANALYZE, BUFFERS) printed."),
                     _ ("Not a plan: node %d has no “Node Type”"), id);
      return NULL;
    }

  if (!read_figure (json, "Actual Startup Time", &self->startup_ms, error)
      || !read_figure (json, "Actual Total Time", &self->total_ms, error)
      || !read_figure (json, "Actual Rows", &self->rows, error)
      || !read_figure (json, "Actual Loops", &self->loops, error)
      || !read_figure (json, "Plan Rows", &self->plan_rows, error)
      || !read_figure (json, "Startup Cost", &self->startup_cost, error)
      || !read_figure (json, "Total Cost", &self->total_cost, error))
    return NULL;

  drop_uncounted (json);

  return g_steal_pointer (&self);
}

/*
 * opt_plan_node_list_processes:
 *
 * Returns: (transfer full) (element-type JsonObject): what tells of the node in each process: its
 *   own, which is the leader's or all that is told, then its workers'
 */
GPtrArray *
opt_plan_node_list_processes (OptPlanNode *self)
{
  JsonArray *workers = opt_json_get_array (self->json, "Workers");
  GPtrArray *processes = g_ptr_array_new ();

  g_ptr_array_add (processes, self->json);
  for (guint i = 0; workers != NULL && i < json_array_get_length (workers); i++)
    {
      JsonNode *element = json_array_get_element (workers, i);

      if (JSON_NODE_HOLDS_OBJECT (element))
        g_ptr_array_add (processes, json_node_get_object (element));
    }

  return processes;
}

/**
 * opt_plan_spill_get_nick:
 * @spill: what spilled
 *
 * Returns: (nullable): its name in JSON: "sort", "incremental sort", "hash", "hashagg", "temp"
 */
const char *
opt_plan_spill_get_nick (OptPlanSpill spill)
{
  switch (spill)
    {
    case OPT_PLAN_SPILL_SORT:
      return "sort";
    case OPT_PLAN_SPILL_INCREMENTAL_SORT:
      return "incremental sort";
    case OPT_PLAN_SPILL_HASH:
      return "hash";
    case OPT_PLAN_SPILL_HASHAGG:
      return "hashagg";
    case OPT_PLAN_SPILL_TEMP:
      return "temp";
    case OPT_PLAN_SPILL_NONE:
    default:
      return NULL;
    }
}

/**
 * opt_plan_node_get_id:
 * @self: a node
 *
 * Returns: its place, depth first, over all plans of the output; the first is 1
 */
int
opt_plan_node_get_id (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), 0);

  return self->id;
}

/**
 * opt_plan_node_get_parent:
 * @self: a node
 *
 * Returns: (transfer none) (nullable): the node that it hangs on; %NULL at the top
 */
OptPlanNode *
opt_plan_node_get_parent (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NULL);

  return self->parent;
}

/**
 * opt_plan_node_get_n_children:
 * @self: a node
 *
 * Returns: how many nodes hang on it, InitPlans and CTEs included
 */
guint
opt_plan_node_get_n_children (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), 0);

  return self->children->len;
}

/**
 * opt_plan_node_get_child:
 * @self: a node
 * @index: which
 *
 * Returns: (transfer none): the child
 */
OptPlanNode *
opt_plan_node_get_child (OptPlanNode *self, guint index)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NULL);
  g_return_val_if_fail (index < self->children->len, NULL);

  return g_ptr_array_index (self->children, index);
}

/**
 * opt_plan_node_get_relationship:
 * @self: a node
 *
 * Returns: how it hangs on its parent
 */
OptPlanRelationship
opt_plan_node_get_relationship (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), OPT_PLAN_RELATIONSHIP_ROOT);

  return self->relationship;
}

/**
 * opt_plan_node_get_depth:
 * @self: a node
 *
 * Returns: how many nodes are above it
 */
guint
opt_plan_node_get_depth (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), 0);

  return self->depth;
}

/**
 * opt_plan_node_get_node_type:
 * @self: a node
 *
 * Returns: its "Node Type": "Seq Scan"
 */
const char *
opt_plan_node_get_node_type (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NULL);

  return self->type;
}

/**
 * opt_plan_node_get_subplan_name:
 * @self: a node
 *
 * Returns: (nullable): its "Subplan Name": "InitPlan 1 (returns $0)", "CTE s"
 */
const char *
opt_plan_node_get_subplan_name (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NULL);

  return self->subplan_name;
}

/**
 * opt_plan_node_get_json:
 * @self: a node
 *
 * Returns: (transfer none): all that PostgreSQL printed of it, the children included
 */
JsonObject *
opt_plan_node_get_json (OptPlanNode *self)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NULL);

  return self->json;
}

/**
 * opt_plan_node_get_text:
 * @self: a node
 * @key: a key as PostgreSQL prints it: "Filter"
 *
 * Returns: (nullable) (transfer none): its text
 */
const char *
opt_plan_node_get_text (OptPlanNode *self, const char *key)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NULL);

  return opt_json_get_string (self->json, key);
}

/**
 * opt_plan_node_get_figure:
 * @self: a node
 * @key: a key as PostgreSQL prints it: "Rows Removed by Filter"
 *
 * Returns: its number, or NAN
 */
double
opt_plan_node_get_figure (OptPlanNode *self, const char *key)
{
  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NAN);

  return opt_json_get_double (self->json, key, NAN);
}
