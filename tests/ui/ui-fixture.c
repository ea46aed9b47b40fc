/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-fixture.h"

#include <gtksourceview/gtksource.h>

#include "opt-application.h"
#include "opt-test.h"

/* For what would never come; no measurement. Sanitizers are slow, and a poll that takes long is
 * followed by a pause. */
#define PATIENCE_SECONDS 180
/* Frames until what a frame asks for has been done too. */
#define FRAMES 3

/**
 * ui_fixture_init:
 *
 * What #OptApplication does at its start, for tests that need none. Its class brings the resources.
 */
void
ui_fixture_init (void)
{
  GtkCssProvider *style;

  adw_init ();
  gtk_source_init ();
  g_type_class_ref (OPT_TYPE_APPLICATION);

  style = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (style, "/io/github/optischema/OptiSchema/ui/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_unref (style);
}

static gint64
get_deadline (void)
{
  return g_get_monotonic_time () + PATIENCE_SECONDS * G_USEC_PER_SEC;
}

static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* One turn of the main loop, which nothing can hold for long. */
static void
iterate (gint64 deadline)
{
  guint waker = g_timeout_add (50, wake, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (waker);
  g_assert_cmpint (g_get_monotonic_time (), <, deadline);
}

/**
 * ui_fixture_wait:
 * @is_so: tells whether it is so by now
 * @data: for @is_so
 *
 * Lets the main loop run until something is so.
 */
void
ui_fixture_wait (gboolean (*is_so) (gpointer data), gpointer data)
{
  gint64 deadline = get_deadline ();

  while (!is_so (data))
    iterate (deadline);
}

static void
count_frame (GdkFrameClock *clock, int *n_frames)
{
  *n_frames += 1;
}

/**
 * ui_fixture_draw:
 * @widget: in a window that is presented
 *
 * Lets it be laid out and drawn, and all that follows from that.
 */
void
ui_fixture_draw (GtkWidget *widget)
{
  GdkFrameClock *clock = NULL;
  gint64 deadline = get_deadline ();
  int n_frames = 0;
  gulong handler;

  while (!gtk_widget_get_mapped (widget))
    iterate (deadline);
  clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  handler = g_signal_connect (clock, "after-paint", G_CALLBACK (count_frame), &n_frames);
  while (n_frames < FRAMES)
    {
      gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
      iterate (deadline);
    }
  g_signal_handler_disconnect (clock, handler);
  g_object_unref (clock);
}

/**
 * ui_fixture_show:
 * @widget: a widget
 * @width: of a window
 * @height: of it
 *
 * Returns: (transfer none): a window that shows it, drawn
 */
GtkWidget *
ui_fixture_show (GtkWidget *widget, int width, int height)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  ui_fixture_draw (window);

  return window;
}

/**
 * ui_fixture_press_key:
 * @widget: a widget with a key controller
 * @key: a key's value
 * @state: what is held down
 *
 * Returns: whether the controller has used the key
 */
gboolean
ui_fixture_press_key (gpointer widget, guint key, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &handled);
    }

  return handled;
}

/**
 * ui_fixture_get_child:
 * @widget: a widget with a template
 * @name: of one of its children
 *
 * Returns: (transfer none): it
 */
gpointer
ui_fixture_get_child (gpointer widget, const char *name)
{
  GObject *child
      = gtk_widget_get_template_child (GTK_WIDGET (widget), G_OBJECT_TYPE (widget), name);

  g_assert_nonnull (child);

  return child;
}

/**
 * ui_fixture_assert_gone:
 * @weak_pointer: to an object that nobody should hold any more
 *
 * What was asked for on its behalf may first have to come back.
 */
void
ui_fixture_assert_gone (gpointer *weak_pointer)
{
  gint64 deadline = get_deadline ();

  while (*weak_pointer != NULL)
    iterate (deadline);
}

/**
 * ui_fixture_get_server:
 *
 * Returns: (transfer full): a server that is not connected to yet: the test's own cluster, with
 *   pg_stat_statements
 */
OptServer *
ui_fixture_get_server (void)
{
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (OptConnection) connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (database);
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (connection, "CREATE EXTENSION pg_stat_statements", NULL, NULL,
                               &error);
  g_assert_no_error (error);
  opt_connection_close (connection);

  return opt_server_new (database, conninfo);
}

void
ui_fixture_wait_for_state (OptServer *server, OptServerState state)
{
  gint64 deadline = get_deadline ();

  while (opt_server_get_state (server) != state)
    iterate (deadline);
}

static void
note_poll (OptServer *server, gboolean *polled)
{
  *polled = TRUE;
}

void
ui_fixture_wait_for_poll (OptServer *server)
{
  gint64 deadline = get_deadline ();
  gboolean polled = FALSE;
  gulong handler = g_signal_connect (server, "polled", G_CALLBACK (note_poll), &polled);

  while (!polled)
    iterate (deadline);
  g_signal_handler_disconnect (server, handler);
}
