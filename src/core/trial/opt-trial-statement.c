/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-trial-statement.h"

#include "opt-json-build.h"
#include "opt-statement-effect.h"

static void
values_free (gpointer data)
{
  OptTrialValues *values = data;

  g_free (values->label);
  opt_params_free (values->params);
  g_array_unref (values->baseline_ms);
  g_array_unref (values->variant_ms);
  g_free (values);
}

/**
 * opt_trial_statement_new:
 * @id: its queryid, or its number in a workload file
 * @sql: what is run
 * @weight: how often it counts: its calls, or what the workload file says
 * @writes: whether it changes rows, and so is rolled back after each run
 *
 * Returns: (transfer full): a statement to be tried; it needs at least one set of values
 */
OptTrialStatement *
opt_trial_statement_new (const char *id, const char *sql, double weight, gboolean writes)
{
  OptTrialStatement *self;

  g_return_val_if_fail (id != NULL && sql != NULL, NULL);

  self = g_new0 (OptTrialStatement, 1);
  self->id = g_strdup (id);
  self->sql = g_strdup (sql);
  self->weight = weight;
  self->writes = writes;
  self->values = g_ptr_array_new_with_free_func (values_free);
  self->baseline_ms = g_array_new (FALSE, FALSE, sizeof (double));
  self->variant_ms = g_array_new (FALSE, FALSE, sizeof (double));
  self->measurement.baseline_buffers = -1;
  self->measurement.variant_buffers = -1;
  self->verdict = OPT_VERDICT_FAILED;

  return self;
}

/**
 * opt_trial_statement_free:
 * @self: (nullable) (transfer full): a statement
 */
void
opt_trial_statement_free (OptTrialStatement *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->sql);
  g_free (self->rows_note);
  g_ptr_array_unref (self->values);
  g_array_unref (self->baseline_ms);
  g_array_unref (self->variant_ms);
  g_clear_object (&self->baseline_plan);
  g_clear_object (&self->variant_plan);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * opt_trial_statement_add_values:
 * @self: a statement
 * @label: what these values are: "typical"
 * @params: (nullable): the values, or %NULL for a statement without parameters
 */
void
opt_trial_statement_add_values (OptTrialStatement *self, const char *label, const OptParams *params)
{
  OptTrialValues *values;

  g_return_if_fail (self != NULL && label != NULL);

  values = g_new0 (OptTrialValues, 1);
  values->label = g_strdup (label);
  values->params = opt_params_copy (params);
  values->baseline_ms = g_array_new (FALSE, FALSE, sizeof (double));
  values->variant_ms = g_array_new (FALSE, FALSE, sizeof (double));
  g_ptr_array_add (self->values, values);
}

/**
 * opt_trial_statement_set_values_seen:
 * @self: a statement
 *
 * The values that were added last are such as a session was seen to send.
 */
void
opt_trial_statement_set_values_seen (OptTrialStatement *self)
{
  g_return_if_fail (self != NULL && self->values->len > 0);

  ((OptTrialValues *) self->values->pdata[self->values->len - 1])->seen = TRUE;
}

static void
add_interval (JsonBuilder *builder, const char *name, const OptInterval *interval)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  json_builder_add_double_value (builder, interval->low);
  json_builder_add_double_value (builder, interval->high);
  json_builder_end_array (builder);
}

static void
add_side (JsonBuilder *builder,
          const char *name,
          const OptInterval *median, /* (nullable) */
          gint64 buffers,
          const GArray *runs)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  if (median != NULL)
    {
      opt_json_add_number (builder, "median_ms", median->estimate);
      add_interval (builder, "interval_ms", median);
    }
  opt_json_add_count (builder, "buffers", buffers);
  json_builder_set_member_name (builder, "runs_ms");
  json_builder_begin_array (builder);
  for (guint i = 0; i < runs->len; i++)
    json_builder_add_double_value (builder, g_array_index (runs, double, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_rows (JsonBuilder *builder, const OptTrialStatement *self)
{
  json_builder_set_member_name (builder, "rows_equal");
  if (self->rows_equal == OPT_ROWS_EQUAL || self->rows_equal == OPT_ROWS_DIFFERENT)
    json_builder_add_boolean_value (builder, self->rows_equal == OPT_ROWS_EQUAL);
  else
    json_builder_add_null_value (builder);
  if (self->rows_note != NULL)
    {
      opt_json_add_text (builder, "rows_note", self->rows_note);
    }
}

static void
add_values (JsonBuilder *builder, const OptTrialStatement *self)
{
  json_builder_set_member_name (builder, "values");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->values->len; i++)
    {
      const OptTrialValues *values = self->values->pdata[i];
      guint n = values->baseline_ms->len;

      json_builder_begin_object (builder);
      opt_json_add_text (builder, "label", values->label);
      opt_json_add_boolean (builder, "seen", values->seen);
      if (n > 0)
        {
          opt_json_add_number (builder, "baseline_median_ms",
                               opt_median ((const double *) values->baseline_ms->data, n));
          opt_json_add_number (builder, "variant_median_ms",
                               opt_median ((const double *) values->variant_ms->data, n));
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

/**
 * opt_trial_statement_to_json:
 * @self: a statement that was tried
 *
 * Returns: (transfer full): its object in `trial --json`
 */
JsonNode *
opt_trial_statement_to_json (OptTrialStatement *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gboolean has_pairs;

  g_return_val_if_fail (self != NULL, NULL);

  has_pairs = self->measurement.n_pairs > 0;
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_value (builder, opt_statement_id_to_json (self->id));
  opt_json_add_text (builder, "sql", self->sql);
  opt_json_add_text (builder, "verdict", opt_verdict_get_nick (self->verdict));
  opt_json_add_number (builder, "weight", self->weight);
  opt_json_add_int (builder, "runs", self->measurement.n_pairs);
  add_side (builder, "baseline", has_pairs ? &self->baseline : NULL,
            self->measurement.baseline_buffers, self->baseline_ms);
  add_side (builder, "variant", has_pairs ? &self->variant : NULL,
            self->measurement.variant_buffers, self->variant_ms);
  if (has_pairs)
    {
      opt_json_add_number (builder, "ratio", self->measurement.ratio.estimate);
      add_interval (builder, "ratio_interval", &self->measurement.ratio);
      opt_json_add_number (builder, "p", self->measurement.p);
    }
  opt_json_add_boolean (builder, "same_plan", self->measurement.same_plan);
  opt_json_add_boolean (builder, "timed_out", self->measurement.timed_out);
  add_rows (builder, self);
  add_values (builder, self);
  if (self->error != NULL)
    {
      opt_json_add_text (builder, "error", self->error->message);
    }
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
