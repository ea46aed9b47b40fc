/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-age.h"
#include "opt-shortcuts.h"
#include "opt-trail.h"
#include "opt-window.h"
#include "ui-fixture.h"

/* ---- Without a window ------------------------------------------------------------------------ */

static void
test_trail (void)
{
  g_autoptr (OptTrail) trail = opt_trail_new ();

  g_assert_false (opt_trail_can_go_back (trail));
  g_assert_null (opt_trail_go_back (trail));
  opt_trail_visit (trail, "a");
  opt_trail_visit (trail, "a");
  g_assert_false (opt_trail_can_go_back (trail));
  opt_trail_visit (trail, "b");
  opt_trail_visit (trail, "c");

  g_assert_cmpstr (opt_trail_go_back (trail), ==, "b");
  g_assert_cmpstr (opt_trail_go_back (trail), ==, "a");
  g_assert_null (opt_trail_go_back (trail));
  g_assert_cmpstr (opt_trail_go_forward (trail), ==, "b");

  /* The page it leads to is told as a visit, too. */
  opt_trail_visit (trail, "b");
  g_assert_cmpstr (opt_trail_go_forward (trail), ==, "c");
  g_assert_false (opt_trail_can_go_forward (trail));

  /* Whoever goes elsewhere from the middle gives up what was ahead. */
  opt_trail_go_back (trail);
  opt_trail_visit (trail, "d");
  g_assert_null (opt_trail_go_forward (trail));
  g_assert_cmpstr (opt_trail_go_back (trail), ==, "b");

  for (guint i = 0; i < 1000; i++)
    opt_trail_visit (trail, i % 2 == 0 ? "x" : "y");
  for (guint i = 0; i < 99; i++)
    g_assert_nonnull (opt_trail_go_back (trail));
  g_assert_null (opt_trail_go_back (trail));
}

static void
test_age (void)
{
  static const struct
  {
    gint64 seconds;
    const char *text;
  } ages[] = {
    { -5, "now" },        { 0, "now" },           { 2, "2 s ago" },    { 119, "119 s ago" },
    { 120, "2 min ago" }, { 7199, "119 min ago" }, { 7200, "2 h ago" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (ages); i++)
    {
      g_autofree char *text = opt_age_to_text (ages[i].seconds * G_USEC_PER_SEC);

      g_assert_cmpstr (text, ==, ages[i].text);
    }
}

/* ---- With one -------------------------------------------------------------------------------- */

typedef struct
{
  OptApplication *application;
  void (*func) (OptApplication *application, OptWindow *window);
} Run;

static gboolean
run_in_loop (gpointer data)
{
  Run *run = data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (run->application));

  ui_fixture_draw (GTK_WIDGET (window));
  run->func (run->application, OPT_WINDOW (window));
  gtk_window_close (window);

  return G_SOURCE_REMOVE;
}

static void
activated (GApplication *application, Run *run)
{
  g_idle_add (run_in_loop, run);
}

/* A program of its own, as far as that goes in one process. */
static void
run_application (void (*func) (OptApplication *application, OptWindow *window))
{
  g_autoptr (OptApplication) application = opt_application_new ();
  Run run = { application, func };

  g_signal_connect_after (application, "activate", G_CALLBACK (activated), &run);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 0, NULL), ==, 0);
}

static void
check_width (GtkWidget *widget, int depth)
{
  int width;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  if (width > 340)
    g_test_message ("%*s%s %s: %d", depth, "", G_OBJECT_TYPE_NAME (widget),
                    gtk_widget_get_name (widget), width);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_width (child, depth + 1);
}

static void
debug_width (OptApplication *application, OptWindow *window)
{
  check_width (GTK_WIDGET (window), 0);
}

static void
test_width (void)
{
  run_application (debug_width);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ui_fixture_init ();

  g_test_add_func ("/ui/trail", test_trail);
  g_test_add_func ("/ui/age", test_age);
  g_test_add_func ("/ui/window/width", test_width);

  return g_test_run ();
}
