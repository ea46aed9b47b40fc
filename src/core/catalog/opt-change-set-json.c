/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-change-set-private.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-json.h"

static const char *const kinds[]
    = { "create-index",  "drop-index", "analyze",          "create-partitioned-index",
        "set-parameter", "set-column", "create-statistics" };

/**
 * opt_change_kind_get_nick:
 * @kind: a kind
 *
 * Returns: its name for machines
 */
const char *
opt_change_kind_get_nick (OptChangeKind kind)
{
  return kinds[kind];
}

static void
add_member (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

/**
 * opt_change_set_to_json:
 * @self: a set
 *
 * Returns: (transfer full): an array with an object for each change
 */
JsonNode *
opt_change_set_to_json (OptChangeSet *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  g_return_val_if_fail (OPT_IS_CHANGE_SET (self), NULL);

  json_builder_begin_array (builder);
  for (guint i = 0; i < opt_change_set_get_length (self); i++)
    {
      const OptChange *change = opt_change_set_get (self, i);

      json_builder_begin_object (builder);
      add_member (builder, "kind", kinds[change->kind]);
      add_member (builder, "table", change->table);
      add_member (builder, "index", change->index);
      add_member (builder, "sql", change->sql);
      add_member (builder, "undo_sql", change->undo_sql);
      add_member (builder, "sandbox_sql", change->sandbox_sql);
      if (change->steps != NULL)
        {
          json_builder_set_member_name (builder, "steps");
          json_builder_add_value (builder, opt_index_steps_to_json (change->steps));
        }
      if (change->property != NULL)
        {
          json_builder_set_member_name (builder, "property");
          json_builder_add_value (builder, opt_change_property_to_json (change->property));
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);

  return json_builder_get_root (builder);
}

static gboolean
read_change (OptChangeSet *self, JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *kind = object != NULL ? opt_json_get_string (object, "kind") : NULL;
  OptChange *change = NULL;

  if (kind == NULL || opt_json_get_string (object, "sql") == NULL
      || (opt_json_get_string (object, "table") == NULL
          && !json_object_has_member (object, "property"))
      || opt_json_get_string (object, "sandbox_sql") == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kind, kinds[i]))
      change
          = opt_change_set_append (self, (OptChangeKind) i, opt_json_get_string (object, "table"));
  if (change == NULL)
    return FALSE;

  change->index = g_strdup (opt_json_get_string (object, "index"));
  change->sql = g_strdup (opt_json_get_string (object, "sql"));
  change->undo_sql = g_strdup (opt_json_get_string (object, "undo_sql"));
  change->sandbox_sql = g_strdup (opt_json_get_string (object, "sandbox_sql"));
  if (json_object_has_member (object, "steps"))
    change->steps = opt_index_steps_from_json (json_object_get_member (object, "steps"));
  if (json_object_has_member (object, "property"))
    change->property = opt_change_property_from_json (json_object_get_member (object, "property"));

  return TRUE;
}

/**
 * opt_change_set_from_json:
 * @node: what opt_change_set_to_json() made
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the set; %OPT_ERROR_INVALID
 */
OptChangeSet *
opt_change_set_from_json (JsonNode *node, GError **error)
{
  g_autoptr (OptChangeSet) self = opt_change_set_new ();
  JsonArray *array
      = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!read_change (self, json_array_get_element (array, i)))
      {
        array = NULL;
        break;
      }

  if (array == NULL)
    {
      opt_set_error (error, OPT_ERROR_INVALID, NULL, _ ("This is no set of changes"));
      return NULL;
    }

  return g_steal_pointer (&self);
}
