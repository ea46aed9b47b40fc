/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-shape.h"

#include <string.h>

#include "opt-json.h"
#include "opt-statement-text.h"

/* What a plan does, and not for which values or how long. A relation's alias tells two readings of
 * it apart; a partition's has a number that depends on how many others there are. */
static const char *const shape_keys[] = {
  "Node Type",      "Parent Relationship", "Subplan Name", "Relation Name",
  "Index Name",     "Function Name",       "CTE Name",     "Join Type",
  "Strategy",       "Partial Mode",        "Operation",    "Command",
  "Scan Direction",
};

/* Texts that hold names, or words of PostgreSQL, and no values. */
static const char *const name_keys[] = {
  "Node Type",
  "Parent Relationship",
  "Subplan Name",
  "Relation Name",
  "Schema",
  "Alias",
  "Index Name",
  "Function Name",
  "CTE Name",
  "Tuplestore Name",
  "Relations",
  "Join Type",
  "Strategy",
  "Partial Mode",
  "Operation",
  "Command",
  "Scan Direction",
  "Custom Plan Provider",
  "Sort Method",
  "Sort Space Type",
  "Sort Methods Used",
  "Cache Mode",
  "Conflict Resolution",
  "Conflict Arbiter Indexes",
  "Params Evaluated",
  "Trigger Name",
  "Constraint Name",
  "Relation",
};

/* Expressions, whose constants are values. */
static const char *const expression_keys[] = {
  "Filter",      "Index Cond", "Recheck Cond",    "Hash Cond",       "Merge Cond",
  "Join Filter", "TID Cond",   "One-Time Filter", "Conflict Filter", "Order By",
  "Sort Key",    "Group Key",  "Presorted Key",   "Cache Key",       "Run Condition",
};

static gboolean
is_one_of (const char *key, const char *const *keys, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      if (strcmp (key, keys[i]) == 0)
        return TRUE;
    }

  return FALSE;
}

/* "InitPlan 1" and "SubPlan 1" are names: time is attributed by them. */
static char *
replace (const char *pattern, const char *text, const char *with)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);

  return g_regex_replace (regex, text, -1, 0, with, 0, NULL);
}

static char *
redact (const char *expression)
{
  g_autofree char *guarded = replace ("\\b(InitPlan|SubPlan) (\\d+)", expression, "\\1__opt\\2");
  g_autofree char *redacted
      = guarded != NULL ? opt_statement_redact_literals (guarded, NULL) : NULL;

  return redacted != NULL ? replace ("\\b(InitPlan|SubPlan)__opt(\\d+)", redacted, "\\1 \\2")
                          : NULL;
}

static JsonNode *
copy_texts (JsonNode *value, gboolean redacted)
{
  JsonNode *copy;

  if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *array = json_node_get_array (value);
      JsonArray *texts = json_array_new ();

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          JsonNode *text = copy_texts (json_array_get_element (array, i), redacted);

          if (text != NULL)
            json_array_add_element (texts, text);
        }
      copy = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (copy, texts);
      return copy;
    }
  if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_STRING)
    return NULL;
  if (!redacted)
    return json_node_copy (value);

  {
    g_autofree char *text = redact (json_node_get_string (value));

    if (text == NULL)
      return NULL;
    copy = json_node_new (JSON_NODE_VALUE);
    json_node_set_string (copy, text);
  }

  return copy;
}

static JsonNode *copy_without_values (JsonNode *value);

static JsonNode *
copy_member (const char *key, JsonNode *value)
{
  gboolean is_text
      = (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
        || JSON_NODE_HOLDS_ARRAY (value);

  if (is_text && is_one_of (key, name_keys, G_N_ELEMENTS (name_keys)))
    return copy_texts (value, FALSE);
  if (is_text && is_one_of (key, expression_keys, G_N_ELEMENTS (expression_keys)))
    return copy_texts (value, TRUE);
  /* The planner's settings have no values of anybody's rows. */
  if (strcmp (key, "Settings") == 0)
    return json_node_copy (value);

  return copy_without_values (value);
}

/* Figures stay; of texts only those do that are known to hold no values. */
static JsonNode *
copy_without_values (JsonNode *value)
{
  JsonNode *copy = NULL;

  if (JSON_NODE_HOLDS_OBJECT (value))
    {
      JsonObject *object = json_object_new ();
      JsonObjectIter iter;
      const char *key;
      JsonNode *member;

      json_object_iter_init_ordered (&iter, json_node_get_object (value));
      while (json_object_iter_next_ordered (&iter, &key, &member))
        {
          JsonNode *kept = copy_member (key, member);

          if (kept != NULL)
            json_object_set_member (object, key, kept);
        }
      copy = json_node_new (JSON_NODE_OBJECT);
      json_node_take_object (copy, object);
    }
  else if (JSON_NODE_HOLDS_ARRAY (value))
    {
      JsonArray *source = json_node_get_array (value);
      JsonArray *array = json_array_new ();

      for (guint i = 0; i < json_array_get_length (source); i++)
        {
          JsonNode *kept = copy_without_values (json_array_get_element (source, i));

          if (kept != NULL)
            json_array_add_element (array, kept);
        }
      copy = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (copy, array);
    }
  else if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) != G_TYPE_STRING)
    copy = json_node_copy (value);

  return copy;
}

/**
 * opt_plan_without_values:
 * @self: a plan
 *
 * What it does and what it took, with nothing of anybody's rows in it: conditions have `?` where
 * constants were, and of other texts only names are left. It can be read again.
 *
 * Returns: (transfer full): as EXPLAIN (FORMAT JSON) prints it
 */
JsonNode *
opt_plan_without_values (OptPlan *self)
{
  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);

  return copy_without_values (opt_plan_get_source (self));
}

/* What is known of a node with all below it. */
typedef struct
{
  char *named;
  char *nameless; /* the same, but for the names of relations and indexes */
  gboolean has_scan;
  gboolean numbered; /* all scans have an alias like "orders_2", as those of partitions do */
} Part;

static void
part_clear (gpointer data)
{
  g_free (((Part *) data)->named);
  g_free (((Part *) data)->nameless);
}

static gboolean
is_numbered (const char *alias)
{
  const char *end = strrchr (alias, '_');

  return end != NULL && end[1] != '\0' && strspn (end + 1, "0123456789") == strlen (end + 1);
}

static Part *
get_part (GArray *parts, OptPlanNode *node)
{
  return &g_array_index (parts, Part, opt_plan_node_get_id (node) - 1);
}

static void
add_text (GChecksum *checksum, const char *text)
{
  g_checksum_update (checksum, (const guchar *) (text != NULL ? text : ""), -1);
  g_checksum_update (checksum, (const guchar *) "\n", 1);
}

/* How many partitions there are, and how they are called, changes each day; what is done in them
 * does not: each way counts once. */
static void
add_children (GChecksum *checksum, OptPlanNode *node, GArray *parts, gboolean named)
{
  gboolean appends = g_str_has_suffix (opt_plan_node_get_node_type (node), "Append");
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < opt_plan_node_get_n_children (node); i++)
    {
      const Part *child = get_part (parts, opt_plan_node_get_child (node, i));

      if (!appends || !child->has_scan || !child->numbered)
        add_text (checksum, named ? child->named : child->nameless);
      else if (g_hash_table_add (seen, child->nameless))
        add_text (checksum, child->nameless);
    }
}

static char *
digest (OptPlanNode *node, GArray *parts, gboolean named)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  JsonObject *json = opt_plan_node_get_json (node);

  add_text (checksum, opt_json_get_boolean (json, "Parallel Aware", FALSE) ? "parallel" : "alone");
  for (gsize i = 0; i < G_N_ELEMENTS (shape_keys); i++)
    {
      gboolean is_name = g_str_equal (shape_keys[i], "Relation Name")
                         || g_str_equal (shape_keys[i], "Index Name");

      if (named || !is_name)
        add_text (checksum, opt_plan_node_get_text (node, shape_keys[i]));
    }
  add_children (checksum, node, parts, named);

  return g_strdup (g_checksum_get_string (checksum));
}

static void
reckon (OptPlanNode *node, GArray *parts)
{
  Part *part = get_part (parts, node);
  const char *alias = opt_plan_node_get_text (node, "Alias");

  part->has_scan = alias != NULL;
  part->numbered = alias == NULL || is_numbered (alias);
  for (guint i = 0; i < opt_plan_node_get_n_children (node); i++)
    {
      const Part *child = get_part (parts, opt_plan_node_get_child (node, i));

      part->has_scan |= child->has_scan;
      part->numbered &= child->numbered;
    }
  part->named = digest (node, parts, TRUE);
  part->nameless = digest (node, parts, FALSE);
}

/**
 * opt_plan_get_shape_digest:
 * @self: a plan
 *
 * Returns: (transfer full): the same for plans that do the same in the same order, whatever their
 *   values, costs and times, and however many partitions they read in the same ways
 */
char *
opt_plan_get_shape_digest (OptPlan *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GArray) parts = g_array_new (FALSE, TRUE, sizeof (Part));

  g_return_val_if_fail (OPT_IS_PLAN (self), NULL);

  g_array_set_clear_func (parts, part_clear);
  g_array_set_size (parts, opt_plan_get_n_nodes (self));
  /* What is below a node has larger numbers. */
  for (guint id = opt_plan_get_n_nodes (self); id > 0; id--)
    reckon (opt_plan_get_node (self, (int) id), parts);
  for (guint i = 0; i < opt_plan_get_n_plans (self); i++)
    add_text (checksum, get_part (parts, opt_plan_get_root (self, i))->named);

  return g_strdup (g_checksum_get_string (checksum));
}
