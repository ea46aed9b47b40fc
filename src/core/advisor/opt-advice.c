/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-advice.h"

#include <math.h>

static void
note_free (gpointer data)
{
  OptAdviceNote *note = data;

  g_free (note->id);
  g_free (note->sql);
  g_free (note->reason);
  g_free (note);
}

/**
 * opt_advice_new:
 *
 * Returns: (transfer full): the advice of a run that has found nothing yet
 */
OptAdvice *
opt_advice_new (void)
{
  OptAdvice *self = g_new0 (OptAdvice, 1);

  self->cost_before = NAN;
  self->cost_after = NAN;
  self->max_deviation = NAN;
  self->unproven = g_ptr_array_new_with_free_func (note_free);
  self->recommendations = g_ptr_array_new_with_free_func (g_object_unref);
  self->not_planned = g_ptr_array_new_with_free_func (note_free);
  self->unresolved = g_ptr_array_new_with_free_func (note_free);

  return self;
}

void
opt_advice_free (OptAdvice *self)
{
  g_ptr_array_unref (self->unproven);
  g_ptr_array_unref (self->recommendations);
  g_ptr_array_unref (self->not_planned);
  g_ptr_array_unref (self->unresolved);
  g_free (self->conclusion);
  g_free (self);
}

/**
 * opt_advice_add_note:
 * @notes: (element-type OptAdviceNote): where to
 * @id: the statement
 * @sql: its text
 * @reason: what is said of it
 *
 * Adds a note.
 */
void
opt_advice_add_note (GPtrArray *notes, const char *id, const char *sql, const char *reason)
{
  OptAdviceNote *note = g_new0 (OptAdviceNote, 1);

  note->id = g_strdup (id);
  note->sql = g_strdup (sql);
  note->reason = g_strdup (reason);
  g_ptr_array_add (notes, note);
}

static void
add_figure (JsonObject *object, const char *member, double value)
{
  if (isfinite (value))
    json_object_set_double_member (object, member, value);
}

static JsonArray *
notes_to_json (GPtrArray *notes)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < notes->len; i++)
    {
      const OptAdviceNote *note = g_ptr_array_index (notes, i);
      JsonObject *object = json_object_new ();

      json_object_set_member (object, "statement", opt_statement_id_to_json (note->id));
      json_object_set_string_member (object, "text", note->sql);
      json_object_set_string_member (object, "reason", note->reason);
      json_array_add_object_element (array, object);
    }

  return array;
}

static JsonObject *
workload_to_json (const OptAdvice *self)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "statements", self->n_statements);
  add_figure (object, "cost_before", self->cost_before);
  add_figure (object, "cost_after", self->cost_after);

  return object;
}

static JsonObject *
shadow_to_json (const OptAdvice *self)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "agrees", self->n_agree);
  json_object_set_int_member (object, "of", self->n_checked);
  add_figure (object, "max_deviation", self->max_deviation);
  json_object_set_array_member (object, "unproven", notes_to_json (self->unproven));

  return object;
}

/**
 * opt_advice_to_json:
 * @self: the advice of a run
 *
 * Writes it as an object: workload (statements, cost_before, cost_after), shadow (agrees, of,
 * max_deviation, unproven), recommendations, not_planned, unresolved, conclusion, candidates,
 * explains. A figure that there isn't is left out.
 *
 * Returns: (transfer full): the object
 */
JsonNode *
opt_advice_to_json (const OptAdvice *self)
{
  JsonNode *node = json_node_alloc ();
  JsonObject *object = json_object_new ();
  JsonArray *recommendations = json_array_new ();

  for (guint i = 0; i < self->recommendations->len; i++)
    json_array_add_element (recommendations, opt_recommendation_to_json (
                                                 g_ptr_array_index (self->recommendations, i)));

  json_object_set_object_member (object, "workload", workload_to_json (self));
  json_object_set_object_member (object, "shadow", shadow_to_json (self));
  json_object_set_array_member (object, "recommendations", recommendations);
  json_object_set_array_member (object, "not_planned", notes_to_json (self->not_planned));
  json_object_set_array_member (object, "unresolved", notes_to_json (self->unresolved));
  if (self->conclusion != NULL)
    json_object_set_string_member (object, "conclusion", self->conclusion);
  json_object_set_int_member (object, "candidates", self->n_candidates);
  json_object_set_int_member (object, "explains", self->n_explains);

  json_node_init_object (node, object);
  json_object_unref (object);

  return node;
}
