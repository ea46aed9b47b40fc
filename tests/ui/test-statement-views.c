/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-statement-browser.h"
#include "opt-statement-row.h"
#include "opt-statements-footer.h"
#include "ui-fixture.h"
#include "ui-shop.h"

#define MANY 300

/* ---- To look at them ------------------------------------------------------------------------- */

static const char *
get_label (gpointer widget, const char *name)
{
  return gtk_label_get_text (GTK_LABEL (ui_fixture_get_child (widget, name)));
}

static GtkSelectionModel *
get_model (gpointer table)
{
  return gtk_column_view_get_model (ui_fixture_get_child (table, "view"));
}

static gint64
get_queryid (gpointer table, guint position)
{
  g_autoptr (OptStatementRow) row
      = g_list_model_get_item (G_LIST_MODEL (get_model (table)), position);

  g_assert_nonnull (row);

  return opt_statement_item_get_key (opt_statement_row_get_item (row))->queryid;
}

/* By its title; NULL where it is not shown. */
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

/* What GTK does when a header is clicked that was not clicked before. */
static void
click_header (gpointer table, const char *title)
{
  GtkColumnViewColumn *column = find_column (table, title);

  g_assert_nonnull (column);
  gtk_column_view_sort_by_column (ui_fixture_get_child (table, "view"), column, GTK_SORT_ASCENDING);
}

static char *
read_clipboard (GtkWidget *widget)
{
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (widget));
  g_auto (GValue)
    value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (content);
  g_value_init (&value, G_TYPE_STRING);
  gdk_content_provider_get_value (content, &value, &error);
  g_assert_no_error (error);

  return g_value_dup_string (&value);
}

/* ---- The table ------------------------------------------------------------------------------- */

static void
call_many (UiShop *shop, gint64 factor)
{
  for (gint64 i = 1; i <= MANY; i++)
    ui_shop_call (shop, i, i, (double) (i * factor % MANY) + 1);
}

/* They come in portions. */
static void
wait_for_rows (GtkWidget *table, guint n)
{
  while (opt_statement_rows_get_n_statements (
             opt_statement_table_get_rows (OPT_STATEMENT_TABLE (table)))
         != n)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_selection (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  GtkWidget *table = opt_statement_table_new ();
  GtkWidget *window = ui_fixture_show (table, 900, 400);
  GtkAdjustment *adjustment;
  OptStatementItem *item;
  guint position;

  call_many (shop, 7919);
  ui_shop_poll (shop);
  opt_statement_table_set_list (OPT_STATEMENT_TABLE (table),
                                opt_server_get_statements (shop->server));
  wait_for_rows (table, MANY);
  ui_fixture_draw (window);
  g_assert_null (opt_statement_table_get_selected (OPT_STATEMENT_TABLE (table)));

  adjustment = gtk_scrolled_window_get_vadjustment (ui_fixture_get_child (table, "scrolled"));
  gtk_adjustment_set_value (adjustment, 1000);
  ui_fixture_draw (window);
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (get_model (table)), 30);
  item = opt_statement_table_get_selected (OPT_STATEMENT_TABLE (table));
  g_assert_cmpint (opt_statement_item_get_key (item)->queryid, ==, get_queryid (table, 30));

  /* All of them change places. */
  for (guint i = 0; i < 3; i++)
    {
      call_many (shop, 104729 * (i + 1));
      ui_shop_poll (shop);
      ui_fixture_draw (window);
      g_assert_true (opt_statement_table_get_selected (OPT_STATEMENT_TABLE (table)) == item);
      position = gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (get_model (table)));
      g_assert_cmpint (get_queryid (table, position), ==,
                       opt_statement_item_get_key (item)->queryid);
      g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 1000);
    }

  /* What a search hides stays chosen. */
  opt_statement_table_set_search (OPT_STATEMENT_TABLE (table),
                                  opt_statement_search_new ("nothing has this", NULL));
  g_assert_cmpuint (opt_statement_rows_get_n_statements (
                        opt_statement_table_get_rows (OPT_STATEMENT_TABLE (table))),
                    ==, 0);
  ui_fixture_draw (window);
  opt_statement_table_set_search (OPT_STATEMENT_TABLE (table), NULL);
  wait_for_rows (table, MANY);
  ui_fixture_draw (window);
  g_assert_true (opt_statement_table_get_selected (OPT_STATEMENT_TABLE (table)) == item);
  position = gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (get_model (table)));
  g_assert_cmpint (get_queryid (table, position), ==, opt_statement_item_get_key (item)->queryid);

  gtk_window_destroy (GTK_WINDOW (window));
}

/* It is there once it was asked for. */
static GtkWidget *
find_popover (GtkWidget *table)
{
  for (GtkWidget *child = gtk_widget_get_first_child (table); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER_MENU (child))
      return child;

  return NULL;
}

/* Nothing moves below a menu. */
static void
test_row_menu (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  GtkWidget *table = opt_statement_table_new ();
  GtkWidget *window = ui_fixture_show (table, 900, 400);
  GtkWidget *menu;
  gint64 first, last;

  for (gint64 i = 1; i <= 3; i++)
    ui_shop_call (shop, i, i, (double) i);
  ui_shop_poll (shop);
  opt_statement_table_set_list (OPT_STATEMENT_TABLE (table),
                                opt_server_get_statements (shop->server));
  wait_for_rows (table, 3);
  ui_fixture_draw (window);

  /* Of no statement there is none. */
  gtk_widget_activate_action (table, "statement.menu", NULL);
  g_assert_null (find_popover (table));

  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (get_model (table)), 1);
  gtk_widget_activate_action (table, "statement.menu", NULL);
  menu = find_popover (table);
  g_assert_nonnull (menu);
  g_assert_true (gtk_widget_get_visible (menu));

  first = get_queryid (table, 0);
  last = get_queryid (table, 2);
  ui_shop_call (shop, last, 1000, 100000);
  ui_shop_poll (shop);
  ui_fixture_draw (window);
  g_assert_cmpint (get_queryid (table, 0), ==, first);
  g_assert_cmpint (get_queryid (table, 2), ==, last);

  gtk_popover_popdown (GTK_POPOVER (menu));
  g_assert_false (gtk_widget_get_visible (menu));

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_headers (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  g_autoptr (GSettings) settings = g_settings_new (OPT_APPLICATION_ID);
  GtkWidget *table = opt_statement_table_new ();
  GtkWidget *window = ui_fixture_show (table, 1200, 400);
  OptStatementColumns *columns = opt_statement_table_get_columns (OPT_STATEMENT_TABLE (table));
  g_autofree char *column = NULL;
  gboolean descending;

  g_settings_reset (settings, "statements-sort");
  opt_statement_columns_set_settings (columns, settings);
  ui_shop_call (shop, 1, 10, 100);
  ui_shop_call (shop, 2, 1, 50);
  ui_shop_call (shop, 3, 4, 80);
  ui_shop_say (shop, 1, "SELECT b");
  ui_shop_say (shop, 2, "SELECT c");
  ui_shop_say (shop, 3, "SELECT a");
  ui_shop_poll (shop);
  opt_statement_table_set_list (OPT_STATEMENT_TABLE (table),
                                opt_server_get_statements (shop->server));
  ui_fixture_draw (window);
  g_assert_cmpint (get_queryid (table, 0), ==, 1);

  /* Of numbers the largest come first, of texts the first of the alphabet. */
  click_header (table, "Mean");
  g_assert_cmpint (get_queryid (table, 0), ==, 2);
  click_header (table, "Mean");
  g_assert_cmpint (get_queryid (table, 0), ==, 1);
  click_header (table, "Statement");
  g_assert_cmpint (get_queryid (table, 0), ==, 3);

  /* It is remembered … */
  g_settings_get (settings, "statements-sort", "(sb)", &column, &descending);
  g_assert_cmpstr (column, ==, "statement");
  g_assert_false (descending);
  gtk_window_destroy (GTK_WINDOW (window));

  /* … and comes again. */
  g_settings_set (settings, "statements-sort", "(sb)", "total", FALSE);
  table = opt_statement_table_new ();
  window = ui_fixture_show (table, 1200, 400);
  columns = opt_statement_table_get_columns (OPT_STATEMENT_TABLE (table));
  opt_statement_columns_set_settings (columns, settings);
  opt_statement_table_set_list (OPT_STATEMENT_TABLE (table),
                                opt_server_get_statements (shop->server));
  ui_fixture_draw (window);
  g_assert_cmpint (get_queryid (table, 0), ==, 2);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_columns (void)
{
  g_autoptr (GSettings) settings = g_settings_new (OPT_APPLICATION_ID);
  GtkWidget *table = opt_statement_table_new ();
  GtkWidget *window = ui_fixture_show (table, 1200, 400);
  OptStatementColumns *columns = opt_statement_table_get_columns (OPT_STATEMENT_TABLE (table));
  GActionGroup *actions = opt_statement_columns_get_actions (columns);
  g_auto (GStrv)
    chosen = NULL;

  g_settings_reset (settings, "statements-columns");
  opt_statement_columns_set_settings (columns, settings);
  ui_fixture_draw (window);

  /* Those that find room … */
  g_assert_nonnull (find_column (table, "Trend"));
  g_assert_null (find_column (table, "Std dev"));
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 400);
  while (gtk_widget_get_width (table) > 360)
    ui_fixture_draw (window);
  ui_fixture_draw (window);
  g_assert_nonnull (find_column (table, "Share of time"));
  g_assert_null (find_column (table, "Trend"));

  /* … until the user chooses. */
  g_action_group_change_action_state (actions, "stddev", g_variant_new_boolean (TRUE));
  g_assert_nonnull (find_column (table, "Std dev"));
  chosen = g_settings_get_strv (settings, "statements-columns");
  g_assert_true (g_strv_contains ((const char *const *) chosen, "stddev"));
  g_assert_true (g_strv_contains ((const char *const *) chosen, "share"));
  g_action_group_change_action_state (actions, "share", g_variant_new_boolean (FALSE));
  g_assert_null (find_column (table, "Share of time"));
  g_action_group_activate_action (actions, "reset", NULL);
  g_assert_null (find_column (table, "Std dev"));
  g_assert_nonnull (find_column (table, "Share of time"));
  gtk_window_destroy (GTK_WINDOW (window));

  g_settings_set_strv (settings, "statements-columns",
                       (const char *const[]){ "wal", "no-such-column", NULL });
  table = opt_statement_table_new ();
  columns = opt_statement_table_get_columns (OPT_STATEMENT_TABLE (table));
  opt_statement_columns_set_settings (columns, settings);
  window = ui_fixture_show (table, 1200, 400);
  g_assert_nonnull (find_column (table, "Statement"));
  g_assert_nonnull (find_column (table, "WAL"));
  g_assert_null (find_column (table, "Share of time"));
  gtk_window_destroy (GTK_WINDOW (window));
  g_settings_reset (settings, "statements-columns");
}

static int
get_width (gpointer table, const char *title)
{
  GtkColumnViewColumn *column = find_column (table, title);

  g_assert_nonnull (column);

  return gtk_column_view_column_get_fixed_width (column);
}

static GtkWidget *
show_with_settings (GSettings *settings, GtkWidget **window)
{
  GtkWidget *table = opt_statement_table_new ();

  opt_statement_columns_set_settings (opt_statement_table_get_columns (OPT_STATEMENT_TABLE (table)),
                                      settings);
  *window = ui_fixture_show (table, 1600, 400);
  ui_fixture_draw (*window);

  return table;
}

static const char *
get_title_at (gpointer table, guint position)
{
  g_autoptr (GtkColumnViewColumn) column
      = g_list_model_get_item (gtk_column_view_get_columns (ui_fixture_get_child (table, "view")),
                               position);

  return gtk_column_view_column_get_title (column);
}

/* What the user drags is there again the next time, until it is reset. */
static void
test_widths_and_places (void)
{
  g_autoptr (GSettings) settings = g_settings_new (OPT_APPLICATION_ID);
  GtkWidget *window;
  GtkWidget *table;
  OptStatementColumns *columns;
  int usual;

  g_settings_reset (settings, "statements-columns");
  table = show_with_settings (settings, &window);
  usual = get_width (table, "Mean");
  gtk_column_view_column_set_fixed_width (find_column (table, "Mean"), usual + 70);
  g_assert_cmpstr (get_title_at (table, 0), ==, "Statement");
  gtk_column_view_insert_column (ui_fixture_get_child (table, "view"), 0,
                                 find_column (table, "Mean"));
  g_assert_cmpstr (get_title_at (table, 0), ==, "Mean");
  gtk_window_destroy (GTK_WINDOW (window));

  table = show_with_settings (settings, &window);
  g_assert_cmpint (get_width (table, "Mean"), ==, usual + 70);
  g_assert_cmpstr (get_title_at (table, 0), ==, "Mean");
  g_assert_cmpstr (get_title_at (table, 1), ==, "Statement");

  columns = opt_statement_table_get_columns (OPT_STATEMENT_TABLE (table));
  g_action_group_activate_action (opt_statement_columns_get_actions (columns), "reset", NULL);
  g_assert_cmpint (get_width (table, "Mean"), ==, usual);
  g_assert_cmpstr (get_title_at (table, 0), ==, "Statement");
  gtk_window_destroy (GTK_WINDOW (window));

  table = show_with_settings (settings, &window);
  g_assert_cmpint (get_width (table, "Mean"), ==, usual);
  g_assert_cmpstr (get_title_at (table, 0), ==, "Statement");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A wide one takes the room of others, and none is lost where it does not fit by the user's will.
 */
static void
test_wide_fit (void)
{
  int excess[OPT_N_STATEMENT_COLUMNS] = { [OPT_STATEMENT_COLUMN_SHARE] = 300 };
  guint usual = opt_statement_columns_fit_wide (1000, 0, NULL);
  guint wide = opt_statement_columns_fit_wide (1000, 0, excess);

  g_assert_cmphex (usual, ==, opt_statement_columns_fit (1000, 0));
  g_assert_cmphex (wide, !=, usual);
  g_assert_cmphex (wide & ~usual, ==, 0);
  g_assert_cmphex (wide & 1U << OPT_STATEMENT_COLUMN_SHARE, !=, 0);
}

/* What there is nothing to show in makes room, and says why. */
static void
test_missing (void)
{
  g_autoptr (GSettings) settings = g_settings_new (OPT_APPLICATION_ID);
  GtkWidget *table = opt_statement_table_new ();
  GtkWidget *window = ui_fixture_show (table, 1200, 400);
  OptStatementColumns *columns = opt_statement_table_get_columns (OPT_STATEMENT_TABLE (table));
  GActionGroup *actions = opt_statement_columns_get_actions (columns);
  GMenuModel *menu = opt_statement_columns_get_menu (columns);
  int n = g_menu_model_get_n_items (menu);
  /* Before it there are neither the statement nor those that compare. */
  int trend = OPT_STATEMENT_COLUMN_TREND - 3;
  g_autofree char *label = NULL;
  g_auto (GStrv)
    chosen = NULL;

  g_settings_reset (settings, "statements-columns");
  opt_statement_columns_set_settings (columns, settings);
  g_assert_nonnull (find_column (table, "Trend"));

  opt_statement_columns_set_missing (columns, OPT_STATEMENT_COLUMN_TREND, "only live");
  g_assert_null (find_column (table, "Trend"));
  g_assert_false (g_action_group_get_action_enabled (actions, "trend"));
  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, n);
  g_assert_true (
      g_menu_model_get_item_attribute (menu, trend, G_MENU_ATTRIBUTE_LABEL, "s", &label));
  g_assert_cmpstr (label, ==, "Trend (only live)");

  /* Whoever chooses others did not take it away. */
  g_action_group_change_action_state (actions, "stddev", g_variant_new_boolean (TRUE));
  g_assert_null (find_column (table, "Trend"));
  chosen = g_settings_get_strv (settings, "statements-columns");
  g_assert_true (g_strv_contains ((const char *const *) chosen, "trend"));

  opt_statement_columns_set_missing (columns, OPT_STATEMENT_COLUMN_TREND, NULL);
  g_assert_nonnull (find_column (table, "Trend"));
  g_assert_true (g_action_group_get_action_enabled (actions, "trend"));
  g_free (g_steal_pointer (&label));
  g_assert_true (
      g_menu_model_get_item_attribute (menu, trend, G_MENU_ATTRIBUTE_LABEL, "s", &label));
  g_assert_cmpstr (label, ==, "Trend");
  gtk_window_destroy (GTK_WINDOW (window));
  g_settings_reset (settings, "statements-columns");
}

static void
note_opened (gpointer widget, OptStatementItem *item, gint64 *queryid)
{
  *queryid = opt_statement_item_get_key (item)->queryid;
}

static void
test_actions (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  GtkWidget *table = opt_statement_table_new ();
  GtkWidget *window = ui_fixture_show (table, 900, 400);
  gint64 opened = 0;
  g_autofree char *sql = NULL;
  g_autofree char *queryid = NULL;

  g_signal_connect (table, "open", G_CALLBACK (note_opened), &opened);
  ui_shop_call (shop, 1, 10, 100);
  ui_shop_call (shop, 22, 1, 50);
  ui_shop_say (shop, 22, "SELECT c\n  FROM t");
  ui_shop_poll (shop);
  opt_statement_table_set_list (OPT_STATEMENT_TABLE (table),
                                opt_server_get_statements (shop->server));
  ui_fixture_draw (window);

  gtk_widget_activate_action (table, "statement.open", NULL);
  g_assert_cmpint (opened, ==, 0);
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (get_model (table)), 1);
  g_assert_true (gtk_widget_activate_action (table, "statement.open", NULL));
  g_assert_cmpint (opened, ==, 22);
  g_assert_true (gtk_widget_activate_action (table, "statement.copy", NULL));
  sql = read_clipboard (table);
  g_assert_cmpstr (sql, ==, "SELECT c\n  FROM t");
  g_assert_true (gtk_widget_activate_action (table, "statement.copy-queryid", NULL));
  queryid = read_clipboard (table);
  g_assert_cmpstr (queryid, ==, "22");

  /* Of the other one the text is not known. */
  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (get_model (table)), 0);
  gtk_widget_activate_action (table, "statement.copy", NULL);
  g_free (g_steal_pointer (&queryid));
  queryid = read_clipboard (table);
  g_assert_cmpstr (queryid, ==, "22");
  g_signal_emit_by_name (ui_fixture_get_child (table, "view"), "activate", 0);
  g_assert_cmpint (opened, ==, 1);

  gtk_window_destroy (GTK_WINDOW (window));
}

/* ---- Around it ------------------------------------------------------------------------------- */

static void
test_footer (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  OptStatementList *list = opt_server_get_statements (shop->server);
  GtkWidget *footer = g_object_ref_sink (opt_statements_footer_new ());
  gboolean handled = FALSE;

  ui_shop_call (shop, 1, 1, 10);
  ui_shop_call (shop, 2, 1, 10);
  ui_shop_say (shop, 1, "SELECT a FROM t");
  ui_shop_say (shop, 2, "SELECT relname FROM pg_catalog.pg_class");
  ui_shop_poll (shop);
  opt_statements_footer_set_server (OPT_STATEMENTS_FOOTER (footer), shop->server);
  g_assert_cmpstr (
      get_label (footer, "window_label"), ==,
      "Last 15\u00a0min, 10\u00a0s observed · 1 system statement hidden, 50\u00a0% of the time · Show");
  g_assert_false (gtk_widget_get_visible (ui_fixture_get_child (footer, "notes_box")));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);

  g_signal_emit_by_name (ui_fixture_get_child (footer, "window_label"), "activate-link", "system",
                         &handled);
  g_assert_true (handled);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  g_assert_cmpstr (get_label (footer, "window_label"), ==,
                   "Last 15\u00a0min, 10\u00a0s observed · System statements are shown · Hide");
  g_signal_emit_by_name (ui_fixture_get_child (footer, "window_label"), "activate-link", "system",
                         &handled);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);

  /* An entry is gone, and the server says that it evicts. */
  g_array_remove_index (shop->statements, 1);
  shop->dealloc++;
  ui_shop_poll (shop);
  opt_statements_footer_update (OPT_STATEMENTS_FOOTER (footer));
  g_assert_true (gtk_widget_get_visible (ui_fixture_get_child (footer, "notes_box")));
  g_assert_cmpstr (get_label (footer, "notes_label"), ==,
                   "Incomplete: the server evicted statements; those that are gone usually make "
                   "50\u00a0% of the load.");

  g_assert_finalize_object (footer);
}

static void
test_browser (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  GtkWidget *browser = opt_statement_browser_new ();
  GtkWidget *window = ui_fixture_show (browser, 900, 600);
  GtkStack *stack = ui_fixture_get_child (browser, "stack");

  opt_statement_browser_set_active (OPT_STATEMENT_BROWSER (browser), TRUE);
  opt_statement_browser_set_server (OPT_STATEMENT_BROWSER (browser), shop->server);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "waiting");
  ui_shop_poll (shop);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "idle");
  ui_shop_call (shop, 1, 1, 10);
  ui_shop_say (shop, 1, "SELECT a FROM t");
  ui_shop_poll (shop);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "table");

  opt_statement_browser_find (OPT_STATEMENT_BROWSER (browser));
  gtk_editable_set_text (ui_fixture_get_child (browser, "search_entry"), "b");
  g_signal_emit_by_name (ui_fixture_get_child (browser, "search_entry"), "activate");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "unmatched");
  ui_fixture_draw (window);
  g_signal_emit_by_name (ui_fixture_get_child (browser, "clear_button"), "clicked");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "table");
  g_assert_cmpstr (gtk_editable_get_text (ui_fixture_get_child (browser, "search_entry")), ==, "");

  opt_statement_browser_set_server (OPT_STATEMENT_BROWSER (browser), NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

#define ADD(name) g_test_add_func ("/ui/statement-views/" #name, test_##name)
  ADD (selection);
  ADD (row_menu);
  ADD (headers);
  ADD (columns);
  ADD (missing);
  ADD (widths_and_places);
  ADD (wide_fit);
  ADD (actions);
  ADD (footer);
  ADD (browser);
#undef ADD

  return g_test_run ();
}
