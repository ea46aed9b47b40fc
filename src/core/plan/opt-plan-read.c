/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-error.h"
#include "opt-json.h"
#include "opt-plan-source.h"

#define HOW_TO_EXPLAIN _ ("Give what EXPLAIN (ANALYZE, BUFFERS) printed.")

static OptPlanNode *
read_node (OptPlan *self, JsonObject *json, OptPlanNode *parent, GError **error)
{
  int id = (int) self->nodes->len + 1;
  g_autoptr (OptPlanNode) made = opt_plan_node_new (json, parent, id, error);
  OptPlanNode *node = made;
  JsonArray *children;

  if (made == NULL)
    return NULL;
  if (made->depth >= OPT_PLAN_DEPTH)
    {
      opt_set_error (error, OPT_ERROR_INVALID, HOW_TO_EXPLAIN,
                     _ ("The plan is nested too deeply: more than %d levels"), OPT_PLAN_DEPTH);
      return NULL;
    }

  g_ptr_array_add (self->nodes, g_steal_pointer (&made));
  children = opt_json_get_array (json, "Plans");
  for (guint i = 0; children != NULL && i < json_array_get_length (children); i++)
    {
      JsonNode *element = json_array_get_element (children, i);
      OptPlanNode *child;

      if (!JSON_NODE_HOLDS_OBJECT (element))
        {
          opt_set_error (error, OPT_ERROR_INVALID, HOW_TO_EXPLAIN,
                         _ ("Not a plan: below node %d stands something that is no node"), id);
          return NULL;
        }
      child = read_node (self, json_node_get_object (element), node, error);
      if (child == NULL)
        return NULL;
      if (child->relationship == OPT_PLAN_RELATIONSHIP_CTE)
        node->has_ctes = TRUE;
      g_ptr_array_add (node->children, g_object_ref (child));
    }
  node->last_id = (int) self->nodes->len;

  return node;
}

static void
add_figure (double *sum, JsonObject *json, const char *key)
{
  double figure = opt_json_get_double (json, key, NAN);

  if (!isnan (figure))
    *sum = isnan (*sum) ? figure : *sum + figure;
}

static void
read_triggers (OptPlan *self, JsonObject *json)
{
  JsonArray *triggers = opt_json_get_array (json, "Triggers");

  for (guint i = 0; triggers != NULL && i < json_array_get_length (triggers); i++)
    {
      JsonNode *element = json_array_get_element (triggers, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      OptPlanTrigger trigger = {
        .name = opt_json_get_string (object, "Trigger Name"),
        .constraint = opt_json_get_string (object, "Constraint Name"),
        .relation = opt_json_get_string (object, "Relation"),
        .time_ms = opt_json_get_double (object, "Time", NAN),
        .calls = opt_json_get_double (object, "Calls", NAN),
      };

      if (object != NULL)
        g_array_append_val (self->triggers, trigger);
    }
}

/* "Total" stands there in every version; what else does changed in 17. */
static void
read_jit (OptPlan *self, JsonObject *json)
{
  JsonObject *timing = opt_json_get_object (opt_json_get_object (json, "JIT"), "Timing");

  add_figure (&self->jit_ms, timing, "Total");
}

static gboolean
read_element (OptPlan *self, JsonNode *element, GError **error)
{
  JsonObject *json;
  JsonObject *top;
  OptPlanNode *root;

  if (JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_STRING)
    {
      self->n_utility_statements++;
      return TRUE;
    }
  if (!JSON_NODE_HOLDS_OBJECT (element))
    {
      opt_set_error (error, OPT_ERROR_INVALID, HOW_TO_EXPLAIN,
                     _ ("This is JSON, but not a plan: it has no “Plan”"));
      return FALSE;
    }

  json = json_node_get_object (element);
  top = opt_json_get_object (json, "Plan");
  if (top == NULL && json_object_has_member (json, "Node Type"))
    top = json;
  if (top == NULL)
    {
      opt_set_error (error, OPT_ERROR_INVALID, HOW_TO_EXPLAIN,
                     _ ("This is JSON, but not a plan: it has no “Plan”"));
      return FALSE;
    }

  root = read_node (self, top, NULL, error);
  if (root == NULL)
    return FALSE;

  self->has_rows = self->has_rows || !isnan (root->rows);
  g_ptr_array_add (self->roots, root);
  g_ptr_array_add (self->elements, json);
  add_figure (&self->execution_ms, json, "Execution Time");
  add_figure (&self->planning_ms, json, "Planning Time");
  add_figure (&self->total_cost, top, "Total Cost");
  read_triggers (self, json);
  read_jit (self, json);

  return TRUE;
}

/*
 * opt_plan_read:
 * @json: (transfer full): what opt_plan_source_read() made of it
 *
 * Fills in @self from what EXPLAIN printed: an array of statements, one of them alone (as
 * auto_explain logs it), or a bare node.
 */
gboolean
opt_plan_read (OptPlan *self, JsonNode *json, GError **error)
{
  JsonArray *array;

  self->json = json;
  if (!JSON_NODE_HOLDS_ARRAY (self->json))
    return read_element (self, self->json, error);

  array = json_node_get_array (self->json);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      if (!read_element (self, json_array_get_element (array, i), error))
        return FALSE;
    }

  return TRUE;
}
