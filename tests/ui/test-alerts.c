/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "opt-alert-log-page.h"
#include "opt-alert-rule-dialog.h"
#include "opt-alert-rule-row.h"
#include "opt-alert-rules-page.h"
#include "opt-alerts-dialog.h"
#include "opt-paths.h"
#include "ui-fixture.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

/* The alerts of a made-up server, and the dialog that shows them. */
typedef struct
{
  char *path;
  OptServerList *servers;
  GApplication *application;
  OptAlerts *alerts;
  OptAlertsDialog *dialog;
} Fixture;

static gboolean
has_log (gpointer data)
{
  return opt_alerts_get_log (((Fixture *) data)->alerts) != NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = opt_paths_get_config_dir (NULL);
  g_autoptr (OptKeyring) keyring = opt_keyring_new (1000);

  fixture->path = g_build_filename (folder, "alerts.ini", NULL);
  g_assert_true (g_file_set_contents (fixture->path,
                                      "# Ours\n[rule connections]\n# Small pool\nthreshold=0.8\n",
                                      -1, NULL));
  fixture->servers = opt_server_list_new (NULL, keyring);
  fixture->application = g_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  fixture->alerts = opt_alerts_new (fixture->application, fixture->servers);
  ui_fixture_wait (has_log, fixture);
  fixture->dialog = opt_alerts_dialog_present (NULL, fixture->alerts);
  ui_fixture_draw (GTK_WIDGET (fixture->dialog));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  g_clear_object (&fixture->alerts);
  g_clear_object (&fixture->servers);
  g_clear_object (&fixture->application);
  g_remove (fixture->path);
  g_free (fixture->path);
}

static void
assert_text (Fixture *fixture, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static GtkWidget *
find_row (GtkWidget *widget, const char *title)
{
  GtkWidget *found = NULL;

  if (OPT_IS_ALERT_RULE_ROW (widget)
      && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_row (child, title);

  return found;
}

static gpointer
get_page (Fixture *fixture, const char *name)
{
  return ui_fixture_get_child (fixture->dialog, name);
}

static const OptAlertRule *
get_rule (Fixture *fixture, const char *name)
{
  return opt_alert_rules_find (opt_alert_file_get_rules (opt_alerts_get_file (fixture->alerts)),
                               name);
}

static OptAlertRuleDialog *
find_dialog (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GObject) window = g_list_model_get_item (toplevels, i);

      if (OPT_IS_ALERT_RULE_DIALOG (window))
        return OPT_ALERT_RULE_DIALOG (window);
    }

  return NULL;
}

static void
type (gpointer dialog, const char *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (ui_fixture_get_child (dialog, row)), text);
}

static gboolean
may_save (gpointer dialog)
{
  return gtk_widget_get_sensitive (ui_fixture_get_child (dialog, "save_button"));
}

/* What is said below a field; NULL: nothing */
static void
assert_note (gpointer dialog, const char *name, const char *expected)
{
  GtkWidget *note = ui_fixture_get_child (dialog, name);
  GtkLabel *label = GTK_LABEL (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (note)));

  g_assert_true (gtk_widget_get_visible (note) == (expected != NULL));
  g_assert_cmpstr (gtk_label_get_label (label), ==, expected != NULL ? expected : "");
}

/* A rule that is edited is in the file, applies, and is told in words. */
static void
test_edit (Fixture *fixture, gconstpointer data)
{
  OptAlertRulesPage *page = get_page (fixture, "rules_page");
  GtkWidget *row = find_row (GTK_WIDGET (page), "Connections run out");
  OptAlertRuleDialog *dialog;

  g_assert_nonnull (row);
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), "80"));
  g_signal_emit_by_name (ui_fixture_get_child (row, "edit_button"), "clicked");
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  g_assert_true (may_save (dialog));
  type (dialog, "threshold_row", "much");
  g_assert_false (may_save (dialog));
  assert_note (dialog, "threshold_note", "“much” is not a number. Write it as 90 %.");
  type (dialog, "threshold_row", "70 %");
  assert_note (dialog, "threshold_note", NULL);
  type (dialog, "clear_row", "75 %");
  g_assert_false (may_save (dialog));
  assert_note (dialog, "clear_note",
               "It would be over while it still fires. Let it be over at the threshold or better.");
  type (dialog, "clear_row", "65");
  assert_note (dialog, "clear_note", NULL);
  type (dialog, "hold_row", "2 min");
  g_assert_true (may_save (dialog));
  g_signal_emit_by_name (ui_fixture_get_child (dialog, "save_button"), "clicked");
  g_assert_null (find_dialog ());

  assert_text (fixture, "# Ours\n[rule connections]\n# Small pool\nthreshold=0.7\n"
                        "clear-threshold=0.65\nfor=2m\n");
  g_assert_cmpfloat (get_rule (fixture, "connections")->threshold, ==, 0.7);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "Above 70\u00a0% for 2\u00a0min; over at 65\u00a0% or below for "
                   "1\u00a0min");
}

static void
test_switch (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = find_row (get_page (fixture, "rules_page"), "Connections run out");

  gtk_switch_set_active (ui_fixture_get_child (row, "toggle"), FALSE);
  g_assert_false (get_rule (fixture, "connections")->enabled);
  assert_text (fixture, "# Ours\n[rule connections]\n# Small pool\nthreshold=0.8\nenabled=false\n");
}

static void
test_add (Fixture *fixture, gconstpointer data)
{
  OptAlertRulesPage *page = get_page (fixture, "rules_page");
  OptAlertRuleDialog *dialog;

  g_signal_emit_by_name (ui_fixture_get_child (page, "add_button"), "clicked");
  dialog = find_dialog ();
  g_assert_false (may_save (dialog));
  assert_note (dialog, "title_note", "Say what the rule is called, to save it.");
  assert_note (dialog, "threshold_note", "Say from where on it fires, to save it.");
  g_assert_false (
      gtk_widget_has_css_class (ui_fixture_get_child (dialog, "threshold_row"), "error"));
  type (dialog, "title_row", "Nobody is there");
  assert_note (dialog, "title_note", NULL);
  type (dialog, "threshold_row", "5");
  assert_note (dialog, "threshold_note", NULL);
  adw_combo_row_set_selected (ui_fixture_get_child (dialog, "comparison_row"), 1);
  g_assert_true (may_save (dialog));
  g_signal_emit_by_name (ui_fixture_get_child (dialog, "save_button"), "clicked");
  g_assert_true (get_rule (fixture, "nobody-is-there")->below);
  g_assert_nonnull (find_row (GTK_WIDGET (page), "Nobody is there"));

  g_signal_emit_by_name (ui_fixture_get_child (find_row (GTK_WIDGET (page), "Nobody is there"),
                                               "edit_button"),
                         "clicked");
  dialog = find_dialog ();
  g_signal_emit_by_name (ui_fixture_get_child (dialog, "remove_button"), "clicked");
  g_assert_null (get_rule (fixture, "nobody-is-there"));
  g_assert_null (find_row (GTK_WIDGET (page), "Nobody is there"));
}

/* The line that is wrong is told, and nothing that was written is lost. */
static void
test_wrong (Fixture *fixture, gconstpointer data)
{
  OptAlertRulesPage *page = get_page (fixture, "rules_page");
  static const char wrong[] = "# Ours\n[rule connections]\nthreshold=lots\n";

  g_assert_false (gtk_widget_get_visible (ui_fixture_get_child (page, "error_group")));
  g_assert_true (g_file_set_contents (fixture->path, wrong, -1, NULL));
  gtk_switch_set_active (ui_fixture_get_child (page, "notify_switch"), FALSE);
  g_assert_true (gtk_widget_get_visible (ui_fixture_get_child (page, "error_group")));
  g_assert_nonnull (
      strstr (opt_alert_file_get_error (opt_alerts_get_file (fixture->alerts))->message, "line 3"));
  assert_text (fixture, wrong);
  g_assert_cmpfloat (get_rule (fixture, "connections")->threshold, ==, 0.8);
  /* It stands as it is. */
  g_assert_true (gtk_switch_get_active (ui_fixture_get_child (page, "notify_switch")));
}

static void
test_quiet (Fixture *fixture, gconstpointer data)
{
  OptAlertRulesPage *page = get_page (fixture, "rules_page");
  GtkWidget *row = ui_fixture_get_child (page, "quiet_row");
  int from, to;

  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (row), TRUE);
  g_assert_true (
      opt_alert_rules_get_quiet (opt_alert_file_get_rules (opt_alerts_get_file (fixture->alerts)),
                                 &from, &to));
  g_assert_cmpint (from, ==, 22 * 60);
  type (row, "to_row", "6:30");
  g_signal_emit_by_name (ui_fixture_get_child (row, "to_row"), "apply");
  opt_alert_rules_get_quiet (opt_alert_file_get_rules (opt_alerts_get_file (fixture->alerts)),
                             &from, &to);
  g_assert_cmpint (to, ==, 6 * 60 + 30);
}

static gboolean
has_past (gpointer data)
{
  return gtk_widget_get_visible (ui_fixture_get_child (data, "past_group"));
}

static gboolean
has_nothing (gpointer data)
{
  return gtk_widget_get_visible (ui_fixture_get_child (data, "nothing_group"));
}

static void
cleared (GObject *object, GAsyncResult *result, gpointer data)
{
  g_assert_true (opt_alert_log_clear_finish (OPT_ALERT_LOG (object), result, NULL));
}

/* What was is listed, and the empty list says so. */
static void
test_log (Fixture *fixture, gconstpointer data)
{
  OptAlertLogPage *page = get_page (fixture, "log_page");
  OptAlertLog *log = opt_alerts_get_log (fixture->alerts);
  const OptAlert alert = {
    .server = (char *) "shop on db",
    .rule = (char *) "slots",
    .item = (char *) "lazy",
    .title = (char *) "A replication slot falls behind",
    .unit = OPT_SERIES_UNIT_BYTES,
    .threshold = 1024,
    .value = 512,
    .worst = 4096,
    .state = OPT_ALERT_CLEARED,
    .since = SECOND,
    .fired = 2 * SECOND,
    .cleared = 60 * SECOND,
    .told = TRUE,
  };

  ui_fixture_wait (has_nothing, page);
  opt_alert_log_put (log, &alert);
  g_signal_emit_by_name (fixture->alerts, "changed");
  ui_fixture_wait (has_past, page);
  g_assert_false (has_nothing (page));

  opt_alert_log_clear_async (log, NULL, cleared, NULL);
  g_signal_emit_by_name (fixture->alerts, "changed");
  ui_fixture_wait (has_nothing, page);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

#define ADD(name) g_test_add ("/ui/alerts/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (edit);
  ADD (switch);
  ADD (add);
  ADD (wrong);
  ADD (quiet);
  ADD (log);
#undef ADD

  return g_test_run ();
}
