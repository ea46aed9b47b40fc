/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "opt-application.h"
#include "opt-format.h"
#include "opt-overview-page.h"
#include "opt-statement-browser.h"
#include "opt-statement-export.h"
#include "opt-statement-row.h"
#include "opt-statements-footer.h"
#include "ui-fixture.h"
#include "ui-shop.h"

#define KEY_SHARE "statements-share"
#define KEY_SORT "statements-sort"

/* ---- To look at them ------------------------------------------------------------------------- */

/* Who takes most time, writes most WAL, is called most; and two that are alike. */
static UiShop *
make_shop (void)
{
  UiShop *shop = ui_shop_new ();

  ui_shop_call (shop, 1, 10, 1000);
  ui_shop_call (shop, 2, 20, 100);
  ui_shop_call (shop, 3, 900, 50);
  ui_shop_call (shop, 4, 20, 30);
  ui_shop_get_counters (shop, 1)->wal_bytes = 100;
  ui_shop_get_counters (shop, 2)->wal_bytes = 600;
  ui_shop_get_counters (shop, 4)->wal_bytes = 300;
  ui_shop_say (shop, 1, "SELECT a FROM t");
  ui_shop_say (shop, 2, "INSERT INTO t VALUES ($1)");
  ui_shop_say (shop, 3, "SELECT c FROM t");
  ui_shop_say (shop, 4, "INSERT  INTO t VALUES ($1)");
  ui_shop_poll (shop);

  return shop;
}

static OptHotBy *
get_hot_by (gpointer table)
{
  return opt_statement_columns_get_hot_by (opt_statement_table_get_columns (table));
}

static void
choose (gpointer table, const char *share)
{
  g_action_group_change_action_state (opt_statement_columns_get_actions (
                                          opt_statement_table_get_columns (table)),
                                      "hot-by", g_variant_new_string (share));
}

static gint64
get_queryid (gpointer table, guint position)
{
  OptStatementRows *rows = opt_statement_table_get_rows (table);

  return opt_statement_item_get_key (opt_statement_rows_get_statement (rows, position))->queryid;
}

static void
sort_by_text (gpointer table)
{
  GtkColumnView *view = ui_fixture_get_child (table, "view");
  g_autoptr (GtkColumnViewColumn) first
      = g_list_model_get_item (gtk_column_view_get_columns (view), 0);

  gtk_column_view_sort_by_column (view, first, GTK_SORT_ASCENDING);
}

static GtkWidget *
find_header (gpointer table, guint position)
{
  GtkWidget *header = gtk_widget_get_first_child (ui_fixture_get_child (table, "view"));
  GtkWidget *title = gtk_widget_get_first_child (header);

  for (; position > 0; position--)
    title = gtk_widget_get_next_sibling (title);

  return title;
}

static const char *
get_title (gpointer table, guint position)
{
  GtkWidget *box = gtk_widget_get_first_child (find_header (table, position));

  return gtk_label_get_label (GTK_LABEL (gtk_widget_get_first_child (box)));
}

/* ---- The tests ------------------------------------------------------------------------------- */

/* The column has another title, other figures, and an order by them. */
static void
test_table (void)
{
  g_autoptr (UiShop) shop = make_shop ();
  GtkWidget *table = opt_statement_table_new ();
  GtkWidget *window = ui_fixture_show (table, 1200, 400);
  OptStatementColumns *columns = opt_statement_table_get_columns (OPT_STATEMENT_TABLE (table));
  GMenuModel *menu = opt_statement_columns_get_menu (columns);
  OptStatementRows *rows = opt_statement_table_get_rows (OPT_STATEMENT_TABLE (table));
  g_autoptr (OptDataTable) exported = NULL;
  g_autofree char *label = NULL;
  g_autofree char *text = NULL;
  OptStatementColumn column;
  gboolean descending;

  opt_statement_table_set_list (OPT_STATEMENT_TABLE (table),
                                opt_server_get_statements (shop->server));
  ui_fixture_draw (window);
  g_assert_cmpstr (get_title (table, 1), ==, "Share of time");
  g_assert_cmpint (get_queryid (table, 0), ==, 1);

  /* Whatever it was sorted by before. */
  sort_by_text (table);
  choose (table, "wal");
  ui_fixture_draw (window);
  opt_statement_columns_get_order (columns, &column, &descending);
  g_assert_cmpuint (column, ==, OPT_STATEMENT_COLUMN_SHARE);
  g_assert_true (descending);
  g_assert_cmpstr (get_title (table, 1), ==, "Share of WAL");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (find_header (table, 1)), ==,
                   "Share of the write-ahead log that all statements wrote");
  g_assert_cmpint (get_queryid (table, 0), ==, 2);
  g_assert_cmpint (get_queryid (table, 1), ==, 4);
  g_assert_true (g_menu_model_get_item_attribute (menu, OPT_STATEMENT_COLUMN_SHARE - 1,
                                                  G_MENU_ATTRIBUTE_LABEL, "s", &label));
  g_assert_cmpstr (label, ==, "Share of WAL");
  text = opt_statement_column_format (OPT_STATEMENT_COLUMN_SHARE, OPT_WORKLOAD_SHARE_WAL,
                                      ui_shop_find (shop, 2));
  g_assert_cmpstr (text, ==, "60\u00a0%");

  /* Those that are alike have what both have. */
  opt_statement_rows_set_grouped (rows, TRUE);
  g_assert_cmpuint (opt_statement_rows_get_n_statements (rows), ==, 3);
  g_assert_cmpfloat_with_epsilon (
      opt_statement_item_get_share_of (opt_statement_rows_get_statement (rows, 0),
                                       OPT_WORKLOAD_SHARE_WAL),
      0.9, 1e-9);

  /* What is given away says what it is. */
  exported = opt_statement_export_table (rows);
  g_free (g_steal_pointer (&text));
  text = opt_data_table_to_csv (exported);
  g_assert_nonnull (strstr (text, "Share of WAL"));
  g_assert_null (strstr (text, "Share of time"));

  choose (table, "calls");
  g_assert_cmpint (get_queryid (table, 0), ==, 3);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* It is remembered, and every table has it. */
static void
test_kept (void)
{
  g_autoptr (UiShop) shop = make_shop ();
  g_autoptr (GSettings) settings = g_settings_new (OPT_APPLICATION_ID);
  GtkWidget *tables[] = { opt_statement_table_new (), opt_statement_table_new () };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *window;
  g_autofree char *share = NULL;
  g_autofree char *column = NULL;
  gboolean descending;

  g_settings_reset (settings, KEY_SHARE);
  g_settings_set (settings, KEY_SORT, "(sb)", "mean", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      OptStatementTable *table = OPT_STATEMENT_TABLE (tables[i]);

      gtk_box_append (GTK_BOX (box), tables[i]);
      opt_statement_columns_set_settings (opt_statement_table_get_columns (table), settings);
      opt_statement_table_set_list (table, opt_server_get_statements (shop->server));
    }
  window = ui_fixture_show (box, 1200, 400);
  g_assert_cmpint (get_queryid (tables[0], 0), ==, 3);

  choose (tables[0], "wal");
  share = g_settings_get_string (settings, KEY_SHARE);
  g_assert_cmpstr (share, ==, "wal");
  g_settings_get (settings, KEY_SORT, "(sb)", &column, &descending);
  g_assert_cmpstr (column, ==, "share");
  g_assert_true (descending);
  g_assert_cmpuint (opt_hot_by_get_share (get_hot_by (tables[1])), ==, OPT_WORKLOAD_SHARE_WAL);
  g_assert_cmpint (get_queryid (tables[1], 0), ==, 2);
  gtk_window_destroy (GTK_WINDOW (window));

  /* The next one begins with it, in the order that was kept. */
  g_settings_set (settings, KEY_SORT, "(sb)", "mean", TRUE);
  tables[0] = opt_statement_table_new ();
  opt_statement_columns_set_settings (opt_statement_table_get_columns (
                                          OPT_STATEMENT_TABLE (tables[0])),
                                      settings);
  opt_statement_table_set_list (OPT_STATEMENT_TABLE (tables[0]),
                                opt_server_get_statements (shop->server));
  window = ui_fixture_show (tables[0], 1200, 400);
  g_assert_cmpstr (get_title (tables[0], 1), ==, "Share of WAL");
  g_assert_cmpint (get_queryid (tables[0], 0), ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
  g_settings_reset (settings, KEY_SHARE);
  g_settings_reset (settings, KEY_SORT);
}

/* Where there is none it is said why, and nothing is made up. */
static void
test_none (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  GtkWidget *browser = opt_statement_browser_new ();
  GtkWidget *window = ui_fixture_show (browser, 1200, 400);
  GtkWidget *table = GTK_WIDGET (opt_statement_browser_get_table (OPT_STATEMENT_BROWSER (browser)));
  GtkLabel *footer
      = ui_fixture_get_child (ui_fixture_get_child (browser, "footer"), "window_label");
  GMenuModel *menu = opt_hot_by_get_menu (get_hot_by (table));
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;

  ui_shop_call (shop, 1, 10, 100);
  ui_shop_get_counters (shop, 1)->wal_bytes = -1;
  opt_statement_browser_set_active (OPT_STATEMENT_BROWSER (browser), TRUE);
  opt_statement_browser_set_server (OPT_STATEMENT_BROWSER (browser), shop->server);
  ui_shop_poll (shop);
  choose (table, "wal");
  ui_fixture_draw (window);

  text = opt_statement_column_format (OPT_STATEMENT_COLUMN_SHARE, OPT_WORKLOAD_SHARE_WAL,
                                      ui_shop_find (shop, 1));
  g_assert_cmpstr (text, ==, OPT_FORMAT_NONE);
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (find_header (table, 1)), "1.8"));
  g_assert_nonnull (strstr (gtk_label_get_label (footer), "1.8"));
  g_assert_true (g_menu_model_get_item_attribute (menu, OPT_WORKLOAD_SHARE_WAL,
                                                  G_MENU_ATTRIBUTE_LABEL, "s", &label));
  g_assert_cmpstr (label, ==, "WAL (not counted by the server)");

  choose (table, "temp");
  ui_fixture_draw (window);
  g_assert_nonnull (strstr (gtk_label_get_label (footer), "No statement used temporary files."));
  choose (table, "time");
  ui_fixture_draw (window);
  g_assert_null (strstr (gtk_label_get_label (footer), "No statement"));
  g_assert_null (strchr (gtk_widget_get_tooltip_text (find_header (table, 1)), '\n'));

  gtk_window_destroy (GTK_WINDOW (window));
}

/* Its hottest are by the same, and it says by what. */
static void
test_overview (void)
{
  g_autoptr (UiShop) shop = make_shop ();
  g_autoptr (OptApplication) application = opt_application_new ();
  g_autoptr (OptRange) range = opt_range_new ();
  g_autoptr (GError) error = NULL;
  GSettings *settings;
  OptPage *page;
  GtkWidget *window;
  GtkWidget *table;
  GtkLabel *heading;

  g_assert_true (g_application_register (G_APPLICATION (application), NULL, &error));
  g_assert_no_error (error);
  settings = opt_application_get_settings (application);
  g_settings_set_string (settings, KEY_SHARE, "wal");
  page = g_object_new (OPT_TYPE_OVERVIEW_PAGE, NULL);
  table = ui_fixture_get_child (page, "hottest");
  heading = ui_fixture_get_child (page, "hottest_heading");
  opt_page_set_range (page, range);
  opt_page_set_server (page, shop->server);
  window = ui_fixture_show (GTK_WIDGET (page), 1200, 700);
  opt_page_set_shown (page, TRUE);
  g_assert_cmpstr (gtk_label_get_label (heading), ==, "Hottest by WAL");
  g_assert_cmpint (get_queryid (table, 0), ==, 2);

  /* By its button, and on another page. */
  g_assert_true (gtk_widget_activate_action (ui_fixture_get_child (page, "hottest_button"),
                                             "columns.hot-by", "s", "calls"));
  g_assert_cmpstr (gtk_label_get_label (heading), ==, "Hottest by calls");
  g_assert_cmpint (get_queryid (table, 0), ==, 3);
  g_settings_set_string (settings, KEY_SHARE, "time");
  g_assert_cmpstr (gtk_label_get_label (heading), ==, "Hottest by time");
  g_assert_cmpint (get_queryid (table, 0), ==, 1);
  /* Of which time they are. */
  g_assert_true (
      g_str_has_prefix (gtk_label_get_label (ui_fixture_get_child (page, "hottest_label")),
                        "Last 15"));

  /* Nobody used any. */
  choose (table, "temp");
  g_assert_cmpstr (gtk_label_get_label (ui_fixture_get_child (page, "hottest_label")), ==,
                   "No statement used temporary files.");
  g_assert_true (gtk_widget_get_visible (ui_fixture_get_child (page, "hottest_label")));

  /* Sorted otherwise, they are not the hottest. */
  sort_by_text (table);
  g_assert_cmpstr (gtk_label_get_label (heading), ==, "Statements by “Statement”");

  g_settings_reset (settings, KEY_SHARE);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  g_test_add_func ("/ui/hot-by/table", test_table);
  g_test_add_func ("/ui/hot-by/kept", test_kept);
  g_test_add_func ("/ui/hot-by/none", test_none);
  g_test_add_func ("/ui/hot-by/overview", test_overview);

  return g_test_run ();
}
