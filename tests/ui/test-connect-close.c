/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-connect-dialog.h"
#include "opt-job-view.h"
#include "opt-password-dialog.h"
#include "ui-fixture.h"

typedef struct
{
  GSocketListener *listener; /* takes connections, and never says a word */
  OptConninfo *conninfo;
  OptServerList *servers;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptKeyring) keyring = opt_keyring_new (OPT_KEYRING_TIMEOUT_MS);
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  guint16 port;

  fixture->listener = g_socket_listener_new ();
  port = g_socket_listener_add_any_inet_port (fixture->listener, NULL, &error);
  g_assert_no_error (error);
  address = g_strdup_printf ("host=127.0.0.1 port=%u user=ann dbname=shop sslmode=disable", port);
  fixture->conninfo = opt_conninfo_new (address, &error);
  g_assert_no_error (error);
  fixture->servers = opt_server_list_new (NULL, keyring);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->servers);
  opt_conninfo_unref (fixture->conninfo);
  g_object_unref (fixture->listener);
}

/* Closes it in the midst of its work, which ends with it. */
static void
press_and_close (gpointer dialog)
{
  g_autoptr (OptJob) job = NULL;
  gpointer gone = dialog;

  g_signal_emit_by_name (ui_fixture_get_child (dialog, "connect_button"), "clicked");
  g_set_object (&job, opt_job_view_get_job (ui_fixture_get_child (dialog, "job_view")));
  g_assert_nonnull (job);
  g_object_add_weak_pointer (G_OBJECT (dialog), &gone);

  gtk_window_close (GTK_WINDOW (dialog));
  g_assert_true (g_cancellable_is_cancelled (opt_job_get_cancellable (job)));
  ui_fixture_assert_gone (&gone);
}

static void
test_new (Fixture *fixture, gconstpointer data)
{
  OptConnectDialog *dialog = opt_connect_dialog_present (NULL, fixture->servers);
  g_autofree char *address = opt_conninfo_to_string (fixture->conninfo);

  gtk_editable_set_text (ui_fixture_get_child (ui_fixture_get_child (dialog, "form"),
                                               "address_row"),
                         address);
  press_and_close (dialog);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->servers)), ==, 0);
}

static void
test_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  OptServer *server
      = opt_server_list_add (fixture->servers, "shop", fixture->conninfo, FALSE, &error);
  OptPasswordDialog *dialog;

  g_assert_no_error (error);
  dialog = opt_password_dialog_present (NULL, fixture->servers, server);
  gtk_editable_set_text (ui_fixture_get_child (dialog, "password_row"), "secret");
  press_and_close (dialog);
  g_assert_cmpint (opt_server_get_state (server), ==, OPT_SERVER_OFFLINE);
  g_assert_false (opt_conninfo_has_password (opt_server_get_conninfo (server)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  g_test_add ("/ui/connect-close/new", Fixture, NULL, set_up, test_new, tear_down);
  g_test_add ("/ui/connect-close/password", Fixture, NULL, set_up, test_password, tear_down);

  return g_test_run ();
}
