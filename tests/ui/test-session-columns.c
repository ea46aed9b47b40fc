/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-session-table.h"
#include "ui-fixture.h"

static GtkColumnViewColumn *
find_column (gpointer table, const char *title)
{
  GListModel *columns = gtk_column_view_get_columns (ui_fixture_get_child (table, "view"));

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_str_equal (gtk_column_view_column_get_title (column), title))
        return column;
    }

  return NULL;
}

static int
get_width (gpointer table, const char *title)
{
  return gtk_column_view_column_get_fixed_width (find_column (table, title));
}

static gboolean
is_shown (gpointer table, const char *title)
{
  return gtk_column_view_column_get_visible (find_column (table, title));
}

static OptSessionTable *
show (gboolean tree, GSettings *settings, GtkWidget **window)
{
  GtkWidget *table = opt_session_table_new (tree);

  opt_session_table_set_settings (OPT_SESSION_TABLE (table), settings);
  *window = ui_fixture_show (table, 1400, 400);
  ui_fixture_draw (*window);

  return OPT_SESSION_TABLE (table);
}

/* What the user makes of the columns is there again the next time. */
static void
test_list (void)
{
  g_autoptr (GSettings) settings = g_settings_new (OPT_APPLICATION_ID);
  GtkWidget *window;
  OptSessionTable *table = show (FALSE, settings, &window);
  int usual = get_width (table, "Wait");
  g_autofree char *sorted = NULL;
  gboolean descending;

  g_assert_true (is_shown (table, "User"));
  gtk_column_view_column_set_fixed_width (find_column (table, "Wait"), usual + 33);
  gtk_column_view_sort_by_column (ui_fixture_get_child (table, "view"),
                                  find_column (table, "Process"), GTK_SORT_ASCENDING);
  g_action_group_change_action_state (opt_session_table_get_columns_actions (table), "user",
                                      g_variant_new_boolean (FALSE));
  g_assert_false (is_shown (table, "User"));
  gtk_window_destroy (GTK_WINDOW (window));

  table = show (FALSE, settings, &window);
  g_assert_cmpint (get_width (table, "Wait"), ==, usual + 33);
  g_assert_false (is_shown (table, "User"));
  g_assert_true (is_shown (table, "Statement"));
  g_settings_get (settings, "sessions-sort", "(sb)", &sorted, &descending);
  g_assert_cmpstr (sorted, ==, "pid");
  g_assert_false (descending);

  g_action_group_activate_action (opt_session_table_get_columns_actions (table), "reset", NULL);
  g_assert_true (is_shown (table, "User"));
  g_assert_cmpint (get_width (table, "Wait"), ==, usual);
  gtk_window_destroy (GTK_WINDOW (window));

  table = show (FALSE, settings, &window);
  g_assert_true (is_shown (table, "User"));
  g_assert_cmpint (get_width (table, "Wait"), ==, usual);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Those of who holds up whom have neither choice nor order, but widths. */
static void
test_tree (void)
{
  g_autoptr (GSettings) settings = g_settings_new (OPT_APPLICATION_ID);
  GtkWidget *window;
  OptSessionTable *table = show (TRUE, settings, &window);

  gtk_column_view_column_set_fixed_width (find_column (table, "Session"), 311);
  gtk_window_destroy (GTK_WINDOW (window));

  table = show (TRUE, settings, &window);
  g_assert_cmpint (get_width (table, "Session"), ==, 311);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  g_test_add_func ("/ui/session-columns/list", test_list);
  g_test_add_func ("/ui/session-columns/tree", test_tree);

  return g_test_run ();
}
