/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-private.h"

#include <string.h>

#include "opt-json.h"

/*
 * The result of an InitPlan is mentioned as "$0" up to 16, and as "(InitPlan 1).col1" from 17 on.
 */
#define INIT_PLAN "InitPlan "

typedef struct
{
  GHashTable *mentions; /* key -> GPtrArray of OptPlanNode */
  OptPlanNode *node;
} Scan;

static gsize
get_word_length (const char *text)
{
  gsize length = 0;

  while (g_ascii_isalnum (text[length]) || text[length] == '_')
    length++;

  return length;
}

/* The length of the mention that @text starts with, or 0. */
static gsize
get_mention_length (const char *text)
{
  if (text[0] == '$' && g_ascii_isdigit (text[1]))
    return 1 + get_word_length (text + 1);
  if (g_str_has_prefix (text, INIT_PLAN))
    return strlen (INIT_PLAN) + get_word_length (text + strlen (INIT_PLAN));

  return 0;
}

static void
add_mention (Scan *scan, const char *text, gsize length)
{
  g_autofree char *key = g_strndup (text, length);
  GPtrArray *nodes = g_hash_table_lookup (scan->mentions, key);

  if (nodes == NULL)
    {
      nodes = g_ptr_array_new ();
      g_hash_table_insert (scan->mentions, g_steal_pointer (&key), nodes);
    }
  if (nodes->len == 0 || g_ptr_array_index (nodes, nodes->len - 1) != scan->node)
    g_ptr_array_add (nodes, scan->node);
}

/* What stands in quotes is a literal or somebody's odd name, not a parameter. */
static void
scan_text (Scan *scan, const char *text)
{
  char quote = '\0';

  while (*text != '\0')
    {
      gsize length = quote == '\0' ? get_mention_length (text) : 0;

      if (length > 0)
        {
          add_mention (scan, text, length);
          text += length;
          continue;
        }
      if (quote == '\0' && (*text == '\'' || *text == '"'))
        quote = *text;
      else if (*text == quote)
        quote = '\0';
      text++;
    }
}

static void scan_member (JsonObject *object, const char *name, JsonNode *member, gpointer data);

static void
scan_element (JsonArray *array, guint index, JsonNode *element, gpointer data)
{
  scan_member (NULL, "", element, data);
}

static void
scan_member (JsonObject *object, const char *name, JsonNode *member, gpointer data)
{
  if (strcmp (name, "Plans") == 0 || strcmp (name, "Workers") == 0
      || strcmp (name, "Subplan Name") == 0 || strcmp (name, "Remote SQL") == 0)
    return;

  if (JSON_NODE_HOLDS_OBJECT (member))
    json_object_foreach_member (json_node_get_object (member), scan_member, data);
  else if (JSON_NODE_HOLDS_ARRAY (member))
    json_array_foreach_element (json_node_get_array (member), scan_element, data);
  else if (json_node_get_value_type (member) == G_TYPE_STRING)
    scan_text (data, json_node_get_string (member));
}

/*
 * opt_plan_get_mentions:
 *
 * Returns: (transfer none): which nodes mention the result of which InitPlan, or which parameter of
 *   the statement, in what is printed of them; looked for once
 */
GHashTable *
opt_plan_get_mentions (OptPlan *self)
{
  Scan scan = { 0 };

  if (self->mentions != NULL)
    return self->mentions;

  self->mentions
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  scan.mentions = self->mentions;
  for (guint i = 0; i < self->nodes->len; i++)
    {
      scan.node = opt_plan_nth_node (self, i);
      json_object_foreach_member (scan.node->json, scan_member, &scan);
    }

  return self->mentions;
}

/*
 * opt_plan_node_get_init_plan_keys:
 *
 * Returns: how the results of this InitPlan are mentioned: "InitPlan 1 (returns $0,$1)" gives
 *   "InitPlan 1", "$0" and "$1"
 */
char **
opt_plan_node_get_init_plan_keys (OptPlanNode *self)
{
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  const char *text = self->subplan_name != NULL ? self->subplan_name : "";

  while (*text != '\0')
    {
      gsize length = get_mention_length (text);
      g_autofree char *key = g_strndup (text, length);

      if (length > 0)
        g_strv_builder_add (keys, key);
      text += MAX (length, 1);
    }

  return g_strv_builder_end (keys);
}

static void
look_for (JsonObject *object, const char *name, JsonNode *member, gpointer data)
{
  const char **wanted = data;

  if (*wanted != NULL && JSON_NODE_HOLDS_VALUE (member)
      && json_node_get_value_type (member) == G_TYPE_STRING
      && strstr (json_node_get_string (member), *wanted) != NULL)
    *wanted = NULL;
}

/*
 * opt_plan_node_is_hashed_subplan:
 *
 * Returns: whether the parent reads this SubPlan once into a hash table: "(NOT (hashed SubPlan 1))"
 */
gboolean
opt_plan_node_is_hashed_subplan (OptPlanNode *self)
{
  g_autofree char *text = NULL;
  const char *wanted;

  if (self->relationship != OPT_PLAN_RELATIONSHIP_SUBPLAN || self->subplan_name == NULL)
    return FALSE;

  text = g_strdup_printf ("hashed %s", self->subplan_name);
  wanted = text;
  json_object_foreach_member (self->parent->json, look_for, &wanted);

  return wanted == NULL;
}

/*
 * opt_plan_node_get_cte:
 *
 * Returns: the plan of the WITH query that this CTE Scan reads: the nearest of that name above, as
 *   names in inner queries hide those of outer ones
 */
OptPlanNode *
opt_plan_node_get_cte (OptPlanNode *scan)
{
  const char *name;

  if (strcmp (scan->type, "CTE Scan") != 0)
    return NULL;
  name = opt_json_get_string (scan->json, "CTE Name");
  if (name == NULL)
    return NULL;

  for (OptPlanNode *above = scan; above != NULL; above = above->parent)
    {
      if (!above->has_ctes)
        continue;
      for (guint i = 0; i < above->children->len; i++)
        {
          OptPlanNode *child = opt_plan_node_nth_child (above, i);

          if (child->relationship == OPT_PLAN_RELATIONSHIP_CTE
              && strcmp (child->subplan_name + strlen ("CTE "), name) == 0)
            return child;
        }
    }

  return NULL;
}
