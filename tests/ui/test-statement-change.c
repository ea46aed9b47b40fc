/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "opt-statement-browser.h"
#include "opt-statement-cell.h"
#include "opt-statement-change.h"
#include "opt-statement-export.h"
#include "ui-fixture.h"
#include "ui-shop.h"

#define COMPARED OPT_STATEMENT_COLUMNS_COMPARED

/* Two shops: the one as it was, and as it is. */
typedef struct
{
  UiShop *then;
  UiShop *now;
  OptStatementRows *rows;
} Shops;

static void
set_up (Shops *shops, gconstpointer data)
{
  shops->then = ui_shop_new ();
  shops->now = ui_shop_new ();
  shops->rows = opt_statement_rows_new ();

  ui_shop_call (shops->then, 1, 10, 50);
  ui_shop_call (shops->now, 1, 10, 100);
  ui_shop_call (shops->then, 2, 10, 80);
  ui_shop_call (shops->now, 2, 10, 20);
  ui_shop_call (shops->now, 3, 10, 500);
  ui_shop_call (shops->then, 4, 2, 1);
  ui_shop_call (shops->now, 4, 2000, 2);
  ui_shop_call (shops->then, 105, 10, 10);
  ui_shop_say (shops->then, 105, "select * from orders where id = $1");
  ui_shop_call (shops->now, 5, 10, 30);
  ui_shop_say (shops->now, 5, "SELECT * FROM orders WHERE id = $1");
  ui_shop_poll (shops->then);
  ui_shop_poll (shops->now);
  opt_statement_rows_set_list (shops->rows, opt_server_get_statements (shops->now->server));
}

static void
tear_down (Shops *shops, gconstpointer data)
{
  g_assert_finalize_object (shops->rows);
  ui_shop_free (shops->then);
  ui_shop_free (shops->now);
}

static void
compare (Shops *shops)
{
  g_autoptr (OptStatementPast) past
      = opt_statement_past_new (opt_server_get_statements (shops->now->server),
                                opt_server_get_statements (shops->then->server),
                                "A day before: 10 s of 15 min was watched then.");

  opt_statement_rows_set_past (shops->rows, past);
}

static void
assert_order (Shops *shops, OptStatementColumn column, gboolean descending, const char *expected)
{
  g_autoptr (GString) found = g_string_new (NULL);

  opt_statement_rows_set_order (shops->rows, column, descending);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  for (guint i = 0; i < opt_statement_rows_get_n_statements (shops->rows); i++)
    g_string_append_printf (found, "%" G_GINT64_FORMAT " ",
                            opt_statement_item_get_key (
                                opt_statement_rows_get_statement (shops->rows, i))
                                ->queryid);
  g_assert_cmpstr (g_strchomp (found->str), ==, expected);
}

/* What has no figure is last, whichever the direction. */
static void
test_order (Shops *shops, gconstpointer data)
{
  compare (shops);
  assert_order (shops, OPT_STATEMENT_COLUMN_CHANGE, TRUE, "5 1 2 3 4");
  assert_order (shops, OPT_STATEMENT_COLUMN_CHANGE, FALSE, "2 1 5 3 4");
  assert_order (shops, OPT_STATEMENT_COLUMN_BEFORE, TRUE, "2 1 5 4 3");
  assert_order (shops, OPT_STATEMENT_COLUMN_BEFORE, FALSE, "4 5 1 2 3");
  opt_statement_rows_set_past (shops->rows, NULL);
  assert_order (shops, OPT_STATEMENT_COLUMN_CHANGE, TRUE, "3 1 5 2 4");
}

static void
assert_words (Shops *shops, gint64 queryid, const char *before, const char *change, const char *why)
{
  OptStatementPast *past = opt_statement_rows_get_past (shops->rows);
  OptStatementItem *item = ui_shop_find (shops->now, queryid);
  g_autofree char *first = opt_statement_change_format (past, OPT_STATEMENT_COLUMN_BEFORE,
                                                        OPT_WORKLOAD_SHARE_TIME, item);
  g_autofree char *second = opt_statement_change_format (past, OPT_STATEMENT_COLUMN_CHANGE,
                                                         OPT_WORKLOAD_SHARE_TIME, item);
  g_autofree char *words = opt_statement_change_explain (past, OPT_STATEMENT_COLUMN_CHANGE, item);

  g_assert_cmpstr (first, ==, before);
  g_assert_cmpstr (second, ==, change);
  if (strstr (words, why) == NULL)
    g_error ("“%s” does not say “%s”", words, why);
  g_assert_nonnull (strstr (words, "watched"));
}

/* Each figure says how it is known, and each dash why. */
static void
test_words (Shops *shops, gconstpointer data)
{
  g_autoptr (OptStatementPast) reading = NULL;
  g_autofree char *words = NULL;

  compare (shops);
  assert_words (shops, 1, "5\302\240ms", "2×", "10\302\240ms now, 5\302\240ms then");
  assert_words (shops, 2, "8\302\240ms", "0.25×", "of 10 calls now, 10 then");
  assert_words (shops, 3, "–", "–", "not called then");
  assert_words (shops, 4, "500\302\240µs", "–", "Too few calls to tell");
  assert_words (shops, 5, "1\302\240ms", "3×", "then it was 105");

  reading
      = opt_statement_past_new (opt_server_get_statements (shops->now->server), NULL, "Reading");
  words = opt_statement_change_explain (reading, OPT_STATEMENT_COLUMN_BEFORE,
                                        ui_shop_find (shops->now, 1));
  g_assert_cmpstr (words, ==, "Reading");
}

static void
assert_cell (GtkWidget *cell, const char *label, const char *words)
{
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, label);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       gtk_widget_get_tooltip_text (cell));
  if (strstr (gtk_widget_get_tooltip_text (cell), words) == NULL)
    g_error ("“%s” does not say “%s”", gtk_widget_get_tooltip_text (cell), words);
}

/* Who can't see is told the same; and the same statement is shown anew beside another time. */
static void
test_cell (Shops *shops, gconstpointer data)
{
  GtkWidget *cell = g_object_ref_sink (opt_statement_cell_new (OPT_STATEMENT_COLUMN_CHANGE));
  g_autoptr (OptStatementRow) row
      = opt_statement_row_new (0, ui_shop_find (shops->now, 1), OPT_STATEMENT_ROW_ALONE);
  g_autoptr (OptStatementPast) reading
      = opt_statement_past_new (opt_server_get_statements (shops->now->server), NULL,
                                "Reading what was recorded");

  compare (shops);
  opt_statement_row_set_past (row, reading);
  opt_statement_cell_set_row (OPT_STATEMENT_CELL (cell), row);
  assert_cell (cell, "Change: –", "Reading");
  opt_statement_row_set_past (row, opt_statement_rows_get_past (shops->rows));
  assert_cell (cell, "Change: 2×", "5\302\240ms then");
  g_object_unref (cell);
}

static char *
to_csv (Shops *shops)
{
  g_autoptr (OptDataTable) table = opt_statement_export_table (shops->rows);

  return opt_data_table_to_csv (table);
}

static void
test_export (Shops *shops, gconstpointer data)
{
  g_autofree char *without = to_csv (shops);
  g_autofree char *with = NULL;

  g_assert_null (strstr (without, "Change"));
  compare (shops);
  with = to_csv (shops);
  g_assert_nonnull (strstr (with, "Before (ms)"));
  g_assert_nonnull (strstr (with, "Change"));
}

/* ---- The columns ----------------------------------------------------------------------------- */

static gboolean
has_item (GMenuModel *menu, const char *action)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autofree char *name = NULL;

      if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &name)
          && g_str_equal (name, action))
        return TRUE;
    }

  return FALSE;
}

/* (nullable) */
static GtkColumnViewColumn *
find_column (GtkColumnView *view, const char *title)
{
  GListModel *columns = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_str_equal (gtk_column_view_column_get_title (column), title))
        return column;
    }

  return NULL;
}

/* A view and its columns, as the settings have them. */
typedef struct
{
  GtkColumnView *view;
  OptStatementColumns *columns;
  GMenuModel *menu;
} View;

static void
make_view (View *self)
{
  g_autoptr (GSettings) settings = g_settings_new ("io.github.optischema.OptiSchema");

  self->view = g_object_ref_sink (GTK_COLUMN_VIEW (gtk_column_view_new (NULL)));
  self->columns = opt_statement_columns_new (self->view);
  self->menu = opt_statement_columns_get_menu (self->columns);
  opt_statement_columns_set_settings (self->columns, settings);
}

static void
free_view (View *self)
{
  g_object_unref (self->columns);
  g_object_unref (self->view);
}

static gboolean
has (View *self, const char *title)
{
  return find_column (self->view, title) != NULL;
}

static void
toggle (View *self, const char *id, gboolean shown)
{
  g_action_group_change_action_state (opt_statement_columns_get_actions (self->columns), id,
                                      g_variant_new_boolean (shown));
}

static void
assert_sorted (View *self, OptStatementColumn column)
{
  OptStatementColumn sorted;
  gboolean descending;

  opt_statement_columns_get_order (self->columns, &sorted, &descending);
  g_assert_cmpint (sorted, ==, column);
  g_assert_true (descending);
}

/* They come with what is compared, whatever was chosen, and go with all that tells of them. */
static void
test_columns (void)
{
  View view;
  int n_items;

  make_view (&view);
  n_items = g_menu_model_get_n_items (view.menu);
  g_assert_false (has (&view, "Change"));
  g_assert_false (has_item (view.menu, "columns.change"));

  toggle (&view, "mean", FALSE);
  opt_statement_columns_set_comparing (view.columns, TRUE);
  g_assert_true (has (&view, "Before") && has (&view, "Change"));
  g_assert_true (has_item (view.menu, "columns.before") && has_item (view.menu, "columns.change"));
  g_assert_cmpint (g_menu_model_get_n_items (view.menu), ==, n_items + 2);
  g_assert_false (has (&view, "Mean"));

  /* The menu still has what is missing, where it was. */
  opt_statement_columns_set_missing (view.columns, OPT_STATEMENT_COLUMN_TREND, "only live");
  g_assert_true (has_item (view.menu, "columns.trend") && has_item (view.menu, "columns.wal"));
  opt_statement_columns_set_missing (view.columns, OPT_STATEMENT_COLUMN_TREND, NULL);
  g_assert_cmpint (g_menu_model_get_n_items (view.menu), ==, n_items + 2);

  gtk_column_view_sort_by_column (view.view, find_column (view.view, "Change"), GTK_SORT_ASCENDING);
  assert_sorted (&view, OPT_STATEMENT_COLUMN_CHANGE);
  opt_statement_columns_set_comparing (view.columns, FALSE);
  g_assert_false (has (&view, "Before") || has (&view, "Change"));
  g_assert_cmpint (g_menu_model_get_n_items (view.menu), ==, n_items);
  g_assert_true (has_item (view.menu, "columns.wal") && has_item (view.menu, "columns.mean"));
  assert_sorted (&view, OPT_STATEMENT_COLUMN_SHARE);
  free_view (&view);
}

/* What was taken away stays away, also beside what else was chosen. */
static void
test_remembered (void)
{
  View view;

  make_view (&view);
  opt_statement_columns_set_comparing (view.columns, TRUE);
  toggle (&view, "before", FALSE);
  toggle (&view, "mean", FALSE);
  g_assert_false (has (&view, "Before"));
  g_assert_true (has (&view, "Change"));
  free_view (&view);

  make_view (&view);
  opt_statement_columns_set_comparing (view.columns, TRUE);
  g_assert_false (has (&view, "Before") || has (&view, "Mean"));
  g_assert_true (has (&view, "Change") && has (&view, "Share of time"));
  g_action_group_activate_action (opt_statement_columns_get_actions (view.columns), "reset", NULL);
  g_assert_true (has (&view, "Before") && has (&view, "Mean"));
  free_view (&view);
}

/* Where there is little room, the figure that tells most of both. */
static void
test_fit (void)
{
  guint narrow = opt_statement_columns_fit (430, 0);
  guint usual = opt_statement_columns_fit (1200, 0);

  g_assert_cmphex (narrow & 1U << OPT_STATEMENT_COLUMN_CHANGE, !=, 0);
  g_assert_cmphex (usual & COMPARED, ==, COMPARED);
  g_assert_cmphex (opt_statement_columns_fit (1200, COMPARED) & COMPARED, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ui_fixture_init ();

#define ADD(name) \
  g_test_add ("/ui/statement-change/" #name, Shops, NULL, set_up, test_##name, tear_down)
  ADD (order);
  ADD (words);
  ADD (cell);
  ADD (export);
#undef ADD
  g_test_add_func ("/ui/statement-change/columns", test_columns);
  g_test_add_func ("/ui/statement-change/remembered", test_remembered);
  g_test_add_func ("/ui/statement-change/fit", test_fit);

  return g_test_run ();
}
