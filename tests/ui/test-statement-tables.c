/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-server-tables.h"
#include "opt-statement-browser.h"
#include "opt-statement-tables.h"
#include "opt-table-dialog.h"
#include "ui-fixture.h"
#include "ui-shop.h"

static void
add (OptCatalog *catalog, guint32 oid, const char *name, double tuples)
{
  OptRelation *relation = opt_relation_new ();
  OptIndex *index = opt_index_new ();

  relation->oid = oid;
  relation->schema = g_strdup ("public");
  relation->name = g_strdup (name);
  relation->kind = 'r';
  relation->tuples = tuples;
  relation->pages = 100;
  relation->bytes = 100 * 8192;
  relation->total_bytes = 200 * 8192;
  index->oid = oid + 100;
  index->schema = g_strdup ("public");
  index->name = g_strconcat (name, "_pkey", NULL);
  index->method = g_strdup ("btree");
  index->definition = g_strdup_printf ("CREATE UNIQUE INDEX i ON public.%s USING btree (id)", name);
  index->unique = index->primary = index->valid = TRUE;
  index->scans = 12;
  g_ptr_array_add (relation->indexes, index);
  opt_catalog_add_relation (catalog, relation);
}

static OptServerTables *
take_catalog (UiShop *shop)
{
  static const char *const search_path[] = { "public", NULL };
  OptServerTables *tables = opt_server_get_tables (shop->server);
  g_autoptr (OptCatalog) catalog = opt_catalog_new ("shop", search_path);

  add (catalog, 1, "orders", 12345);
  add (catalog, 2, "orders_old", 5);
  add (catalog, 3, "Mixed Case", 5);
  opt_server_tables_take_catalog (tables, catalog);

  return tables;
}

static gboolean
has_rows (gpointer list)
{
  return gtk_list_box_get_row_at_index (list, 0) != NULL;
}

static const char *
get_title (gpointer list, int i)
{
  return adw_preferences_row_get_title (
      ADW_PREFERENCES_ROW (gtk_list_box_get_row_at_index (list, i)));
}

static const char *
get_subtitle (gpointer list, int i)
{
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (gtk_list_box_get_row_at_index (list, i)));
}

static void
test_tables (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  GtkWidget *view = opt_statement_tables_new ();
  GtkWidget *window = ui_fixture_show (view, 360, 500);
  GtkWidget *list = ui_fixture_get_child (view, "list");

  /* Without a catalog there is a reason, and no list. */
  opt_statement_tables_show (OPT_STATEMENT_TABLES (view), shop->server,
                             "SELECT * FROM orders, nowhere");
  g_assert_true (gtk_widget_get_visible (ui_fixture_get_child (view, "error_view")));
  g_assert_false (gtk_widget_get_visible (list));

  take_catalog (shop);
  ui_fixture_wait (has_rows, list);
  g_assert_false (gtk_widget_get_visible (ui_fixture_get_child (view, "error_view")));
  g_assert_true (gtk_widget_get_visible (list));
  g_assert_cmpstr (get_title (list, 0), ==, "public.orders");
  g_assert_nonnull (strstr (get_subtitle (list, 0), "12"));
  g_assert_nonnull (strstr (get_subtitle (list, 0), "1 index"));
  g_assert_true (
      gtk_list_box_row_get_activatable (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0)));
  g_assert_cmpstr (get_title (list, 1), ==, "nowhere");
  g_assert_false (
      gtk_list_box_row_get_activatable (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 1)));
  g_assert_null (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 2));
  ui_fixture_draw (window);

  opt_statement_tables_show (OPT_STATEMENT_TABLES (view), NULL, NULL);
  g_assert_false (gtk_widget_get_visible (view));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
fill (UiShop *shop)
{
  ui_shop_call (shop, 7, 4, 20);
  ui_shop_call (shop, 8, 1, 60);
  ui_shop_call (shop, 9, 1, 20);
  ui_shop_say (shop, 7, "SELECT a FROM orders WHERE b = $1");
  ui_shop_say (shop, 8, "SELECT b FROM orders JOIN orders_old USING (id)");
  ui_shop_say (shop, 9, "SELECT 'orders' FROM \"Mixed Case\"");
  ui_shop_poll (shop);
}

static void
test_dialog (void)
{
  g_autoptr (UiShop) shop = ui_shop_new ();
  OptTableDialog *dialog;
  GtkWidget *list;

  fill (shop);
  dialog = opt_table_dialog_new (NULL, shop->server, NULL, "public.orders");
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (ui_fixture_get_child (dialog, "stack")), ==,
                   "waiting");
  take_catalog (shop);
  list = ui_fixture_get_child (dialog, "statement_list");
  ui_fixture_wait (has_rows, list);
  ui_fixture_draw (GTK_WIDGET (dialog));
  g_assert_cmpstr (get_title (list, 0), ==, "SELECT b FROM orders JOIN orders_old USING (id)");
  g_assert_cmpstr (get_title (list, 1), ==, "SELECT a FROM orders WHERE b = $1");
  g_assert_null (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 2));
  list = ui_fixture_get_child (dialog, "index_list");
  g_assert_cmpstr (get_title (list, 0), ==, "orders_pkey");
  g_assert_nonnull (strstr (get_subtitle (list, 0), "btree (id)"));
  g_assert_nonnull (strstr (get_subtitle (list, 0), "primary key"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

typedef struct
{
  OptStatementTable *table;
  guint n;
} Found;

static gboolean
is_found (gpointer data)
{
  const Found *found = data;

  return opt_statement_rows_get_n_statements (opt_statement_table_get_rows (found->table))
         == found->n;
}

static void
test_search (void)
{
  static const struct
  {
    const char *text;
    guint n;
  } cases[] = {
    { "", 3 },
    { "table:orders", 2 },
    { "table:PUBLIC.Orders", 2 },
    { "table:orders_", 1 },
    { "table:orders join", 1 },
    { "b table:orders table:orders_old", 1 },
    { "table:\"mixed case\"", 1 },
    { "table:", 3 },
    { "orders", 3 },
    { "table:nothing", 0 },
  };
  g_autoptr (UiShop) shop = ui_shop_new ();
  GtkWidget *browser = opt_statement_browser_new ();
  GtkWidget *window = ui_fixture_show (browser, 900, 600);
  GtkWidget *entry = ui_fixture_get_child (browser, "search_entry");
  Found found = { opt_statement_browser_get_table (OPT_STATEMENT_BROWSER (browser)), 0 };

  fill (shop);
  opt_statement_browser_set_server (OPT_STATEMENT_BROWSER (browser), shop->server);
  take_catalog (shop);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("\"%s\"", cases[i].text);
      gtk_editable_set_text (GTK_EDITABLE (entry), cases[i].text);
      g_signal_emit_by_name (entry, "search-changed");
      found.n = cases[i].n;
      ui_fixture_wait (is_found, &found);
    }
  g_assert_cmpstr (gtk_stack_get_visible_child_name (ui_fixture_get_child (browser, "stack")), ==,
                   "unmatched");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  ui_fixture_init ();

  g_test_add_func ("/ui/statement-tables/tables", test_tables);
  g_test_add_func ("/ui/statement-tables/dialog", test_dialog);
  g_test_add_func ("/ui/statement-tables/search", test_search);

  return g_test_run ();
}
