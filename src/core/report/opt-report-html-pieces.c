/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-report-html.h"

#include <glib/gi18n-lib.h>

#include "opt-json.h"
#include "opt-report-read.h"
#include "opt-report-words.h"

/* The icons are symbols of the page's skeleton: icon-measured, icon-better. */
static void
add_chip (OptHtml *html, const char *kind, const char *nick, const char *label)
{
  g_autofree char *klass = g_strdup_printf ("%s %s", kind, nick);
  g_autofree char *icon = g_strdup_printf ("#icon-%s", nick);

  opt_html_start (html, "span", "class", klass, NULL);
  opt_html_start (html, "svg", "class", "icon", "aria-hidden", "true", NULL);
  opt_html_empty (html, "use", "href", icon, NULL);
  opt_html_end (html);
  opt_html_text (html, label);
  opt_html_end (html);
}

/* opt_report_html_add_pill: the rung that a claim stands on: icon and word */
void
opt_report_html_add_pill (OptHtml *html, OptEvidence evidence)
{
  add_chip (html, "pill", opt_evidence_get_nick (evidence), opt_evidence_get_label (evidence));
}

/* opt_report_html_add_verdict: of a statement or of a whole trial */
void
opt_report_html_add_verdict (OptHtml *html, JsonObject *object)
{
  OptVerdict verdict;
  const char *nick = "inconclusive";

  if (opt_report_get_verdict (object, &verdict))
    nick = opt_verdict_get_nick (verdict);
  add_chip (html, "verdict", nick, opt_report_get_verdict_label (object));
}

/* opt_report_html_add_sql: @sql: (nullable): in full, laid out to be read */
void
opt_report_html_add_sql (OptHtml *html, const char *label, const char *sql)
{
  g_autofree char *formatted = opt_report_format_sql (sql);

  opt_html_start (html, "pre", "class", "sql", "aria-label", label, NULL);
  opt_html_add (html, "code", NULL, formatted);
  opt_html_end (html);
}

/* opt_report_html_add_fact: a pair of a description list */
void
opt_report_html_add_fact (OptHtml *html, const char *name, const char *text)
{
  opt_html_start (html, "div", NULL);
  opt_html_add (html, "dt", NULL, name);
  opt_html_add (html, "dd", NULL, text);
  opt_html_end (html);
}

/* opt_report_html_add_cell: a number in a table */
void
opt_report_html_add_cell (OptHtml *html, const char *text)
{
  opt_html_add (html, "td", "number", text);
}

/* opt_report_html_add_head: the row of a table's column headers, the first of words */
void
opt_report_html_add_head (OptHtml *html, const char *first, ...)
{
  va_list names;

  opt_html_start (html, "thead", NULL);
  opt_html_start (html, "tr", NULL);
  opt_html_start (html, "th", "scope", "col", NULL);
  opt_html_text (html, first);
  opt_html_end (html);
  va_start (names, first);
  for (const char *name = va_arg (names, const char *); name != NULL;
       name = va_arg (names, const char *))
    {
      opt_html_start (html, "th", "scope", "col", "class", "number", NULL);
      opt_html_text (html, name);
      opt_html_end (html);
    }
  va_end (names);
  opt_html_end (html);
  opt_html_end (html);
}

/* opt_report_html_add_notes: what is said of single statements, and why */
void
opt_report_html_add_notes (OptHtml *html, JsonObject *object, const char *member)
{
  g_autoptr (GPtrArray) notes = opt_report_get_objects (object, member);

  if (notes->len == 0)
    return;

  opt_html_start (html, "ul", "class", "notes", NULL);
  for (guint i = 0; i < notes->len; i++)
    {
      g_autofree char *id = opt_report_get_id (notes->pdata[i], "statement");
      g_autofree char *title = g_strdup_printf (_ ("Statement %s"), id);
      const char *reason = opt_json_get_string (notes->pdata[i], "reason");
      const char *text = opt_json_get_string (notes->pdata[i], "text");

      opt_html_start (html, "li", NULL);
      opt_html_start (html, "p", NULL);
      opt_html_add (html, "strong", NULL, title);
      opt_html_text (html, ": ");
      opt_html_text (html, reason != NULL ? reason : _ ("– (why is not told)"));
      opt_html_end (html);
      opt_report_html_add_sql (html, title, text);
      opt_html_end (html);
    }
  opt_html_end (html);
}
