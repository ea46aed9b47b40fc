/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-report-html.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"
#include "opt-json.h"
#include "opt-report-read.h"
#include "opt-report-words.h"

#define N_COLUMNS "5"

/* opt_report_html_add_watched: which server, when, and what the window lacks */
void
opt_report_html_add_watched (OptHtml *html, JsonObject *tune)
{
  g_autofree char *server = opt_report_describe_server (tune);
  g_autofree char *window = opt_report_describe_window (tune);
  g_autoptr (GPtrArray) notes = opt_report_list_window_notes (tune);

  opt_html_start (html, "dl", "class", "facts", NULL);
  opt_report_html_add_fact (html, _ ("Server"), server);
  opt_report_html_add_fact (html, _ ("Window"), window);
  opt_html_end (html);
  if (notes->len == 0)
    return;

  opt_html_start (html, "ul", "class", "remarks", NULL);
  for (guint i = 0; i < notes->len; i++)
    opt_html_add (html, "li", NULL, notes->pdata[i]);
  opt_html_end (html);
}

static void
add_share (OptHtml *html, JsonObject *statement)
{
  double share = opt_json_get_double (statement, "share", NAN);
  g_autofree char *shown = opt_format_percent (share);
  char width[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *style = NULL;

  opt_html_start (html, "th", "scope", "row", "class", "share", NULL);
  if (isfinite (share))
    {
      g_ascii_formatd (width, sizeof width, "%.1f", CLAMP (share, 0, 1) * 100);
      style = g_strdup_printf ("width: %s%%", width);
      opt_html_start (html, "span", "class", "bar", "aria-hidden", "true", "style", style, NULL);
      opt_html_end (html);
    }
  opt_html_add (html, "span", "value", shown);
  opt_html_end (html);
}

static void
add_findings (OptHtml *html, JsonObject *plan)
{
  g_autoptr (GPtrArray) findings = opt_report_get_objects (plan, "findings");

  if (findings->len == 0)
    {
      opt_html_add (html, "p", "dim", _ ("Nothing in its plan stands out."));
      return;
    }

  opt_html_start (html, "ul", "class", "findings", NULL);
  for (guint i = 0; i < findings->len; i++)
    {
      const char *title = opt_json_get_string (findings->pdata[i], "title");
      const char *seen = opt_json_get_string (findings->pdata[i], "seen");
      const char *why = opt_json_get_string (findings->pdata[i], "why");
      const char *caveat = opt_json_get_string (findings->pdata[i], "caveat");

      opt_html_start (html, "li", NULL);
      opt_html_add (html, "strong", NULL, title != NULL ? title : _ ("A finding without a title"));
      if (seen != NULL)
        {
          opt_html_text (html, ": ");
          opt_html_text (html, seen);
          opt_html_text (html, ".");
        }
      if (why != NULL)
        {
          opt_html_text (html, " ");
          opt_html_add (html, "span", "dim", why);
        }
      if (caveat != NULL)
        {
          opt_html_text (html, " ");
          opt_html_add (html, "span", "dim", caveat);
        }
      opt_html_end (html);
    }
  opt_html_end (html);
}

static void
add_plan (OptHtml *html, JsonObject *statement)
{
  JsonObject *plan = opt_json_get_object (statement, "plan");
  g_autofree char *basis = opt_report_describe_plan_basis (statement);
  g_autofree char *step = opt_report_describe_step (plan);

  opt_html_start (html, "div", "class", "plan", NULL);
  if (plan != NULL)
    {
      if (step != NULL)
        opt_html_add (html, "p", NULL, step);
      add_findings (html, plan);
    }
  opt_html_add (html, "p", plan != NULL ? "basis" : "warning", basis);
  opt_html_end (html);
}

static void
add_statement (OptHtml *html, JsonObject *statement)
{
  g_autofree char *id = opt_report_get_id (statement, "queryid");
  g_autofree char *title = g_strdup_printf (_ ("Statement %s"), id);
  g_autofree char *calls = opt_report_format_count (statement, "calls");
  g_autofree char *mean = opt_report_format_duration (statement, "mean_ms");
  g_autofree char *total = opt_report_format_duration (statement, "total_ms");
  g_autofree char *rows = opt_report_format_count (statement, "rows");

  opt_html_start (html, "tbody", NULL);
  opt_html_start (html, "tr", "class", "figures", NULL);
  add_share (html, statement);
  opt_report_html_add_cell (html, calls);
  opt_report_html_add_cell (html, mean);
  opt_report_html_add_cell (html, total);
  opt_report_html_add_cell (html, rows);
  opt_html_end (html);

  opt_html_start (html, "tr", NULL);
  opt_html_start (html, "td", "colspan", N_COLUMNS, NULL);
  opt_html_add (html, "p", "identity", title);
  opt_report_html_add_sql (html, title, opt_json_get_string (statement, "query"));
  add_plan (html, statement);
  opt_html_end (html);
  opt_html_end (html);
  opt_html_end (html);
}

/* opt_report_html_add_hot: the statements that took most time, each with its plan */
void
opt_report_html_add_hot (OptHtml *html, JsonObject *tune)
{
  g_autoptr (GPtrArray) hot = opt_report_get_objects (tune, "hot");
  g_autofree char *what = opt_report_describe_hot (tune);

  if (hot->len == 0)
    {
      opt_html_add (html, "p", NULL, what);
      return;
    }

  opt_html_start (html, "table", "class", "hot", NULL);
  opt_html_add (html, "caption", NULL, what);
  opt_report_html_add_head (html, _ ("Share"), _ ("Calls"), _ ("Mean"), _ ("Total"), _ ("Rows"),
                            NULL);
  for (guint i = 0; i < hot->len; i++)
    add_statement (html, hot->pdata[i]);
  opt_html_end (html);
}
