/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-page.h"
#include "opt-window.h"
#include "ui-fixture.h"
#include "ui-types.h"

/*
 * Each type of src/ui can be made, shown and drawn without anything, is gone when it is let go, and
 * no library complains meanwhile: warnings end the program.
 */

static void
show_in_window (GtkWidget *widget)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 360, 500);
  if (GTK_IS_POPOVER (widget))
    {
      GtkWidget *button = gtk_menu_button_new ();

      gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), widget);
      gtk_window_set_child (GTK_WINDOW (window), button);
      gtk_window_present (GTK_WINDOW (window));
      ui_fixture_draw (button);
      gtk_popover_popup (GTK_POPOVER (widget));
    }
  else
    {
      /* A row is nothing outside of a list. */
      if (GTK_IS_LIST_BOX_ROW (widget))
        {
          GtkWidget *list = gtk_list_box_new ();

          gtk_list_box_append (GTK_LIST_BOX (list), widget);
          gtk_window_set_child (GTK_WINDOW (window), list);
        }
      else
        {
          gtk_window_set_child (GTK_WINDOW (window), widget);
        }
      gtk_window_present (GTK_WINDOW (window));
      ui_fixture_draw (window);
      /* Some show themselves only when they have something to say. */
      gtk_widget_show (widget);
    }
  ui_fixture_draw (widget);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
try_widget (GType type)
{
  GtkWidget *widget = g_object_new (type, NULL);
  gpointer weak = widget;

  g_object_add_weak_pointer (G_OBJECT (widget), &weak);
  if (GTK_IS_WINDOW (widget))
    {
      gtk_window_present (GTK_WINDOW (widget));
      ui_fixture_draw (widget);
      gtk_window_destroy (GTK_WINDOW (widget));
    }
  else
    {
      show_in_window (widget);
    }
  ui_fixture_assert_gone (&weak);
}

static void
try_object (GType type)
{
  GObject *object = g_object_new (type, NULL);
  gpointer weak = object;

  g_object_add_weak_pointer (object, &weak);
  g_object_unref (object);
  ui_fixture_assert_gone (&weak);
}

static void
test_type (gconstpointer data)
{
  const UiType *ui_type = data;
  GType type = ui_type->get_type ();

  if (g_type_is_a (type, GTK_TYPE_WIDGET))
    try_widget (type);
  else
    try_object (type);
}

static void
test_type_right_to_left (gconstpointer data)
{
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  test_type (data);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* A page with each thing that can become of a server, and back. */
static void
test_page (gconstpointer data)
{
  const UiType *ui_type = data;
  GtkWidget *window = gtk_window_new ();
  OptPage *page = g_object_new (ui_type->get_type (), NULL);
  OptServer *server = ui_fixture_get_server ();
  gpointer weak_page = page;
  gpointer weak_server = server;

  g_object_add_weak_pointer (G_OBJECT (page), &weak_page);
  g_object_add_weak_pointer (G_OBJECT (server), &weak_server);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (page));
  gtk_window_present (GTK_WINDOW (window));
  opt_page_set_shown (page, TRUE);
  ui_fixture_draw (GTK_WIDGET (page));

  opt_page_set_server (page, server);
  ui_fixture_draw (GTK_WIDGET (page));
  opt_server_connect (server);
  ui_fixture_draw (GTK_WIDGET (page));
  ui_fixture_wait_for_poll (server);
  ui_fixture_draw (GTK_WIDGET (page));
  opt_page_find (page);
  opt_page_set_server (page, NULL);
  ui_fixture_draw (GTK_WIDGET (page));

  opt_page_set_shown (page, FALSE);
  opt_page_set_server (page, server);
  opt_page_set_shown (page, TRUE);
  ui_fixture_draw (GTK_WIDGET (page));
  /* The second poll is the first with figures. */
  ui_fixture_wait_for_poll (server);
  ui_fixture_draw (GTK_WIDGET (page));
  opt_server_disconnect (server);
  ui_fixture_draw (GTK_WIDGET (page));

  /* It is let go while it shows a server. */
  opt_server_connect (server);
  ui_fixture_wait_for_state (server, OPT_SERVER_ONLINE);
  g_object_unref (server);
  gtk_window_destroy (GTK_WINDOW (window));
  ui_fixture_assert_gone (&weak_page);
  ui_fixture_assert_gone (&weak_server);
}

typedef struct
{
  OptApplication *application;
  gpointer window;
} WindowTest;

static gboolean
try_window (gpointer data)
{
  WindowTest *test = data;
  OptServerList *servers = opt_application_get_servers (test->application);
  GtkWindow *first = gtk_application_get_active_window (GTK_APPLICATION (test->application));
  g_autoptr (OptServer) made = ui_fixture_get_server ();
  g_autoptr (GError) error = NULL;
  OptServer *server = opt_server_list_add (servers, opt_server_get_name (made),
                                           opt_server_get_conninfo (made), FALSE, &error);

  g_assert_no_error (error);
  test->window = first;
  g_object_add_weak_pointer (G_OBJECT (first), &test->window);
  ui_fixture_draw (GTK_WIDGET (first));
  opt_window_set_server (OPT_WINDOW (first), server);
  opt_server_list_connect (servers, server);
  ui_fixture_wait_for_poll (server);
  for (gsize i = 0; i < ui_n_types; i++)
    {
      g_autofree char *name = NULL;

      if (!g_type_is_a (ui_types[i].get_type (), OPT_TYPE_PAGE))
        continue;
      /* OptStatementsPage is the page "statements". */
      name = g_ascii_strdown (ui_types[i].name + strlen ("Opt"), -1);
      name[strlen (name) - strlen ("Page")] = '\0';
      opt_window_show_page (OPT_WINDOW (first), name);
      g_assert_cmpstr (opt_window_get_page_name (OPT_WINDOW (first)), ==, name);
      ui_fixture_draw (GTK_WIDGET (first));
    }
  opt_window_set_server (OPT_WINDOW (first), NULL);
  ui_fixture_draw (GTK_WIDGET (first));
  opt_window_set_server (OPT_WINDOW (first), server);
  ui_fixture_draw (GTK_WIDGET (first));
  opt_server_list_remove (servers, server);
  ui_fixture_draw (GTK_WIDGET (first));

  /* The last window takes the application with it. */
  g_application_hold (G_APPLICATION (test->application));
  gtk_window_close (first);
  ui_fixture_assert_gone (&test->window);
  g_application_release (G_APPLICATION (test->application));

  return G_SOURCE_REMOVE;
}

static void
activated (GApplication *application, WindowTest *test)
{
  g_idle_add (try_window, test);
}

static void
test_window (void)
{
  WindowTest test = { .application = opt_application_new () };
  gpointer weak = test.application;

  g_object_add_weak_pointer (G_OBJECT (test.application), &weak);
  g_signal_connect_after (test.application, "activate", G_CALLBACK (activated), &test);
  g_assert_cmpint (g_application_run (G_APPLICATION (test.application), 0, NULL), ==, 0);
  g_assert_null (test.window);
  g_object_unref (test.application);
  ui_fixture_assert_gone (&weak);
}

static void
add_type (const UiType *ui_type)
{
  g_autofree char *left_to_right = g_strdup_printf ("/ui/type/%s", ui_type->name);
  g_autofree char *right_to_left = g_strdup_printf ("/ui/right-to-left/%s", ui_type->name);
  GType type = ui_type->get_type ();

  /* The window has a test of its own, with its application. */
  if (g_type_is_a (type, G_TYPE_APPLICATION) || type == OPT_TYPE_WINDOW)
    return;

  g_test_add_data_func (left_to_right, ui_type, test_type);
  if (g_type_is_a (type, GTK_TYPE_WIDGET))
    g_test_add_data_func (right_to_left, ui_type, test_type_right_to_left);
  if (g_type_is_a (type, OPT_TYPE_PAGE))
    {
      g_autofree char *page = g_strdup_printf ("/ui/page/%s", ui_type->name);

      g_test_add_data_func (page, ui_type, test_page);
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ui_fixture_init ();

  for (gsize i = 0; i < ui_n_types; i++)
    add_type (&ui_types[i]);
  g_test_add_func ("/ui/window", test_window);

  return g_test_run ();
}
