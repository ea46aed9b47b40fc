/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart-fixture.h"
#include "opt-accessible-names.h"

/* A row that comes into a list that is seen already is told what to say after that. */
static void
test_late_title (void)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *window = ui_fixture_show (list, 400, 200);

  gtk_list_box_append (GTK_LIST_BOX (list), row);
  ui_fixture_draw (window);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "Late");
  gtk_test_accessible_assert_property (chart_fixture_find_child (row, GTK_TYPE_LIST_BOX),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Late");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A list of choices that is told what it is for after it is seen. */
static void
test_late_choice (void)
{
  static const char *const choices[] = { "one", "other", NULL };
  GtkWidget *choice = gtk_drop_down_new_from_strings (choices);
  GtkWidget *window = ui_fixture_show (choice, 400, 200);

  ui_fixture_draw (window);
  gtk_widget_set_tooltip_text (choice, "Late");
  gtk_test_accessible_assert_property (chart_fixture_find_child (choice, GTK_TYPE_TOGGLE_BUTTON),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Late");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();
  opt_accessible_names_install ();

  g_test_add_func ("/ui/accessible-names/late-title", test_late_title);
  g_test_add_func ("/ui/accessible-names/late-choice", test_late_choice);

  return g_test_run ();
}
