/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-report-html.h"

#include <glib/gi18n-lib.h>

#include "opt-json.h"
#include "opt-report-read.h"
#include "opt-report-words.h"
#include "opt-resource.h"

static char *
make_head (JsonObject *tune)
{
  OptHtml *html = opt_html_new ();
  g_autoptr (GPtrArray) recommendations = opt_report_get_objects (tune, "recommendations");
  g_autofree char *subject = opt_report_get_subject (tune);
  g_autofree char *conclusion = opt_report_get_conclusion (tune);
  g_autofree char *projection = opt_report_get_advisor_conclusion (tune);

  opt_html_add (html, "p", "kicker", _ ("Tuning report"));
  opt_html_add (html, "h1", NULL, subject);
  opt_html_add (html, "p", "conclusion", conclusion);
  if (projection != NULL)
    opt_html_add (html, "p", "dim", projection);
  if (recommendations->len > 0)
    opt_html_start (html, "ol", "class", "summary", NULL);
  for (guint i = 0; i < recommendations->len; i++)
    {
      g_autofree char *link = g_strdup_printf ("#recommendation-%u", i + 1);
      const char *title = opt_json_get_string (recommendations->pdata[i], "title");
      g_autofree char *outcome = opt_report_describe_outcome (recommendations->pdata[i]);

      opt_html_start (html, "li", NULL);
      opt_html_start (html, "a", "href", link, NULL);
      opt_html_text (html, title != NULL ? title : _ ("A recommendation without a title"));
      opt_html_end (html);
      opt_html_text (html, " ");
      opt_report_html_add_pill (html, opt_report_get_evidence (recommendations->pdata[i]));
      opt_html_text (html, " ");
      opt_html_add (html, "span", "outcome", outcome);
      opt_html_end (html);
    }
  if (recommendations->len > 0)
    opt_html_end (html);

  return opt_html_free_to_text (html);
}

static char *
make_watched (JsonObject *tune)
{
  OptHtml *html = opt_html_new ();

  opt_report_html_add_watched (html, tune);

  return opt_html_free_to_text (html);
}

static char *
make_hot (JsonObject *tune)
{
  OptHtml *html = opt_html_new ();

  opt_report_html_add_hot (html, tune);

  return opt_html_free_to_text (html);
}

static char *
make_recommendations (JsonObject *tune)
{
  OptHtml *html = opt_html_new ();
  g_autoptr (GPtrArray) recommendations = opt_report_get_objects (tune, "recommendations");
  g_autofree char *conclusion = opt_report_get_conclusion (tune);

  if (recommendations->len == 0)
    opt_html_add (html, "p", NULL, conclusion);
  for (guint i = 0; i < recommendations->len; i++)
    opt_report_html_add_recommendation (html, recommendations->pdata[i], i + 1);

  return opt_html_free_to_text (html);
}

static char *
make_shadow (JsonObject *tune)
{
  OptHtml *html = opt_html_new ();
  JsonObject *shadow = opt_json_get_object (tune, "shadow");
  g_autoptr (GPtrArray) unproven = opt_report_get_objects (shadow, "unproven");
  g_autofree char *said = opt_report_describe_shadow (tune);
  g_autofree char *planned = opt_report_describe_planned (tune);

  opt_html_add (html, "p", NULL, said);
  opt_html_add (html, "p", NULL, planned);
  if (unproven->len > 0)
    opt_html_add (html, "h3", NULL, _ ("Not proven: claims on these stay opinions"));
  opt_report_html_add_notes (html, shadow, "unproven");

  return opt_html_free_to_text (html);
}

static char *
make_not_planned (JsonObject *tune)
{
  OptHtml *html = opt_html_new ();
  g_autoptr (GPtrArray) notes = opt_report_get_objects (tune, "not_planned");

  if (opt_json_get_array (tune, "not_planned") == NULL)
    opt_html_add (html, "p", NULL, _ ("– (not told)"));
  else if (notes->len == 0)
    opt_html_add (html, "p", NULL, _ ("Every statement could be planned."));
  opt_report_html_add_notes (html, tune, "not_planned");

  return opt_html_free_to_text (html);
}

static char *
make_foot (JsonObject *tune)
{
  static const OptEvidence rungs[]
      = { OPT_EVIDENCE_OPINION, OPT_EVIDENCE_SIMULATED, OPT_EVIDENCE_MEASURED,
          OPT_EVIDENCE_CONFIRMED, OPT_EVIDENCE_REFUTED };
  OptHtml *html = opt_html_new ();
  g_autofree char *made_at = opt_report_format_time (tune, "made_at");
  g_autofree char *made
      = g_strdup_printf (_ ("Made by OptiSchema %s, %s. Nothing was changed on the server. A dash "
                            "stands for what is not known."),
                         OPT_VERSION, made_at);

  opt_html_start (html, "dl", "class", "ladder", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rungs); i++)
    {
      opt_html_start (html, "div", NULL);
      opt_html_start (html, "dt", NULL);
      opt_report_html_add_pill (html, rungs[i]);
      opt_html_end (html);
      opt_html_add (html, "dd", NULL, opt_report_explain_evidence (rungs[i]));
      opt_html_end (html);
    }
  opt_html_end (html);
  opt_html_add (html, "p", "dim", made);

  return opt_html_free_to_text (html);
}

/**
 * opt_report_tune_to_html:
 * @tune: the object of `tune --json`
 *
 * Writes one page that needs nothing else: no script, no other file. It is well-formed XML as well.
 * Whatever @tune lacks is shown as not known; all of its text is taken as written by strangers.
 *
 * Returns: (transfer full): the page
 */
char *
opt_report_tune_to_html (JsonNode *tune)
{
  JsonObject *object;
  g_autofree char *subject = NULL;
  g_autofree char *title = NULL;
  g_autofree char *title_markup = NULL;
  g_autofree char *head = NULL;
  g_autofree char *watched = NULL;
  g_autofree char *hot = NULL;
  g_autofree char *recommendations = NULL;
  g_autofree char *shadow = NULL;
  g_autofree char *not_planned = NULL;
  g_autofree char *foot = NULL;

  g_return_val_if_fail (tune != NULL, NULL);

  object = opt_report_get_root (tune);
  subject = opt_report_get_subject (object);
  title = g_strdup_printf (_ ("Tuning report: %s"), subject);
  title_markup = opt_html_escape (title);
  head = make_head (object);
  watched = make_watched (object);
  hot = make_hot (object);
  recommendations = make_recommendations (object);
  shadow = make_shadow (object);
  not_planned = make_not_planned (object);
  foot = make_foot (object);

  return opt_html_fill (opt_resource_get_text ("report/report.html"),
                        /* Translators: the code of your language, as in <html lang="en"> */
                        "language", _ ("en"), "title", title_markup, "style",
                        opt_resource_get_text ("report/report.css"), "head", head, "watched-title",
                        _ ("What was watched"), "watched", watched, "hot-title", _ ("What is hot"),
                        "hot", hot, "recommendations-title", _ ("Recommendations"),
                        "recommendations", recommendations, "shadow-title",
                        _ ("How the shadow proved itself"), "shadow", shadow, "not-planned-title",
                        _ ("What could not be planned"), "not-planned", not_planned, "foot-title",
                        _ ("How each claim is known"), "foot", foot, NULL);
}
