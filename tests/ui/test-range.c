/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "opt-activity-page.h"
#include "opt-chart.h"
#include "opt-history-private.h"
#include "opt-overview-page.h"
#include "opt-range-bar.h"
#include "opt-statement-browser.h"
#include "opt-statement-change.h"
#include "opt-statement-detail.h"
#include "opt-statements-footer.h"
#include "opt-statements-page.h"
#include "ui-fixture.h"

#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* What no server calls a statement of its own. */
#define QUERYID 4711
#define MS 2.5

enum
{
  CHOICE_HOUR = 2,
};

typedef struct
{
  OptServer *server;
  OptRange *range;
  OptPage *overview;
  OptPage *statements;
  OptPage *activity;
  gint64 now; /* the begin of the server's minute */
} Fixture;

/* ---- What was recorded ----------------------------------------------------------------------- */

static OptStatementKey
get_key (Fixture *fixture)
{
  return (OptStatementKey){ .userid = 10,
                            .dbid = opt_server_facts_get_database_oid (
                                opt_server_get_facts (fixture->server)),
                            .queryid = QUERYID,
                            .toplevel = TRUE };
}

static void
write_minute (Fixture *fixture, OptHistory *history, gint64 end, gint64 calls, double load)
{
  const char *id = opt_server_facts_get_system_identifier (opt_server_get_facts (fixture->server));
  OptStatementKey key = get_key (fixture);
  g_autoptr (OptHistoryMinute) minute = opt_history_minute_new (id);
  g_autoptr (OptDelta) delta = opt_delta_new ();
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);
  OptTimelinePoint point = { .start = end - MINUTE, .end = end, .mean_ms = MS };
  g_autoptr (GError) error = NULL;

  delta->start = end - MINUTE;
  delta->end = end;
  delta->observed = MINUTE;
  delta->deallocs = 0;
  counters->key = key;
  counters->calls = calls;
  counters->total_exec_ms = (double) calls * MS;
  g_hash_table_replace (delta->statements, &counters->key, counters);
  opt_history_minute_add_delta (minute, delta, 1);
  point.load[OPT_WAIT_CLASS_LOCK] = load;
  point.calls_per_second = (double) calls / 60;
  point.hit_ratio = point.wal_bytes_per_second = NAN;
  opt_history_minute_add_point (minute, key.dbid, &point);
  g_ptr_array_add (minute->texts, opt_sql_text_new (&key, "SELECT name FROM range"));
  opt_history_write_sync (history, minute, &error);
  g_assert_no_error (error);
}

/* So many minutes up to @end. */
static void
write_minutes (Fixture *fixture, gint64 end, guint n, gint64 calls, double load)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) history = opt_history_open_sync (NULL, &error);

  g_assert_no_error (error);
  for (guint i = n; i-- > 0;)
    write_minute (fixture, history, end - i * MINUTE, calls, load);
}

/* ---- The pages ------------------------------------------------------------------------------- */

static OptPage *
make_page (GType type, Fixture *fixture)
{
  OptPage *page = g_object_ref_sink (g_object_new (type, NULL));

  opt_page_set_range (page, fixture->range);
  opt_page_set_server (page, fixture->server);
  opt_page_set_shown (page, TRUE);

  return page;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  OptSnapshot *last;

  fixture->server = ui_fixture_get_server ();
  opt_server_connect (fixture->server);
  ui_fixture_wait_for_state (fixture->server, OPT_SERVER_ONLINE);
  ui_fixture_wait_for_poll (fixture->server);
  last = opt_workload_get_last_snapshot (opt_server_get_workload (fixture->server));
  fixture->now = last->time / MINUTE * MINUTE;
  fixture->range = opt_range_new ();
  fixture->overview = make_page (OPT_TYPE_OVERVIEW_PAGE, fixture);
  fixture->statements = make_page (OPT_TYPE_STATEMENTS_PAGE, fixture);
  fixture->activity = make_page (OPT_TYPE_ACTIVITY_PAGE, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->overview);
  g_object_unref (fixture->statements);
  g_object_unref (fixture->activity);
  g_object_unref (fixture->range);
  opt_server_disconnect (fixture->server);
  g_object_unref (fixture->server);
}

static gboolean
is_read (gpointer range)
{
  return opt_range_get_recorded (range) != NULL;
}

static GtkDropDown *
get_choice (OptPage *page)
{
  return ui_fixture_get_child (ui_fixture_get_child (page, "range_bar"), "choice");
}

static char *
get_chosen (OptPage *page)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (get_choice (page));

  return g_strdup (gtk_string_object_get_string (chosen));
}

static void
assert_chosen (Fixture *fixture, const char *label)
{
  OptPage *pages[] = { fixture->overview, fixture->statements, fixture->activity };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *chosen = get_chosen (pages[i]);

      g_assert_cmpstr (chosen, ==, label);
    }
}

static guint
count_rows (Fixture *fixture)
{
  OptStatementBrowser *browser = ui_fixture_get_child (fixture->statements, "browser");

  return opt_statement_rows_get_n_statements (
      opt_statement_table_get_rows (opt_statement_browser_get_table (browser)));
}

/* (nullable) */
static OptStatementItem *
find_item (Fixture *fixture)
{
  OptStatementList *list = opt_statements_find_list (fixture->server, fixture->range);
  OptStatementKey key = get_key (fixture);
  g_autofree char *id = opt_statement_key_to_id (&key);

  return list != NULL ? opt_statement_list_find (list, id) : NULL;
}

static gint64
get_calls (Fixture *fixture)
{
  OptStatementItem *item = find_item (fixture);

  return item != NULL ? opt_statement_item_get_counters (item)->calls : 0;
}

/* Whether both pages have a column for what only live statements have. */
static void
assert_trend (Fixture *fixture, gboolean shown)
{
  OptStatementBrowser *browser = ui_fixture_get_child (fixture->statements, "browser");
  OptStatementTable *tables[] = { ui_fixture_get_child (fixture->overview, "hottest"),
                                  opt_statement_browser_get_table (browser) };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    g_assert_true (
        g_action_group_get_action_enabled (opt_statement_columns_get_actions (
                                               opt_statement_table_get_columns (tables[i])),
                                           "trend")
        == shown);
}

/* ---- The tests ------------------------------------------------------------------------------- */

/* What is chosen on one page is shown on all. */
static void
test_shared (Fixture *fixture, gconstpointer data)
{
  write_minutes (fixture, fixture->now - 2 * MINUTE, 20, 30, 1.5);
  assert_chosen (fixture, "Last 15 minutes");
  g_assert_null (find_item (fixture));

  gtk_drop_down_set_selected (get_choice (fixture->activity), CHOICE_HOUR);
  ui_fixture_wait (is_read, fixture->range);
  assert_chosen (fixture, "Last hour");
  g_assert_cmpint (get_calls (fixture), ==, 20 * 30);
  g_assert_cmpstr (opt_statement_item_get_text (find_item (fixture)), ==, "SELECT name FROM range");
  assert_trend (fixture, FALSE);

  /* Live again: the server was never asked that. */
  gtk_drop_down_set_selected (get_choice (fixture->overview), 1);
  assert_chosen (fixture, "Last 15 minutes");
  g_assert_null (find_item (fixture));
  assert_trend (fixture, TRUE);
}

/* A stretch that was picked is one choice more, until it is left. */
static void
test_custom (Fixture *fixture, gconstpointer data)
{
  gint64 end = fixture->now - 2 * HOUR;
  gint64 from, to;
  g_autofree char *label = NULL;

  write_minutes (fixture, end, 30, 7, 0.5);
  /* As a chart does that was dragged on. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->overview), "page.show-range",
                                             "(xx)", end - 10 * MINUTE, end));
  ui_fixture_wait (is_read, fixture->range);
  label = opt_range_get_label (fixture->range);
  assert_chosen (fixture, label);
  g_assert_cmpint (get_calls (fixture), ==, 10 * 7);
  g_assert_cmpuint (count_rows (fixture), ==, 1);
  g_assert_true (opt_range_get_window (fixture->range, &from, &to));
  g_assert_cmpint (to - from, ==, 10 * MINUTE);

  /* Of one that begins and ends within minutes those are whole. */
  opt_range_set_custom (fixture->range, end - 10 * MINUTE + 24 * G_USEC_PER_SEC,
                        end - 57 * G_USEC_PER_SEC);
  ui_fixture_wait (is_read, fixture->range);
  g_assert_true (opt_range_get_window (fixture->range, &from, &to));
  g_assert_cmpint (from, ==, end - 10 * MINUTE);
  g_assert_cmpint (to, ==, end);
  g_assert_cmpint (opt_range_get_recorded (fixture->range)->delta->observed, <=, to - from);

  g_assert_true (opt_range_leave_custom (fixture->range));
  g_assert_false (opt_range_leave_custom (fixture->range));
  assert_chosen (fixture, "Last 15 minutes");
  g_assert_cmpuint (g_list_model_get_n_items (
                        gtk_drop_down_get_model (get_choice (fixture->overview))),
                    ==, opt_range_get_n_choices ());
}

static GtkWidget *
find_chart (GtkWidget *widget, const char *title)
{
  if (OPT_IS_CHART (widget))
    {
      g_autofree char *found = NULL;

      g_object_get (widget, "title", &found, NULL);
      return g_strcmp0 (found, title) == 0 ? widget : NULL;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_chart (child, title);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The figure of a chart on the screen, and whether it says that it is a mean. */
static void
assert_figure (OptPage *page, const char *title, const char *figure, gboolean is_mean)
{
  GtkWidget *chart = find_chart (GTK_WIDGET (page), title);
  g_autofree char *words = opt_chart_describe (OPT_CHART (chart));

  g_assert_cmpstr (gtk_label_get_text (ui_fixture_get_child (chart, "value")), ==, figure);
  g_assert_true (gtk_widget_get_visible (ui_fixture_get_child (chart, "mean")) == is_mean);
  g_assert_true ((strstr (words, "on average") != NULL) == is_mean);
}

/* The figures are of all of the time that is shown, and not of its last minute. */
static void
test_figures (Fixture *fixture, gconstpointer data)
{
  gint64 end = fixture->now - 4 * HOUR;
  GtkWidget *window = ui_fixture_show (GTK_WIDGET (fixture->overview), 1000, 800);

  write_minutes (fixture, end - 10 * MINUTE, 10, 60, 0.5);
  write_minutes (fixture, end, 10, 180, 2.5);
  opt_range_set_custom (fixture->range, end - 20 * MINUTE, end);
  ui_fixture_wait (is_read, fixture->range);
  ui_fixture_draw (window);
  assert_figure (fixture->overview, "Calls/s", "2\302\240/s", TRUE);
  assert_figure (fixture->overview, "Load (active sessions)", "1.5", TRUE);
  opt_range_leave_custom (fixture->range);
  g_assert_false (
      gtk_widget_get_visible (ui_fixture_get_child (find_chart (window, "Calls/s"), "mean")));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Where nothing was recorded nothing is shown, and it is said. */
static void
test_unrecorded (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  opt_range_set_custom (fixture->range, fixture->now - 90 * DAY, fixture->now - 89 * DAY);
  ui_fixture_wait (is_read, fixture->range);
  text = opt_range_describe (fixture->range);
  g_assert_true (g_str_has_prefix (text, "Nothing was recorded"));
  g_assert_cmpuint (count_rows (fixture), ==, 0);
}

static void
write_chain (Fixture *fixture, gint64 start, gint64 end)
{
  const char *id = opt_server_facts_get_system_identifier (opt_server_get_facts (fixture->server));
  g_autoptr (OptBackend) root = opt_backend_new (7, start - HOUR, OPT_BACKEND_IDLE_IN_TRANSACTION);
  g_autoptr (OptBackend) waits = opt_backend_new (8, start - HOUR, OPT_BACKEND_ACTIVE);
  g_autoptr (OptBlockingChain) chain = NULL;
  g_autoptr (OptHistoryMinute) minute = opt_history_minute_new (id);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) history = opt_history_open_sync (NULL, &error);

  g_assert_no_error (error);
  root->query = g_strdup ("UPDATE t SET v = 1");
  chain = opt_blocking_chain_new_recorded (root, start, end, FALSE);
  opt_blocking_chain_add_recorded (chain, waits, start, end);
  opt_blocking_chain_set_recorded (chain, "table t", 1, 1, end - start);
  opt_history_minute_add_chain (minute, chain);
  opt_history_minute_freeze (minute);
  opt_history_write_sync (history, minute, &error);
  g_assert_no_error (error);
}

/* Who held up whom is of the time that is chosen, and said to be so where nobody did. */
static void
test_blocking (Fixture *fixture, gconstpointer data)
{
  gint64 end = fixture->now - 20 * HOUR;
  gpointer browser = ui_fixture_get_child (fixture->activity, "browser");
  gpointer past = ui_fixture_get_child (browser, "past");
  GtkStack *stack = ui_fixture_get_child (past, "stack");
  GtkListBox *list = ui_fixture_get_child (past, "list");
  GtkListBoxRow *row;

  write_minutes (fixture, end, 5, 7, 0.5);
  write_chain (fixture, end - 3 * MINUTE, end - MINUTE);
  opt_range_set_custom (fixture->range, end - 5 * MINUTE, end);
  ui_fixture_wait (is_read, fixture->range);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "list");
  row = gtk_list_box_get_row_at_index (list, 0);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==,
                   "UPDATE t SET v = ?");
  g_assert_nonnull (strstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row)),
                            "up to 1 session waited for table t · process 7"));
  g_assert_null (gtk_list_box_get_row_at_index (list, 1));

  opt_range_set_custom (fixture->range, fixture->now - 90 * DAY, fixture->now - 89 * DAY);
  ui_fixture_wait (is_read, fixture->range);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "never");
}

/* ---- What was before ------------------------------------------------------------------------- */

static gboolean
is_before_read (gpointer range)
{
  return opt_range_before_get_recorded (opt_range_get_before (range)) != NULL;
}

static OptChartModel *
get_model (OptPage *page, const char *title)
{
  GtkWidget *chart = find_chart (GTK_WIDGET (page), title);

  g_assert_nonnull (chart);

  return opt_chart_get_model (OPT_CHART (chart));
}

/* How many values of then are drawn, each of which has to be @value, within the time of now. */
static guint
count_before (OptChartModel *model, double value, gint64 from, gint64 to)
{
  guint series = opt_chart_model_get_n_parts (model);
  const OptChartPoint *points;
  guint known = 0;
  gsize n;

  g_assert_cmpuint (opt_chart_model_get_n_series (model), ==, series + 1);
  g_assert_cmpstr (opt_chart_model_get_label (model, series), ==, "A day before");
  points = opt_chart_model_get_points (model, series, &n);
  for (gsize i = 0; i < n; i++)
    {
      if (!isfinite (points[i].value))
        continue;
      known++;
      g_assert_cmpfloat_with_epsilon (points[i].value, value, 1e-6);
      g_assert_cmpint (points[i].time, >, from);
      g_assert_cmpint (points[i].time, <=, to);
    }

  return known;
}

/* What was recorded a day before is drawn over what is live now, and a gap where nothing was. */
static void
test_before_live (Fixture *fixture, gconstpointer data)
{
  OptRangeBefore *before = opt_range_get_before (fixture->range);
  gint64 end = fixture->now - 2 * MINUTE;
  OptChartModel *load = get_model (fixture->overview, "Load (active sessions)");
  OptChartModel *calls = get_model (fixture->overview, "Calls/s");
  g_autofree char *text = NULL;

  write_minutes (fixture, end - DAY, 5, 120, 1.5);
  g_assert_cmpuint (opt_chart_model_get_n_series (calls), ==, 1);
  g_assert_true (gtk_widget_activate_action (ui_fixture_get_child (fixture->overview, "range_bar"),
                                             "range.compare", "s", "day"));
  ui_fixture_wait (is_before_read, fixture->range);
  g_assert_cmpuint (opt_range_before_get_days (before), ==, 1);

  g_assert_cmpuint (count_before (load, 1.5, end - 5 * MINUTE, end), ==, 5);
  g_assert_cmpuint (count_before (calls, 2, end - 5 * MINUTE, end), ==, 5);
  g_assert_cmpuint (count_before (get_model (fixture->activity, "Load (active sessions)"), 1.5,
                                  end - 5 * MINUTE, end),
                    ==, 5);
  text = opt_range_describe (fixture->range);
  g_assert_cmpstr (text, ==, "A day before: 5\302\240min of 15\302\240min was watched then.");

  opt_range_before_set_days (before, 0);
  g_assert_cmpuint (opt_chart_model_get_n_series (calls), ==, 1);
  g_assert_cmpuint (opt_chart_model_get_n_series (load), ==, opt_chart_model_get_n_parts (load));
}

static void
test_before_past (Fixture *fixture, gconstpointer data)
{
  gint64 end = fixture->now - 5 * HOUR;
  OptChartModel *calls = get_model (fixture->overview, "Calls/s");

  write_minutes (fixture, end, 20, 60, 0.5);
  write_minutes (fixture, end - DAY, 10, 180, 2);
  opt_range_before_set_days (opt_range_get_before (fixture->range), 1);
  opt_range_set_custom (fixture->range, end - 20 * MINUTE, end);
  ui_fixture_wait (is_read, fixture->range);
  ui_fixture_wait (is_before_read, fixture->range);
  g_assert_cmpuint (count_before (calls, 3, end - 10 * MINUTE, end), ==, 10);
}

typedef struct
{
  OptChartModel *model;
  gint64 end;
} Drawn;

static gboolean
is_drawn (gpointer data)
{
  Drawn *drawn = data;

  return opt_chart_model_get_n_series (drawn->model) == 2
         && count_before (drawn->model, 2, drawn->end - 5 * MINUTE, drawn->end) == 5;
}

/* One statement has its own past. */
static void
test_before_statement (Fixture *fixture, gconstpointer data)
{
  OptStatementKey key = get_key (fixture);
  g_autofree char *id = opt_statement_key_to_id (&key);
  gint64 end = fixture->now - 8 * HOUR;
  Drawn drawn = { get_model (fixture->statements, "Calls/s"), end };

  write_minutes (fixture, end, 10, 60, 0.5);
  write_minutes (fixture, end - DAY, 5, 120, 2);
  opt_range_set_custom (fixture->range, end - 10 * MINUTE, end);
  ui_fixture_wait (is_read, fixture->range);
  opt_statement_detail_show (ui_fixture_get_child (fixture->statements, "detail"), fixture->server,
                             id);
  opt_range_before_set_days (opt_range_get_before (fixture->range), 1);
  ui_fixture_wait (is_drawn, &drawn);
  opt_range_before_set_days (opt_range_get_before (fixture->range), 0);
  g_assert_cmpuint (opt_chart_model_get_n_series (drawn.model), ==, 1);
}

/* (nullable): what a column tells of the statement, compared as its table is */
static char *
format_change (Fixture *fixture, OptStatementColumn column, char **words)
{
  OptStatementBrowser *browser = ui_fixture_get_child (fixture->statements, "browser");
  OptStatementTable *table = opt_statement_browser_get_table (browser);
  OptStatementPast *past = opt_statement_rows_get_past (opt_statement_table_get_rows (table));

  if (past == NULL)
    return NULL;
  *words = opt_statement_change_explain (past, column, find_item (fixture));

  return opt_statement_change_format (past, column, OPT_WORKLOAD_SHARE_TIME, find_item (fixture));
}

/* The table has a figure beside that of now, and how it is known, for as long as it compares. */
static void
test_before_table (Fixture *fixture, gconstpointer data)
{
  OptRangeBefore *before = opt_range_get_before (fixture->range);
  gint64 end = fixture->now - 11 * HOUR;
  g_autofree char *mean = NULL;
  g_autofree char *words = NULL;
  g_autofree char *change = NULL;
  g_autofree char *change_words = NULL;
  g_autofree char *unread = NULL;

  write_minutes (fixture, end, 10, 60, 0.5);
  write_minutes (fixture, end - DAY, 5, 120, 2);
  opt_range_set_custom (fixture->range, end - 10 * MINUTE, end);
  ui_fixture_wait (is_read, fixture->range);
  g_assert_null (format_change (fixture, OPT_STATEMENT_COLUMN_BEFORE, &words));

  opt_range_before_set_days (before, 1);
  mean = format_change (fixture, OPT_STATEMENT_COLUMN_BEFORE, &unread);
  g_assert_cmpstr (mean, ==, "–");
  g_assert_nonnull (strstr (unread, "reading"));
  g_free (mean);
  ui_fixture_wait (is_before_read, fixture->range);
  mean = format_change (fixture, OPT_STATEMENT_COLUMN_BEFORE, &words);
  change = format_change (fixture, OPT_STATEMENT_COLUMN_CHANGE, &change_words);
  g_assert_cmpstr (mean, ==, "2.5\302\240ms");
  g_assert_cmpstr (change, ==, "1×");
  g_assert_nonnull (strstr (words, "of the 600 calls"));
  g_assert_nonnull (strstr (words, "5\302\240min of 10\302\240min was watched then."));

  opt_range_before_set_days (before, 0);
  g_assert_null (format_change (fixture, OPT_STATEMENT_COLUMN_BEFORE, NULL));
}

/* Nothing was recorded: no value is drawn, and why is said. */
static void
test_before_unrecorded (Fixture *fixture, gconstpointer data)
{
  OptChartModel *calls = get_model (fixture->overview, "Calls/s");
  gint64 end = fixture->now - 40 * DAY;
  g_autofree char *text = NULL;

  write_minutes (fixture, end, 5, 60, 0.5);
  opt_range_set_custom (fixture->range, end - 5 * MINUTE, end);
  ui_fixture_wait (is_read, fixture->range);
  opt_range_before_set_days (opt_range_get_before (fixture->range), 1);
  ui_fixture_wait (is_before_read, fixture->range);
  g_assert_cmpuint (count_before (calls, 0, end - 5 * MINUTE, end), ==, 0);
  text = opt_range_before_describe (opt_range_get_before (fixture->range));
  g_assert_true (g_str_has_prefix (text, "A day before: nothing was recorded then"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  g_test_add ("/range/shared", Fixture, NULL, set_up, test_shared, tear_down);
  g_test_add ("/range/custom", Fixture, NULL, set_up, test_custom, tear_down);
  g_test_add ("/range/figures", Fixture, NULL, set_up, test_figures, tear_down);
  g_test_add ("/range/unrecorded", Fixture, NULL, set_up, test_unrecorded, tear_down);
  g_test_add ("/range/before/live", Fixture, NULL, set_up, test_before_live, tear_down);
  g_test_add ("/range/blocking", Fixture, NULL, set_up, test_blocking, tear_down);
  g_test_add ("/range/before/past", Fixture, NULL, set_up, test_before_past, tear_down);
  g_test_add ("/range/before/statement", Fixture, NULL, set_up, test_before_statement, tear_down);
  g_test_add ("/range/before/table", Fixture, NULL, set_up, test_before_table, tear_down);
  g_test_add ("/range/before/unrecorded", Fixture, NULL, set_up, test_before_unrecorded, tear_down);

  return g_test_run ();
}
