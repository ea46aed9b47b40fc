/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-report-text.h"

#include <glib/gi18n-lib.h>

#include "opt-json.h"
#include "opt-report-read.h"
#include "opt-report-trial.h"
#include "opt-report-words.h"

static OptTextStyle
get_style (JsonObject *object)
{
  OptVerdict verdict;

  if (!opt_report_get_verdict (object, &verdict))
    return OPT_TEXT_PLAIN;

  switch (verdict)
    {
    case OPT_VERDICT_BETTER:
    case OPT_VERDICT_NO_WORSE:
      return OPT_TEXT_GOOD;
    case OPT_VERDICT_WORSE:
    case OPT_VERDICT_DIFFERENT_ROWS:
    case OPT_VERDICT_FAILED:
      return OPT_TEXT_BAD;
    case OPT_VERDICT_NO_DIFFERENCE:
    case OPT_VERDICT_INCONCLUSIVE:
    default:
      return OPT_TEXT_PLAIN;
    }
}

static void
add_failure (OptText *text, JsonObject *trial, guint indent)
{
  const char *sqlstate = opt_json_get_string (trial, "sqlstate");
  const char *next_step = opt_json_get_string (trial, "next_step");
  g_autofree char *message = sqlstate != NULL
                                 ? g_strdup_printf (_ ("%s (SQLSTATE %s)"),
                                                    opt_json_get_string (trial, "error"), sqlstate)
                                 : g_strdup (opt_json_get_string (trial, "error"));

  opt_text_item (text, indent, OPT_TEXT_BAD, _ ("The trial failed:"), message);
  if (next_step != NULL)
    opt_text_item (text, indent, OPT_TEXT_BOLD, _ ("Next step:"), next_step);
}

static void
add_statement (OptText *text, JsonObject *statement, guint indent)
{
  g_autofree char *id = opt_report_get_id (statement, "id");
  g_autofree char *measure = opt_report_describe_measure (statement);
  g_autofree char *values = opt_report_describe_values (statement);
  g_autofree char *production = opt_report_describe_production (statement);
  g_autofree char *what = g_strdup_printf (_ ("statement %s: %s"), id, measure);
  g_autofree char *verdict = g_strdup_printf ("%s:", opt_report_get_verdict_label (statement));

  opt_text_item (text, indent, get_style (statement), verdict, what);
  if (values != NULL)
    opt_text_line (text, indent + 2, values);
  if (production != NULL)
    opt_text_line (text, indent + 2, production);
}

/* opt_report_text_add_trial: what was measured, and under which conditions; or why nothing was */
void
opt_report_text_add_trial (OptText *text, JsonObject *trial, guint indent)
{
  g_autoptr (GPtrArray) statements = opt_report_get_objects (trial, "statements");
  const char *summary = opt_json_get_string (trial, "summary");
  g_autofree char *conditions = opt_report_describe_conditions (trial);
  g_autofree char *change = opt_report_describe_change (trial);
  g_autofree char *limits = opt_report_describe_limits (trial);
  g_autofree char *verdict
      = g_strdup_printf (_ ("Trial: %s."), opt_report_get_verdict_label (trial));

  if (opt_json_get_string (trial, "error") != NULL)
    {
      add_failure (text, trial, indent);
      return;
    }

  opt_text_item (text, indent, get_style (trial), verdict,
                 summary != NULL ? summary : _ ("– (no summary is told)"));
  for (guint i = 0; i < statements->len; i++)
    add_statement (text, statements->pdata[i], indent + 2);
  opt_text_item (text, indent, OPT_TEXT_DIM, _ ("Conditions:"), conditions);
  if (change != NULL)
    opt_text_item (text, indent, OPT_TEXT_DIM, _ ("The change:"), change);
  if (limits != NULL)
    opt_text_item (text, indent, OPT_TEXT_WARNING, _ ("The copies lack:"), limits);
  if (opt_report_was_busy (trial))
    opt_text_item (text, indent, OPT_TEXT_WARNING, _ ("The machine was busy:"),
                   _ ("its load was higher than its number of cores. Times may be noisier than "
                      "they look; buffers are not."));
}

/* What was run in its place. */
static void
add_rewrites (OptText *text, JsonObject *trial)
{
  g_autoptr (GPtrArray) statements = opt_report_get_objects (trial, "statements");

  for (guint i = 0; i < statements->len; i++)
    {
      const char *rewrite = opt_json_get_string (statements->pdata[i], "rewrite");
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      if (rewrite == NULL)
        continue;
      before = opt_report_format_sql (opt_json_get_string (statements->pdata[i], "sql"));
      after = opt_report_format_sql (rewrite);
      opt_text_line (text, 0, _ ("The statement:"));
      opt_text_block (text, 2, before);
      opt_text_line (text, 0, _ ("The rewrite:"));
      opt_text_block (text, 2, after);
    }
}

/**
 * opt_report_trial_to_text:
 * @trial: the object of `trial --json`
 * @colour: whether the terminal shows colours
 *
 * Returns: (transfer full): it for a terminal
 */
char *
opt_report_trial_to_text (JsonNode *trial, gboolean colour)
{
  JsonObject *object;
  OptText *text;
  g_autofree char *change = NULL;

  g_return_val_if_fail (trial != NULL, NULL);

  object = opt_report_get_root (trial);
  text = opt_text_new (colour);
  if (opt_report_has_change (object))
    {
      change = opt_report_format_sql (opt_json_get_string (object, "change"));
      opt_text_block (text, 0, change);
    }
  add_rewrites (text, object);
  opt_text_blank (text);
  opt_report_text_add_pill (text, opt_report_get_evidence (object), NULL);
  opt_report_text_add_trial (text, object, 3);

  return opt_text_free_to_text (text);
}
