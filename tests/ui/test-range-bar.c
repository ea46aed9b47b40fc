/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-range-bar.h"
#include "ui-fixture.h"

typedef struct
{
  OptRange *range;
  GtkWidget *bar;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  fixture->range = opt_range_new ();
  fixture->bar = opt_range_bar_new ();
  opt_range_bar_set_range (OPT_RANGE_BAR (fixture->bar), fixture->range);
  gtk_box_append (GTK_BOX (box), fixture->bar);
  fixture->window = ui_fixture_show (box, 1000, 400);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->range);
}

static gboolean
is_told_below (gpointer bar)
{
  return gtk_widget_get_visible (ui_fixture_get_child (bar, "below_label"))
         && !gtk_widget_get_mapped (ui_fixture_get_child (bar, "label"));
}

/* What is said of the time moves nothing, where there is room for it beside the choice. */
static void
test_note (Fixture *fixture, gconstpointer data)
{
  GtkLabel *beside = ui_fixture_get_child (fixture->bar, "label");
  GtkWidget *below = ui_fixture_get_child (fixture->bar, "below_label");
  int height = gtk_widget_get_height (fixture->bar);

  g_assert_cmpstr (gtk_label_get_label (beside), ==, "");
  opt_range_before_set_days (opt_range_get_before (fixture->range), 1);
  opt_range_set_choice (fixture->range, 4);
  ui_fixture_draw (fixture->window);
  g_assert_nonnull (strstr (gtk_label_get_label (beside), "\nA day before: "));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (beside)));
  g_assert_false (gtk_widget_get_visible (below));
  g_assert_cmpint (gtk_widget_get_height (fixture->bar), ==, height);

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 400);
  ui_fixture_wait (is_told_below, fixture->bar);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 400);
  while (gtk_widget_get_visible (below))
    g_main_context_iteration (NULL, TRUE);
  ui_fixture_draw (fixture->window);
  g_assert_cmpint (gtk_widget_get_height (fixture->bar), ==, height);
}

/* The menu of what is compared begins at what is chosen. */
static void
test_menu (Fixture *fixture, gconstpointer data)
{
  GtkMenuButton *button = ui_fixture_get_child (fixture->bar, "compare_button");
  GtkWidget *item;
  g_autofree char *text = NULL;

  opt_range_before_set_days (opt_range_get_before (fixture->range), 7);
  gtk_menu_button_popup (button);
  ui_fixture_draw (fixture->window);
  item = gtk_root_get_focus (GTK_ROOT (fixture->window));
  g_assert_cmpstr (gtk_widget_get_css_name (item), ==, "modelbutton");
  g_object_get (item, "text", &text, NULL);
  g_assert_cmpstr (text, ==, "A Week Before");
  gtk_menu_button_popdown (button);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  g_test_add ("/ui/range-bar/note", Fixture, NULL, set_up, test_note, tear_down);
  g_test_add ("/ui/range-bar/menu", Fixture, NULL, set_up, test_menu, tear_down);

  return g_test_run ();
}
