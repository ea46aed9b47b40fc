/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-index-step.h"

#include <string.h>

#include "opt-json-build.h"
#include "opt-json.h"

static const char *const kinds[] = { "only", "build", "attach", "adopt" };

/**
 * opt_index_step_new:
 * @kind: what it does
 * @table: whose index, quoted
 * @index: the index, quoted
 *
 * Returns: (transfer full): a step, to be filled with the rest
 */
OptIndexStep *
opt_index_step_new (OptIndexStepKind kind, const char *table, const char *index)
{
  OptIndexStep *self = g_new0 (OptIndexStep, 1);

  self->kind = kind;
  self->table = g_strdup (table);
  self->index = g_strdup (index);

  return self;
}

/**
 * opt_index_step_free:
 * @self: (nullable) (transfer full): a step
 */
void
opt_index_step_free (OptIndexStep *self)
{
  if (self == NULL)
    return;

  g_free (self->table);
  g_free (self->index);
  g_free (self->parent);
  g_free (self->sql);
  g_free (self->definition);
  g_free (self->restore);
  g_free (self);
}

/**
 * opt_index_steps_to_json:
 * @steps: (element-type OptIndexStep): steps
 *
 * Returns: (transfer full): an array with an object for each
 */
JsonNode *
opt_index_steps_to_json (GPtrArray *steps)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < steps->len; i++)
    {
      const OptIndexStep *step = steps->pdata[i];

      json_builder_begin_object (builder);
      opt_json_add_text (builder, "kind", kinds[step->kind]);
      opt_json_add_text (builder, "table", step->table);
      opt_json_add_text (builder, "index", step->index);
      opt_json_add_text (builder, "parent", step->parent);
      opt_json_add_text (builder, "sql", step->sql);
      opt_json_add_text (builder, "definition", step->definition);
      opt_json_add_text (builder, "restore", step->restore);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);

  return json_builder_get_root (builder);
}

static OptIndexStep *
read_step (JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *kind = object != NULL ? opt_json_get_string (object, "kind") : NULL;
  OptIndexStep *step;

  if (kind == NULL || opt_json_get_string (object, "table") == NULL
      || opt_json_get_string (object, "index") == NULL
      || opt_json_get_string (object, "sql") == NULL)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (strcmp (kind, kinds[i]) != 0)
        continue;

      step = opt_index_step_new ((OptIndexStepKind) i, opt_json_get_string (object, "table"),
                                 opt_json_get_string (object, "index"));
      step->parent = g_strdup (opt_json_get_string (object, "parent"));
      step->sql = g_strdup (opt_json_get_string (object, "sql"));
      step->definition = g_strdup (opt_json_get_string (object, "definition"));
      step->restore = g_strdup (opt_json_get_string (object, "restore"));
      return step;
    }

  return NULL;
}

/**
 * opt_index_steps_from_json:
 * @node: (nullable): what opt_index_steps_to_json() made
 *
 * Returns: (transfer full) (nullable) (element-type OptIndexStep): the steps; %NULL where these
 *   are none
 */
GPtrArray *
opt_index_steps_from_json (JsonNode *node)
{
  JsonArray *array
      = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (GPtrArray) steps
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_index_step_free);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      OptIndexStep *step = read_step (json_array_get_element (array, i));

      if (step == NULL)
        return NULL;
      g_ptr_array_add (steps, step);
    }

  return steps->len > 0 ? g_steal_pointer (&steps) : NULL;
}
