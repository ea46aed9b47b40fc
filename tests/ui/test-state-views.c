/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-error-view.h"
#include "opt-error.h"
#include "opt-server-banner.h"
#include "opt-server-private.h"
#include "opt-server-state-view.h"
#include "ui-fixture.h"

static void
count_signal (gpointer object, guint *n)
{
  ++*n;
}

/* What brings a server back that was seen and is lost. */
static void
check_way_back (const char *name, const char *label, const char *action)
{
  OptServerBanner *banner = g_object_ref_sink (g_object_new (OPT_TYPE_SERVER_BANNER, NULL));
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new ("host=/nowhere dbname=shop", &error);
  g_autoptr (OptServer) server = opt_server_new (name, conninfo);
  GtkWidget *button = ui_fixture_get_child (banner, "button");

  opt_set_error (&error, OPT_ERROR_UNREACHABLE, NULL, "It is gone");
  server->last_poll = g_get_real_time ();
  opt_server_banner_set_server (banner, server);
  opt_server_set_state (server, OPT_SERVER_LOST, error);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, label);
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, action);

  opt_server_banner_set_server (banner, NULL);
  g_assert_finalize_object (banner);
}

static void
test_way_back (void)
{
  check_way_back ("shop", "_Reconnect", "win.refresh");
  check_way_back ("Demo", "_Start the Demo", "win.demo");
}

static void
test_error_view (void)
{
  OptErrorView *view = OPT_ERROR_VIEW (g_object_ref_sink (opt_error_view_new ()));
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) plain = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "It broke");
  guint n_retries = 0;

  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (view)));
  opt_set_error (&error, OPT_ERROR_DENIED, "Grant it.", "It may not");
  opt_error_set_server_fields (error, "42501", "Of the detail", "Of the hint", 0);
  opt_error_view_set_error (view, error);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (view)));
  g_assert_cmpstr (gtk_label_get_label (ui_fixture_get_child (view, "message_label")), ==,
                   "It may not");
  g_assert_cmpstr (gtk_label_get_label (ui_fixture_get_child (view, "step_label")), ==,
                   "Grant it.");
  g_assert_cmpstr (gtk_label_get_label (ui_fixture_get_child (view, "server_label")), ==,
                   "SQLSTATE: 42501\nDetail: Of the detail\nHint: Of the hint");
  g_assert_true (gtk_widget_get_visible (ui_fixture_get_child (view, "expander")));

  /* A hint that is the step is said once. */
  opt_error_set_next_step (error, NULL);
  opt_error_view_set_error (view, error);
  g_assert_cmpstr (gtk_label_get_label (ui_fixture_get_child (view, "step_label")), ==,
                   "Of the hint");
  g_assert_cmpstr (gtk_label_get_label (ui_fixture_get_child (view, "server_label")), ==,
                   "SQLSTATE: 42501\nDetail: Of the detail");

  opt_error_view_set_error (view, plain);
  g_assert_cmpstr (gtk_label_get_label (ui_fixture_get_child (view, "message_label")), ==,
                   "It broke");
  g_assert_false (gtk_widget_get_visible (ui_fixture_get_child (view, "step_label")));
  g_assert_false (gtk_widget_get_visible (ui_fixture_get_child (view, "expander")));
  g_assert_false (gtk_widget_get_visible (ui_fixture_get_child (view, "retry_button")));

  opt_error_view_set_retry (view, "_Try Again");
  g_signal_connect (view, "retry", G_CALLBACK (count_signal), &n_retries);
  g_assert_true (gtk_widget_get_visible (ui_fixture_get_child (view, "retry_button")));
  g_signal_emit_by_name (ui_fixture_get_child (view, "retry_button"), "clicked");
  g_assert_cmpuint (n_retries, ==, 1);
  opt_error_view_set_error (view, NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (view)));

  g_assert_finalize_object (view);
}

static void
assert_state (GtkWidget *view, const char *page)
{
  g_assert_cmpstr (gtk_stack_get_visible_child_name (ui_fixture_get_child (view, "stack")), ==,
                   page);
}

static void
test_server_state (void)
{
  GtkWidget *view = opt_server_state_view_new ();
  GtkWidget *window = ui_fixture_show (view, 600, 600);
  OptServer *server = ui_fixture_get_server ();
  g_autoptr (GError) error = NULL;

  opt_server_state_view_set_child (OPT_SERVER_STATE_VIEW (view), gtk_label_new ("what it does"));
  assert_state (view, "none");
  opt_server_state_view_set_server (OPT_SERVER_STATE_VIEW (view), server);
  assert_state (view, "offline");
  opt_server_prepare (server);
  assert_state (view, "connecting");
  opt_set_error (&error, OPT_ERROR_AUTHENTICATION, NULL, "The password is wrong");
  opt_server_fail (server, error);
  assert_state (view, "lost");
  g_assert_true (gtk_widget_get_visible (ui_fixture_get_child (view, "error_view")));
  ui_fixture_draw (window);

  opt_server_connect (server);
  assert_state (view, "connecting");
  ui_fixture_wait_for_poll (server);
  assert_state (view, "child");

  /* What was seen stays. */
  opt_server_disconnect (server);
  assert_state (view, "child");
  ui_fixture_draw (window);

  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  g_test_add_func ("/ui/state-views/way-back", test_way_back);
  g_test_add_func ("/ui/state-views/error", test_error_view);
  g_test_add_func ("/ui/state-views/server", test_server_state);

  return g_test_run ();
}
