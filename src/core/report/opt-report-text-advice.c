/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-report-text.h"

#include <glib/gi18n-lib.h>

#include "opt-json.h"
#include "opt-report-read.h"
#include "opt-report-trial.h"
#include "opt-report-words.h"

/* Of what is said of single statements, so many lines on a terminal. */
#define MAX_NOTES 4
#define INDENT 3
/* One line of a statement says which it is; all of it is in the JSON and on the page. */
#define TEXT_WIDTH 90

/* opt_report_text_add_fact: what is known, behind its name */
void
opt_report_text_add_fact (OptText *text, const char *name, const char *value)
{
  g_autofree char *label = g_strdup_printf ("%s:", name);

  opt_text_item (text, INDENT, OPT_TEXT_DIM, label, value);
}

/* opt_report_text_add_pill: the rung that a claim stands on, as on the page: icon and word */
void
opt_report_text_add_pill (OptText *text, OptEvidence evidence, const char *what)
{
  static const struct
  {
    const char *icon;
    OptTextStyle style;
  } pills[] = {
    [OPT_EVIDENCE_OPINION] = { "“”", OPT_TEXT_DIM },
    [OPT_EVIDENCE_SIMULATED] = { "○", OPT_TEXT_BOLD },
    [OPT_EVIDENCE_MEASURED] = { "●", OPT_TEXT_GOOD },
    [OPT_EVIDENCE_CONFIRMED] = { "✔", OPT_TEXT_GOOD },
    [OPT_EVIDENCE_REFUTED] = { "✘", OPT_TEXT_BAD },
  };
  g_autofree char *pill = g_strdup_printf (what != NULL ? "%s %s:" : "%s %s", pills[evidence].icon,
                                           opt_evidence_get_label (evidence));

  opt_text_item (text, INDENT, pills[evidence].style, pill, what);
}

/* opt_report_text_add_notes: what is said of single statements, and why; the first few of them */
void
opt_report_text_add_notes (OptText *text, JsonObject *object, const char *member)
{
  g_autoptr (GPtrArray) notes = opt_report_get_objects (object, member);

  for (guint i = 0; i < notes->len && i < MAX_NOTES; i++)
    {
      g_autofree char *id = opt_report_get_id (notes->pdata[i], "statement");
      g_autofree char *label = g_strconcat (id, ":", NULL);
      const char *reason = opt_json_get_string (notes->pdata[i], "reason");
      const char *sql = opt_json_get_string (notes->pdata[i], "text");
      g_autofree char *line = sql != NULL ? opt_report_shorten (sql, TEXT_WIDTH) : NULL;

      opt_text_item (text, 2, OPT_TEXT_BOLD, label,
                     reason != NULL ? reason : _ ("– (why is not told)"));
      if (line != NULL)
        opt_text_line (text, 4, line);
    }

  if (notes->len > MAX_NOTES)
    {
      guint n_more = notes->len - MAX_NOTES;
      g_autofree char *more
          = g_strdup_printf (ngettext ("… and %u more; --json and the report list it",
                                       "… and %u more; --json and the report list them", n_more),
                             n_more);

      opt_text_line (text, 2, more);
    }
}

static void
add_claim (OptText *text, JsonObject *recommendation)
{
  OptEvidence evidence = opt_report_get_evidence (recommendation);
  const char *reason = opt_json_get_string (recommendation, "reason");
  g_autofree char *outcome = opt_report_describe_outcome (recommendation);
  g_autofree char *sql = opt_report_format_sql (opt_json_get_string (recommendation, "sql"));

  opt_report_text_add_pill (text, evidence, outcome);
  opt_text_block (text, INDENT + 2, sql);
  opt_report_text_add_fact (text, _ ("Why"), reason != NULL ? reason : _ ("– (not told)"));
}

/* opt_report_text_add_recommendation: all that is known of one, its trial too */
void
opt_report_text_add_recommendation (OptText *text, JsonObject *recommendation, guint number)
{
  const char *title = opt_json_get_string (recommendation, "title");
  const char *id = opt_json_get_string (recommendation, "id");
  const char *risk = opt_json_get_string (recommendation, "risk");
  const char *undo = opt_json_get_string (recommendation, "undo_sql");
  JsonObject *trial = opt_json_get_object (recommendation, "trial");
  g_autofree char *heading
      = g_strdup_printf ("%u. %s (%s)", number,
                         title != NULL ? title : _ ("A recommendation without a title"),
                         id != NULL ? id : "–");
  g_autofree char *cost = opt_report_describe_cost (recommendation);
  g_autofree char *projection = opt_report_describe_projection (recommendation);
  g_autofree char *size = opt_report_describe_size (recommendation);
  g_autofree char *confidence = opt_report_describe_confidence (recommendation);

  opt_text_heading (text, heading);
  add_claim (text, recommendation);
  opt_report_text_add_fact (text, _ ("Planner's cost, simulated"), cost);
  opt_report_text_add_fact (text, _ ("Projected"), projection);
  opt_report_text_add_fact (text, _ ("Size"), size);
  opt_report_text_add_fact (text, _ ("Confidence"), confidence);
  opt_report_text_add_fact (text, _ ("What it costs"), risk != NULL ? risk : _ ("– (not told)"));
  opt_report_text_add_fact (text, _ ("Undo"), undo != NULL ? undo : _ ("– (no undo is told)"));
  if (trial != NULL)
    opt_report_text_add_trial (text, trial, INDENT);
}

/* An id that goes into a command to be typed must be a plain word. */
static gboolean
is_plain (const char *id)
{
  for (const char *c = id; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && (*c != '-' || c == id))
      return FALSE;

  return *id != '\0';
}

static char *
make_next (JsonObject *recommendation, const char *connection)
{
  const char *id = opt_json_get_string (recommendation, "id");
  JsonObject *trial = opt_json_get_object (recommendation, "trial");
  g_autoptr (GPtrArray) effects = opt_report_get_objects (recommendation, "effects");

  if (id == NULL || !is_plain (id))
    return NULL;

  switch (opt_report_get_evidence (recommendation))
    {
    case OPT_EVIDENCE_MEASURED:
      return g_strdup_printf ("optischema-cli apply %s %s", connection, id);

    case OPT_EVIDENCE_SIMULATED:
      if (trial != NULL || effects->len == 0)
        return NULL;
      /* Of its own statements, so that the result is kept with it. */
      return g_strdup_printf ("optischema-cli trial %s %s", connection, id);

    case OPT_EVIDENCE_OPINION:
    case OPT_EVIDENCE_CONFIRMED:
    case OPT_EVIDENCE_REFUTED:
    default:
      return NULL;
    }
}

static void
add_next (OptText *text, GPtrArray *recommendations, const char *connection)
{
  gboolean first = TRUE;

  for (guint i = 0; i < recommendations->len; i++)
    {
      g_autofree char *next = make_next (recommendations->pdata[i], connection);

      if (next == NULL)
        continue;
      if (first)
        opt_text_heading (text, _ ("Next"));
      first = FALSE;
      /* In one line, so that it can be taken as it stands. */
      opt_text_block (text, 2, next);
    }
}

/* opt_report_text_add_advice: recommendations, what could not be planned, the shadow, what next */
void
opt_report_text_add_advice (OptText *text, JsonObject *advice, const char *connection)
{
  g_autoptr (GPtrArray) recommendations = opt_report_get_objects (advice, "recommendations");
  g_autoptr (GPtrArray) not_planned = opt_report_get_objects (advice, "not_planned");
  g_autofree char *conclusion = opt_report_get_conclusion (advice);
  g_autofree char *projection = opt_report_get_advisor_conclusion (advice);
  g_autofree char *shadow = opt_report_describe_shadow (advice);
  g_autofree char *planned = opt_report_describe_planned (advice);

  opt_text_heading (text, _ ("Recommendations"));
  opt_text_line (text, 2, conclusion);
  if (projection != NULL)
    opt_text_line (text, 2, projection);
  for (guint i = 0; i < recommendations->len; i++)
    opt_report_text_add_recommendation (text, recommendations->pdata[i], i + 1);

  if (not_planned->len > 0)
    opt_text_heading (text, _ ("What could not be planned"));
  opt_report_text_add_notes (text, advice, "not_planned");

  opt_text_heading (text, _ ("How the shadow proved itself"));
  opt_text_line (text, 2, shadow);
  opt_report_text_add_notes (text, opt_json_get_object (advice, "shadow"), "unproven");
  opt_text_line (text, 2, planned);
  add_next (text, recommendations, connection);
}

/**
 * opt_report_advice_to_text:
 * @advice: the object of `advise --json`
 * @connection: the server, as a word for a shell, without a password
 * @colour: whether the terminal shows colours
 *
 * Returns: (transfer full): it for a terminal
 */
char *
opt_report_advice_to_text (JsonNode *advice, const char *connection, gboolean colour)
{
  OptText *text;

  g_return_val_if_fail (advice != NULL, NULL);

  text = opt_text_new (colour);
  opt_report_text_add_advice (text, opt_report_get_root (advice), connection);

  return opt_text_free_to_text (text);
}
