/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-node-private.h"

#include <string.h>

#include "opt-json.h"

/* What the node reads or writes, if it is one thing. */
static const char *
get_target (OptPlanNode *self)
{
  static const char *const keys[] = {
    "Relation Name", "Index Name", "Function Name", "CTE Name", "Tuplestore Name",
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *target = opt_json_get_string (self->json, keys[i]);

      if (target != NULL)
        return target;
    }

  return NULL;
}

/**
 * opt_plan_node_get_short_name:
 * @self: a node
 *
 * Returns: (transfer full): its type and what it reads, for comparing: "Seq Scan:orders",
 *   "Aggregate/Hashed/Partial", "ModifyTable/Delete:order_line"
 */
char *
opt_plan_node_get_short_name (OptPlanNode *self)
{
  GString *name;
  const char *target;

  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NULL);

  name = g_string_new (self->type);
  if (strcmp (self->type, "Aggregate") == 0)
    {
      const char *strategy = opt_json_get_string (self->json, "Strategy");
      const char *mode = opt_json_get_string (self->json, "Partial Mode");

      if (strategy != NULL)
        g_string_append_printf (name, "/%s", strategy);
      if (mode != NULL && strcmp (mode, "Simple") != 0)
        g_string_append_printf (name, "/%s", mode);
    }
  else if (strcmp (self->type, "ModifyTable") == 0)
    {
      const char *operation = opt_json_get_string (self->json, "Operation");

      if (operation != NULL)
        g_string_append_printf (name, "/%s", operation);
    }

  target = get_target (self);
  if (target != NULL)
    g_string_append_printf (name, ":%s", target);

  return g_string_free (name, FALSE);
}

static void
append_aggregate (GString *label, JsonObject *json)
{
  const char *strategy = opt_json_get_string (json, "Strategy");
  const char *mode = opt_json_get_string (json, "Partial Mode");

  if (g_strcmp0 (mode, "Simple") != 0 && mode != NULL)
    g_string_append_printf (label, "%s ", mode);
  if (g_strcmp0 (strategy, "Sorted") == 0)
    g_string_append (label, "GroupAggregate");
  else if (g_strcmp0 (strategy, "Hashed") == 0)
    g_string_append (label, "HashAggregate");
  else if (g_strcmp0 (strategy, "Mixed") == 0)
    g_string_append (label, "MixedAggregate");
  else
    g_string_append (label, "Aggregate");
}

/* "Hash Join" and "Left" make "Hash Left Join", as PostgreSQL's text format has it. */
static void
append_join (GString *label, const char *type, const char *join_type)
{
  if (g_str_has_suffix (type, " Join"))
    {
      g_string_append_len (label, type, (gssize) (strlen (type) - strlen ("Join")));
      g_string_append_printf (label, "%s Join", join_type);
    }
  else
    g_string_append_printf (label, "%s %s Join", type, join_type);
}

static void
append_kind (GString *label, OptPlanNode *self)
{
  JsonObject *json = self->json;
  const char *join_type = opt_json_get_string (json, "Join Type");
  const char *operation = opt_json_get_string (json, "Operation");
  const char *command = opt_json_get_string (json, "Command");
  const char *provider = opt_json_get_string (json, "Custom Plan Provider");

  if (opt_json_get_boolean (json, "Parallel Aware", FALSE))
    g_string_append (label, "Parallel ");
  if (opt_json_get_boolean (json, "Async Capable", FALSE))
    g_string_append (label, "Async ");

  if (strcmp (self->type, "Aggregate") == 0)
    append_aggregate (label, json);
  else if (join_type != NULL && strcmp (join_type, "Inner") != 0)
    append_join (label, self->type, join_type);
  else if (strcmp (self->type, "ModifyTable") == 0 && operation != NULL)
    g_string_append (label, operation);
  else if (strcmp (self->type, "Foreign Scan") == 0 && operation != NULL
           && strcmp (operation, "Select") != 0)
    g_string_append_printf (label, "Foreign %s", operation);
  else if (strcmp (self->type, "SetOp") == 0 && command != NULL)
    g_string_append_printf (label, "%s %s", self->type, command);
  else if (provider != NULL)
    g_string_append_printf (label, "%s (%s)", self->type, provider);
  else
    g_string_append (label, self->type);

  if (g_strcmp0 (opt_json_get_string (json, "Scan Direction"), "Backward") == 0)
    g_string_append (label, " Backward");
}

/**
 * opt_plan_node_get_label:
 * @self: a node
 *
 * Returns: (transfer full): the node as PostgreSQL's text format heads it, which people know:
 *   "Parallel Seq Scan on orders o", "Index Scan using orders_pkey on orders", "Hash Anti Join"
 */
char *
opt_plan_node_get_label (OptPlanNode *self)
{
  GString *label;
  const char *index;
  const char *target;
  const char *alias;

  g_return_val_if_fail (OPT_IS_PLAN_NODE (self), NULL);

  label = g_string_new (NULL);
  append_kind (label, self);

  target = get_target (self);
  index = opt_json_get_string (self->json, "Index Name");
  if (index != NULL && target != index)
    g_string_append_printf (label, " using %s", index);
  if (target != NULL)
    g_string_append_printf (label, " on %s", target);
  alias = opt_json_get_string (self->json, "Alias");
  if (alias != NULL && g_strcmp0 (alias, target) != 0)
    g_string_append_printf (label, target != NULL ? " %s" : " on %s", alias);

  return g_string_free (label, FALSE);
}
