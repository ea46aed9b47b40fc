/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "opt-statement-browser.h"
#include "opt-statement-detail.h"
#include "opt-statement-export.h"
#include "opt-statement-name.h"
#include "opt-statement-rows.h"
#include "opt-statement-row-widget.h"
#include "opt-statement-table-private.h"
#include "ui-fixture.h"
#include "ui-shop.h"

#define SQL "SELECT * FROM orders WHERE id = $1"

/* Of 1 and 2, which are alike, and 3, which is not. */
static UiShop *
make_shop (void)
{
  UiShop *shop = ui_shop_new ();

  ui_shop_call (shop, 1, 10, 40);
  ui_shop_call (shop, 2, 20, 50);
  ui_shop_call (shop, 3, 1, 80);
  ui_shop_say (shop, 1, SQL);
  ui_shop_say (shop, 2, "select * from orders\nwhere id = $1");
  ui_shop_say (shop, 3, "SELECT * FROM customers");
  ui_shop_poll (shop);

  return shop;
}

/* The queryids in their order; those of a group in parentheses, of a member with an indent. */
static void
assert_rows (OptStatementRows *rows, const char *expected)
{
  static const char *const forms[] = { "%s ", "(%s) ", "(%s): ", "-%s " };
  g_autoptr (GString) found = g_string_new (NULL);

  while (g_main_context_iteration (NULL, FALSE))
    ;
  for (guint i = 0; i < opt_statement_rows_get_n_statements (rows); i++)
    {
      g_autoptr (OptStatementRow) row = g_list_model_get_item (G_LIST_MODEL (rows), i);
      const OptStatementKey *key = opt_statement_item_get_key (opt_statement_row_get_item (row));
      g_auto (GStrv)
        form = g_strsplit (forms[opt_statement_row_get_kind (row)], "%s", 2);

      g_string_append_printf (found, "%s%" G_GINT64_FORMAT "%s", form[0], key->queryid, form[1]);
    }
  g_strchomp (found->str);
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_rows (void)
{
  UiShop *shop = make_shop ();
  OptStatementRows *rows = opt_statement_rows_new ();
  OptStatementItem *sum;

  opt_statement_rows_set_list (rows, opt_server_get_statements (shop->server));
  assert_rows (rows, "3 2 1");
  opt_statement_rows_set_grouped (rows, TRUE);
  assert_rows (rows, "(2) 3");
  sum = opt_statement_rows_get_statement (rows, 0);
  g_assert_cmpint (opt_statement_item_get_counters (sum)->calls, ==, 30);

  /* Split by whatever the rows are ordered by, and only what can be. */
  g_assert_true (opt_statement_rows_set_split (rows, 0, TRUE));
  g_assert_false (opt_statement_rows_set_split (rows, 0, TRUE));
  assert_rows (rows, "(2): -2 -1 3");
  g_assert_false (opt_statement_rows_set_split (rows, 3, TRUE));
  opt_statement_rows_set_order (rows, OPT_STATEMENT_COLUMN_MEAN, TRUE);
  assert_rows (rows, "3 (2): -1 -2");
  opt_statement_rows_set_order (rows, OPT_STATEMENT_COLUMN_CALLS, FALSE);
  assert_rows (rows, "3 (2): -1 -2");

  /* It stays so with new figures, in the same objects. */
  ui_shop_call (shop, 1, 40, 400);
  ui_shop_poll (shop);
  g_assert_true (opt_statement_rows_get_statement (rows, 1) == sum);
  assert_rows (rows, "3 (1): -2 -1");
  g_assert_cmpint (opt_statement_item_get_counters (sum)->calls, ==, 70);

  /* One that is found finds all. */
  opt_statement_rows_set_search (rows, opt_statement_search_new ("2", NULL));
  assert_rows (rows, "(1): -2 -1");
  opt_statement_rows_set_search (rows, opt_statement_search_new ("customers", NULL));
  assert_rows (rows, "3");
  opt_statement_rows_set_search (rows, NULL);

  /* What is selected is found as what it is shown as. */
  g_assert_true (opt_statement_rows_set_split (rows, 1, FALSE));
  assert_rows (rows, "3 (1)");
  g_assert_cmpuint (opt_statement_rows_find (rows, ui_shop_find (shop, 2)), ==, 1);
  opt_statement_rows_set_grouped (rows, FALSE);
  g_assert_cmpuint (opt_statement_rows_find (rows, sum), ==,
                    opt_statement_rows_find (rows, ui_shop_find (shop, 1)));

  g_assert_finalize_object (rows);
  ui_shop_free (shop);
}

/* Nothing is counted twice, and nothing is said that differs. */
static void
test_export (void)
{
  UiShop *shop = make_shop ();
  OptStatementRows *rows = opt_statement_rows_new ();

  opt_statement_rows_set_grouped (rows, TRUE);
  opt_statement_rows_set_list (rows, opt_server_get_statements (shop->server));
  assert_rows (rows, "(2) 3");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (OptDataTable) table = opt_statement_export_table (rows);
      guint n_rows = opt_data_table_get_n_rows (table);

      g_assert_cmpuint (n_rows, ==, i == 0 ? 2 : 3);
      opt_statement_rows_set_split (rows, 0, TRUE);
      assert_rows (rows, "(2): -2 -1 3");
    }

  g_assert_finalize_object (rows);
  ui_shop_free (shop);
}

static OptStatementName *
find_name (GtkWidget *widget)
{
  OptStatementName *found = OPT_IS_STATEMENT_NAME (widget) ? OPT_STATEMENT_NAME (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_name (child);

  return found;
}

static GtkWidget *
find_button (GtkWidget *table, guint position)
{
  GtkWidget *row = opt_column_view_find_row_at (ui_fixture_get_child (table, "view"), position);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (find_name (row)));

  while (child != NULL && !GTK_IS_BUTTON (child))
    child = gtk_widget_get_next_sibling (child);

  return child != NULL && gtk_widget_get_visible (child) ? child : NULL;
}

static void
test_table (void)
{
  UiShop *shop = make_shop ();
  GtkWidget *browser = opt_statement_browser_new ();
  GtkWidget *window = ui_fixture_show (browser, 900, 600);
  GtkWidget *table = GTK_WIDGET (opt_statement_browser_get_table (OPT_STATEMENT_BROWSER (browser)));
  OptStatementTable *self = OPT_STATEMENT_TABLE (table);
  OptStatementRows *rows = opt_statement_table_get_rows (self);
  GtkWidget *footer = ui_fixture_get_child (browser, "footer");
  GtkLabel *label = ui_fixture_get_child (footer, "window_label");

  opt_statement_browser_set_active (OPT_STATEMENT_BROWSER (browser), TRUE);
  opt_statement_browser_set_server (OPT_STATEMENT_BROWSER (browser), shop->server);
  assert_rows (rows, "(2) 3");
  ui_fixture_draw (window);
  g_assert_nonnull (strstr (gtk_label_get_label (label), "3 statements, 2 with alike ones"));

  /* By its button, which one alone has not. */
  g_assert_nonnull (find_button (table, 0));
  g_assert_null (find_button (table, 1));
  g_signal_emit_by_name (find_button (table, 0), "clicked");
  assert_rows (rows, "(2): -2 -1 3");

  /* And by what is offered for what is selected: from a member back to all of them. */
  opt_statement_table_select (self, ui_shop_find (shop, 1));
  gtk_widget_activate_action (table, "statement.split", NULL);
  assert_rows (rows, "(2): -2 -1 3");
  gtk_widget_activate_action (table, "statement.join", NULL);
  assert_rows (rows, "(2) 3");
  g_assert_true (opt_statement_item_is_group (opt_statement_table_get_selected (self)));
  gtk_widget_activate_action (table, "statement.split", NULL);
  assert_rows (rows, "(2): -2 -1 3");

  /* And by keys, which do what they always did where there is nothing to split. */
  opt_statement_table_select (self, ui_shop_find (shop, 1));
  g_assert_false (opt_statement_table_split_key (self, GDK_KEY_Right, 0));
  g_assert_true (opt_statement_table_split_key (self, GDK_KEY_Left, 0));
  assert_rows (rows, "(2): -2 -1 3");
  g_assert_true (opt_statement_item_is_group (opt_statement_table_get_selected (self)));
  g_assert_false (opt_statement_table_split_key (self, GDK_KEY_Left, GDK_ALT_MASK));
  g_assert_true (opt_statement_table_split_key (self, GDK_KEY_Left, 0));
  assert_rows (rows, "(2) 3");
  g_assert_false (opt_statement_table_split_key (self, GDK_KEY_Left, 0));
  g_assert_true (opt_statement_table_split_key (self, GDK_KEY_Right, 0));
  assert_rows (rows, "(2): -2 -1 3");
  opt_statement_table_select (self, ui_shop_find (shop, 3));
  g_assert_false (opt_statement_table_split_key (self, GDK_KEY_Left, 0));

  /* Whoever wants each by itself has it. */
  gtk_widget_activate_action (browser, "statements.group", NULL);
  assert_rows (rows, "3 2 1");
  g_assert_null (strstr (gtk_label_get_label (label), "alike"));
  gtk_widget_activate_action (browser, "statements.group", NULL);
  assert_rows (rows, "(2): -2 -1 3");

  gtk_window_destroy (GTK_WINDOW (window));
  ui_shop_free (shop);
}

static void
test_detail (void)
{
  UiShop *shop = make_shop ();
  GtkWidget *detail = opt_statement_detail_new ();
  GtkWidget *window = ui_fixture_show (detail, 900, 900);
  GtkWidget *alike = ui_fixture_get_child (detail, "alike");
  GtkListBox *list = ui_fixture_get_child (alike, "list");
  g_autofree char *one = ui_shop_get_id (1);
  g_autofree char *three = ui_shop_get_id (3);

  opt_statement_detail_set_active (OPT_STATEMENT_DETAIL (detail), TRUE);
  opt_statement_detail_show (OPT_STATEMENT_DETAIL (detail), shop->server, one);
  g_assert_true (gtk_widget_get_visible (alike));
  g_assert_nonnull (gtk_list_box_get_row_at_index (list, 1));
  g_assert_null (gtk_list_box_get_row_at_index (list, 2));
  /* The one that is shown leads nowhere. */
  g_assert_true (gtk_list_box_row_get_activatable (gtk_list_box_get_row_at_index (list, 0)));
  g_assert_false (gtk_list_box_row_get_activatable (gtk_list_box_get_row_at_index (list, 1)));

  opt_statement_detail_show (OPT_STATEMENT_DETAIL (detail), shop->server, three);
  g_assert_false (gtk_widget_get_visible (alike));

  gtk_window_destroy (GTK_WINDOW (window));
  ui_shop_free (shop);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

  g_test_add_func ("/ui/statement-groups/rows", test_rows);
  g_test_add_func ("/ui/statement-groups/export", test_export);
  g_test_add_func ("/ui/statement-groups/table", test_table);
  g_test_add_func ("/ui/statement-groups/detail", test_detail);

  return g_test_run ();
}
