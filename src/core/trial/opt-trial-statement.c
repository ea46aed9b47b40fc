/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-trial-statement.h"

#include <math.h>

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

static void
init_measurement (OptMeasurement *measurement)
{
  measurement->baseline_buffers = measurement->variant_buffers = -1;
  measurement->ratio = measurement->paired = (OptInterval){ NAN, NAN, NAN };
  measurement->p = NAN;
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
  self->baseline = self->variant = (OptInterval){ NAN, NAN, NAN };
  init_measurement (&self->measurement);
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
  g_free (self->rewrite);
  g_free (self->rows_note);
  g_free (self->rows_difference);
  g_free (self->rows_values);
  g_ptr_array_unref (self->values);
  g_array_unref (self->baseline_ms);
  g_array_unref (self->variant_ms);
  g_clear_object (&self->baseline_plan);
  g_clear_object (&self->variant_plan);
  g_clear_object (&self->production_plan);
  g_clear_object (&self->production_rewrite_plan);
  g_free (self->production_note);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * opt_trial_statement_set_rewrite:
 * @self: a statement
 * @sql: another text, which is to return the same rows for the same values of `$n`
 *
 * Has that text run as the variant.
 */
void
opt_trial_statement_set_rewrite (OptTrialStatement *self, const char *sql)
{
  g_return_if_fail (self != NULL && sql != NULL);

  g_free (self->rewrite);
  self->rewrite = g_strdup (sql);
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
  values->baseline = values->variant = (OptInterval){ NAN, NAN, NAN };
  values->verdict = OPT_VERDICT_FAILED;
  init_measurement (&values->measurement);
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

/* Of what was stopped a bound is told, and no median. */
static void
add_side (JsonBuilder *builder,
          const char *name,
          const OptInterval *median,
          double at_least_ms,
          gint64 buffers,
          gint64 temp,
          const GArray *runs)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  if (isfinite (at_least_ms))
    {
      opt_json_add_number (builder, "at_least_ms", at_least_ms);
    }
  else if (isfinite (median->estimate))
    {
      opt_json_add_number (builder, "median_ms", median->estimate);
      add_interval (builder, "interval_ms", median);
    }
  opt_json_add_count (builder, "buffers", buffers);
  opt_json_add_count (builder, "temp_blocks", buffers >= 0 ? temp : -1);
  json_builder_set_member_name (builder, "runs_ms");
  json_builder_begin_array (builder);
  for (guint i = 0; i < runs->len; i++)
    json_builder_add_double_value (builder, g_array_index (runs, double, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_sides (JsonBuilder *builder, const OptTrialStatement *self)
{
  const OptMeasurement *m = &self->measurement;

  add_side (builder, "baseline", &self->baseline, m->baseline_timed_out ? m->baseline_ms : NAN,
            m->baseline_buffers, m->baseline_temp, self->baseline_ms);
  add_side (builder, "variant", &self->variant, m->timed_out ? m->variant_ms : NAN,
            m->variant_buffers, m->variant_temp, self->variant_ms);
}

static void
add_ratio (JsonBuilder *builder, const OptMeasurement *measurement)
{
  if (measurement->n_pairs == 0)
    return;

  opt_json_add_number (builder, "ratio", measurement->ratio.estimate);
  add_interval (builder, "ratio_interval", &measurement->ratio);
  opt_json_add_number (builder, "pair_ratio", measurement->paired.estimate);
  add_interval (builder, "pair_ratio_interval", &measurement->paired);
  opt_json_add_number (builder, "p", measurement->p);
}

static void
add_rows (JsonBuilder *builder, const OptTrialStatement *self)
{
  static const char *const nicks[] = {
    [OPT_ROWS_NOT_COMPARED] = "not-compared",
    [OPT_ROWS_EQUAL] = "equal",
    [OPT_ROWS_DIFFERENT] = "different",
    [OPT_ROWS_UNVERIFIABLE] = "unverifiable",
  };

  opt_json_add_text (builder, "rows", nicks[self->rows_equal]);
  json_builder_set_member_name (builder, "rows_equal");
  if (self->rows_equal == OPT_ROWS_EQUAL || self->rows_equal == OPT_ROWS_DIFFERENT)
    json_builder_add_boolean_value (builder, self->rows_equal == OPT_ROWS_EQUAL);
  else
    json_builder_add_null_value (builder);
  if (self->rows_note != NULL)
    opt_json_add_text (builder, "rows_note", self->rows_note);
  if (self->rows_difference != NULL)
    opt_json_add_text (builder, "rows_difference", self->rows_difference);
  if (self->rows_values != NULL)
    opt_json_add_text (builder, "rows_values", self->rows_values);
  if (self->rewrite != NULL
      && (self->rows_equal == OPT_ROWS_EQUAL
          || (self->rows_equal != OPT_ROWS_DIFFERENT && self->n_contents > 0)))
    opt_json_add_int (builder, "rows_contents", self->n_contents);
}

static void
add_set (JsonBuilder *builder, const OptTrialValues *values, gboolean judged)
{
  const OptMeasurement *m = &values->measurement;

  json_builder_begin_object (builder);
  opt_json_add_text (builder, "label", values->label);
  opt_json_add_boolean (builder, "seen", values->seen);
  if (judged)
    {
      opt_json_add_text (builder, "verdict", opt_verdict_get_nick (values->verdict));
      if (m->baseline_timed_out)
        opt_json_add_number (builder, "baseline_at_least_ms", m->baseline_ms);
      else
        opt_json_add_number (builder, "baseline_median_ms", values->baseline.estimate);
      if (m->timed_out)
        opt_json_add_number (builder, "variant_at_least_ms", m->variant_ms);
      else
        opt_json_add_number (builder, "variant_median_ms", values->variant.estimate);
      add_ratio (builder, m);
    }
  json_builder_end_object (builder);
}

static void
add_values (JsonBuilder *builder, const OptTrialStatement *self)
{
  gboolean judged
      = self->measurement.n_pairs > 0 || opt_measurement_is_censored (&self->measurement);

  json_builder_set_member_name (builder, "values");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->values->len; i++)
    add_set (builder, self->values->pdata[i], judged);
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

  g_return_val_if_fail (self != NULL, NULL);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_value (builder, opt_statement_id_to_json (self->id));
  opt_json_add_text (builder, "sql", self->sql);
  if (self->rewrite != NULL)
    opt_json_add_text (builder, "rewrite", self->rewrite);
  opt_json_add_text (builder, "verdict", opt_verdict_get_nick (self->verdict));
  opt_json_add_number (builder, "weight", self->weight);
  opt_json_add_int (builder, "runs", self->measurement.n_pairs);
  add_sides (builder, self);
  add_ratio (builder, &self->measurement);
  opt_json_add_boolean (builder, "same_plan", self->measurement.same_plan);
  opt_json_add_boolean (builder, "timed_out", self->measurement.timed_out);
  opt_json_add_boolean (builder, "baseline_timed_out", self->measurement.baseline_timed_out);
  if (self->production_note != NULL)
    {
      opt_json_add_text (builder, "production_note", self->production_note);
    }
  add_rows (builder, self);
  add_values (builder, self);
  if (self->error != NULL)
    {
      opt_json_add_text (builder, "error", self->error->message);
    }
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}
