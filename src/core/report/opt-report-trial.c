/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-report-trial.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-format.h"
#include "opt-json.h"
#include "opt-report-read.h"
#include "opt-report-words.h"

#define SMALL_P 0.001

static void
read_side (OptReportSide *side, JsonObject *object)
{
  double bound;

  side->median = opt_report_get_interval (object, "median_ms", "interval_ms");
  side->buffers = opt_json_get_int (object, "buffers", -1);
  side->runs = opt_report_get_numbers (object, "runs_ms");
  bound = opt_json_get_double (object, "at_least_ms", NAN);
  side->at_least = isfinite (bound);
  if (side->at_least)
    side->median.estimate = bound;
}

/* opt_report_measure_init: to be cleared; what @statement doesn't tell is not known */
void
opt_report_measure_init (OptReportMeasure *self, JsonObject *statement)
{
  read_side (&self->baseline, opt_json_get_object (statement, "baseline"));
  read_side (&self->variant, opt_json_get_object (statement, "variant"));
  self->ratio = opt_report_get_interval (statement, "ratio", "ratio_interval");
  self->p = opt_json_get_double (statement, "p", NAN);
  self->pairs = opt_json_get_int (statement, "runs", -1);
  self->timed_out = opt_json_get_boolean (statement, "timed_out", FALSE);
  self->variant.at_least |= self->timed_out;
}

void
opt_report_measure_clear (OptReportMeasure *self)
{
  g_clear_pointer (&self->baseline.runs, g_array_unref);
  g_clear_pointer (&self->variant.runs, g_array_unref);
}

/* opt_report_get_verdict: %FALSE where @object names none */
gboolean
opt_report_get_verdict (JsonObject *object, OptVerdict *verdict)
{
  const char *nick = opt_json_get_string (object, "verdict");
  g_autoptr (GEnumClass) klass = g_type_class_ref (OPT_TYPE_VERDICT);
  GEnumValue *value = nick != NULL ? g_enum_get_value_by_nick (klass, nick) : NULL;

  if (value != NULL)
    *verdict = (OptVerdict) value->value;

  return value != NULL;
}

/* opt_report_get_verdict_label: (transfer none) */
const char *
opt_report_get_verdict_label (JsonObject *object)
{
  OptVerdict verdict;

  return opt_report_get_verdict (object, &verdict) ? opt_verdict_get_label (verdict)
                                                   : _ ("No verdict");
}

/* opt_report_format_median: "≥" where it is a lower bound */
char *
opt_report_format_median (const OptReportSide *side)
{
  g_autofree char *median = opt_format_duration (side->median.estimate);

  return g_strconcat (side->at_least ? "≥ " : "", median, NULL);
}

/* opt_report_format_interval: "1.2 ms–3 ms" */
char *
opt_report_format_interval (const OptInterval *interval, gboolean duration)
{
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  if (!isfinite (interval->low) || !isfinite (interval->high))
    return g_strdup (OPT_FORMAT_NONE);

  low = duration ? opt_format_duration (interval->low) : opt_format_number (interval->low);
  high = duration ? opt_format_duration (interval->high) : opt_format_number (interval->high);

  return g_strconcat (low, "–", high, NULL);
}

char *
opt_report_format_buffers (const OptReportSide *side)
{
  return side->buffers >= 0 ? opt_format_count (side->buffers) : g_strdup (OPT_FORMAT_NONE);
}

/* opt_report_describe_ratio: "×0.0017, 95 % 0.0016–0.0018"; a lower bound where it is one */
char *
opt_report_describe_ratio (const OptReportMeasure *measure)
{
  g_autofree char *ratio = opt_format_number (measure->ratio.estimate);
  g_autofree char *interval = opt_report_format_interval (&measure->ratio, FALSE);
  g_autofree char *level = opt_format_percent (0.95);

  if (measure->baseline.at_least && !measure->timed_out)
    return g_strdup (_ ("no ratio: without the change a run was stopped"));
  if (!isfinite (measure->ratio.estimate))
    return g_strdup (_ ("no ratio"));
  if (measure->timed_out)
    return g_strdup_printf (_ ("×%s at least: runs were stopped at five times the baseline"),
                            ratio);

  return g_strdup_printf ("×%s, %s %s", ratio, level, interval);
}

/* opt_report_describe_p: of the signed-rank test; how far it is below a thousandth says nothing */
char *
opt_report_describe_p (const OptReportMeasure *measure)
{
  g_autofree char *p = opt_format_number (measure->p >= SMALL_P ? measure->p : SMALL_P);

  if (!isfinite (measure->p))
    return g_strdup_printf ("p %s", OPT_FORMAT_NONE);

  return g_strdup_printf (measure->p >= SMALL_P ? "p %s" : "p < %s", p);
}

/* What differs, with the first row of it and the values with which it was found. */
static char *
describe_difference (JsonObject *statement)
{
  const char *note = opt_json_get_string (statement, "rows_note");
  const char *difference = opt_json_get_string (statement, "rows_difference");
  const char *values = opt_json_get_string (statement, "rows_values");
  GString *text = g_string_new (_ ("rows differ"));

  if (values != NULL)
    g_string_append_printf (text, _ (" with the values “%s”"), values);
  if (note != NULL)
    g_string_append_printf (text, ": %s", note);
  if (difference != NULL)
    g_string_append_printf (text, "%s %s", note != NULL ? "" : ":", difference);

  return g_string_free (text, FALSE);
}

/* Of a rewrite with on how many contents, which are no proof. */
static char *
describe_equal (JsonObject *statement)
{
  gint64 n = opt_json_get_int (statement, "rows_contents", -1);
  g_autofree char *count = n > 0 ? opt_format_count (n) : NULL;

  if (n < 0)
    return g_strdup (_ ("rows equal"));
  if (n == 0)
    return g_strdup (_ ("rows equal, not tried on made-up contents"));

  return g_strdup_printf (ngettext ("rows equal, on %s made-up content, too",
                                    "rows equal, on %s made-up contents, too", (gulong) n),
                          count);
}

static char *
describe_rows (JsonObject *statement)
{
  JsonNode *node = statement != NULL ? json_object_get_member (statement, "rows_equal") : NULL;
  const char *note = opt_json_get_string (statement, "rows_note");
  gboolean known = node != NULL && JSON_NODE_HOLDS_VALUE (node)
                   && json_node_get_value_type (node) == G_TYPE_BOOLEAN;

  if (known && json_node_get_boolean (node))
    return describe_equal (statement);
  if (known)
    return describe_difference (statement);
  if (note != NULL && g_strcmp0 (opt_json_get_string (statement, "rows"), "unverifiable") == 0)
    return g_strdup_printf (_ ("rows can't be verified: %s"), note);

  return note != NULL ? g_strdup_printf (_ ("rows not compared: %s"), note)
                      : g_strdup (_ ("rows not compared"));
}

/* opt_report_describe_rows: whether both returned the same rows, or why nobody can tell; no
 * sentence, as it stands in a list */
char *
opt_report_describe_rows (JsonObject *statement)
{
  char *text = describe_rows (statement);

  if (g_str_has_suffix (text, "."))
    text[strlen (text) - 1] = '\0';

  return text;
}

/* opt_report_describe_pairs: how many pairs of runs there were; with several sets of values each is
 * of the means over these, and so not of the medians of each set */
char *
opt_report_describe_pairs (JsonObject *statement)
{
  g_autoptr (GPtrArray) values = opt_report_get_objects (statement, "values");
  g_autofree char *pairs = opt_report_format_count (statement, "runs");

  return values->len > 1
             ? g_strdup_printf (ngettext ("%s pairs of means over %u set of values",
                                          "%s pairs of means over %u sets of values", values->len),
                                pairs, values->len)
             : g_strdup_printf (_ ("%s pairs"), pairs);
}

/* opt_report_describe_measure: one statement's figures in one line */
char *
opt_report_describe_measure (JsonObject *statement)
{
  g_auto (OptReportMeasure)
    measure = { 0 };
  const char *error = opt_json_get_string (statement, "error");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *ratio = NULL;
  g_autofree char *pairs = NULL;
  g_autofree char *rows = opt_report_describe_rows (statement);
  g_autofree char *buffers_before = NULL;
  g_autofree char *buffers_after = NULL;

  if (error != NULL)
    return g_strdup_printf (_ ("not measured: %s"), error);
  opt_report_measure_init (&measure, statement);
  if (measure.timed_out && measure.baseline.at_least)
    return g_strdup_printf (_ ("both were stopped: neither with nor without the change did a run "
                               "end in time (%s)"),
                            rows);
  if (measure.timed_out && !isfinite (measure.ratio.estimate))
    return g_strdup_printf (
        _ ("with the change a run was stopped at more than five times the baseline (%s)"), rows);
  if (!isfinite (measure.baseline.median.estimate) && !isfinite (measure.variant.median.estimate))
    return g_strdup_printf (_ ("not measured: %s"), rows);

  before = opt_report_format_median (&measure.baseline);
  after = opt_report_format_median (&measure.variant);
  ratio = opt_report_describe_ratio (&measure);
  pairs = opt_report_describe_pairs (statement);
  buffers_before = opt_report_format_buffers (&measure.baseline);
  buffers_after = opt_report_format_buffers (&measure.variant);

  return g_strdup_printf (_ ("median %s → %s (%s, %s, %s, buffers %s → %s)"), before, after, ratio,
                          pairs, rows, buffers_before, buffers_after);
}

/* A time of a set of values: "≥" where it was stopped. */
static char *
format_set_time (JsonObject *set, const char *median, const char *at_least)
{
  OptReportSide side = { .median = { opt_json_get_double (set, median, NAN), NAN, NAN } };
  double bound = opt_json_get_double (set, at_least, NAN);

  side.at_least = isfinite (bound);
  if (side.at_least)
    side.median.estimate = bound;

  return opt_report_format_median (&side);
}

static void
add_set (GString *text, JsonObject *set, gboolean with_verdict)
{
  g_autofree char *before = format_set_time (set, "baseline_median_ms", "baseline_at_least_ms");
  g_autofree char *after = format_set_time (set, "variant_median_ms", "variant_at_least_ms");
  OptVerdict verdict;

  g_string_append_printf (text, "%s%s %s → %s", text->len > 0 ? "; " : "",
                          opt_json_get_string (set, "label"), before, after);
  if (with_verdict && opt_report_get_verdict (set, &verdict))
    g_string_append_printf (text, " (%s)", opt_verdict_get_label (verdict));
}

/*
 * opt_report_describe_values: (nullable): the medians by the values that the parameters had, and
 * the verdict on each of several
 */
char *
opt_report_describe_values (JsonObject *statement)
{
  g_autoptr (GPtrArray) values = opt_report_get_objects (statement, "values");
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_seen = 0;

  for (guint i = 0; i < values->len; i++)
    {
      if (opt_json_get_string (values->pdata[i], "label") != NULL)
        add_set (text, values->pdata[i], values->len > 1);
      n_seen += opt_json_get_boolean (values->pdata[i], "seen", FALSE);
    }
  if (n_seen > 0)
    {
      g_autofree char *share
          = g_strdup_printf (ngettext ("%u of %u set of values was seen: ",
                                       "%u of %u sets of values were seen: ", values->len),
                             n_seen, values->len);

      g_string_prepend (text, share);
    }

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static char *
format_server_version (JsonObject *conditions)
{
  gint64 version = opt_json_get_int (conditions, "server_version", -1);

  if (version < 0)
    return g_strdup (OPT_FORMAT_NONE);

  return g_strdup_printf ("%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT, version / 10000,
                          version % 10000);
}

/* ", 12 MB read in 0.3 s (40 MB/s); a sample of 5 %, seed 7; masked: shop.customer.email" */
static void
add_copy (GString *text, JsonObject *trial)
{
  JsonObject *copy = opt_json_get_object (trial, "copy");
  gint64 bytes = opt_json_get_int (copy, "read_bytes", -1);
  double milliseconds = opt_json_get_double (copy, "read_ms", NAN);
  double percent = opt_json_get_double (copy, "sample_percent", NAN);
  JsonArray *masked = opt_json_get_array (copy, "masked");

  if (bytes >= 0 && milliseconds > 0)
    {
      g_autofree char *read = opt_format_bytes (bytes);
      g_autofree char *took = opt_format_duration (milliseconds);
      g_autofree char *rate = opt_format_bytes ((gint64) ((double) bytes * 1000 / milliseconds));

      g_string_append_printf (text, _ (", %s of rows read from production in %s (%s/s)"), read,
                              took, rate);
    }
  if (isfinite (percent))
    {
      g_autofree char *share = opt_format_percent (percent / 100);

      g_string_append_printf (text, _ ("; a sample of %s, seed %u"), share,
                              (guint) opt_json_get_int (copy, "sample_seed", 0));
    }
  for (guint i = 0; masked != NULL && i < json_array_get_length (masked); i++)
    g_string_append_printf (text, i > 0 ? ", %s" : _ ("; masked: %s"),
                            json_array_get_string_element (masked, i));
}

/* opt_report_describe_conditions: under what the figures of a trial were measured */
char *
opt_report_describe_conditions (JsonObject *trial)
{
  JsonObject *conditions = opt_json_get_object (trial, "conditions");
  g_autofree char *version = format_server_version (conditions);
  g_autofree char *cores = opt_report_format_count (conditions, "cores");
  g_autofree char *before = opt_report_format_number (conditions, "load_before");
  g_autofree char *after = opt_report_format_number (conditions, "load_after");
  g_autofree char *started = opt_report_format_time (conditions, "started_at");
  g_autofree char *copied = opt_report_format_bytes (conditions, "copy_bytes");
  GString *text;

  if (conditions == NULL)
    return g_strdup (_ ("– (under what it was measured is not told)"));

  text = g_string_new (NULL);
  g_string_append_printf (text,
                          _ ("%s, PostgreSQL %s in the sandbox, %s cores, load %s before and %s "
                             "after, %s copied"),
                          started, version, cores, before, after, copied);
  add_copy (text, trial);

  return g_string_free (text, FALSE);
}

/* opt_report_has_change: whether more was tried than a statement's rewrite */
gboolean
opt_report_has_change (JsonObject *trial)
{
  JsonNode *node = trial != NULL ? json_object_get_member (trial, "change") : NULL;

  return node == NULL || !JSON_NODE_HOLDS_NULL (node);
}

/* opt_report_describe_change: (nullable): what making the change took on the copy, where there is
 * more than a rewrite */
char *
opt_report_describe_change (JsonObject *trial)
{
  JsonObject *conditions = opt_json_get_object (trial, "conditions");
  g_autofree char *took = opt_report_format_duration (conditions, "change_ms");
  g_autofree char *grew = opt_report_format_bytes (conditions, "change_bytes");
  gint64 bytes = opt_json_get_int (conditions, "change_bytes", 0);

  if (!opt_report_has_change (trial))
    return NULL;
  /* The least of them has no opposite. */
  if (bytes < 0 && bytes > G_MININT64)
    {
      g_autofree char *shrank = opt_format_bytes (-bytes);

      return g_strdup_printf (_ ("made in %s on the copy, which shrank by %s"), took, shrank);
    }

  return g_strdup_printf (_ ("made in %s on the copy, which grew by %s"), took, grew);
}

/* opt_report_describe_limits: (nullable): what the copies lack of production, one a line */
char *
opt_report_describe_limits (JsonObject *trial)
{
  g_autoptr (GPtrArray) limits = opt_report_get_objects (trial, "limits");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < limits->len; i++)
    {
      const char *name = opt_json_get_string (limits->pdata[i], "name");
      const char *reason = opt_json_get_string (limits->pdata[i], "reason");

      if (name != NULL && reason != NULL)
        g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n" : "", name, reason);
    }

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* opt_report_describe_production: (nullable): where the baseline is not planned as on production */
char *
opt_report_describe_production (JsonObject *statement)
{
  const char *note = opt_json_get_string (statement, "production_note");

  return note != NULL ? g_strdup_printf (_ ("Proves nothing for production: %s."), note) : NULL;
}

gboolean
opt_report_was_busy (JsonObject *trial)
{
  return opt_json_get_boolean (opt_json_get_object (trial, "conditions"), "busy_machine", FALSE);
}

/*
 * opt_report_find_best: (nullable): the statement that gained most time, of those that are surely
 * better: each difference times the statement's weight
 */
JsonObject *
opt_report_find_best (JsonObject *trial)
{
  g_autoptr (GPtrArray) statements = opt_report_get_objects (trial, "statements");
  JsonObject *best = NULL;
  double best_gain = 0;

  for (guint i = 0; i < statements->len; i++)
    {
      g_auto (OptReportMeasure)
        measure = { 0 };
      OptVerdict verdict;
      double gain;

      opt_report_measure_init (&measure, statements->pdata[i]);
      gain = (measure.baseline.median.estimate - measure.variant.median.estimate)
             * opt_json_get_double (statements->pdata[i], "weight", 1);
      if (opt_report_get_verdict (statements->pdata[i], &verdict) && verdict == OPT_VERDICT_BETTER
          && gain > best_gain)
        {
          best = statements->pdata[i];
          best_gain = gain;
        }
    }

  return best;
}

/* opt_report_describe_outcome: what is known of a recommendation, in a few words */
char *
opt_report_describe_outcome (JsonObject *recommendation)
{
  JsonObject *trial = opt_json_get_object (recommendation, "trial");
  JsonObject *best = opt_report_find_best (trial);
  OptEvidence evidence = opt_report_get_evidence (recommendation);
  const char *refuted_by = opt_json_get_string (recommendation, "refuted_by");
  g_autofree char *cost = opt_report_describe_cost (recommendation);

  if (evidence == OPT_EVIDENCE_REFUTED)
    return g_strdup (refuted_by != NULL ? refuted_by : _ ("– (why is not told)"));
  if (best == NULL && evidence == OPT_EVIDENCE_MEASURED)
    return g_strdup (_ ("nothing that was measured gets worse"));
  if (evidence == OPT_EVIDENCE_MEASURED || evidence == OPT_EVIDENCE_CONFIRMED)
    {
      g_auto (OptReportMeasure)
        measure = { 0 };
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      opt_report_measure_init (&measure, best);
      before = opt_report_format_median (&measure.baseline);
      after = opt_report_format_median (&measure.variant);
      return g_strdup_printf (_ ("median %s → %s"), before, after);
    }

  return g_strdup_printf (_ ("planner's cost %s, no time measured"), cost);
}
