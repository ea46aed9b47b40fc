/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-finding-row.h"
#include "opt-plan-page-private.h"
#include "opt-remedy-dialog.h"
#include "opt-server-advice.h"
#include "opt-test.h"
#include "opt-verdict-pill.h"
#include "plan-fixture.h"

/* What a finding hands on is taken up: by the advisor, and by a trial. */

#define BY_CUSTOMER "SELECT count(*) FROM orders WHERE customer = 7"
/* What depends on the time zone can't be in an index. */
#define BY_DAY "SELECT count(*) FROM orders WHERE placed::date = '2020-02-02'"

static OptServer *
connect_server (PlanFixture *fixture, const char *database)
{
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (database);
  OptServer *server = opt_server_new ("shop", conninfo);

  opt_page_set_server (OPT_PAGE (fixture->page), server);
  opt_server_connect (server);
  ui_fixture_wait_for_state (server, OPT_SERVER_ONLINE);

  return server;
}

static gboolean
is_idle (gpointer page)
{
  return OPT_PLAN_PAGE (page)->job == NULL;
}

/* (nullable): of the first finding that offers it */
static GtkWidget *
find_button (PlanFixture *fixture, const char *label)
{
  GtkWidget *row = plan_fixture_find (GTK_WIDGET (fixture->view), OPT_TYPE_FINDING_ROW);

  for (; row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *button = plan_fixture_find (row, GTK_TYPE_BUTTON);

      if (gtk_widget_get_visible (button)
          && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (button)), label) == 0)
        return button;
    }

  return NULL;
}

static void
note_id (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  char **id = data;

  g_free (*id);
  *id = g_variant_dup_string (parameter, NULL);
}

/* The window would show the recommendation's dialog. */
static void
add_window_action (PlanFixture *fixture, char **id)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("recommendation", G_VARIANT_TYPE_STRING);

  g_signal_connect (action, "activate", G_CALLBACK (note_id), id);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (fixture->window, "win", G_ACTION_GROUP (group));
}

static void
press (GtkWidget *button)
{
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_focusable (button));
  g_assert_true (gtk_widget_is_sensitive (button));
  g_assert_true (gtk_widget_grab_focus (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
explain (PlanFixture *fixture, const char *sql)
{
  opt_plan_page_explain (fixture->page, sql);
  ui_fixture_wait (is_idle, fixture->page);
  plan_fixture_settle (fixture);
}

static void
test_advisor (PlanFixture *fixture, gconstpointer data)
{
  OptServer *server = connect_server (fixture, data);
  g_autofree char *id = NULL;
  GListModel *all = opt_server_get_recommendations (server);
  OptRecommendation *recommendation;
  GtkWidget *button;

  add_window_action (fixture, &id);
  explain (fixture, BY_CUSTOMER);
  button = find_button (fixture, "Ask the Advisor");
  press (button);
  g_assert_false (is_idle (fixture->page));
  /* Not twice. */
  g_assert_false (gtk_widget_is_sensitive (button));
  ui_fixture_wait (is_idle, fixture->page);

  g_assert_nonnull (id);
  recommendation = opt_server_find_recommendation (server, id);
  g_assert_nonnull (recommendation);
  g_assert_nonnull (strstr (opt_recommendation_get_sql (recommendation), "public.orders"));
  g_assert_cmpint (opt_recommendation_get_evidence (recommendation), ==, OPT_EVIDENCE_SIMULATED);
  g_assert_cmpuint (g_list_model_get_n_items (all), ==, 1);
  g_assert_true (gtk_widget_is_sensitive (button));

  /* The same again is the same. */
  press (button);
  ui_fixture_wait (is_idle, fixture->page);
  g_assert_cmpuint (g_list_model_get_n_items (all), ==, 1);
  g_assert_nonnull (opt_server_find_recommendation (server, id));

  opt_page_set_server (OPT_PAGE (fixture->page), NULL);
  g_object_unref (server);
}

static GtkWindow *
find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (g_type_is_a (G_OBJECT_TYPE (window), type))
        return window;
    }

  return NULL;
}

static gboolean
is_open (gpointer data)
{
  return find_window (GPOINTER_TO_SIZE (data)) != NULL;
}

/* What the advisor has nothing for it says, and why. */
static void
test_nothing (PlanFixture *fixture, gconstpointer data)
{
  OptServer *server = connect_server (fixture, data);
  GtkWindow *dialog;

  explain (fixture, BY_DAY);
  press (find_button (fixture, "Ask the Advisor"));
  ui_fixture_wait (is_open, GSIZE_TO_POINTER (ADW_TYPE_MESSAGE_DIALOG));
  dialog = find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (
      strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)), "Nothing is recommended"));
  g_assert_cmpuint (g_list_model_get_n_items (opt_server_get_recommendations (server)), ==, 0);
  gtk_window_destroy (dialog);

  opt_page_set_server (OPT_PAGE (fixture->page), NULL);
  g_object_unref (server);
}

/* A change that was tried on a copy, with its verdict. */
static void
test_sandbox (PlanFixture *fixture, gconstpointer data)
{
  OptServer *server = connect_server (fixture, data);
  GtkWindow *dialog;

  explain (fixture, "SELECT * FROM orders ORDER BY note, customer");
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "plan.run-on-copy", NULL);
  ui_fixture_wait (is_idle, fixture->page);
  plan_fixture_settle (fixture);
  press (find_button (fixture, "Try in the Sandbox"));
  ui_fixture_wait (is_open, GSIZE_TO_POINTER (OPT_TYPE_REMEDY_DIALOG));
  g_assert_true (is_idle (fixture->page));
  dialog = find_window (OPT_TYPE_REMEDY_DIALOG);
  ui_fixture_draw (GTK_WIDGET (dialog));
  plan_fixture_assert_says (dialog, "nothing was changed there");
  g_assert_nonnull (plan_fixture_find (GTK_WIDGET (dialog), OPT_TYPE_VERDICT_PILL));
  gtk_window_destroy (dialog);

  opt_page_set_server (OPT_PAGE (fixture->page), NULL);
  g_object_unref (server);
}

/* Of a plan from a file nobody can be asked. */
static void
test_file (PlanFixture *fixture, gconstpointer data)
{
  OptPlan *plan = plan_fixture_open (fixture, "findings/seq-scan.json");
  GtkWidget *row = plan_fixture_find (GTK_WIDGET (fixture->view), OPT_TYPE_FINDING_ROW);

  g_assert_nonnull (opt_finding_get_remedy (opt_plan_get_finding (plan, 0)));
  g_assert_false (gtk_widget_get_visible (plan_fixture_find (row, GTK_TYPE_BUTTON)));
  g_assert_null (find_button (fixture, "Ask the Advisor"));
}

static void
add (const char *path, gconstpointer data, void (*test) (PlanFixture *, gconstpointer))
{
  g_test_add (path, PlanFixture, data, plan_fixture_set_up, test, plan_fixture_tear_down);
}

static void
fill (const char *database)
{
  g_autoptr (OptConnection) connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = opt_connection_query_sync (
      connection,
      "CREATE TABLE orders (id int PRIMARY KEY, customer int, note text, placed timestamptz);"
      "INSERT INTO orders SELECT i, i % 5000, md5 (i::text) || repeat ('note ', 8), now ()"
      " FROM generate_series (1, 100000) i;"
      "ANALYZE orders",
      NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
  opt_connection_close (connection);
}

int
main (int argc, char **argv)
{
  g_autofree char *database = NULL;

  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();
  database = opt_test_create_database ();
  fill (database);

  /* What is recommended for the database is kept. */
  add ("/ui/plan-remedy/nothing", database, test_nothing);
  add ("/ui/plan-remedy/advisor", database, test_advisor);
  add ("/ui/plan-remedy/sandbox", database, test_sandbox);
  add ("/ui/plan-remedy/file", NULL, test_file);

  return g_test_run ();
}
