/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "opt-activity-browser.h"
#include "opt-activity-page.h"
#include "opt-server-private.h"
#include "opt-session-cell.h"
#include "opt-session-table.h"
#include "opt-signal-step.h"
#include "ui-fixture.h"
#include "ui-shop.h"

#define SECOND ((gint64) G_USEC_PER_SEC)
#define START (1000000 * SECOND)

/* ---- A made-up server ------------------------------------------------------------------------ */

static OptBackend *
add (OptActivity *activity, int pid, const char *query)
{
  OptBackend *backend = opt_backend_new (pid, START - 1000 * SECOND, OPT_BACKEND_ACTIVE);

  backend->type = g_intern_string ("client backend");
  backend->datid = UI_SHOP_DATABASE;
  backend->database = g_strdup ("shop");
  backend->user = g_strdup ("seller");
  backend->application = g_strdup ("till");
  backend->query = g_strdup (query);
  backend->xact_start = backend->query_start = backend->state_change = START - pid * SECOND;
  opt_activity_add (activity, backend);

  return backend;
}

static void
wait_for (OptBackend *backend, int pid)
{
  backend->wait_event_type = g_intern_string ("Lock");
  backend->wait_event = g_intern_string ("transactionid");
  backend->blockers = g_array_new (FALSE, FALSE, sizeof (int));
  g_array_append_val (backend->blockers, pid);
  backend->lock_object = g_strdup ("a row of public.t");
  backend->lock_mode = g_strdup ("ShareLock");
  backend->wait_start = START - 2 * SECOND;
}

/* One that waits behind one that waits, one that forgot, one of ours, and one beside. */
static OptActivity *
make_busy (gint64 time)
{
  OptActivity *activity = opt_activity_new (time);
  OptBackend *idle = add (activity, 30, "UPDATE t SET v = 1");

  idle->state = OPT_BACKEND_IDLE_IN_TRANSACTION;
  idle->writes = TRUE;
  wait_for (add (activity, 20, "UPDATE t SET v = 2"), 30);
  wait_for (add (activity, 10, "UPDATE t SET v = 3"), 20);
  add (activity, 40, "SELECT größe FROM häuser");
  g_free (add (activity, 50, "SELECT 1")->application);
  opt_activity_find (activity, 50)->application = g_strdup ("optischema/poll");
  activity->n_idle = 7;

  return activity;
}

static void
take (UiShop *shop, OptActivity *activity)
{
  opt_blocking_history_add (opt_server_get_blocking (shop->server), activity);
  opt_session_list_update (opt_server_get_sessions (shop->server), activity);
  opt_activity_unref (activity);
}

typedef struct
{
  UiShop *shop;
  GtkWidget *browser;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->shop = ui_shop_new ();
  fixture->browser = g_object_ref_sink (opt_activity_browser_new ());
  opt_activity_browser_set_server (OPT_ACTIVITY_BROWSER (fixture->browser), fixture->shop->server);
  opt_activity_browser_set_active (OPT_ACTIVITY_BROWSER (fixture->browser), TRUE);
  fixture->window = ui_fixture_show (fixture->browser, 1200, 800);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_assert_finalize_object (fixture->browser);
  ui_shop_free (fixture->shop);
}

/* ---- To look at it --------------------------------------------------------------------------- */

static gpointer
get_child (Fixture *fixture, const char *name)
{
  return ui_fixture_get_child (fixture->browser, name);
}

static const char *
get_place (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (get_child (fixture, "stack"));
}

static const char *
get_past_place (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (
      ui_fixture_get_child (get_child (fixture, "past"), "stack"));
}

static GListModel *
get_model (gpointer table)
{
  return G_LIST_MODEL (gtk_column_view_get_model (ui_fixture_get_child (table, "view")));
}

/* "30 20 10": the processes in their order. */
static char *
list_pids (gpointer table)
{
  GListModel *model = get_model (table);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);
      g_autoptr (OptSession) session = GTK_IS_TREE_LIST_ROW (item)
                                           ? gtk_tree_list_row_get_item (GTK_TREE_LIST_ROW (item))
                                           : g_object_ref (OPT_SESSION (item));

      g_string_append_printf (text, "%s%d", i > 0 ? " " : "", opt_session_get_pid (session));
    }

  return g_string_free (text, FALSE);
}

static void
assert_pids (Fixture *fixture, const char *table, const char *expected)
{
  g_autofree char *pids = list_pids (get_child (fixture, table));

  g_assert_cmpstr (pids, ==, expected);
}

static void
assert_footer (Fixture *fixture, const char *expected)
{
  g_assert_cmpstr (gtk_label_get_text (get_child (fixture, "footer_label")), ==, expected);
}

static void
search (Fixture *fixture, const char *text)
{
  GtkEditable *entry = get_child (fixture, "search_entry");

  gtk_editable_set_text (entry, text);
  g_signal_emit_by_name (entry, "search-changed");
}

/* What is exported is what is shown: those who wait, each with who holds it up in the end. */
static void
assert_exports_past (Fixture *fixture)
{
  g_autoptr (OptDataTable) table
      = opt_activity_browser_export (OPT_ACTIVITY_BROWSER (fixture->browser));
  g_autofree char *csv = opt_data_table_to_csv (table);

  g_assert_nonnull (strstr (csv, "Z,2000,10,seller,till,shop,ShareLock,a row of public.t,"
                                 "UPDATE t SET v = 3,30,seller,till,UPDATE t SET v = 1\r\n"));
  g_assert_cmpstr (opt_data_table_get_title (table), ==, "Sessions That Waited");
}

/* ---- The tests ------------------------------------------------------------------------------- */

static void
test_places (Fixture *fixture, gconstpointer data)
{
  OptActivity *quiet = opt_activity_new (START);

  g_assert_cmpstr (get_place (fixture), ==, "waiting");
  quiet->n_idle = 3;
  take (fixture->shop, quiet);
  g_assert_cmpstr (get_place (fixture), ==, "idle");
  assert_footer (fixture, "0 active · 0 idle in transaction · 3 idle");

  gtk_toggle_button_set_active (get_child (fixture, "blocking_button"), TRUE);
  g_assert_cmpstr (get_place (fixture), ==, "free");
  gtk_toggle_button_set_active (get_child (fixture, "past_button"), TRUE);
  g_assert_cmpstr (get_place (fixture), ==, "past");
  g_assert_cmpstr (get_past_place (fixture), ==, "never");

  take (fixture->shop, make_busy (START));
  g_assert_cmpstr (get_past_place (fixture), ==, "list");
  assert_exports_past (fixture);
  gtk_toggle_button_set_active (get_child (fixture, "blocking_button"), TRUE);
  g_assert_cmpstr (get_place (fixture), ==, "tree");
  g_assert_cmpstr (gtk_button_get_label (get_child (fixture, "blocking_button")), ==,
                   "Blocking (2)");
  gtk_toggle_button_set_active (get_child (fixture, "sessions_button"), TRUE);
  g_assert_cmpstr (get_place (fixture), ==, "table");
  search (fixture, "nothing of the kind");
  g_assert_cmpstr (get_place (fixture), ==, "unmatched");
  g_signal_emit_by_name (get_child (fixture, "clear_button"), "clicked");
  g_assert_cmpstr (get_place (fixture), ==, "table");
}

/* What was so when it was looked at last is not told as if it were so now. */
static void
test_old (Fixture *fixture, gconstpointer data)
{
  OptActivity *quiet = opt_activity_new (START);

  quiet->n_idle = 3;
  take (fixture->shop, quiet);
  fixture->shop->server->sessions_at = g_get_real_time ();
  opt_activity_browser_set_active (OPT_ACTIVITY_BROWSER (fixture->browser), TRUE);
  g_assert_cmpstr (adw_status_page_get_title (get_child (fixture, "idle_page")), ==,
                   "No session is active");
  assert_footer (fixture, "0 active · 0 idle in transaction · 3 idle");

  fixture->shop->server->sessions_at = g_get_real_time () - 200 * SECOND;
  opt_activity_browser_set_active (OPT_ACTIVITY_BROWSER (fixture->browser), TRUE);
  g_assert_cmpstr (adw_status_page_get_title (get_child (fixture, "idle_page")), ==,
                   "No session was active 3 min ago");
  g_assert_cmpstr (adw_status_page_get_description (get_child (fixture, "idle_page")), ==,
                   "3 sessions waited for their clients then.");
  g_assert_cmpstr (adw_status_page_get_title (get_child (fixture, "free_page")), ==,
                   "No session waited for another 3 min ago");
  assert_footer (fixture, "The sessions are those of 3 min ago · "
                          "0 active · 0 idle in transaction · 3 idle");
}

static void
test_table (Fixture *fixture, gconstpointer data)
{
  gboolean handled = FALSE;

  take (fixture->shop, make_busy (START));
  /* The oldest transaction comes first; ours are not shown, and that is said. */
  assert_pids (fixture, "table", "40 30 20 10");
  assert_footer (fixture, "3 active · 1 idle in transaction · 7 idle · "
                          "1 session of OptiSchema hidden · Show");
  g_signal_emit_by_name (get_child (fixture, "footer_label"), "activate-link", "own", &handled);
  g_assert_true (handled);
  assert_pids (fixture, "table", "50 40 30 20 10");
  g_signal_emit_by_name (get_child (fixture, "footer_label"), "activate-link", "own", &handled);

  gtk_drop_down_set_selected (get_child (fixture, "filter_drop_down"), OPT_SESSION_FILTER_IDLE);
  assert_pids (fixture, "table", "30");
  gtk_drop_down_set_selected (get_child (fixture, "filter_drop_down"), OPT_SESSION_FILTER_BLOCKED);
  assert_pids (fixture, "table", "30 20 10");
  gtk_drop_down_set_selected (get_child (fixture, "filter_drop_down"), OPT_SESSION_FILTER_ACTIVE);
  assert_pids (fixture, "table", "40 20 10");
  gtk_drop_down_set_selected (get_child (fixture, "filter_drop_down"), OPT_SESSION_FILTER_ALL);
  search (fixture, "GRÖSSE select");
  assert_pids (fixture, "table", "40");
  search (fixture, "2");
  assert_pids (fixture, "table", "20");
  search (fixture, "TILL seller");
  assert_pids (fixture, "table", "40 30 20 10");
}

/* The selection goes with its session; one that is gone leaves none. */
static void
test_selection (Fixture *fixture, gconstpointer data)
{
  OptSessionTable *table = get_child (fixture, "table");
  OptSessionList *list = opt_server_get_sessions (fixture->shop->server);
  OptActivity *other = opt_activity_new (START + SECOND);
  OptSession *session;

  take (fixture->shop, make_busy (START));
  session = opt_session_list_find (list, 20);
  opt_session_table_select (table, session);
  take (fixture->shop, make_busy (START + SECOND));
  g_assert_true (opt_session_table_get_selected (table) == session);

  add (other, 60, "SELECT 60");
  add (other, 20, "SELECT 20");
  take (fixture->shop, other);
  assert_pids (fixture, "table", "60 20");
  g_assert_true (opt_session_table_get_selected (table) == session);
  g_assert_cmpuint (gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (get_model (table))),
                    ==, 1);

  take (fixture->shop, opt_activity_new (START + 2 * SECOND));
  g_assert_null (opt_session_table_get_selected (table));
}

static int
get_top (Fixture *fixture, const char *name)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (get_child (fixture, name), fixture->browser, &bounds));

  return (int) bounds.origin.y;
}

/* Nothing that somebody reads or is about to press moves when sessions begin to wait. */
static void
test_banner_moves_nothing (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = get_child (fixture, "blocking_button");
  int chart, stack, width;

  take (fixture->shop, opt_activity_new (START));
  ui_fixture_draw (fixture->window);
  chart = get_top (fixture, "chart_bin");
  stack = get_top (fixture, "stack");
  width = gtk_widget_get_width (button);

  take (fixture->shop, make_busy (START + SECOND));
  while (gtk_widget_get_height (get_child (fixture, "banner")) == 0)
    g_main_context_iteration (NULL, TRUE);
  ui_fixture_draw (fixture->window);
  g_assert_cmpint (get_top (fixture, "chart_bin"), ==, chart);
  g_assert_cmpint (get_top (fixture, "stack"), ==, stack);
  g_assert_cmpint (gtk_widget_get_width (button), ==, width);
}

static gboolean
has_chart (gpointer browser)
{
  GtkWidget *chart = ui_fixture_get_child (browser, "chart_bin");
  int needed;

  gtk_widget_measure (chart, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (chart), &needed, NULL,
                      NULL, NULL);

  return gtk_paned_get_position (ui_fixture_get_child (browser, "paned")) >= needed;
}

static gboolean
has_no_chart (gpointer browser)
{
  return !has_chart (browser);
}

/* Where there was no room for a while the chart is whole again afterwards. */
static void
test_chart_height (Fixture *fixture, gconstpointer data)
{
  GtkWindow *window = GTK_WINDOW (fixture->window);

  take (fixture->shop, make_busy (START));
  ui_fixture_wait (has_chart, fixture->browser);
  gtk_window_set_default_size (window, 1200, 380);
  ui_fixture_wait (has_no_chart, fixture->browser);
  gtk_window_set_default_size (window, 1200, 800);
  ui_fixture_wait (has_chart, fixture->browser);

  /* What somebody has dragged stays. */
  gtk_paned_set_position (get_child (fixture, "paned"), 50);
  gtk_window_set_default_size (window, 1200, 790);
  ui_fixture_draw (fixture->window);
  ui_fixture_draw (fixture->window);
  g_assert_cmpint (gtk_paned_get_position (get_child (fixture, "paned")), ==, 50);
}

static void
test_tree (Fixture *fixture, gconstpointer data)
{
  GtkInfoBar *banner = get_child (fixture, "banner");
  OptActivity *fewer = opt_activity_new (START + SECOND);
  OptActivity *more = opt_activity_new (START + 2 * SECOND);

  g_assert_false (gtk_info_bar_get_revealed (banner));
  take (fixture->shop, make_busy (START));
  g_assert_true (gtk_info_bar_get_revealed (banner));
  g_assert_cmpstr (gtk_label_get_text (get_child (fixture, "banner_label")), ==,
                   "2 sessions wait for others, the longest for 2\u00a0s. First in the way is "
                   "process 30 (till, user seller, database shop).");
  g_signal_emit_by_name (get_child (fixture, "banner_button"), "clicked");
  g_assert_cmpstr (get_place (fixture), ==, "tree");
  g_assert_false (gtk_info_bar_get_revealed (banner));
  assert_pids (fixture, "tree", "30 20 10");
  opt_session_table_select (get_child (fixture, "tree"),
                            opt_session_list_find (opt_server_get_sessions (fixture->shop->server),
                                                   20));

  /* What had something behind it, and has it no more; and again. */
  add (fewer, 30, "UPDATE t SET v = 1");
  wait_for (add (fewer, 20, "UPDATE t SET v = 2"), 30);
  take (fixture->shop, fewer);
  assert_pids (fixture, "tree", "30 20");
  add (more, 30, "UPDATE t SET v = 1");
  wait_for (add (more, 20, "UPDATE t SET v = 2"), 30);
  wait_for (add (more, 15, "UPDATE t SET v = 4"), 20);
  take (fixture->shop, more);
  assert_pids (fixture, "tree", "30 20 15");
  g_assert_cmpint (opt_session_get_pid (
                       opt_session_table_get_selected (get_child (fixture, "tree"))),
                   ==, 20);
}

static void
test_cells (Fixture *fixture, gconstpointer data)
{
  OptSessionList *list = opt_server_get_sessions (fixture->shop->server);
  OptSession *root, *waiting;
  g_autofree char *lock = NULL;
  g_autofree char *holds = NULL;
  g_autofree char *age = NULL;
  g_autofree char *wait = NULL;

  take (fixture->shop, make_busy (START));
  root = opt_session_list_find (list, 30);
  waiting = opt_session_list_find (list, 20);
  holds = opt_session_column_format (OPT_SESSION_COLUMN_LOCK, root);
  g_assert_cmpstr (holds, ==, "Holds up 2: a row of public.t");
  lock = opt_session_column_format (OPT_SESSION_COLUMN_LOCK, waiting);
  g_assert_cmpstr (lock, ==, "Waits for a row of public.t");
  age = opt_session_column_format (OPT_SESSION_COLUMN_TRANSACTION, waiting);
  g_assert_cmpstr (age, ==, "20\u00a0s");
  /* It executes nothing that could wait. */
  wait = opt_session_column_format (OPT_SESSION_COLUMN_WAIT, root);
  g_assert_cmpstr (wait, ==, "–");

  /* There is room for less in little. */
  g_assert_cmpuint (opt_session_columns_fit (FALSE, 340), ==,
                    1U << OPT_SESSION_COLUMN_STATEMENT | 1U << OPT_SESSION_COLUMN_RUNNING);
  g_assert_cmpuint (opt_session_columns_fit (FALSE, 4000) & 1U << OPT_SESSION_COLUMN_DATABASE, !=,
                    0);
}

static void
test_failing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error
      = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "It can't be read");
  OptSessionList *list = opt_server_get_sessions (fixture->shop->server);

  take (fixture->shop, make_busy (START));
  g_assert_false (gtk_widget_get_visible (get_child (fixture, "error_view")));
  opt_session_list_set_error (list, error);
  g_assert_true (gtk_widget_get_visible (get_child (fixture, "error_view")));
  assert_pids (fixture, "table", "40 30 20 10");
  take (fixture->shop, make_busy (START + SECOND));
  g_assert_false (gtk_widget_get_visible (get_child (fixture, "error_view")));
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  gtk_drop_down_set_selected (get_child (fixture, "filter_drop_down"), OPT_SESSION_FILTER_ACTIVE);
  for (guint round = 0; round < 3; round++)
    {
      OptActivity *activity = opt_activity_new (START + round * SECOND);

      for (int i = 1; i <= 2000; i++)
        add (activity, i + (int) round * 100, "SELECT 'one of many'");
      take (fixture->shop, activity);
      ui_fixture_draw (fixture->browser);
      g_assert_cmpuint (opt_session_table_get_n_rows (get_child (fixture, "table")), ==, 2000);
    }
}

/* ---- The page -------------------------------------------------------------------------------- */

static void
test_detail (void)
{
  UiShop *shop = ui_shop_new ();
  OptActivityPage *page = g_object_ref_sink (g_object_new (OPT_TYPE_ACTIVITY_PAGE, NULL));
  GtkWidget *window = ui_fixture_show (GTK_WIDGET (page), 400, 700);
  OptSessionList *list = opt_server_get_sessions (shop->server);
  GtkWidget *detail;

  opt_page_set_server (OPT_PAGE (page), shop->server);
  opt_page_set_shown (OPT_PAGE (page), TRUE);
  take (shop, make_busy (START));
  detail = ui_fixture_get_child (page, "detail");
  opt_activity_page_show_session (page, opt_session_list_find (list, 20));
  g_assert_cmpstr (gtk_label_get_text (ui_fixture_get_child (detail, "title_label")), ==,
                   "Process 20");
  g_assert_false (gtk_widget_get_visible (ui_fixture_get_child (detail, "gone_box")));
  g_assert_true (gtk_widget_get_visible (ui_fixture_get_child (detail, "lock_group")));
  ui_fixture_draw (GTK_WIDGET (page));

  /* It stays to be read when it is gone. */
  take (shop, opt_activity_new (START + SECOND));
  g_assert_true (gtk_widget_get_visible (ui_fixture_get_child (detail, "gone_box")));
  g_assert_true (opt_page_back (OPT_PAGE (page)));
  g_assert_false (opt_page_back (OPT_PAGE (page)));
  g_assert_true (opt_page_find (OPT_PAGE (page)));

  opt_page_set_server (OPT_PAGE (page), NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_finalize_object (page);
  ui_shop_free (shop);
}

static void
test_question (void)
{
  UiShop *shop = ui_shop_new ();
  g_autoptr (OptActivity) activity = make_busy (START);
  OptSignalStep *step = g_object_ref_sink (
      opt_signal_step_new (shop->server, opt_activity_find (activity, 30), OPT_SESSION_TERMINATE));

  g_assert_cmpstr (opt_step_get_title (OPT_STEP (step)), ==, "End the session?");
  g_assert_nonnull (
      strstr (gtk_label_get_text (ui_fixture_get_child (step, "risk_label")), "rolled back"));
  g_assert_cmpstr (gtk_button_get_label (ui_fixture_get_child (step, "button")), ==,
                   "_End Session");
  g_assert_finalize_object (step);
  ui_shop_free (shop);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/ui/activity/places", test_places);
  ADD ("/ui/activity/old", test_old);
  ADD ("/ui/activity/table", test_table);
  ADD ("/ui/activity/selection", test_selection);
  ADD ("/ui/activity/banner", test_banner_moves_nothing);
  ADD ("/ui/activity/chart-height", test_chart_height);
  ADD ("/ui/activity/tree", test_tree);
  ADD ("/ui/activity/cells", test_cells);
  ADD ("/ui/activity/failing", test_failing);
  ADD ("/ui/activity/many", test_many);
  g_test_add_func ("/ui/activity/detail", test_detail);
  g_test_add_func ("/ui/activity/question", test_question);

  return g_test_run ();
}
