/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-report-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"
#include "opt-json.h"
#include "opt-report-read.h"
#include "opt-statement-effect.h"

static char *
describe_rungs (GPtrArray *recommendations)
{
  static const OptEvidence rungs[]
      = { OPT_EVIDENCE_CONFIRMED, OPT_EVIDENCE_MEASURED, OPT_EVIDENCE_SIMULATED,
          OPT_EVIDENCE_OPINION, OPT_EVIDENCE_REFUTED };
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rungs); i++)
    {
      guint n = 0;

      for (guint j = 0; j < recommendations->len; j++)
        n += opt_report_get_evidence (recommendations->pdata[j]) == rungs[i];
      if (n > 0)
        g_string_append_printf (text, "%s%s: %u", text->len > 0 ? ", " : "",
                                opt_evidence_get_label (rungs[i]), n);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/*
 * opt_report_get_conclusion: what came of it, each recommendation on its rung; that nothing is
 * recommended is an answer too
 */
char *
opt_report_get_conclusion (JsonObject *advice)
{
  const char *conclusion = opt_json_get_string (advice, "conclusion");
  g_autoptr (GPtrArray) recommendations = opt_report_get_objects (advice, "recommendations");
  g_autofree char *rungs = NULL;

  if (opt_json_get_array (advice, "recommendations") == NULL)
    return g_strdup (_ ("What the advisor found is not told."));
  if (recommendations->len == 0)
    return g_strdup (conclusion != NULL ? conclusion : _ ("Nothing is recommended."));

  rungs = describe_rungs (recommendations);

  return g_strdup_printf (ngettext ("%u recommendation. %s.", "%u recommendations. %s.",
                                    recommendations->len),
                          recommendations->len, rungs);
}

/* opt_report_get_advisor_conclusion: (nullable): the advisor's own, made before any trial */
char *
opt_report_get_advisor_conclusion (JsonObject *advice)
{
  const char *conclusion = opt_json_get_string (advice, "conclusion");
  g_autoptr (GPtrArray) recommendations = opt_report_get_objects (advice, "recommendations");

  if (conclusion == NULL || recommendations->len == 0)
    return NULL;

  return g_strdup_printf (_ ("Simulated, before any trial: %s"), conclusion);
}

/* opt_report_describe_cost: the planner's, before and after */
char *
opt_report_describe_cost (JsonObject *object)
{
  g_autofree char *before = opt_report_format_number (object, "cost_before");
  g_autofree char *after = opt_report_format_number (object, "cost_after");

  return g_strdup_printf ("%s → %s", before, after);
}

/* opt_report_describe_effect: the cost of a statement, and with which values it was simulated */
char *
opt_report_describe_effect (JsonObject *object)
{
  g_autoptr (OptStatementEffect) effect = opt_statement_effect_new_from_json (object, NULL);
  g_autofree char *cost = opt_report_describe_cost (object);
  g_autofree char *values = effect != NULL ? opt_statement_effect_describe_values (effect) : NULL;

  if (values == NULL)
    return g_steal_pointer (&cost);

  return g_strdup_printf ("%s, %s", cost, values);
}

char *
opt_report_describe_size (JsonObject *recommendation)
{
  g_autofree char *size = opt_report_format_bytes (recommendation, "size_bytes");

  if (opt_json_get_int (recommendation, "size_bytes", -1) < 0)
    return g_strdup (_ ("– (nobody estimated it)"));

  return g_strdup_printf (_ ("about %s, estimated by HypoPG"), size);
}

char *
opt_report_describe_projection (JsonObject *recommendation)
{
  double ms = opt_json_get_double (recommendation, "projected_ms", NAN);
  g_autofree char *saved = opt_format_duration (ms);

  if (!(ms >= 0))
    return g_strdup (_ ("– (no times were counted to project from)"));
  if (opt_report_get_evidence (recommendation) == OPT_EVIDENCE_REFUTED)
    return g_strdup_printf (_ ("%s less in the window: refuted"), saved);

  return g_strdup_printf (_ ("%s less in the window, if times follow the planner's costs"), saved);
}

char *
opt_report_describe_confidence (JsonObject *recommendation)
{
  JsonObject *confidence = opt_json_get_object (recommendation, "confidence");
  gint64 held = opt_json_get_int (confidence, "held", -1);
  gint64 of = opt_json_get_int (confidence, "of", -1);

  if (of == 0)
    return g_strdup (_ ("no record yet: none of this kind was put to the test before"));
  if (held < 0 || of < held)
    return g_strdup (_ ("– (not told)"));

  return g_strdup_printf (_ ("held in %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
                             " cases of this kind that were put to the test"),
                          held, of);
}

/* opt_report_describe_shadow: how the shadow proved itself */
char *
opt_report_describe_shadow (JsonObject *advice)
{
  JsonObject *shadow = opt_json_get_object (advice, "shadow");
  gint64 agrees = opt_json_get_int (shadow, "agrees", -1);
  gint64 of = opt_json_get_int (shadow, "of", -1);
  g_autofree char *deviation = opt_report_format_share (shadow, "max_deviation");

  if (agrees < 0 || of < agrees)
    return g_strdup (_ ("– (whether the shadow plans as production does is not told)"));
  if (of == 0)
    return g_strdup (_ ("No statement could be planned on both: the shadow proved nothing, and "
                        "nothing here is more than an opinion because of it."));

  return g_strdup_printf (_ ("The shadow plans %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
                             " statements as production does; the largest deviation of a cost "
                             "is %s."),
                          agrees, of, deviation);
}

/* opt_report_describe_planned: what the advisor looked at */
char *
opt_report_describe_planned (JsonObject *advice)
{
  JsonObject *workload = opt_json_get_object (advice, "workload");
  g_autofree char *statements = opt_report_format_count (workload, "statements");
  g_autofree char *candidates = opt_report_format_count (advice, "candidates");
  g_autofree char *explains = opt_report_format_count (advice, "explains");
  g_autofree char *cost = opt_report_describe_cost (workload);

  return g_strdup_printf (_ ("%s statements planned, %s candidate indexes, %s plans simulated; "
                             "the planner's cost of the workload %s with all that is recommended."),
                          statements, candidates, explains, cost);
}

/* opt_report_explain_evidence: (transfer none): what a rung means */
const char *
opt_report_explain_evidence (OptEvidence evidence)
{
  switch (evidence)
    {
    case OPT_EVIDENCE_OPINION:
      return _ ("nobody has checked it.");
    case OPT_EVIDENCE_SIMULATED:
      return _ ("the planner uses it, with production's statistics, on a shadow that proved "
                "itself: costs, no times.");
    case OPT_EVIDENCE_MEASURED:
      return _ ("run on copies of the real rows in the sandbox: repeated, interleaved, the rows "
                "compared.");
    case OPT_EVIDENCE_CONFIRMED:
      return _ ("after it was applied, the real workload's own counters got better.");
    case OPT_EVIDENCE_REFUTED:
      return _ ("simulated or measured to be no better, or to give other rows.");
    default:
      g_return_val_if_reached (NULL);
    }
}
