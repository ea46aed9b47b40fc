/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-confirmation.h"

#include <math.h>

#include "opt-json-build.h"
#include "opt-json.h"
#include "opt-sql-line.h"

static void
add_window (JsonBuilder *builder, const char *name, const OptConfirmationWindow *window)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  opt_json_add_time (builder, "start", window->start);
  opt_json_add_time (builder, "end", window->end);
  opt_json_add_number (builder, "observed_s", (double) window->observed / G_USEC_PER_SEC);
  opt_json_add_int (builder, "calls", window->calls);
  opt_json_add_number (builder, "mean_ms", window->mean_ms);
  json_builder_end_object (builder);
}

static void
add_interval (JsonBuilder *builder, const char *name, const OptInterval *interval)
{
  json_builder_set_member_name (builder, name);
  if (isnan (interval->estimate))
    {
      json_builder_add_null_value (builder);
      return;
    }

  json_builder_begin_array (builder);
  json_builder_add_double_value (builder, interval->low);
  json_builder_add_double_value (builder, interval->high);
  json_builder_end_array (builder);
}

static void
add_ratios (JsonBuilder *builder, const OptInterval *ratio, const OptInterval *corrected)
{
  opt_json_add_number (builder, "ratio", ratio->estimate);
  add_interval (builder, "ratio_interval", ratio);
  opt_json_add_number (builder, "corrected_ratio", corrected->estimate);
  add_interval (builder, "corrected_interval", corrected);
}

static void
add_statement (JsonBuilder *builder, const OptConfirmationStatement *statement)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, statement->key.queryid);

  json_builder_begin_object (builder);
  opt_json_add_text (builder, "statement", id);
  opt_json_add_int (builder, "role", statement->key.userid);
  opt_json_add_text (builder, "text", statement->text);
  opt_json_add_text (builder, "verdict", opt_confirmation_statement_get_nick (statement));
  opt_json_add_int (builder, "calls_before", statement->calls_before);
  opt_json_add_int (builder, "calls_after", statement->calls_after);
  opt_json_add_number (builder, "before_ms", statement->before_ms);
  opt_json_add_number (builder, "after_ms", statement->after_ms);
  add_ratios (builder, &statement->ratio, &statement->corrected);
  opt_json_add_number (builder, "projected_ratio", statement->projected);
  opt_json_add_text (builder, "projected_evidence",
                     isnan (statement->projected)
                         ? NULL
                         : opt_evidence_get_nick (statement->projected_evidence));
  json_builder_end_object (builder);
}

/**
 * opt_confirmation_to_json:
 * @self: a confirmation
 *
 * Returns: (transfer full): an object with all its figures
 */
JsonNode *
opt_confirmation_to_json (const OptConfirmation *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  g_return_val_if_fail (self != NULL, NULL);

  json_builder_begin_object (builder);
  opt_json_add_text (builder, "verdict", opt_confirmation_verdict_get_nick (self->verdict));
  opt_json_add_text (builder, "reason", self->reason);
  add_window (builder, "before", &self->before);
  add_window (builder, "after", &self->after);
  opt_json_add_int (builder, "same_hours_days", self->same_hours);
  add_ratios (builder, &self->ratio, &self->corrected);
  opt_json_add_number (builder, "control_ratio", self->control_ratio);
  opt_json_add_int (builder, "controls", self->n_controls);
  json_builder_set_member_name (builder, "statements");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->statements->len; i++)
    add_statement (builder, self->statements->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

static OptInterval
read_interval (JsonObject *object, const char *ratio, const char *bounds)
{
  JsonArray *array = opt_json_get_array (object, bounds);
  OptInterval interval = { opt_json_get_double (object, ratio, NAN), NAN, NAN };

  if (array == NULL || json_array_get_length (array) != 2)
    return (OptInterval){ NAN, NAN, NAN };
  interval.low = json_array_get_double_element (array, 0);
  interval.high = json_array_get_double_element (array, 1);

  return interval;
}

static OptConfirmationVerdict
read_verdict (const char *nick)
{
  for (OptConfirmationVerdict verdict = OPT_CONFIRMATION_VERDICT_WAITING;
       verdict <= OPT_CONFIRMATION_VERDICT_WORSE; verdict++)
    {
      OptConfirmationStatement statement = { .verdict = verdict };

      if (g_strcmp0 (opt_confirmation_statement_get_nick (&statement), nick) == 0)
        return verdict;
    }

  return OPT_CONFIRMATION_VERDICT_WAITING;
}

static char *
describe_statement (JsonObject *object)
{
  OptConfirmationStatement statement
      = { .verdict = read_verdict (opt_json_get_string (object, "verdict")),
          .calls_before = opt_json_get_int (object, "calls_before", 0),
          .calls_after = opt_json_get_int (object, "calls_after", 0),
          .corrected = read_interval (object, "corrected_ratio", "corrected_interval"),
          .projected = opt_json_get_double (object, "projected_ratio", NAN) };
  const char *text = opt_json_get_string (object, "text");
  const char *evidence = opt_json_get_string (object, "projected_evidence");
  g_autofree char *line = opt_sql_line (text != NULL ? text : "");
  g_autofree char *figures = NULL;

  if (evidence != NULL)
    opt_evidence_from_nick (evidence, &statement.projected_evidence);
  figures = opt_confirmation_statement_describe (&statement);

  return g_strjoin ("\n", line, figures, NULL);
}

/**
 * opt_confirmation_describe_json:
 * @object: what opt_confirmation_to_json() made, as the log has it
 *
 * Returns: (transfer full) (nullable): what it says of each statement; %NULL where it has none
 */
char *
opt_confirmation_describe_json (JsonObject *object)
{
  JsonArray *array = opt_json_get_array (object, "statements");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autofree char *statement = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        continue;
      statement = describe_statement (json_node_get_object (node));
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", statement);
    }

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
