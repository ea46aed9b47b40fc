/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "opt-attention-check.h"
#include "opt-attention-row.h"
#include "opt-attention-view.h"
#include "opt-audit-change.h"
#include "opt-card-grid.h"
#include "opt-chart-reading.h"
#include "opt-chart.h"
#include "opt-error.h"
#include "opt-overview-charts.h"
#include "opt-preflight.h"
#include "opt-recent.h"
#include "opt-recommendation.h"
#include "opt-sql-view.h"
#include "opt-statement-advice.h"
#include "ui-fixture.h"
#include "ui-shop.h"

#define MEGABYTES_OF_BLOCKS 128
#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

/* ---- What needs attention -------------------------------------------------------------------- */

static const OptAttention *
find (GPtrArray *list, const char *key)
{
  for (guint i = 0; i < list->len; i++)
    {
      const OptAttention *attention = list->pdata[i];

      if (g_str_equal (attention->key, key))
        return attention;
    }

  return NULL;
}

static void
test_nothing (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  const OptAttentionFacts facts = { NULL };
  g_autoptr (GPtrArray) list = NULL;

  ui_shop_call (shop, 1, 100, 1000);
  ui_shop_poll (shop);
  list = opt_attention_list (shop->server, &facts);
  g_assert_cmpuint (list->len, ==, 0);
}

static void
test_workload (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  const OptAttentionFacts facts = { NULL };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) again = NULL;
  const OptAttention *attention;

  /* Little of it is not worth a line … */
  ui_shop_call (shop, 1, 1, 10);
  ui_shop_call (shop, 2, 1, 10);
  ui_shop_get_counters (shop, 1)->temp_written = 10;
  ui_shop_poll (shop);
  list = opt_attention_list (shop->server, &facts);
  g_assert_cmpuint (list->len, ==, 0);

  /* … and here is much of everything. */
  ui_shop_call (shop, 2, 1, 10);
  ui_shop_get_counters (shop, 2)->temp_written = 100 * MEGABYTES_OF_BLOCKS;
  shop->waiting = 3;
  shop->dealloc = 1;
  ui_shop_poll (shop);
  again = opt_attention_list (shop->server, &facts);
  g_assert_cmpuint (again->len, ==, 3);

  attention = find (again, "window-0");
  g_assert_nonnull (attention);
  g_assert_cmpuint (attention->severity, ==, OPT_ATTENTION_WARNING);
  attention = find (again, "locks");
  g_assert_nonnull (attention);
  /* Three of six in one of two intervals; the first poll begins none. */
  g_assert_cmpstr (attention->reason, ==,
                   "On average 1.5 of 3 active sessions in the last 15 minutes.");
  g_assert_cmpstr (attention->action, ==, "win.page");
  g_assert_cmpstr (attention->target, ==, "activity");
  attention = find (again, "spill");
  g_assert_nonnull (attention);
  g_assert_cmpstr (
      attention->reason, ==,
      "2 statements were seen to read and write 100\u00a0MB of temporary files in the last 15 "
      "minutes.");
  g_assert_cmpstr (attention->action, ==, "win.statement");
  g_assert_cmpstr (attention->target, ==, "2.10.5");
  g_assert_true (again->pdata[again->len - 1] == attention);
}

static OptPreflightItem *
make_check (OptPreflightState state, const char *fix_sql)
{
  OptPreflightItem *item = g_new0 (OptPreflightItem, 1);

  item->name = g_strdup ("statistics");
  item->state = state;
  item->found = g_strdup ("The role may not.");
  item->effect = g_strdup ("Nothing is seen.");
  item->fix_sql = g_strdup (fix_sql);

  return item;
}

static void
free_check (gpointer data)
{
  OptPreflightItem *item = data;

  g_free (item->name);
  g_free (item->found);
  g_free (item->effect);
  g_free (item->fix_sql);
  g_free (item);
}

static void
test_checks (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  g_autoptr (GPtrArray) checks = g_ptr_array_new_with_free_func (free_check);
  g_autoptr (GError) error = NULL;
  OptAttentionFacts facts = { .checks = checks };
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) failed = NULL;
  GtkWidget *row = g_object_ref_sink (opt_attention_row_new ());
  const OptAttention *attention;

  g_ptr_array_add (checks, make_check (OPT_PREFLIGHT_OK, NULL));
  g_ptr_array_add (checks, make_check (OPT_PREFLIGHT_MISSING, "GRANT pg_monitor TO ann;"));
  list = opt_attention_list (shop->server, &facts);
  g_assert_cmpuint (list->len, ==, 1);
  attention = list->pdata[0];
  g_assert_cmpuint (attention->severity, ==, OPT_ATTENTION_ERROR);
  g_assert_cmpstr (attention->title, ==, "The role may not.");
  g_assert_cmpstr (attention->reason, ==, "Nothing is seen.");
  g_assert_cmpstr (attention->sql, ==, "GRANT pg_monitor TO ann;");

  /* The row has the SQL to copy, in full. */
  opt_attention_row_show (OPT_ATTENTION_ROW (row), attention);
  g_assert_true (adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (row)));
  g_assert_cmpstr (opt_sql_view_get_sql (ui_fixture_get_child (row, "sql_view")), ==,
                   "GRANT pg_monitor TO ann;");
  g_assert_false (gtk_widget_get_visible (ui_fixture_get_child (row, "note_row")));
  g_assert_false (gtk_widget_get_visible (ui_fixture_get_child (row, "button")));
  g_assert_finalize_object (row);

  opt_set_error (&error, OPT_ERROR_TIMEOUT, "Try again.", "It took too long");
  facts.checks = NULL;
  facts.check_error = error;
  failed = opt_attention_list (shop->server, &facts);
  g_assert_cmpuint (failed->len, ==, 1);
  attention = failed->pdata[0];
  g_assert_cmpstr (attention->reason, ==, "It took too long");
  g_assert_cmpstr (attention->note, ==, "Try again.");
}

/* Of a real server: tests connect as its superuser, which a watcher need not be. */
static void
test_attention_view (void)
{
  GtkWidget *view = opt_attention_view_new ();
  GtkWidget *window = ui_fixture_show (view, 600, 600);
  OptServer *server = ui_fixture_get_server ();
  GtkListBoxRow *row = NULL;

  opt_attention_view_set_server (OPT_ATTENTION_VIEW (view), server);
  opt_attention_view_update (OPT_ATTENTION_VIEW (view));
  g_assert_cmpstr (gtk_label_get_label (ui_fixture_get_child (view, "nothing_label")), ==,
                   "The server is not watched.");

  opt_server_connect (server);
  ui_fixture_wait_for_poll (server);
  opt_attention_view_update (OPT_ATTENTION_VIEW (view));
  g_assert_false (gtk_widget_get_sensitive (ui_fixture_get_child (view, "again_button")));
  while (row == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      row = gtk_list_box_get_row_at_index (ui_fixture_get_child (view, "list"), 0);
    }
  g_assert_true (gtk_widget_get_sensitive (ui_fixture_get_child (view, "again_button")));
  for (guint i = 0;
       row != NULL && g_strcmp0 (opt_attention_row_get_key (OPT_ATTENTION_ROW (row)), "role") != 0;
       i++)
    row = gtk_list_box_get_row_at_index (ui_fixture_get_child (view, "list"), (int) i);
  g_assert_nonnull (row);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==,
                   "This role is a superuser.");
  ui_fixture_draw (window);

  /* What stays the same stays the same row. */
  ui_fixture_wait_for_poll (server);
  opt_attention_view_update (OPT_ATTENTION_VIEW (view));
  g_assert_cmpstr (opt_attention_row_get_key (OPT_ATTENTION_ROW (row)), ==, "role");
  g_assert_true (gtk_widget_is_ancestor (GTK_WIDGET (row), view));

  opt_server_disconnect (server);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (server);
}

/* ---- Recommendations ------------------------------------------------------------------------- */

static OptRecommendation *
recommend (UiShop *shop, const char *title, OptEvidence evidence, const char *queryid)
{
  OptStatementEffect *effect = opt_statement_effect_new (queryid, "SELECT 1");
  g_autoptr (GPtrArray) effects
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_statement_effect_free);
  OptRecommendation *recommendation;

  effect->cost_before = 1000;
  effect->cost_after = 10;
  g_ptr_array_add (effects, effect);
  recommendation
      = g_object_new (OPT_TYPE_RECOMMENDATION, "kind", OPT_RECOMMENDATION_CREATE_INDEX, "title",
                      title, "sql", title, "undo-sql", "undo", "statements", effects, NULL);
  opt_recommendation_set_evidence (recommendation, evidence);
  g_list_store_append (G_LIST_STORE (opt_server_get_recommendations (shop->server)),
                       recommendation);
  g_object_unref (recommendation);

  return recommendation;
}

static void
test_recommendations (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  g_autoptr (GHashTable) applied = g_hash_table_new (g_str_hash, g_str_equal);
  const OptAttentionFacts facts = { .applied = applied };
  OptRecommendation *first = recommend (shop, "First", OPT_EVIDENCE_SIMULATED, "1");
  OptRecommendation *second = recommend (shop, "Second", OPT_EVIDENCE_MEASURED, "2");
  g_autoptr (GPtrArray) both = NULL;
  g_autoptr (GPtrArray) one = NULL;
  g_autoptr (GPtrArray) none = NULL;
  const OptAttention *attention;

  recommend (shop, "Third", OPT_EVIDENCE_REFUTED, "1");
  recommend (shop, "Fourth", OPT_EVIDENCE_CONFIRMED, "1");
  both = opt_attention_list (shop->server, &facts);
  g_assert_cmpuint (both->len, ==, 1);
  attention = both->pdata[0];
  g_assert_cmpstr (attention->title, ==, "2 recommendations wait");
  g_assert_true (g_str_has_prefix (attention->reason, "First"));
  g_assert_cmpstr (attention->action, ==, "win.page");
  g_assert_cmpstr (attention->target, ==, "advisor");

  /* What was applied waits for nothing. */
  g_hash_table_add (applied, (gpointer) opt_recommendation_get_id (first));
  one = opt_attention_list (shop->server, &facts);
  attention = one->pdata[0];
  g_assert_cmpstr (attention->title, ==, "1 recommendation waits");
  g_assert_cmpstr (attention->action, ==, "win.recommendation");
  g_assert_cmpstr (attention->target, ==, opt_recommendation_get_id (second));
  g_hash_table_add (applied, (gpointer) opt_recommendation_get_id (second));
  none = opt_attention_list (shop->server, &facts);
  g_assert_cmpuint (none->len, ==, 0);
}

/* What a change has left is to be removed in the history. */
static void
test_left (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  OptAuditEntry entry = { .change_id = (char *) "c1", .title = (char *) "Index item on shelf" };
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (GPtrArray) left = g_ptr_array_new ();
  const OptAttentionFacts facts = { .left = left };
  g_autoptr (GPtrArray) list = NULL;
  const OptAttention *attention;

  g_ptr_array_add (entries, &entry);
  change = opt_audit_change_new (entries);
  g_ptr_array_add (left, change);
  list = opt_attention_list (shop->server, &facts);
  g_assert_cmpuint (list->len, ==, 1);
  attention = list->pdata[0];
  g_assert_true (g_str_has_prefix (attention->reason, "Index item on shelf: "));
  g_assert_cmpstr (attention->action, ==, "win.change");
  g_assert_cmpstr (attention->target, ==, "c1");
}

static guint
count_rows (GtkWidget *advice)
{
  guint n = 0;

  while (gtk_list_box_get_row_at_index (ui_fixture_get_child (advice, "list"), (int) n) != NULL)
    n++;

  return n;
}

static void
test_advice (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  GtkWidget *advice = opt_statement_advice_new ();
  GtkWidget *window = ui_fixture_show (advice, 600, 400);
  GtkListBoxRow *row;

  opt_statement_advice_show (OPT_STATEMENT_ADVICE (advice), shop->server, 7);
  g_assert_cmpuint (count_rows (advice), ==, 0);
  g_assert_cmpstr (gtk_label_get_label (ui_fixture_get_child (advice, "none_label")), ==,
                   "Nobody asked for advice yet.");

  recommend (shop, "Other", OPT_EVIDENCE_SIMULATED, "77");
  recommend (shop, "Mine", OPT_EVIDENCE_SIMULATED, "7");
  g_signal_emit_by_name (shop->server, "advice-changed");
  g_assert_cmpuint (count_rows (advice), ==, 1);
  row = gtk_list_box_get_row_at_index (ui_fixture_get_child (advice, "list"), 0);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, "Mine");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "The planner’s cost of one call: 1\u00a0k → 10");
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (row)), ==, "win.recommendation");
  ui_fixture_draw (window);

  opt_statement_advice_show (OPT_STATEMENT_ADVICE (advice), NULL, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* ---- Charts ---------------------------------------------------------------------------------- */

static OptChartModel *
get_model (OptCardGrid *grid, guint i)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (grid));

  while (i-- > 0)
    child = gtk_widget_get_next_sibling (child);

  return opt_chart_get_model (OPT_CHART (child));
}

static void
test_charts (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  OptCardGrid *main = g_object_ref_sink (OPT_CARD_GRID (opt_card_grid_new (280)));
  OptCardGrid *more = g_object_ref_sink (OPT_CARD_GRID (opt_card_grid_new (280)));
  OptOverviewCharts *charts = opt_overview_charts_new (main, more);
  const OptChartPoint *points;
  gint64 from, to;
  gsize n;

  opt_overview_charts_show (charts, NULL);
  shop->waiting = 2;
  ui_shop_call (shop, 1, 50, 100);
  ui_shop_poll (shop);
  opt_overview_charts_show (charts, opt_server_get_timeline (shop->server));

  /* Five calls a second, of two milliseconds; nothing is known of before the first look. */
  points = opt_chart_model_get_points (get_model (main, 1), 0, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_true (isnan (points[0].value));
  g_assert_cmpfloat_with_epsilon (points[1].value, 5, 1e-9);
  g_assert_cmpint (points[1].time - points[0].time, ==, 10 * G_USEC_PER_SEC);
  points = opt_chart_model_get_points (get_model (main, 2), 0, &n);
  g_assert_cmpfloat_with_epsilon (points[n - 1].value, 2, 1e-9);

  /* The load has a series for each class. */
  g_assert_cmpuint (opt_chart_model_get_n_series (get_model (main, 0)), ==, OPT_N_WAIT_CLASSES);
  g_assert_cmpuint (opt_chart_model_get_colour (get_model (main, 0), OPT_WAIT_CLASS_LOCK), ==,
                    OPT_CHART_COLOUR_RED);
  points = opt_chart_model_get_points (get_model (main, 0), OPT_WAIT_CLASS_LOCK, &n);
  g_assert_cmpfloat (points[n - 1].value, ==, 2);
  points = opt_chart_model_get_points (get_model (main, 0), OPT_WAIT_CLASS_IO, &n);
  g_assert_cmpfloat (points[n - 1].value, ==, 0);

  /* All have one window, and the events. */
  opt_timeline_add_event (opt_server_get_timeline (shop->server), shop->time, "change", "Index");
  opt_overview_charts_show (charts, opt_server_get_timeline (shop->server));
  opt_chart_model_get_events (get_model (more, 5), &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (opt_chart_group_get_window (opt_chart_get_group (OPT_CHART (
                                                 gtk_widget_get_first_child (GTK_WIDGET (more)))),
                                             &from, &to));
  g_assert_cmpint (to - from, ==, 60 * G_USEC_PER_SEC);

  g_assert_finalize_object (charts);
  g_assert_finalize_object (main);
  g_assert_finalize_object (more);
}

/* Of what was recorded before it was watched nothing leads to the first poll. */
static void
test_recorded (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  g_autoptr (OptTimeline) recorded = opt_timeline_new (OPT_RECENT_SPAN);
  OptCardGrid *main = g_object_ref_sink (OPT_CARD_GRID (opt_card_grid_new (280)));
  OptCardGrid *more = g_object_ref_sink (OPT_CARD_GRID (opt_card_grid_new (280)));
  OptOverviewCharts *charts = opt_overview_charts_new (main, more);
  OptTimeline *timeline = opt_server_get_timeline (shop->server);
  gint64 live = opt_timeline_get_point (timeline, 0)->start;
  OptTimelinePoint point
      = { .start = live - 4 * MINUTE, .end = live - 3 * MINUTE, .calls_per_second = 9 };
  gint64 from, to;
  OptChartReading reading;
  const OptChartPoint *points;
  gsize n;

  opt_timeline_append (recorded, &point);
  opt_timeline_prepend (timeline, recorded);
  ui_shop_call (shop, 1, 50, 100);
  ui_shop_poll (shop);
  opt_overview_charts_show (charts, timeline);

  /* The beginning, the minute, the end of the gap, the first poll, the next. */
  points = opt_chart_model_get_points (get_model (main, 1), 0, &n);
  g_assert_cmpuint (n, ==, 5);
  g_assert_cmpfloat (points[1].value, ==, 9);
  g_assert_cmpint (points[1].time, ==, point.end);
  g_assert_true (isnan (points[2].value));
  g_assert_cmpfloat_with_epsilon (points[4].value, 5, 1e-9);
  opt_chart_reading_init (&reading, get_model (main, 1), live - MINUTE);
  g_assert_true (isnan (reading.values[0]));
  opt_chart_reading_init (&reading, get_model (main, 1), point.end - 1);
  g_assert_cmpfloat (reading.values[0], ==, 9);
  opt_chart_reading_init (&reading, get_model (main, 0), live - MINUTE);
  g_assert_true (isnan (reading.total));
  g_assert_true (opt_chart_group_get_window (opt_chart_get_group (OPT_CHART (
                                                 gtk_widget_get_first_child (GTK_WIDGET (more)))),
                                             &from, &to));
  g_assert_cmpint (to - from, ==, 5 * MINUTE);

  g_assert_finalize_object (charts);
  g_assert_finalize_object (main);
  g_assert_finalize_object (more);
}

static void
test_recent (void)
{
  g_assert_cmpint (opt_recent_fit (0), ==, 60 * G_USEC_PER_SEC);
  g_assert_cmpint (opt_recent_fit (60 * G_USEC_PER_SEC), ==, 60 * G_USEC_PER_SEC);
  g_assert_cmpint (opt_recent_fit (61 * G_USEC_PER_SEC), ==, 120 * G_USEC_PER_SEC);
  g_assert_cmpint (opt_recent_fit (299 * G_USEC_PER_SEC), ==, 300 * G_USEC_PER_SEC);
  g_assert_cmpint (opt_recent_fit (G_MAXINT64), ==, OPT_RECENT_SPAN);
}

/* ---- Widgets --------------------------------------------------------------------------------- */

/* How many of them stand in the first row. */
static guint
count_in_row (GtkWidget *grid, int width)
{
  GtkWidget *child = gtk_widget_get_first_child (grid);
  GtkAllocation allocation;
  int minimum;
  guint n = 0;

  gtk_widget_measure (grid, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);
  gtk_widget_allocate (grid, width, minimum, -1, NULL);
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      gtk_widget_get_allocation (child, &allocation);
      g_assert_cmpint (allocation.x, >=, 0);
      g_assert_cmpint (allocation.x + allocation.width, <=, width);
      g_assert_cmpint (allocation.y + allocation.height, <=, minimum);
      if (allocation.y == 0)
        n++;
    }

  return n;
}

static void
test_card_grid (void)
{
  GtkWidget *grid = opt_card_grid_new (100);
  GtkWidget *window = ui_fixture_show (grid, 400, 400);

  for (guint i = 0; i < 6; i++)
    opt_card_grid_append (OPT_CARD_GRID (grid), gtk_label_new ("x"));
  ui_fixture_draw (window);

  g_assert_cmpuint (count_in_row (grid, 50), ==, 1);
  g_assert_cmpuint (count_in_row (grid, 211), ==, 1);
  g_assert_cmpuint (count_in_row (grid, 212), ==, 2);
  g_assert_cmpuint (count_in_row (grid, 324), ==, 3);
  /* Four or five would leave a hole. */
  g_assert_cmpuint (count_in_row (grid, 560), ==, 3);
  g_assert_cmpuint (count_in_row (grid, 660), ==, 6);
  g_assert_cmpuint (count_in_row (grid, 3000), ==, 6);

  /* Of seven there is one in any case. */
  opt_card_grid_append (OPT_CARD_GRID (grid), gtk_label_new ("x"));
  ui_fixture_draw (window);
  g_assert_cmpuint (count_in_row (grid, 560), ==, 5);

  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
is_idle (gpointer check)
{
  return !opt_attention_check_get_running (check);
}

/* A look that somebody has ended can be taken again. */
static void
test_look_again (void)
{
  g_autoptr (OptServer) server = ui_fixture_get_server ();
  g_autoptr (OptAttentionCheck) check = opt_attention_check_new ();

  opt_attention_check_set_server (check, server);
  opt_attention_check_run (check);
  opt_server_disconnect (server);
  ui_fixture_wait (is_idle, check);
  g_assert_null (opt_attention_check_get_facts (check)->checks);

  opt_attention_check_run (check);
  ui_fixture_wait (is_idle, check);
  g_assert_nonnull (opt_attention_check_get_facts (check)->checks);
  opt_attention_check_set_server (check, NULL);
  opt_server_disconnect (server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

#define ADD(name) g_test_add_func ("/ui/overview/" #name, test_##name)
  ADD (nothing);
  ADD (workload);
  ADD (checks);
  ADD (attention_view);
  ADD (look_again);
  ADD (recommendations);
  ADD (left);
  ADD (advice);
  ADD (charts);
  ADD (recorded);
  ADD (recent);
  ADD (card_grid);
#undef ADD

  return g_test_run ();
}
