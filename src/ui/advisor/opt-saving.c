/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-saving.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-format.h"
#include "opt-report-read.h"
#include "opt-report-trial.h"
#include "opt-report-words.h"

#define SECONDS_A_DAY 86400.0
/* What is seen in less says nothing of a day. */
#define MIN_OBSERVED (60 * G_USEC_PER_SEC)

typedef struct
{
  double calls; /* a second */
  double ms;    /* a second */
} Rate;

static gint64
get_observed (OptServer *server)
{
  OptDelta *delta
      = server != NULL ? opt_workload_get_delta (opt_server_get_workload (server)) : NULL;

  return delta != NULL ? delta->observed : 0;
}

/* Of the time that was observed, whoever calls; 0 where it was not called. */
static Rate
get_rate (OptServer *server, const char *id)
{
  Rate rate = { 0, 0 };
  g_autoptr (GPtrArray) found = NULL;

  if (server == NULL)
    return rate;

  found = opt_statement_list_find_queryid (opt_server_get_statements (server),
                                           g_ascii_strtoll (id, NULL, 10));
  for (guint i = 0; i < found->len; i++)
    {
      double calls = opt_statement_item_get_calls_per_second (found->pdata[i]);
      double mean = opt_statement_item_get_mean_ms (found->pdata[i]);

      if (!isfinite (calls))
        continue;
      rate.calls += calls;
      rate.ms += isfinite (mean) ? calls * mean : 0;
    }

  return rate;
}

/*
 * What a trial measured, at the rate of calls that is counted now: ms a day. Only what is surely
 * better counts; the bounds are those of both medians.
 */
static OptInterval
sum_up (JsonObject *trial, OptServer *server)
{
  g_autoptr (GPtrArray) statements = opt_report_get_objects (trial, "statements");
  OptInterval sum = { 0, 0, 0 };

  for (guint i = 0; i < statements->len; i++)
    {
      g_auto (OptReportMeasure)
        measure = { 0 };
      g_autofree char *id = opt_report_get_id (statements->pdata[i], "id");
      OptVerdict verdict;
      double calls;

      if (!opt_report_get_verdict (statements->pdata[i], &verdict)
          || (verdict != OPT_VERDICT_BETTER && verdict != OPT_VERDICT_WORSE))
        continue;

      opt_report_measure_init (&measure, statements->pdata[i]);
      calls = get_rate (server, id).calls * SECONDS_A_DAY;
      sum.estimate += calls * (measure.baseline.median.estimate - measure.variant.median.estimate);
      sum.low += calls * (measure.baseline.median.low - measure.variant.median.high);
      sum.high += calls * (measure.baseline.median.high - measure.variant.median.low);
    }

  return sum;
}

static char *
describe_measured (JsonNode *trial, OptServer *server, gboolean applied)
{
  OptInterval saved = sum_up (opt_report_get_root (trial), server);
  g_autofree char *estimate = NULL;
  g_autofree char *interval = NULL;
  g_autofree char *observed = NULL;

  if (!isfinite (saved.estimate) || !(saved.low > 0))
    return NULL;

  estimate = opt_format_duration (saved.estimate);
  interval = opt_report_format_interval (&saved, TRUE);
  observed = opt_format_duration ((double) get_observed (server) / 1000.0);

  return g_strdup_printf (
      applied ? _ ("Saves about %s a day (%s), measured, at the calls of the last %s")
              : _ ("Would save about %s a day (%s), measured, at the calls of the last %s"),
      estimate, interval, observed);
}

/* What the statements take now, less what the planner's costs promise: ms a day. */
static char *
describe_simulated (OptRecommendation *recommendation, OptServer *server)
{
  GPtrArray *effects = opt_recommendation_get_statements (recommendation);
  double saved = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < effects->len; i++)
    {
      const OptStatementEffect *effect = effects->pdata[i];

      if (effect->calls >= 0 && effect->cost_before > 0)
        saved += get_rate (server, effect->id).ms * (1 - effect->cost_after / effect->cost_before)
                 * SECONDS_A_DAY;
    }
  if (!isfinite (saved) || !(saved > 0))
    return NULL;

  text = opt_format_duration (saved);

  return g_strdup_printf (_ ("Would save about %s a day, if times follow the planner’s costs"),
                          text);
}

/* Takes words that stand in a line elsewhere. */
static char *
begin_sentence (char *words)
{
  g_autofree char *text = words;
  gunichar first = g_utf8_get_char_validated (text, -1);
  char upper[7] = "";

  if (!g_unichar_validate (first) || !g_unichar_islower (first))
    return g_steal_pointer (&text);

  g_unichar_to_utf8 (g_unichar_toupper (first), upper);

  return g_strconcat (upper, g_utf8_next_char (text), NULL);
}

/**
 * opt_saving_describe:
 * @recommendation: a recommendation
 * @server: (nullable): whose statements are counted
 * @applied: whether it is applied: what its statements take now is no measure then
 *
 * What it saves, as well as that is known: measured times, or what the planner's costs promise, at
 * the rate of calls of now; where nothing is called now, what was known then.
 *
 * Returns: (transfer full): a sentence without its stop
 */
char *
opt_saving_describe (OptRecommendation *recommendation, OptServer *server, gboolean applied)
{
  g_autoptr (JsonNode) node = NULL;
  JsonNode *trial;
  char *text = NULL;

  g_return_val_if_fail (OPT_IS_RECOMMENDATION (recommendation), NULL);

  node = opt_recommendation_to_json (recommendation);
  trial = opt_recommendation_get_trial (recommendation);
  switch (opt_recommendation_get_evidence (recommendation))
    {
    case OPT_EVIDENCE_MEASURED:
    case OPT_EVIDENCE_CONFIRMED:
      if (trial != NULL && get_observed (server) >= MIN_OBSERVED)
        text = describe_measured (trial, server, applied);
      if (text == NULL)
        text = begin_sentence (opt_report_describe_outcome (json_node_get_object (node)));
      break;

    case OPT_EVIDENCE_OPINION:
    case OPT_EVIDENCE_SIMULATED:
      if (!applied && get_observed (server) >= MIN_OBSERVED)
        text = describe_simulated (recommendation, server);
      if (text == NULL)
        text = begin_sentence (opt_report_describe_projection (json_node_get_object (node)));
      break;

    case OPT_EVIDENCE_REFUTED:
    default:
      text = begin_sentence (opt_report_describe_outcome (json_node_get_object (node)));
      break;
    }

  return text;
}
