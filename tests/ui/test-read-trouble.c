/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "opt-poller-private.h"
#include "opt-server-banner.h"
#include "opt-server-private.h"
#include "opt-server-state-view.h"
#include "opt-test.h"
#include "ui-fixture.h"

static void
run (OptServer *server, const char *sql)
{
  g_autoptr (OptConnection) admin
      = opt_test_connect (opt_server_get_name (server), OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (admin, sql, NULL, NULL, &error);
  g_assert_no_error (error);
  opt_connection_close (admin);
}

static const char *
get_page (gpointer view)
{
  return gtk_stack_get_visible_child_name (ui_fixture_get_child (view, "stack"));
}

/* One thing that can't be read is told above the pages, which show the others; only a page that has
 * nothing else to show says so in its place. */
static void
test_statements (void)
{
  g_autoptr (OptServer) server = ui_fixture_get_server ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  OptServerBanner *banner = g_object_new (OPT_TYPE_SERVER_BANNER, NULL);
  GtkWidget *sessions = opt_server_state_view_new ();
  GtkWidget *statements = g_object_new (OPT_TYPE_SERVER_STATE_VIEW, "needs-statements", TRUE, NULL);
  GtkInfoBar *bar = ui_fixture_get_child (banner, "bar");
  GtkWidget *window;

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (banner));
  gtk_box_append (GTK_BOX (box), sessions);
  gtk_box_append (GTK_BOX (box), statements);
  window = ui_fixture_show (box, 500, 700);
  opt_server_banner_set_server (banner, server);
  opt_server_state_view_set_server (OPT_SERVER_STATE_VIEW (sessions), server);
  opt_server_state_view_set_server (OPT_SERVER_STATE_VIEW (statements), server);

  run (server, "DROP EXTENSION pg_stat_statements");
  opt_server_connect (server);
  ui_fixture_wait_for_state (server, OPT_SERVER_ONLINE);
  ui_fixture_draw (box);
  g_assert_true (gtk_info_bar_get_revealed (bar));
  g_assert_cmpstr (gtk_label_get_text (ui_fixture_get_child (banner, "title_label")), ==,
                   "The statements can’t be read; all else goes on.");
  g_assert_true (
      g_str_has_prefix (gtk_label_get_text (ui_fixture_get_child (banner, "cause_label")),
                        "pg_stat_statements was not created in this database."));
  g_assert_nonnull (
      strstr (gtk_label_get_text (ui_fixture_get_child (banner, "cause_label")), ". "));
  g_assert_cmpstr (get_page (sessions), ==, "child");
  g_assert_cmpstr (get_page (statements), ==, "lost");

  run (server, "CREATE EXTENSION pg_stat_statements");
  /* Meanwhile the sessions alone make polls. */
  while (opt_server_get_read_error (server, OPT_POLL_READ_STATEMENTS) != NULL)
    ui_fixture_wait_for_poll (server);
  ui_fixture_draw (box);
  g_assert_false (gtk_info_bar_get_revealed (bar));
  g_assert_cmpstr (get_page (statements), ==, "child");

  opt_server_disconnect (server);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What nobody uses is left alone, and that is no trouble. */
static void
test_rest (void)
{
  g_autoptr (OptServer) server = ui_fixture_get_server ();
  OptServerBanner *banner = g_object_new (OPT_TYPE_SERVER_BANNER, NULL);
  GtkWidget *window = ui_fixture_show (GTK_WIDGET (banner), 500, 200);
  GtkInfoBar *bar = ui_fixture_get_child (banner, "bar");
  const char *title;

  opt_server_banner_set_server (banner, server);
  opt_server_connect (server);
  ui_fixture_wait_for_state (server, OPT_SERVER_ONLINE);
  g_assert_false (gtk_info_bar_get_revealed (bar));
  opt_poller_set_rest_times (server->poller, G_USEC_PER_SEC / 2, 60 * G_USEC_PER_SEC);
  opt_server_set_rest (server, OPT_REST_ALWAYS);
  ui_fixture_wait_for_state (server, OPT_SERVER_RESTING);
  ui_fixture_draw (GTK_WIDGET (banner));
  title = gtk_label_get_text (ui_fixture_get_child (banner, "title_label"));
  g_assert_nonnull (strstr (title, " rests: nobody uses it"));
  g_assert_true (gtk_info_bar_get_revealed (bar));
  g_assert_cmpint (gtk_info_bar_get_message_type (bar), ==, GTK_MESSAGE_INFO);
  g_assert_false (gtk_widget_get_visible (ui_fixture_get_child (banner, "details_button")));
  g_assert_true (gtk_widget_get_visible (ui_fixture_get_child (banner, "button")));
  g_assert_cmpstr (gtk_button_get_label (ui_fixture_get_child (banner, "button")), ==, "_Look Now");

  opt_server_poll_now (server);
  ui_fixture_wait_for_state (server, OPT_SERVER_ONLINE);
  g_assert_false (gtk_info_bar_get_revealed (bar));
  opt_server_disconnect (server);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ui_fixture_init ();
  g_test_add_func ("/ui/read-trouble/statements", test_statements);
  g_test_add_func ("/ui/read-trouble/rest", test_rest);

  return g_test_run ();
}
