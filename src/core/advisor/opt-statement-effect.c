/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-statement-effect.h"

#include <glib/gi18n-lib.h>

#include "opt-format.h"
#include <math.h>

#include "opt-error.h"
#include "opt-json.h"

/**
 * opt_statement_effect_new:
 * @id: the statement's queryid, or its number in a workload file
 * @sql: its text
 *
 * Returns: (transfer full): an effect of which nothing is known yet
 */
OptStatementEffect *
opt_statement_effect_new (const char *id, const char *sql)
{
  OptStatementEffect *self = g_new0 (OptStatementEffect, 1);

  self->id = g_strdup (id);
  self->sql = g_strdup (sql);
  self->calls = -1;
  self->total_ms = NAN;
  self->weight = 1;
  self->cost_before = NAN;
  self->cost_after = NAN;
  self->evidence = OPT_EVIDENCE_OPINION;

  return self;
}

void
opt_statement_effect_free (OptStatementEffect *self)
{
  g_free (self->id);
  g_free (self->sql);
  g_free (self);
}

static const char *const value_nicks[] = { NULL, "written", "seen", "typical", "generic" };

/**
 * opt_statement_effect_describe_values:
 * @self: an effect
 *
 * Returns: (transfer full) (nullable): with which values it was simulated, and none of them: "for 2
 *   sets of values seen in 41 executions"; %NULL where there is nothing to tell
 */
char *
opt_statement_effect_describe_values (const OptStatementEffect *self)
{
  g_autofree char *sets = NULL;
  g_autofree char *n = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  switch (self->values)
    {
    case OPT_EFFECT_VALUES_SEEN:
      n = opt_format_count (self->n_seen);
      sets = g_strdup_printf (ngettext ("for %u set of values seen", "for %u sets of values seen",
                                        self->n_sets),
                              self->n_sets);
      return g_strdup_printf (ngettext ("%s in %s execution", "%s in %s executions",
                                        (gulong) self->n_seen),
                              sets, n);
    case OPT_EFFECT_VALUES_TYPICAL:
      return g_strdup (_ ("for typical values from statistics"));
    case OPT_EFFECT_VALUES_NONE:
      return g_strdup (_ ("by the generic plan, which knows no values"));
    case OPT_EFFECT_VALUES_WRITTEN:
    case OPT_EFFECT_VALUES_UNKNOWN:
    default:
      return NULL;
    }
}

/**
 * opt_statement_id_to_json:
 * @id: a statement's queryid, or its number in a workload file
 *
 * Returns: (transfer full): a number where it is one (a queryid is a signed one of 64 bits), else
 *   a string
 */
JsonNode *
opt_statement_id_to_json (const char *id)
{
  JsonNode *node = json_node_alloc ();
  gint64 number;

  if (g_ascii_string_to_signed (id, 10, G_MININT64, G_MAXINT64, &number, NULL))
    return json_node_init_int (node, number);

  return json_node_init_string (node, id);
}

/**
 * opt_statement_id_from_json:
 * @node: what opt_statement_id_to_json() made
 *
 * Returns: (transfer full) (nullable): the identifier; %NULL where @node holds none
 */
char *
opt_statement_id_from_json (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

  return json_node_dup_string (node);
}

static void
add_number (JsonObject *object, const char *member, double value)
{
  if (isfinite (value))
    json_object_set_double_member (object, member, value);
}

/**
 * opt_statement_effect_to_json:
 * @self: an effect
 *
 * Returns: (transfer full): it as an object: statement, text, calls, total_ms, weight, cost_before,
 *   cost_after, values, values_sets, values_seen, evidence; what is not known is left out
 */
JsonNode *
opt_statement_effect_to_json (const OptStatementEffect *self)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_alloc ();

  json_object_set_member (object, "statement", opt_statement_id_to_json (self->id));
  json_object_set_string_member (object, "text", self->sql);
  if (self->calls >= 0)
    json_object_set_int_member (object, "calls", self->calls);
  add_number (object, "total_ms", self->total_ms);
  add_number (object, "weight", self->weight);
  add_number (object, "cost_before", self->cost_before);
  add_number (object, "cost_after", self->cost_after);
  if (self->values != OPT_EFFECT_VALUES_UNKNOWN)
    json_object_set_string_member (object, "values", value_nicks[self->values]);
  if (self->values == OPT_EFFECT_VALUES_SEEN)
    {
      json_object_set_int_member (object, "values_sets", self->n_sets);
      json_object_set_int_member (object, "values_seen", self->n_seen);
    }
  json_object_set_string_member (object, "evidence", opt_evidence_get_nick (self->evidence));

  json_node_init_object (node, object);
  json_object_unref (object);

  return node;
}

static void
read_values (OptStatementEffect *self, JsonObject *object)
{
  const char *nick = opt_json_get_string (object, "values");

  for (guint i = OPT_EFFECT_VALUES_WRITTEN; i < G_N_ELEMENTS (value_nicks); i++)
    if (g_strcmp0 (nick, value_nicks[i]) == 0)
      self->values = i;
  self->n_sets = (guint) CLAMP (opt_json_get_int (object, "values_sets", 0), 0, G_MAXUINT);
  self->n_seen = opt_json_get_int (object, "values_seen", 0);
}

/**
 * opt_statement_effect_new_from_json:
 * @object: what opt_statement_effect_to_json() made
 * @error: set to %OPT_ERROR_INVALID
 *
 * Returns: (transfer full): the effect, or %NULL
 */
OptStatementEffect *
opt_statement_effect_new_from_json (JsonObject *object, GError **error)
{
  g_autofree char *id = opt_statement_id_from_json (json_object_get_member (object, "statement"));
  const char *sql = opt_json_get_string (object, "text");
  const char *evidence = opt_json_get_string (object, "evidence");
  g_autoptr (OptStatementEffect) self = NULL;

  if (id == NULL || sql == NULL)
    {
      opt_set_error (error, OPT_ERROR_INVALID, NULL,
                     _ ("A statement of a recommendation has no text"));
      return NULL;
    }

  self = opt_statement_effect_new (id, sql);
  self->calls = opt_json_get_int (object, "calls", -1);
  self->total_ms = opt_json_get_double (object, "total_ms", NAN);
  self->weight = opt_json_get_double (object, "weight", 1);
  self->cost_before = opt_json_get_double (object, "cost_before", NAN);
  self->cost_after = opt_json_get_double (object, "cost_after", NAN);
  read_values (self, object);
  if (evidence != NULL)
    opt_evidence_from_nick (evidence, &self->evidence);

  return g_steal_pointer (&self);
}
