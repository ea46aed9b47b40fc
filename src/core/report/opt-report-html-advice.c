/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-report-html.h"

#include <glib/gi18n-lib.h>

#include "opt-json.h"
#include "opt-report-read.h"
#include "opt-report-words.h"

static void
add_title (OptHtml *html, JsonObject *recommendation, guint number)
{
  const char *title = opt_json_get_string (recommendation, "title");
  const char *id = opt_json_get_string (recommendation, "id");
  g_autofree char *text
      = g_strdup_printf ("%u. %s", number,
                         title != NULL ? title : _ ("A recommendation without a title"));

  opt_html_start (html, "header", NULL);
  opt_html_add (html, "h3", NULL, text);
  opt_report_html_add_pill (html, opt_report_get_evidence (recommendation));
  if (id != NULL)
    opt_html_add (html, "code", "identity", id);
  opt_html_end (html);
}

static void
add_big (OptHtml *html, const char *before, const char *after, const char *what)
{
  opt_html_start (html, "p", "class", "answer", NULL);
  opt_html_add (html, "span", "from", before);
  opt_html_add (html, "span", "arrow", "→");
  opt_html_add (html, "strong", NULL, after);
  opt_html_add (html, "small", NULL, what);
  opt_html_end (html);
}

/* The figure that carries the recommendation, and only on the rung that it reached. */
static void
add_answer (OptHtml *html, JsonObject *recommendation)
{
  OptEvidence evidence = opt_report_get_evidence (recommendation);
  JsonObject *best = opt_report_find_best (opt_json_get_object (recommendation, "trial"));
  const char *refuted_by = opt_json_get_string (recommendation, "refuted_by");
  g_autofree char *before = opt_report_format_number (recommendation, "cost_before");
  g_autofree char *after = opt_report_format_number (recommendation, "cost_after");

  if (evidence == OPT_EVIDENCE_REFUTED)
    {
      g_autofree char *text
          = g_strdup_printf (_ ("Refuted: %s"),
                             refuted_by != NULL ? refuted_by : _ ("– (why is not told)"));

      opt_html_add (html, "p", "refuted-by", text);
    }
  else if (best != NULL && evidence != OPT_EVIDENCE_OPINION && evidence != OPT_EVIDENCE_SIMULATED)
    {
      g_auto (OptReportMeasure)
        measure = { 0 };
      g_autofree char *from = NULL;
      g_autofree char *to = NULL;
      g_autofree char *id = opt_report_get_id (best, "id");
      g_autofree char *what = g_strdup_printf (_ ("median of a run of statement %s, measured"), id);

      opt_report_measure_init (&measure, best);
      from = opt_report_format_median (&measure.baseline);
      to = opt_report_format_median (&measure.variant);
      add_big (html, from, to, what);
    }
  else if (evidence == OPT_EVIDENCE_SIMULATED)
    add_big (html, before, after, _ ("planner's cost of its statements, simulated; no time"));
}

static void
add_effects (OptHtml *html, JsonObject *recommendation)
{
  g_autoptr (GPtrArray) effects = opt_report_get_objects (recommendation, "effects");

  if (effects->len == 0)
    return;

  opt_html_start (html, "table", "class", "effects", NULL);
  opt_html_add (html, "caption", NULL,
                _ ("Statements whose plans change: counted in the window, and the planner's cost "
                   "of one run, simulated"));
  opt_report_html_add_head (html, _ ("Statement"), _ ("Calls"), _ ("Total"), _ ("Cost"), NULL);
  opt_html_start (html, "tbody", NULL);
  for (guint i = 0; i < effects->len; i++)
    {
      g_autofree char *id = opt_report_get_id (effects->pdata[i], "statement");
      g_autofree char *calls = opt_report_format_count (effects->pdata[i], "calls");
      g_autofree char *total = opt_report_format_duration (effects->pdata[i], "total_ms");
      g_autofree char *cost = opt_report_describe_effect (effects->pdata[i]);

      opt_html_start (html, "tr", NULL);
      opt_html_start (html, "th", "scope", "row", NULL);
      opt_html_text (html, id);
      opt_html_text (html, " ");
      opt_report_html_add_pill (html, opt_report_get_evidence (effects->pdata[i]));
      opt_html_end (html);
      opt_report_html_add_cell (html, calls);
      opt_report_html_add_cell (html, total);
      opt_report_html_add_cell (html, cost);
      opt_html_end (html);
    }
  opt_html_end (html);
  opt_html_end (html);
}

static void
add_facts (OptHtml *html, JsonObject *recommendation)
{
  const char *risk = opt_json_get_string (recommendation, "risk");
  g_autofree char *cost = opt_report_describe_cost (recommendation);
  g_autofree char *cost_said = g_strdup_printf (_ ("%s, simulated"), cost);
  g_autofree char *projection = opt_report_describe_projection (recommendation);
  g_autofree char *size = opt_report_describe_size (recommendation);
  g_autofree char *confidence = opt_report_describe_confidence (recommendation);

  opt_html_start (html, "dl", "class", "facts", NULL);
  opt_report_html_add_fact (html, _ ("Planner's cost"), cost_said);
  opt_report_html_add_fact (html, _ ("Projected"), projection);
  opt_report_html_add_fact (html, _ ("Size"), size);
  opt_report_html_add_fact (html, _ ("Confidence"), confidence);
  opt_report_html_add_fact (html, _ ("What it costs"), risk != NULL ? risk : _ ("– (not told)"));
  opt_html_end (html);
}

/* opt_report_html_add_recommendation: all that is known of one, its trial too */
void
opt_report_html_add_recommendation (OptHtml *html, JsonObject *recommendation, guint number)
{
  g_autofree char *anchor = g_strdup_printf ("recommendation-%u", number);
  const char *reason = opt_json_get_string (recommendation, "reason");
  const char *undo = opt_json_get_string (recommendation, "undo_sql");
  JsonObject *trial = opt_json_get_object (recommendation, "trial");

  opt_html_start (html, "article", "id", anchor, "class", "card", NULL);
  add_title (html, recommendation, number);
  add_answer (html, recommendation);
  opt_report_html_add_sql (html, _ ("The change"), opt_json_get_string (recommendation, "sql"));
  opt_html_add (html, "p", NULL, reason != NULL ? reason : _ ("– (why is not told)"));
  add_facts (html, recommendation);
  opt_html_add (html, "h4", NULL, _ ("Undo"));
  if (undo != NULL)
    opt_report_html_add_sql (html, _ ("Undo"), undo);
  else
    opt_html_add (html, "p", NULL, _ ("– (no undo is told)"));
  add_effects (html, recommendation);
  opt_html_add (html, "h4", NULL, _ ("Trial"));
  if (trial != NULL)
    opt_report_html_add_trial (html, trial);
  else
    opt_html_add (html, "p", NULL, _ ("Not tried: nothing was measured."));
  opt_html_end (html);
}
