/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-chart-model.h"
#include "opt-plan-store.h"
#include "opt-statement-charts.h"
#include "opt-statement-plans.h"
#include "opt-test.h"
#include "plan-fixture.h"
#include "ui-fixture.h"

#define SQL "SELECT * FROM orders WHERE customer_id = $1"
#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define T0 (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

typedef struct
{
  OptServer *server;
  GtkWidget *window;
  OptStatementPlans *plans;
  GtkListBox *list;
  GVariant *asked;    /* (nullable) what win.kept-plan was told */
  GPtrArray *records; /* (nullable) that were read last */
} Fixture;

static void
note_for (OptServer *server, const char *bound, const char *name, gint64 time)
{
  g_autofree char *path = g_build_filename ("comparison", name, NULL);
  g_autofree char *text = opt_test_read_data (path, NULL);
  OptServerFacts *facts = opt_server_get_facts (server);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text (text, -1, &error);
  g_autoptr (OptPlanStore) store = opt_plan_store_open_sync (NULL, &error);

  g_assert_no_error (error);
  opt_plan_store_note_sync (store, opt_server_facts_get_system_identifier (facts),
                            opt_server_facts_get_database_oid (facts), SQL, "server", bound, plan,
                            T0 + time, &error);
  g_assert_no_error (error);
}

static void
note (OptServer *server, const char *name, gint64 time)
{
  note_for (server, "generic", name, time);
}

static void
asked (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Fixture *fixture = data;

  g_clear_pointer (&fixture->asked, g_variant_unref);
  fixture->asked = g_variant_ref (parameter);
}

static void
taken (Fixture *fixture, GPtrArray *records)
{
  g_clear_pointer (&fixture->records, g_ptr_array_unref);
  fixture->records = g_ptr_array_ref (records);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const GActionEntry entries[] = { { "kept-plan", asked, "(sssmsms)", NULL, NULL } };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  fixture->server = ui_fixture_get_server ();
  opt_server_connect (fixture->server);
  ui_fixture_wait_for_state (fixture->server, OPT_SERVER_ONLINE);
  ui_fixture_wait_for_poll (fixture->server);
  fixture->plans = OPT_STATEMENT_PLANS (opt_statement_plans_new ());
  g_signal_connect_swapped (fixture->plans, "read", G_CALLBACK (taken), fixture);
  fixture->window = ui_fixture_show (GTK_WIDGET (fixture->plans), 360, 600);
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, 1, fixture);
  gtk_widget_insert_action_group (fixture->window, "win", G_ACTION_GROUP (group));
  fixture->list = ui_fixture_get_child (fixture->plans, "list");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer weak = fixture->plans;

  g_object_add_weak_pointer (G_OBJECT (fixture->plans), &weak);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  ui_fixture_assert_gone (&weak);
  g_clear_pointer (&fixture->asked, g_variant_unref);
  g_clear_pointer (&fixture->records, g_ptr_array_unref);
  opt_server_disconnect (fixture->server);
  g_object_unref (fixture->server);
}

static gboolean
has_row (gpointer list)
{
  return gtk_list_box_get_row_at_index (list, 0) != NULL;
}

static void
test_none (Fixture *fixture, gconstpointer data)
{
  opt_statement_plans_show (fixture->plans, fixture->server, SQL);
  ui_fixture_draw (fixture->window);
  plan_fixture_assert_says (fixture->plans, "None yet");
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (fixture->list)));
}

/* Dated, with what they took, and what changed; one opens, and two can be compared. */
static void
test_list (Fixture *fixture, gconstpointer data)
{
  const char *text, *sql, *kept, *other, *other_kept;

  note (fixture->server, "cost-1.json", 0);
  note (fixture->server, "cost-1.json", HOUR);
  note (fixture->server, "index-2.json", 2 * HOUR);
  opt_statement_plans_show (fixture->plans, fixture->server, SQL);
  ui_fixture_wait (has_row, fixture->list);
  ui_fixture_draw (fixture->window);

  plan_fixture_assert_says (fixture->plans, "Changed: ran in");
  plan_fixture_assert_says (fixture->plans, "ran in 264 µs, cost 142");
  plan_fixture_assert_says (fixture->plans, "First: cost 3.58 k, not run");
  plan_fixture_assert_says (fixture->plans, "got 2 times, on the server, generic plan");
  plan_fixture_assert_says (fixture->plans, "orders is now read through a bitmap");

  g_signal_emit_by_name (gtk_list_box_get_row_at_index (fixture->list, 1), "activate");
  g_assert_nonnull (fixture->asked);
  g_variant_get (fixture->asked, "(&s&s&sm&sm&s)", &text, &sql, &kept, &other, &other_kept);
  g_assert_nonnull (strstr (text, "Seq Scan"));
  g_assert_cmpstr (sql, ==, SQL);
  g_assert_null (other);

  g_signal_emit_by_name (plan_fixture_find (GTK_WIDGET (fixture->list), GTK_TYPE_BUTTON),
                         "clicked");
  g_variant_get (fixture->asked, "(&s&s&sm&sm&s)", &text, &sql, &kept, &other, &other_kept);
  g_assert_nonnull (strstr (text, "Bitmap"));
  g_assert_nonnull (strstr (other, "Seq Scan"));
  g_assert_nonnull (strstr (other_kept, "generic plan"));
}

/* Of other constants there may be another plan, and nothing has changed; each is compared with the
 * one of its kind before it. */
static void
test_series (Fixture *fixture, gconstpointer data)
{
  const char *text, *sql, *kept, *other, *other_kept;

  note (fixture->server, "cost-1.json", 0);
  note_for (fixture->server, "constants", "top-1.json", HOUR);
  note_for (fixture->server, "constants", "top-2.json", 2 * HOUR);
  note (fixture->server, "cost-2.json", 3 * HOUR);
  note_for (fixture->server, "constants", "top-1.json", 4 * HOUR);
  opt_statement_plans_show (fixture->plans, fixture->server, SQL);
  ui_fixture_wait (has_row, fixture->list);
  ui_fixture_draw (fixture->window);

  plan_fixture_assert_says (fixture->plans, "For other values: ran in");
  plan_fixture_assert_says (fixture->plans, "Changed: cost 142, not run");
  g_assert_null (plan_fixture_find (GTK_WIDGET (gtk_list_box_get_row_at_index (fixture->list, 3)),
                                    GTK_TYPE_BUTTON));

  g_signal_emit_by_name (plan_fixture_find (GTK_WIDGET (
                                                gtk_list_box_get_row_at_index (fixture->list, 1)),
                                            GTK_TYPE_BUTTON),
                         "clicked");
  g_variant_get (fixture->asked, "(&s&s&sm&sm&s)", &text, &sql, &kept, &other, &other_kept);
  g_assert_nonnull (strstr (other_kept, "generic plan"));
}

/* The charts of the statement have a mark where its plan became another one. */
static void
test_events (Fixture *fixture, gconstpointer data)
{
  OptStatementCharts *charts = OPT_STATEMENT_CHARTS (opt_statement_charts_new ());
  GtkWidget *window = ui_fixture_show (GTK_WIDGET (charts), 400, 600);
  GArray *events;

  note (fixture->server, "cost-1.json", 0);
  note (fixture->server, "cost-2.json", HOUR);
  note (fixture->server, "cost-1.json", 2 * HOUR);
  opt_statement_plans_show (fixture->plans, fixture->server, SQL);
  ui_fixture_wait (has_row, fixture->list);
  plan_fixture_assert_says (fixture->plans, "Back to the plan of ");
  opt_statement_charts_set_plans (charts, fixture->records);

  events = opt_statement_charts_get_events (charts);
  g_assert_cmpuint (events->len, ==, 2);
  g_assert_cmpint (g_array_index (events, OptChartEvent, 0).time, ==, T0 + HOUR);
  g_assert_nonnull (strstr (g_array_index (events, OptChartEvent, 0).text, "Another plan: "));
  g_assert_cmpint (g_array_index (events, OptChartEvent, 1).time, ==, T0 + 2 * HOUR);
  g_assert_true (
      g_str_has_prefix (g_array_index (events, OptChartEvent, 1).text, "Back to the plan of "));
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
has_document (gpointer view)
{
  return opt_plan_view_get_document (view) != NULL;
}

static gboolean
has_comparison (gpointer view)
{
  return opt_plan_comparison_view_get_comparison (view) != NULL;
}

/* One of them, and beside another. */
static void
test_page (PlanFixture *fixture, gconstpointer data)
{
  g_autofree char *first = opt_test_read_data ("comparison/index-1.json", NULL);
  g_autofree char *second = opt_test_read_data ("comparison/index-2.json", NULL);
  OptPlanComparisonView *view = opt_plan_page_get_comparison (fixture->page);

  opt_plan_page_show_kept (fixture->page, first, SQL, "2024-05-31 14:02:11, on the server", NULL,
                           NULL);
  ui_fixture_wait (has_document, fixture->view);
  plan_fixture_settle (fixture);
  plan_fixture_assert_says (fixture->view, "Kept without values: 2024-05-31");
  g_assert_false (opt_plan_document_may_run_on_server (opt_plan_view_get_document (fixture->view)));

  opt_plan_page_show_kept (fixture->page, second, SQL, "2024-06-01 14:02:11", first,
                           "2024-05-31 14:02:11");
  ui_fixture_wait (has_comparison, view);
  ui_fixture_draw (fixture->window);
  plan_fixture_assert_says (view, "instead of a sequential scan");
  plan_fixture_assert_says (view, "2024-05-31");
}

static gboolean
has_items (gpointer menu)
{
  return g_menu_model_get_n_items (menu) > 0;
}

/* What is shown can be compared with what its statement had before. */
static void
test_menu (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = opt_test_read_data ("comparison/index-2.json", NULL);
  OptPlanPage *page = g_object_new (OPT_TYPE_PLAN_PAGE, NULL);
  OptPlanView *view = opt_plan_page_get_view (page);
  OptPlanComparisonView *comparison = opt_plan_page_get_comparison (page);
  GtkWidget *window = ui_fixture_show (GTK_WIDGET (page), 1000, 700);
  GMenuModel *menu = G_MENU_MODEL (opt_plan_view_get_kept_menu (view));
  g_autofree char *label = NULL;

  note (fixture->server, "cost-1.json", 0);
  opt_page_set_server (OPT_PAGE (page), fixture->server);
  opt_plan_page_show_kept (page, text, SQL, "now", NULL, NULL);
  ui_fixture_wait (has_items, menu);
  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, 1);
  g_assert_true (g_menu_model_get_item_attribute (menu, 0, "label", "s", &label));
  g_assert_nonnull (strstr (label, "generic plan – cost 3.58"));

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "plan.compare-kept", "u", 0));
  ui_fixture_wait (has_comparison, comparison);
  plan_fixture_assert_says (comparison, "instead of a sequential scan");
  plan_fixture_assert_says (comparison, "Only the second was run");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  g_test_add ("/ui/statement-plans/none", Fixture, NULL, set_up, test_none, tear_down);
  g_test_add ("/ui/statement-plans/list", Fixture, NULL, set_up, test_list, tear_down);
  g_test_add ("/ui/statement-plans/series", Fixture, NULL, set_up, test_series, tear_down);
  g_test_add ("/ui/statement-plans/events", Fixture, NULL, set_up, test_events, tear_down);
  g_test_add ("/ui/statement-plans/menu", Fixture, NULL, set_up, test_menu, tear_down);
  g_test_add ("/ui/statement-plans/page", PlanFixture, NULL, plan_fixture_set_up, test_page,
              plan_fixture_tear_down);

  return g_test_run ();
}
