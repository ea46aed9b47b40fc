/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-connect-form.h"

#include <string.h>

#include "opt-connect-name.h"
#include "opt-error.h"
#include "ui-fixture.h"

typedef struct
{
  OptServerList *servers;
  GtkWidget *window;
  OptConnectForm *form;
  guint n_changed;
} Fixture;

static void
count (guint *counter)
{
  (*counter)++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptKeyring) keyring = opt_keyring_new (OPT_KEYRING_TIMEOUT_MS);

  fixture->servers = opt_server_list_new (NULL, keyring);
  fixture->window = gtk_window_new ();
  fixture->form = g_object_new (OPT_TYPE_CONNECT_FORM, NULL);
  opt_connect_form_set_servers (fixture->form, fixture->servers);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->form));
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->n_changed = 0;
  g_signal_connect_swapped (fixture->form, "changed", G_CALLBACK (count), &fixture->n_changed);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer form = fixture->form;

  g_object_add_weak_pointer (G_OBJECT (form), &form);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  ui_fixture_assert_gone (&form);
  g_object_unref (fixture->servers);
}

static GObject *
get_child (Fixture *fixture, const char *name)
{
  GObject *child
      = gtk_widget_get_template_child (GTK_WIDGET (fixture->form), OPT_TYPE_CONNECT_FORM, name);

  g_assert_nonnull (child);

  return child;
}

static GtkEditable *
get_row (Fixture *fixture, const char *name)
{
  return GTK_EDITABLE (get_child (fixture, name));
}

static void
type (Fixture *fixture, const char *row, const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    {
      int position = gtk_editable_get_position (get_row (fixture, row));

      gtk_editable_insert_text (get_row (fixture, row), c, 1, &position);
      gtk_editable_set_position (get_row (fixture, row), position);
    }
}

static void
assert_text (Fixture *fixture, const char *row, const char *expected)
{
  g_assert_cmpstr (gtk_editable_get_text (get_row (fixture, row)), ==, expected);
}

static void
assert_tls (Fixture *fixture, guint expected)
{
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (get_child (fixture, "tls_row"))), ==,
                    expected);
}

static void
assert_address (Fixture *fixture, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConninfo) conninfo = opt_connect_form_get_conninfo (fixture->form, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = opt_conninfo_to_string (conninfo);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_password (Fixture *fixture, const char *expected)
{
  g_autoptr (OptConninfo) conninfo = opt_connect_form_get_conninfo (fixture->form, NULL);

  assert_text (fixture, "password_row", expected);
  g_assert_cmpstr (opt_conninfo_get (conninfo, "password"), ==,
                   *expected != '\0' ? expected : NULL);
}

/* ---- Tests ----------------------------------------------------------------------------------- */

static void
test_address (Fixture *fixture, gconstpointer data)
{
  gtk_editable_set_text (get_row (fixture, "address_row"),
                         "postgresql://ann@db.example.org:5433/shop?sslmode=verify-full&"
                         "application_name=mine");
  assert_text (fixture, "host_row", "db.example.org");
  assert_text (fixture, "port_row", "5433");
  assert_text (fixture, "database_row", "shop");
  assert_text (fixture, "user_row", "ann");
  assert_text (fixture, "name_row", "shop@db.example.org");
  assert_tls (fixture, 5);
  g_assert_cmpuint (fixture->n_changed, >, 0);

  /* Keywords as well; what is not said any more is empty. */
  gtk_editable_set_text (get_row (fixture, "address_row"), "hostaddr=127.0.0.1 dbname='a b'");
  assert_text (fixture, "host_row", "127.0.0.1");
  assert_text (fixture, "port_row", "");
  assert_text (fixture, "database_row", "a b");
  assert_text (fixture, "user_row", "");
  assert_text (fixture, "name_row", "a b@127.0.0.1");
  assert_tls (fixture, 2);
  assert_address (fixture, "dbname='a b' hostaddr='127.0.0.1'");
}

static void
test_fields (Fixture *fixture, gconstpointer data)
{
  gtk_editable_set_text (get_row (fixture, "host_row"), "db");
  gtk_editable_set_text (get_row (fixture, "port_row"), " 5433 ");
  gtk_editable_set_text (get_row (fixture, "database_row"), "it's");
  gtk_editable_set_text (get_row (fixture, "user_row"), "a@b");
  adw_combo_row_set_selected (ADW_COMBO_ROW (get_child (fixture, "tls_row")), 3);
  assert_text (fixture, "address_row", "postgresql://a%40b@db:5433/it%27s?sslmode=require");
  assert_address (fixture, "dbname='it\\'s' host='db' port='5433' sslmode='require' user='a@b'");

  /* What has no field of its own stays. */
  gtk_editable_set_text (get_row (fixture, "address_row"),
                         "postgresql://h/d?target_session_attrs=standby");
  gtk_editable_set_text (get_row (fixture, "host_row"), "/tmp");
  assert_text (fixture, "address_row", "postgresql:///d?host=/tmp&target_session_attrs=standby");
  gtk_editable_set_text (get_row (fixture, "host_row"), "");
  assert_text (fixture, "address_row", "postgresql:///d?target_session_attrs=standby");
}

/* It is in its own field at once, and never comes back. */
static void
test_password (Fixture *fixture, gconstpointer data)
{
  GtkEditable *address = get_row (fixture, "address_row");

  g_assert_false (gtk_editable_get_enable_undo (address));
  gtk_editable_set_text (address, "postgresql://ann:hu%20sh@h/d");
  assert_text (fixture, "address_row", "postgresql://ann@h/d");
  assert_password (fixture, "hu sh");

  gtk_editable_set_text (address, "host=h password='other' dbname=d");
  assert_text (fixture, "address_row", "host=h dbname=d");
  assert_password (fixture, "other");

  /* An address that is none has a password, too. */
  gtk_editable_set_text (address, "postgresql://ann:third@h/d?nonsense=1");
  assert_text (fixture, "address_row", "postgresql://ann@h/d?nonsense=1");
  assert_text (fixture, "password_row", "third");

  /* It does not go when something else is changed. */
  gtk_editable_set_text (address, "postgresql://ann@h/d");
  gtk_editable_set_text (get_row (fixture, "host_row"), "other");
  assert_text (fixture, "address_row", "postgresql://ann@other/d");
  assert_password (fixture, "third");

  opt_connect_form_wipe (fixture->form);
  assert_password (fixture, "");
}

/* Whoever types it letter by letter goes on where it is not shown. */
static void
test_typed_password (Fixture *fixture, gconstpointer data)
{
  ui_fixture_draw (fixture->window);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->form));
  type (fixture, "address_row", "postgresql://ann:hush@h/d?");
  assert_text (fixture, "address_row", "postgresql://ann@h/d?");
  assert_text (fixture, "password_row", "hush");
  type (fixture, "address_row", "sslmode=require&password=");
  assert_text (fixture, "address_row", "postgresql://ann@h/d?sslmode=require");
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->window)),
                                         GTK_WIDGET (get_row (fixture, "password_row"))));
  assert_tls (fixture, 3);
}

static gboolean
is_wrong (Fixture *fixture, const char *row)
{
  return gtk_widget_has_css_class (GTK_WIDGET (get_row (fixture, row)), "error");
}

static void
test_wrong_address (Fixture *fixture, gconstpointer data)
{
  GtkWidget *label = GTK_WIDGET (get_child (fixture, "address_error"));
  g_autoptr (GError) error = NULL;

  gtk_editable_set_text (get_row (fixture, "address_row"), "postgresql://h/d?foo=bar");
  g_assert_null (opt_connect_form_get_conninfo (fixture->form, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  /* Who is still typing is not told yet. */
  g_assert_false (is_wrong (fixture, "address_row"));
  opt_connect_form_show_error (fixture->form);
  g_assert_true (is_wrong (fixture, "address_row"));
  g_assert_true (gtk_widget_get_visible (label));
  g_assert_nonnull (strstr (gtk_label_get_label (GTK_LABEL (label)), "foo"));

  /* That it is right is told at once; so it is when the fields have the word. */
  gtk_editable_set_text (get_row (fixture, "address_row"), "postgresql://h/d");
  g_assert_false (is_wrong (fixture, "address_row"));
  g_assert_false (gtk_widget_get_visible (label));
  gtk_editable_set_text (get_row (fixture, "address_row"), "nonsense");
  while (!is_wrong (fixture, "address_row"))
    g_main_context_iteration (NULL, TRUE);
  gtk_editable_set_text (get_row (fixture, "host_row"), "other");
  g_assert_false (is_wrong (fixture, "address_row"));
  assert_text (fixture, "address_row", "postgresql://other/d");
}

static void
test_wrong_port (Fixture *fixture, gconstpointer data)
{
  static const char *const wrong[] = { "0", "65536", "x", "5432x", "-1", "5432,x" };
  static const char *const right[] = { "", "1", "65535", "5432,5433" };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      gtk_editable_set_text (get_row (fixture, "port_row"), wrong[i]);
      g_assert_true (is_wrong (fixture, "port_row"));
      g_assert_null (opt_connect_form_get_conninfo (fixture->form, &error));
      g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
      g_clear_error (&error);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (right); i++)
    {
      gtk_editable_set_text (get_row (fixture, "port_row"), right[i]);
      g_assert_false (is_wrong (fixture, "port_row"));
    }
}

static void
test_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new ("", NULL);
  GtkWidget *label = GTK_WIDGET (get_child (fixture, "field_error"));

  opt_server_list_add (fixture->servers, "shop@db", conninfo, FALSE, NULL);
  gtk_editable_set_text (get_row (fixture, "address_row"), "postgresql://db/shop");
  assert_text (fixture, "name_row", "shop@db 2");

  /* A name that was given stays; one that is taken is said to be. */
  gtk_editable_set_text (get_row (fixture, "name_row"), "mine");
  gtk_editable_set_text (get_row (fixture, "host_row"), "other");
  assert_text (fixture, "name_row", "mine");
  gtk_editable_set_text (get_row (fixture, "name_row"), "shop@db");
  g_assert_true (is_wrong (fixture, "name_row"));
  g_assert_true (gtk_widget_get_visible (label));
  g_assert_null (opt_connect_form_get_conninfo (fixture->form, NULL));

  /* Without one there is a suggestion again, when it is needed. */
  gtk_editable_set_text (get_row (fixture, "name_row"), "");
  assert_text (fixture, "name_row", "");
  assert_address (fixture, "dbname='shop' host='other'");
  assert_text (fixture, "name_row", "shop@other");
  g_assert_false (gtk_widget_get_visible (label));
}

static void
assert_suggested (const char *address, const char *expected)
{
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new (address, NULL);
  g_autofree char *name = opt_connect_name_suggest (conninfo, NULL);

  g_assert_cmpstr (name, ==, expected);
}

static void
test_suggestions (Fixture *fixture, gconstpointer data)
{
  assert_suggested ("", "local");
  assert_suggested ("user=ann", "ann@local");
  assert_suggested ("host=/tmp dbname=shop", "shop@local");
  assert_suggested ("host=a,b dbname=shop user=ann", "shop@a");
  assert_suggested ("service=main", "main");
  assert_suggested ("service=main dbname=shop", "shop");
  assert_suggested ("host=::1 dbname='a[b]=c://d'", "a-b--c:--d@::1");
}

/* Who sees the field for it needs no file. */
static void
test_missing_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other = NULL;

  opt_set_error (&other, OPT_ERROR_UNREACHABLE, "Check host", "No route");
  opt_connect_form_explain (fixture->form, other);
  g_assert_cmpstr (opt_error_get_next_step (other), ==, "Check host");

  opt_set_error (&error, OPT_ERROR_AUTHENTICATION, "In a file", "No password supplied");
  type (fixture, "password_row", "x");
  opt_connect_form_explain (fixture->form, error);
  g_assert_cmpstr (opt_error_get_next_step (error), ==, "In a file");
  gtk_editable_set_text (get_row (fixture, "password_row"), "");
  opt_connect_form_explain (fixture->form, error);
  g_assert_nonnull (strstr (opt_error_get_next_step (error), "“Password”"));
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ui_fixture_init ();

  add ("/connect-form/address", test_address);
  add ("/connect-form/fields", test_fields);
  add ("/connect-form/password", test_password);
  add ("/connect-form/missing-password", test_missing_password);
  add ("/connect-form/typed-password", test_typed_password);
  add ("/connect-form/wrong-address", test_wrong_address);
  add ("/connect-form/wrong-port", test_wrong_port);
  add ("/connect-form/name", test_name);
  add ("/connect-form/suggestions", test_suggestions);

  return g_test_run ();
}
