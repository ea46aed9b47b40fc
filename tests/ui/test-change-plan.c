/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "advice-fixture.h"
#include "opt-apply-step.h"
#include "opt-change-plan-group.h"
#include "opt-fact-row.h"
#include "opt-recommendation-dialog.h"
#include "opt-role-group.h"
#include "opt-test.h"
#include "ui-fixture.h"

/* A server with a table that is somebody's own, and the dialog of an index on it at its last step.
 */
typedef struct
{
  OptServer *server;
  OptConnection *owner;
  OptRecommendation *recommendation;
  GtkWidget *dialog;
  gpointer step;
  gpointer group;
  GtkWidget *apply;
} Fixture;

static gboolean
is_sensitive (gpointer widget)
{
  return gtk_widget_is_sensitive (widget);
}

static void
execute (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = ui_fixture_get_server ();
  fixture->owner
      = opt_test_connect (opt_conninfo_get (opt_server_get_conninfo (fixture->server), "dbname"),
                          OPT_CONNECTION_ROLE_SANDBOX);
  execute (fixture->owner, "CREATE TABLE item (id int, shelf int); CREATE ROLE stranger LOGIN");
  opt_server_connect (fixture->server);
  ui_fixture_wait_for_poll (fixture->server);

  fixture->recommendation = advice_fixture_make (fixture->server, "item", "shelf");
  fixture->dialog
      = GTK_WIDGET (opt_recommendation_dialog_new (NULL, fixture->server, fixture->recommendation));
  gtk_window_present (GTK_WINDOW (fixture->dialog));
  ui_fixture_draw (fixture->dialog);
  advice_fixture_click (advice_fixture_find_button (fixture->dialog, "_Apply…"));
  fixture->step = advice_fixture_find (fixture->dialog, OPT_TYPE_APPLY_STEP);
  fixture->group = advice_fixture_find (fixture->step, OPT_TYPE_CHANGE_PLAN_GROUP);
  fixture->apply = GTK_WIDGET (advice_fixture_find_button (fixture->dialog, "_Create Index"));
  g_assert_nonnull (fixture->group);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  opt_server_disconnect (fixture->server);
  execute (fixture->owner, "DROP ROLE stranger");
  opt_connection_close (fixture->owner);
  g_object_unref (fixture->owner);
  g_object_unref (fixture->recommendation);
  g_object_unref (fixture->server);
}

static const char *
get_value (Fixture *fixture, const char *row)
{
  return opt_fact_row_get_value (
      advice_fixture_child (fixture->group, OPT_TYPE_CHANGE_PLAN_GROUP, row));
}

static gboolean
has_answer (gpointer group)
{
  return gtk_widget_is_sensitive (
      advice_fixture_child (group, OPT_TYPE_CHANGE_PLAN_GROUP, "again_button"));
}

static void
name_role (Fixture *fixture, const char *role)
{
  gpointer group = advice_fixture_find (fixture->step, OPT_TYPE_ROLE_GROUP);

  gtk_editable_set_text (GTK_EDITABLE (
                             advice_fixture_child (group, OPT_TYPE_ROLE_GROUP, "role_row")),
                         role);
}

/* What stands beside the button, too. */
static void
assert_summary (Fixture *fixture, const char *summary)
{
  gpointer label = advice_fixture_child (fixture->step, OPT_TYPE_APPLY_STEP, "way_label");

  g_assert_cmpstr (opt_change_plan_group_get_summary (OPT_CHANGE_PLAN_GROUP (fixture->group)), ==,
                   summary);
  g_assert_cmpstr (gtk_label_get_label (label), ==, summary);
}

/* Nothing is offered before it is known who may make the change, nor to who may not. */
static void
test_rights (Fixture *fixture, gconstpointer data)
{
  g_assert_false (gtk_widget_is_sensitive (fixture->apply));
  ui_fixture_wait (is_sensitive, fixture->apply);
  g_assert_nonnull (strstr (get_value (fixture, "rights_row"), "may make it"));
  g_assert_nonnull (strstr (get_value (fixture, "locks_row"), "SHARE UPDATE EXCLUSIVE"));
  g_assert_nonnull (strstr (get_value (fixture, "duration_row"), "not known"));
  g_assert_true (g_str_has_prefix (get_value (fixture, "moment_row"), "—"));

  name_role (fixture, "stranger");
  g_assert_false (gtk_widget_is_sensitive (fixture->apply));
  ui_fixture_wait (has_answer, fixture->group);
  g_assert_nonnull (strstr (get_value (fixture, "rights_row"), "“stranger” may not make it"));
  assert_summary (fixture, "It may not be made: see “Rights”");
  g_assert_false (gtk_widget_is_sensitive (fixture->apply));

  name_role (fixture, "");
  ui_fixture_wait (is_sensitive, fixture->apply);
  ui_fixture_draw (fixture->dialog);
}

/* Who holds the table now is seen when it is looked at again. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  gpointer again
      = advice_fixture_child (fixture->group, OPT_TYPE_CHANGE_PLAN_GROUP, "again_button");

  ui_fixture_wait (is_sensitive, fixture->apply);
  g_assert_nonnull (strstr (get_value (fixture, "sessions_row"), "Nobody"));
  assert_summary (fixture, "Nothing is in its way now");
  execute (fixture->owner, "BEGIN; LOCK TABLE item IN SHARE MODE");
  advice_fixture_click (again);
  g_assert_false (gtk_widget_is_sensitive (fixture->apply));
  ui_fixture_wait (has_answer, fixture->group);
  g_assert_nonnull (strstr (get_value (fixture, "sessions_row"), "ShareLock"));
  assert_summary (fixture, "1 session is in its way now");
  /* What holds it up is said; whether to try is the user's. */
  g_assert_true (gtk_widget_is_sensitive (fixture->apply));
  execute (fixture->owner, "ROLLBACK");
}

/* A step that goes while it is asked. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  name_role (fixture, "stranger");
}

#define add(name, func) g_test_add ("/change-plan/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  add ("rights", test_rights);
  add ("again", test_again);
  add ("gone", test_gone);

  return g_test_run ();
}
