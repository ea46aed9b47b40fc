/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-recommendation.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-error.h"
#include "opt-json.h"

static void
add_text (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
}

static void
add_statements (JsonObject *object, GPtrArray *statements)
{
  JsonArray *ids = json_array_new ();
  JsonArray *effects = json_array_new ();

  for (guint i = 0; i < statements->len; i++)
    {
      const OptStatementEffect *effect = g_ptr_array_index (statements, i);

      json_array_add_element (ids, opt_statement_id_to_json (effect->id));
      json_array_add_element (effects, opt_statement_effect_to_json (effect));
    }
  json_object_set_array_member (object, "statements", ids);
  json_object_set_array_member (object, "effects", effects);
}

static void
add_confidence (JsonObject *object, OptRecommendation *self)
{
  JsonObject *confidence = json_object_new ();

  json_object_set_int_member (confidence, "held", opt_recommendation_get_held (self));
  json_object_set_int_member (confidence, "of", opt_recommendation_get_of (self));
  json_object_set_object_member (object, "confidence", confidence);
}

/**
 * opt_recommendation_to_json:
 * @self: a recommendation
 *
 * Writes it as an object: id, kind, title, sql, undo_sql, reason, statements (their queryids, or
 * their numbers in the workload file), effects (what it does to each of them), evidence, confidence
 * (held, of), risk, cost_before, cost_after, size_bytes, projected_ms, relation, server, database,
 * made_at (microseconds since 1970), changes (the statements of the change, each with its undo),
 * trial, refuted_by. What is not known is left out.
 *
 * Returns: (transfer full): the object
 */
JsonNode *
opt_recommendation_to_json (OptRecommendation *self)
{
  JsonNode *node = json_node_alloc ();
  JsonObject *object = json_object_new ();

  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NULL);

  add_text (object, "id", opt_recommendation_get_id (self));
  add_text (object, "kind", opt_recommendation_get_kind (self));
  add_text (object, "title", opt_recommendation_get_title (self));
  add_text (object, "sql", opt_recommendation_get_sql (self));
  add_text (object, "undo_sql", opt_recommendation_get_undo_sql (self));
  add_text (object, "reason", opt_recommendation_get_reason (self));
  add_statements (object, opt_recommendation_get_statements (self));
  add_text (object, "evidence", opt_evidence_get_nick (opt_recommendation_get_evidence (self)));
  add_confidence (object, self);
  add_text (object, "risk", opt_recommendation_get_risk (self));
  json_object_set_double_member (object, "cost_before", opt_recommendation_get_cost_before (self));
  json_object_set_double_member (object, "cost_after", opt_recommendation_get_cost_after (self));
  if (opt_recommendation_get_size_bytes (self) >= 0)
    json_object_set_int_member (object, "size_bytes", opt_recommendation_get_size_bytes (self));
  if (opt_recommendation_get_projected_ms (self) >= 0)
    json_object_set_double_member (object, "projected_ms",
                                   opt_recommendation_get_projected_ms (self));
  add_text (object, "relation", opt_recommendation_get_relation (self));
  add_text (object, "server", opt_recommendation_get_server (self));
  add_text (object, "database", opt_recommendation_get_database (self));
  if (opt_recommendation_get_made_at (self) >= 0)
    json_object_set_int_member (object, "made_at", opt_recommendation_get_made_at (self));
  if (opt_recommendation_get_change_set (self) != NULL)
    json_object_set_member (object, "changes",
                            opt_change_set_to_json (opt_recommendation_get_change_set (self)));
  if (opt_recommendation_get_trial (self) != NULL)
    json_object_set_member (object, "trial", json_node_copy (opt_recommendation_get_trial (self)));
  add_text (object, "refuted_by", opt_recommendation_get_refuted_by (self));

  json_node_init_object (node, object);
  json_object_unref (object);

  return node;
}

static GPtrArray *
read_statements (JsonObject *object, GError **error)
{
  g_autoptr (GPtrArray) statements
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_statement_effect_free);
  JsonArray *effects = opt_json_get_array (object, "effects");

  for (guint i = 0; effects != NULL && i < json_array_get_length (effects); i++)
    {
      JsonNode *element = json_array_get_element (effects, i);
      OptStatementEffect *effect;

      if (!JSON_NODE_HOLDS_OBJECT (element))
        {
          opt_set_error (error, OPT_ERROR_INVALID, NULL,
                         _ ("A recommendation holds a statement that is none"));
          return NULL;
        }
      effect = opt_statement_effect_new_from_json (json_node_get_object (element), error);
      if (effect == NULL)
        return NULL;
      g_ptr_array_add (statements, effect);
    }

  return g_steal_pointer (&statements);
}

static OptRecommendation *
read_claim (JsonObject *object, OptChangeSet *change_set, GPtrArray *statements)
{
  return g_object_new (OPT_TYPE_RECOMMENDATION, "server", opt_json_get_string (object, "server"),
                       "database", opt_json_get_string (object, "database"), "kind",
                       opt_json_get_string (object, "kind"), "title",
                       opt_json_get_string (object, "title"), "sql",
                       opt_json_get_string (object, "sql"), "undo-sql",
                       opt_json_get_string (object, "undo_sql"), "reason",
                       opt_json_get_string (object, "reason"), "risk",
                       opt_json_get_string (object, "risk"), "relation",
                       opt_json_get_string (object, "relation"), "change-set", change_set,
                       "statements", statements, "cost-before",
                       opt_json_get_double (object, "cost_before", 0), "cost-after",
                       opt_json_get_double (object, "cost_after", 0), "projected-ms",
                       MAX (opt_json_get_double (object, "projected_ms", -1), -1), "size-bytes",
                       MAX (opt_json_get_int (object, "size_bytes", -1), -1), "made-at",
                       MAX (opt_json_get_int (object, "made_at", -1), -1), NULL);
}

static void
read_standing (JsonObject *object, OptRecommendation *self)
{
  JsonObject *confidence = opt_json_get_object (object, "confidence");
  const char *refuted_by = opt_json_get_string (object, "refuted_by");
  OptEvidence evidence;

  if (json_object_has_member (object, "trial"))
    opt_recommendation_set_trial (self, json_object_get_member (object, "trial"));
  if (refuted_by != NULL)
    opt_recommendation_refute (self, refuted_by);
  else if (opt_evidence_from_nick (opt_json_get_string (object, "evidence"), &evidence))
    opt_recommendation_set_evidence (self, evidence);
  if (confidence != NULL)
    {
      gint64 of = CLAMP (opt_json_get_int (confidence, "of", 0), 0, G_MAXINT);
      gint64 held = CLAMP (opt_json_get_int (confidence, "held", 0), 0, of);

      opt_recommendation_set_record (self, (guint) held, (guint) of);
    }
}

/**
 * opt_recommendation_new_from_json:
 * @node: what opt_recommendation_to_json() made
 * @error: set to %OPT_ERROR_INVALID
 *
 * Returns: (transfer full): the recommendation, or %NULL
 */
OptRecommendation *
opt_recommendation_new_from_json (JsonNode *node, GError **error)
{
  static const char *const required[] = { "id", "kind", "sql", "undo_sql", "evidence" };
  g_autoptr (OptRecommendation) self = NULL;
  g_autoptr (GPtrArray) statements = NULL;
  g_autoptr (OptChangeSet) change_set = NULL;
  JsonObject *object;

  g_return_val_if_fail (node != NULL, NULL);

  object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (required); i++)
    if (object == NULL || opt_json_get_string (object, required[i]) == NULL)
      {
        opt_set_error (error, OPT_ERROR_INVALID, NULL,
                       _ ("This is no recommendation: it has no “%s”"), required[i]);
        return NULL;
      }

  statements = read_statements (object, error);
  if (statements == NULL)
    return NULL;
  if (json_object_has_member (object, "changes"))
    {
      change_set = opt_change_set_from_json (json_object_get_member (object, "changes"), error);
      if (change_set == NULL)
        return NULL;
    }

  self = read_claim (object, change_set, statements);
  if (!g_str_equal (opt_recommendation_get_id (self), opt_json_get_string (object, "id")))
    {
      opt_set_error (error, OPT_ERROR_INVALID, _ ("Ask for advice again."),
                     _ ("Recommendation %s was changed after it was made"),
                     opt_json_get_string (object, "id"));
      return NULL;
    }
  read_standing (object, self);

  return g_steal_pointer (&self);
}

/**
 * opt_recommendation_copy:
 * @self: a recommendation
 *
 * For another thread: what is known of a recommendation changes, under no lock.
 *
 * Returns: (transfer full): one that says the same now
 */
OptRecommendation *
opt_recommendation_copy (OptRecommendation *self)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) apart = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  OptRecommendation *copy;

  g_return_val_if_fail (OPT_IS_RECOMMENDATION (self), NULL);

  node = opt_recommendation_to_json (self);
  /* A copied node shares its objects, and JSON-GLib counts their references without a lock. */
  text = opt_json_print (node, FALSE);
  apart = opt_json_parse (text, -1, &error);
  g_assert_no_error (error);
  copy = opt_recommendation_new_from_json (apart, &error);
  g_assert_no_error (error);

  return copy;
}
