/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-report-html.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"
#include "opt-json.h"
#include "opt-report-read.h"
#include "opt-report-svg.h"
#include "opt-report-words.h"

static void
add_side (OptHtml *html, const char *name, const OptReportSide *side)
{
  g_autofree char *median = opt_report_format_median (side);
  g_autofree char *interval = opt_report_format_interval (&side->median, TRUE);
  g_autofree char *buffers = opt_report_format_buffers (side);

  opt_html_start (html, "tr", NULL);
  opt_html_start (html, "th", "scope", "row", NULL);
  opt_html_text (html, name);
  opt_html_end (html);
  opt_report_html_add_cell (html, median);
  opt_report_html_add_cell (html, interval);
  opt_report_html_add_cell (html, buffers);
  opt_html_end (html);
}

static void
add_figures (OptHtml *html, JsonObject *statement, const OptReportMeasure *measure)
{
  g_autofree char *pairs = opt_report_format_count (statement, "runs");
  g_autofree char *p = opt_report_describe_p (measure);
  g_autofree char *ratio = opt_report_describe_ratio (measure);
  g_autofree char *rows = opt_report_describe_rows (statement);
  g_autofree char *values = opt_report_describe_values (statement);
  g_autofree char *line
      = g_strdup_printf (_ ("Ratio %s; %s interleaved pairs, signed-rank %s; %s."), ratio, pairs, p,
                         rows);

  opt_html_start (html, "table", "class", "sides", NULL);
  opt_report_html_add_head (html, _ ("Run"), _ ("Median"), _ ("95 % interval"), _ ("Buffers"),
                            NULL);
  opt_html_start (html, "tbody", NULL);
  add_side (html, _ ("Without the change"), &measure->baseline);
  add_side (html, _ ("With it"), &measure->variant);
  opt_html_end (html);
  opt_html_end (html);
  opt_html_add (html, "p", NULL, line);
  if (values != NULL)
    {
      g_autofree char *by_values = g_strdup_printf (_ ("Medians by values: %s."), values);

      opt_html_add (html, "p", "dim", by_values);
    }
}

static void
add_statement (OptHtml *html, JsonObject *statement)
{
  g_auto (OptReportMeasure)
    measure = { 0 };
  g_autofree char *id = opt_report_get_id (statement, "id");
  g_autofree char *title = g_strdup_printf (_ ("Statement %s"), id);
  const char *error = opt_json_get_string (statement, "error");

  opt_report_measure_init (&measure, statement);
  opt_html_start (html, "div", "class", "tried", NULL);
  opt_html_start (html, "header", NULL);
  opt_html_add (html, "h5", NULL, title);
  opt_report_html_add_verdict (html, statement);
  opt_html_end (html);
  opt_report_html_add_sql (html, title, opt_json_get_string (statement, "sql"));
  if (opt_json_get_string (statement, "rewrite") != NULL)
    opt_report_html_add_sql (html, _ ("The rewrite"), opt_json_get_string (statement, "rewrite"));
  if (error != NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("It could not be measured: %s"), error);

      opt_html_add (html, "p", "warning", text);
    }
  else
    {
      add_figures (html, statement, &measure);
      if (!opt_report_add_strip_plot (html, &measure))
        opt_html_add (html, "p", "dim", _ ("No single runs are told: there is nothing to draw."));
    }
  opt_html_end (html);
}

static void
add_failure (OptHtml *html, JsonObject *trial)
{
  const char *sqlstate = opt_json_get_string (trial, "sqlstate");
  const char *next_step = opt_json_get_string (trial, "next_step");
  g_autofree char *text
      = g_strdup_printf (_ ("The trial failed: %s"), opt_json_get_string (trial, "error"));

  opt_html_start (html, "div", "class", "warning", NULL);
  opt_html_add (html, "p", NULL, text);
  if (sqlstate != NULL)
    {
      g_autofree char *state = g_strdup_printf (_ ("SQLSTATE %s"), sqlstate);

      opt_html_add (html, "p", NULL, state);
    }
  if (next_step != NULL)
    {
      g_autofree char *next = g_strdup_printf (_ ("Next step: %s"), next_step);

      opt_html_add (html, "p", NULL, next);
    }
  opt_html_end (html);
}

/* opt_report_html_add_trial: what was measured, and under which conditions; or why nothing was */
void
opt_report_html_add_trial (OptHtml *html, JsonObject *trial)
{
  g_autoptr (GPtrArray) statements = opt_report_get_objects (trial, "statements");
  g_autofree char *conditions = opt_report_describe_conditions (trial);
  g_autofree char *change = opt_report_describe_change (trial);
  const char *summary = opt_json_get_string (trial, "summary");

  if (opt_json_get_string (trial, "error") != NULL)
    {
      add_failure (html, trial);
      return;
    }

  opt_html_start (html, "p", NULL);
  opt_report_html_add_verdict (html, trial);
  opt_html_text (html, " ");
  opt_html_text (html, summary != NULL ? summary : _ ("– (no summary is told)"));
  opt_html_end (html);
  if (opt_report_was_busy (trial))
    opt_html_add (html, "p", "warning",
                  _ ("The machine was busy: its load was higher than its number of cores. Times "
                     "may be noisier than they look; buffers are not."));
  opt_html_start (html, "dl", "class", "facts", NULL);
  opt_report_html_add_fact (html, _ ("Conditions"), conditions);
  if (change != NULL)
    opt_report_html_add_fact (html, _ ("The change"), change);
  opt_html_end (html);
  for (guint i = 0; i < statements->len; i++)
    add_statement (html, statements->pdata[i]);
}
