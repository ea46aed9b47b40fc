/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "advice-fixture.h"
#include "opt-advisor-page.h"
#include "opt-claim-step.h"
#include "opt-evidence-pill.h"
#include "opt-format.h"
#include "opt-job-view.h"
#include "opt-measure-view.h"
#include "opt-recommendation-row.h"
#include "opt-report-words.h"
#include "opt-saving.h"
#include "opt-trial-view.h"
#include "ui-fixture.h"
#include "ui-shop.h"

/* Of tests/data/report/full.json. */
#define MEASURED_STATEMENT G_GINT64_CONSTANT (-4612385103387225831)
#define SIMULATED_STATEMENT G_GINT64_CONSTANT (-77120034987001213)

static GtkWidget *
show (gpointer widget)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 360, 600);
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  ui_fixture_draw (window);

  return window;
}

/* ---- The pill -------------------------------------------------------------------------------- */

static void
test_pill (void)
{
  GtkWidget *pill = opt_evidence_pill_new ();
  GtkWidget *window = show (pill);

  for (int i = OPT_EVIDENCE_REFUTED; i >= OPT_EVIDENCE_OPINION; i--)
    {
      OptEvidence evidence = (OptEvidence) i;

      g_object_set (pill, "evidence", evidence, NULL);
      g_assert_cmpint (opt_evidence_pill_get_evidence (OPT_EVIDENCE_PILL (pill)), ==, evidence);
      g_assert_cmpstr (advice_fixture_label (pill, OPT_TYPE_EVIDENCE_PILL, "label"), ==,
                       opt_evidence_get_label (evidence));
      g_assert_true (gtk_widget_has_css_class (pill, opt_evidence_get_nick (evidence)));
      g_assert_nonnull (g_strstr_len (gtk_widget_get_tooltip_text (pill), -1,
                                      opt_report_explain_evidence (evidence)));
      ui_fixture_draw (pill);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* ---- Work ------------------------------------------------------------------------------------ */

static gboolean
has_step (gpointer view)
{
  return g_str_equal (advice_fixture_label (view, OPT_TYPE_JOB_VIEW, "step"), "Half of it");
}

static gpointer
report_half (gpointer job)
{
  opt_progress_report (opt_job_get_progress (job), 1, 2, "Half of it");

  return NULL;
}

static void
test_job (void)
{
  g_autoptr (OptJob) job = opt_job_new ("What it is for");
  GtkWidget *view = opt_job_view_new ();
  GtkWidget *window = show (view);
  GtkProgressBar *bar = advice_fixture_child (view, OPT_TYPE_JOB_VIEW, "bar");
  gpointer cancel = advice_fixture_child (view, OPT_TYPE_JOB_VIEW, "cancel");
  gpointer weak = view;

  opt_job_view_set_job (OPT_JOB_VIEW (view), job);
  g_assert_cmpstr (advice_fixture_label (view, OPT_TYPE_JOB_VIEW, "title"), ==, "What it is for");
  g_assert_cmpstr (advice_fixture_label (view, OPT_TYPE_JOB_VIEW, "step"), ==, "Starting");

  opt_job_begin (job);
  g_thread_join (g_thread_new ("worker", report_half, job));
  ui_fixture_wait (has_step, view);
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (bar), ==, 0.5);
  g_assert_cmpstr (advice_fixture_label (view, OPT_TYPE_JOB_VIEW, "elapsed"), !=, "");

  advice_fixture_click (cancel);
  g_assert_true (g_cancellable_is_cancelled (opt_job_get_cancellable (job)));
  g_assert_false (gtk_widget_get_sensitive (cancel));
  g_assert_true (opt_job_get_running (job));
  g_assert_true (advice_fixture_shows (view, "Cancelling"));
  opt_job_end (job);
  g_assert_cmpstr (advice_fixture_label (view, OPT_TYPE_JOB_VIEW, "step"), ==, "Cancelled");

  /* It is let go while something runs. */
  opt_job_begin (job);
  g_object_add_weak_pointer (G_OBJECT (view), &weak);
  gtk_window_destroy (GTK_WINDOW (window));
  ui_fixture_assert_gone (&weak);
  opt_job_end (job);
}

/* ---- What it saves --------------------------------------------------------------------------- */

static void
check_saving (OptRecommendation *recommendation, OptServer *server, const char *expected)
{
  g_autofree char *saving = opt_saving_describe (recommendation, server, FALSE);

  g_assert_cmpstr (saving, ==, expected);
}

/* No number before there is one, none from less than a minute; then what was measured, at the calls
 * of now. */
static void
test_saving_measured (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  g_autoptr (OptRecommendation) recommendation = advice_fixture_get (OPT_EVIDENCE_MEASURED);
  JsonNode *trial = opt_recommendation_get_trial (recommendation);
  JsonObject *statement
      = json_array_get_object_element (json_object_get_array_member (json_node_get_object (trial),
                                                                     "statements"),
                                       0);
  double before
      = json_object_get_double_member (json_object_get_object_member (statement, "baseline"),
                                       "median_ms");
  double after
      = json_object_get_double_member (json_object_get_object_member (statement, "variant"),
                                       "median_ms");
  g_autofree char *a_day = opt_format_duration ((before - after) * 5 * 86400);
  g_autofree char *expected = g_strdup_printf ("Would save about %s a day (", a_day);
  g_autofree char *saving = NULL;
  g_autofree char *early = NULL;

  early = opt_saving_describe (recommendation, shop->server, FALSE);
  g_assert_true (g_str_has_prefix (early, "Median "));

  for (int i = 0; i < 5; i++)
    {
      ui_shop_call (shop, MEASURED_STATEMENT, 50, 100);
      ui_shop_poll (shop);
    }
  check_saving (recommendation, shop->server, early);
  for (int i = 0; i < 5; i++)
    {
      ui_shop_call (shop, MEASURED_STATEMENT, 50, 100);
      ui_shop_poll (shop);
    }
  saving = opt_saving_describe (recommendation, shop->server, FALSE);
  g_assert_true (g_str_has_prefix (saving, expected));
  g_assert_nonnull (g_strstr_len (saving, -1, "measured"));
}

static void
test_saving_simulated (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  g_autoptr (OptRecommendation) recommendation = advice_fixture_get (OPT_EVIDENCE_SIMULATED);
  const OptStatementEffect *effect = opt_recommendation_get_statements (recommendation)->pdata[0];
  g_autofree char *a_day
      = opt_format_duration (40 * (1 - effect->cost_after / effect->cost_before) * 86400);
  g_autofree char *expected
      = g_strdup_printf ("Would save about %s a day, if times follow the planner’s costs", a_day);
  g_autofree char *applied = NULL;

  /* Forty milliseconds a second. */
  for (int i = 0; i < 7; i++)
    {
      ui_shop_call (shop, SIMULATED_STATEMENT, 10, 400);
      ui_shop_poll (shop);
    }
  check_saving (recommendation, shop->server, expected);

  /* What the statements take now is what is left then. */
  applied = opt_saving_describe (recommendation, shop->server, TRUE);
  g_assert_nonnull (g_strstr_len (applied, -1, "less in the window"));
}

static void
test_saving_refuted (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  g_autoptr (OptRecommendation) recommendation = advice_fixture_get (OPT_EVIDENCE_REFUTED);

  check_saving (recommendation, shop->server, opt_recommendation_get_refuted_by (recommendation));
}

/* ---- The page -------------------------------------------------------------------------------- */

static void
test_page (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  OptPage *page = g_object_new (OPT_TYPE_ADVISOR_PAGE, NULL);
  GtkWidget *window = show (page);
  GtkListBox *list = advice_fixture_child (page, OPT_TYPE_ADVISOR_PAGE, "list");
  const OptEvidence rungs[]
      = { OPT_EVIDENCE_MEASURED, OPT_EVIDENCE_SIMULATED, OPT_EVIDENCE_REFUTED };

  for (gsize i = 0; i < G_N_ELEMENTS (rungs); i++)
    {
      g_autoptr (OptRecommendation) recommendation = advice_fixture_get (rungs[i]);

      advice_fixture_add (shop->server, recommendation);
    }
  opt_page_set_server (page, shop->server);
  opt_page_set_shown (page, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (rungs); i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (list, (int) i);
      OptRecommendation *recommendation
          = opt_recommendation_row_get_recommendation (OPT_RECOMMENDATION_ROW (row));
      OptEvidencePill *pill = advice_fixture_find (row, OPT_TYPE_EVIDENCE_PILL);

      g_assert_cmpint (opt_evidence_pill_get_evidence (pill), ==, rungs[i]);
      g_assert_cmpstr (advice_fixture_label (row, OPT_TYPE_RECOMMENDATION_ROW, "title_label"), ==,
                       opt_recommendation_get_title (recommendation));
    }
  g_assert_null (gtk_list_box_get_row_at_index (list, (int) G_N_ELEMENTS (rungs)));
  g_assert_cmpstr (advice_fixture_label (page, OPT_TYPE_ADVISOR_PAGE, "conclusion_label"), ==,
                   "3 recommendations of an earlier run");

  gtk_window_destroy (GTK_WINDOW (window));
  advice_fixture_wait_alone (shop->server);
}

static gboolean
has_failed (gpointer page)
{
  return gtk_widget_get_visible (advice_fixture_child (page, OPT_TYPE_ADVISOR_PAGE, "error_view"));
}

/* A server that can't be reached gives no advice, and says why, next to the button. */
static void
test_page_fails (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  OptPage *page = g_object_new (OPT_TYPE_ADVISOR_PAGE, NULL);
  GtkWidget *window = show (page);

  opt_page_set_server (page, shop->server);
  g_assert_false (has_failed (page));
  opt_advisor_page_advise (OPT_ADVISOR_PAGE (page));
  g_assert_true (
      gtk_widget_get_visible (advice_fixture_child (page, OPT_TYPE_ADVISOR_PAGE, "job_view")));
  /* A second one is not begun. */
  opt_advisor_page_advise (OPT_ADVISOR_PAGE (page));
  g_assert_cmpuint (g_list_model_get_n_items (opt_server_get_jobs (shop->server)), ==, 1);
  ui_fixture_wait (has_failed, page);
  g_assert_false (
      gtk_widget_get_visible (advice_fixture_child (page, OPT_TYPE_ADVISOR_PAGE, "job_view")));
  g_assert_true (
      advice_fixture_shows (advice_fixture_child (page, OPT_TYPE_ADVISOR_PAGE, "error_view"),
                            "/nowhere"));
  gtk_window_destroy (GTK_WINDOW (window));
  advice_fixture_wait_alone (shop->server);
}

/* The page goes while the advisor runs. */
static void
test_page_disposed (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  OptPage *page = g_object_new (OPT_TYPE_ADVISOR_PAGE, NULL);
  GtkWidget *window = show (page);
  gpointer weak = page;

  g_object_add_weak_pointer (G_OBJECT (page), &weak);
  opt_page_set_server (page, shop->server);
  opt_advisor_page_advise (OPT_ADVISOR_PAGE (page));
  gtk_window_destroy (GTK_WINDOW (window));
  ui_fixture_assert_gone (&weak);
  advice_fixture_wait_alone (shop->server);
}

/* ---- A trial --------------------------------------------------------------------------------- */

static void
test_trial (void)
{
  g_autoptr (JsonNode) node = advice_fixture_read ("trial.json");
  GtkWidget *view = opt_trial_view_new ();
  GtkWidget *window = show (view);
  GtkWidget *measure;
  guint n = 0;

  opt_trial_view_set_trial (OPT_TRIAL_VIEW (view), node, NULL);
  g_assert_true (advice_fixture_shows (view, "Better"));
  g_assert_true (advice_fixture_shows (view, "Of 2 statements 1 better"));
  g_assert_true (advice_fixture_shows (view, "The machine was busy"));
  for (measure = gtk_widget_get_first_child (
           advice_fixture_child (view, OPT_TYPE_TRIAL_VIEW, "statement_box"));
       measure != NULL; measure = gtk_widget_get_next_sibling (measure))
    {
      g_assert_true (OPT_IS_MEASURE_VIEW (measure));
      n++;
    }
  g_assert_cmpuint (n, ==, 2);

  measure = advice_fixture_find (view, OPT_TYPE_MEASURE_VIEW);
  g_assert_cmpstr (advice_fixture_label (measure, OPT_TYPE_MEASURE_VIEW, "median_label"), ==,
                   "40.4\u00a0ms → 3.51\u00a0ms");
  g_assert_true (advice_fixture_shows (measure, "×0.0869"));
  g_assert_true (advice_fixture_shows (measure, "30 pairs"));
  g_assert_true (advice_fixture_shows (measure, "rows not compared"));
  g_assert_true (advice_fixture_shows (measure, "6.22\u00a0k → 310"));
  /* What is read from a file has no plans. */
  g_assert_null (advice_fixture_find_button (measure, "Plan _Before"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What others wrote, and what is missing, is no reason to fall over. */
static void
test_trial_of_nothing (void)
{
  static const char *const files[] = { "hostile.json", "nulls.json", "empty.json" };
  GtkWidget *view = opt_trial_view_new ();
  GtkWidget *window = show (view);

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (JsonNode) node = advice_fixture_read (files[i]);

      opt_trial_view_set_trial (OPT_TRIAL_VIEW (view), node, NULL);
      ui_fixture_draw (view);
      g_assert_true (advice_fixture_shows (view, "No verdict"));
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  g_test_add_func ("/advice/pill", test_pill);
  g_test_add_func ("/advice/job", test_job);
  g_test_add_func ("/advice/saving/measured", test_saving_measured);
  g_test_add_func ("/advice/saving/simulated", test_saving_simulated);
  g_test_add_func ("/advice/saving/refuted", test_saving_refuted);
  g_test_add_func ("/advice/page", test_page);
  g_test_add_func ("/advice/page/fails", test_page_fails);
  g_test_add_func ("/advice/page/disposed", test_page_disposed);
  g_test_add_func ("/advice/trial", test_trial);
  g_test_add_func ("/advice/trial/of-nothing", test_trial_of_nothing);

  return g_test_run ();
}
