/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <math.h>

#include "opt-share-bar.h"
#include "opt-statement-rows.h"
#include "opt-statement-trend.h"
#include "ui-shop.h"

#define MANY 5000
#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

typedef struct
{
  UiShop *shop;
  OptStatementRows *rows;
  guint n_model_changes;
} Table;

static void
count_change (GListModel *model, guint position, guint removed, guint added, Table *table)
{
  table->n_model_changes++;
}

static void
set_up (Table *table, gconstpointer data)
{
  table->shop = ui_shop_new ();
  table->rows = opt_statement_rows_new ();
  g_signal_connect (table->rows, "items-changed", G_CALLBACK (count_change), table);
  opt_statement_rows_set_list (table->rows, opt_server_get_statements (table->shop->server));
}

static void
tear_down (Table *table, gconstpointer data)
{
  g_assert_finalize_object (table->rows);
  ui_shop_free (table->shop);
}

/* The queryids in their order, once all rows have come. */
static char *
get_order (Table *table)
{
  GListModel *model = G_LIST_MODEL (table->rows);
  GString *order = g_string_new (NULL);

  while (g_main_context_iteration (NULL, FALSE))
    ;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (OptStatementRow) row = g_list_model_get_item (model, i);

      g_assert_cmpuint (opt_statement_row_get_position (row), ==, i);
      g_string_append_printf (order, "%s%" G_GINT64_FORMAT, i > 0 ? " " : "",
                              opt_statement_item_get_key (opt_statement_row_get_item (row))
                                  ->queryid);
    }

  return g_string_free (order, FALSE);
}

static void
assert_order (Table *table, const char *expected)
{
  g_autofree char *order = get_order (table);

  g_assert_cmpstr (order, ==, expected);
}

static void
test_order (Table *table, gconstpointer data)
{
  ui_shop_call (table->shop, 1, 10, 50);
  ui_shop_call (table->shop, 2, 40, 100);
  ui_shop_call (table->shop, 3, 20, 75);
  ui_shop_poll (table->shop);

  /* The greatest share, unless somebody wants something else. */
  assert_order (table, "2 3 1");
  opt_statement_rows_set_order (table->rows, OPT_STATEMENT_COLUMN_SHARE, FALSE);
  assert_order (table, "1 3 2");
  opt_statement_rows_set_order (table->rows, OPT_STATEMENT_COLUMN_MEAN, TRUE);
  assert_order (table, "1 3 2");
  opt_statement_rows_set_order (table->rows, OPT_STATEMENT_COLUMN_CALLS, TRUE);
  assert_order (table, "2 3 1");

  /* Places stay, statements move. */
  table->n_model_changes = 0;
  ui_shop_call (table->shop, 1, 100, 1000);
  ui_shop_poll (table->shop);
  assert_order (table, "1 2 3");
  g_assert_cmpuint (table->n_model_changes, ==, 0);
}

/* What is not known is last, whichever the direction. */
static void
test_unknown (Table *table, gconstpointer data)
{
  ui_shop_call (table->shop, 1, 1, 10);
  ui_shop_call (table->shop, 2, 1, 20);
  ui_shop_call (table->shop, 3, 1, 30);
  ui_shop_call (table->shop, 4, 1, 40);
  ui_shop_get_counters (table->shop, 1)->shared_hit = 10;
  ui_shop_get_counters (table->shop, 3)->shared_read = 10;
  ui_shop_get_counters (table->shop, 2)->wal_bytes = -1;
  ui_shop_get_counters (table->shop, 4)->wal_bytes = 100;
  ui_shop_poll (table->shop);

  g_assert_true (
      isnan (opt_statement_column_get_value (OPT_STATEMENT_COLUMN_HITS, OPT_WORKLOAD_SHARE_TIME,
                                             ui_shop_find (table->shop, 2))));
  opt_statement_rows_set_order (table->rows, OPT_STATEMENT_COLUMN_HITS, TRUE);
  assert_order (table, "1 3 4 2");
  opt_statement_rows_set_order (table->rows, OPT_STATEMENT_COLUMN_HITS, FALSE);
  assert_order (table, "3 1 4 2");
  opt_statement_rows_set_order (table->rows, OPT_STATEMENT_COLUMN_WAL, TRUE);
  assert_order (table, "4 3 1 2");
  opt_statement_rows_set_order (table->rows, OPT_STATEMENT_COLUMN_WAL, FALSE);
  assert_order (table, "3 1 4 2");
}

/* Equal figures leave statements where they are, poll for poll. */
static void
test_ties (Table *table, gconstpointer data)
{
  g_autofree char *before = NULL;

  for (gint64 i = 1; i <= 50; i++)
    ui_shop_call (table->shop, i * 7919 % 50, 1, 5);
  ui_shop_poll (table->shop);
  before = get_order (table);
  for (guint i = 0; i < 5; i++)
    {
      ui_shop_poll (table->shop);
      assert_order (table, before);
    }
}

static void
test_text_order (Table *table, gconstpointer data)
{
  ui_shop_call (table->shop, 1, 1, 10);
  ui_shop_call (table->shop, 2, 1, 20);
  ui_shop_call (table->shop, 3, 1, 30);
  ui_shop_say (table->shop, 1, "select b from t");
  ui_shop_say (table->shop, 3, "SELECT a FROM t");
  ui_shop_poll (table->shop);

  opt_statement_rows_set_order (table->rows, OPT_STATEMENT_COLUMN_STATEMENT, FALSE);
  assert_order (table, "3 1 2");
  opt_statement_rows_set_order (table->rows, OPT_STATEMENT_COLUMN_STATEMENT, TRUE);
  assert_order (table, "1 3 2");
}

static void
assert_found (Table *table, const char *search, const char *expected)
{
  opt_statement_rows_set_search (table->rows, opt_statement_search_new (search, NULL));
  assert_order (table, expected);
}

/* What the history says of them, and nothing where it does not. */
static void
test_new (Table *table, gconstpointer data)
{
  OptStatementList *list = opt_server_get_statements (table->shop->server);
  g_autoptr (OptNewcomers) newcomers = opt_newcomers_new (HOUR, 2 * HOUR);
  g_autoptr (OptNewcomers) unknown = opt_newcomers_new (HOUR, 2 * HOUR);

  ui_shop_call (table->shop, 1, 1, 10);
  ui_shop_call (table->shop, 2, 1, 20);
  ui_shop_poll (table->shop);
  assert_found (table, "is:new", "");
  assert_found (table, "is:slower", "");

  newcomers->watched = HOUR;
  newcomers->last = HOUR;
  opt_newcomers_add (newcomers, opt_statement_item_get_key (ui_shop_find (table->shop, 2)), HOUR);
  opt_newcomers_add (unknown, opt_statement_item_get_key (ui_shop_find (table->shop, 1)), HOUR);
  opt_statement_list_set_newcomers (list, newcomers);
  opt_statement_list_update (list);
  g_assert_cmpuint (opt_statement_list_get_n_new (list), ==, 1);
  assert_found (table, "is:new", "2");
  assert_found (table, "IS:NEW 2", "2");
  assert_found (table, "is:new 1", "");

  opt_statement_list_set_newcomers (list, unknown);
  opt_statement_list_update (list);
  g_assert_cmpuint (opt_statement_list_get_n_new (list), ==, 0);
  assert_found (table, "is:new", "");
}

static void
test_search (Table *table, gconstpointer data)
{
  ui_shop_call (table->shop, 1234, 1, 30);
  ui_shop_call (table->shop, -1299, 1, 20);
  ui_shop_call (table->shop, 77, 1, 10);
  ui_shop_call (table->shop, 5, 1, 5);
  ui_shop_say (table->shop, 1234, "SELECT name FROM customer WHERE id = $1");
  ui_shop_say (table->shop, -1299, "UPDATE orders SET name = $1\n WHERE customer = $2");
  ui_shop_say (table->shop, 77, "SELECT \"Größe\" FROM ware WHERE rate > 12");
  ui_shop_poll (table->shop);

  assert_found (table, NULL, "1234 -1299 77 5");
  assert_found (table, " \t ", "1234 -1299 77 5");
  assert_found (table, "Customer", "1234 -1299");
  assert_found (table, "WHERE  name select", "1234");
  assert_found (table, "customer ware", "");
  assert_found (table, "GRÖSSE", "77");
  assert_found (table, "größe", "77");

  /* A queryid, from its beginning; or a number in the text. */
  assert_found (table, "12", "1234 77");
  assert_found (table, "-12", "-1299");
  assert_found (table, "1234", "1234");
  assert_found (table, "34", "");
  assert_found (table, "5", "5");
  assert_found (table, "", "1234 -1299 77 5");
}

static void
test_hold (Table *table, gconstpointer data)
{
  ui_shop_call (table->shop, 1, 1, 30);
  ui_shop_call (table->shop, 2, 1, 20);
  ui_shop_call (table->shop, 3, 1, 10);
  ui_shop_poll (table->shop);
  assert_order (table, "1 2 3");

  opt_statement_rows_hold (table->rows, G_MAXINT64 / 2);
  ui_shop_call (table->shop, 3, 1, 1000);
  ui_shop_call (table->shop, 4, 1, 5000);
  ui_shop_poll (table->shop);
  assert_order (table, "1 2 3 4");

  /* Who asks for another order gets it. */
  opt_statement_rows_set_order (table->rows, OPT_STATEMENT_COLUMN_TOTAL, TRUE);
  assert_order (table, "4 3 1 2");
  ui_shop_call (table->shop, 1, 1, 9000);
  ui_shop_poll (table->shop);
  assert_order (table, "4 3 1 2");

  opt_statement_rows_hold (table->rows, 0);
  ui_shop_poll (table->shop);
  assert_order (table, "1 4 3 2");
}

static void
test_inactive (Table *table, gconstpointer data)
{
  ui_shop_call (table->shop, 1, 1, 30);
  ui_shop_poll (table->shop);
  opt_statement_rows_set_active (table->rows, FALSE);
  ui_shop_call (table->shop, 2, 1, 60);
  ui_shop_poll (table->shop);
  assert_order (table, "1");
  opt_statement_rows_set_active (table->rows, TRUE);
  assert_order (table, "2 1");

  opt_statement_rows_set_limit (table->rows, 1);
  assert_order (table, "2");
  ui_shop_call (table->shop, 1, 1, 100);
  ui_shop_poll (table->shop);
  assert_order (table, "1");
  opt_statement_rows_set_limit (table->rows, 0);
  assert_order (table, "1 2");

  opt_statement_rows_set_list (table->rows, NULL);
  assert_order (table, "");
}

static void
test_many (Table *table, gconstpointer data)
{
  GListModel *model = G_LIST_MODEL (table->rows);
  g_autoptr (OptStatementRow) first = NULL;

  for (gint64 i = 1; i <= MANY; i++)
    ui_shop_call (table->shop, i, 1, (double) (i * 7919 % MANY) + 1);
  ui_shop_poll (table->shop);

  /* The first of them are there at once. */
  g_assert_cmpuint (g_list_model_get_n_items (model), >=, 20);
  while (g_list_model_get_n_items (model) < MANY)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (g_main_context_pending (NULL));
  for (guint i = 1; i < MANY; i++)
    g_assert_cmpfloat (opt_statement_item_get_total_ms (
                           opt_statement_rows_get_statement (table->rows, i - 1)),
                       >,
                       opt_statement_item_get_total_ms (
                           opt_statement_rows_get_statement (table->rows, i)));

  /* Each has new figures: nothing is made anew. */
  first = g_list_model_get_item (model, 0);
  table->n_model_changes = 0;
  for (gint64 i = 1; i <= MANY; i++)
    ui_shop_call (table->shop, i, 1, (double) (i * 104729 % MANY) * 10);
  ui_shop_poll (table->shop);
  g_assert_cmpuint (table->n_model_changes, ==, 0);
  g_assert_true (g_list_model_get_item (model, 0) == first);
  g_object_unref (first);

  /* Searches in the middle of growing end with what was asked for last. */
  opt_statement_rows_set_search (table->rows, opt_statement_search_new ("4321", NULL));
  g_assert_cmpuint (opt_statement_rows_get_n_statements (table->rows), ==, 1);
  g_assert_null (opt_statement_rows_get_statement (table->rows, 1));
  assert_order (table, "4321");
  opt_statement_rows_set_search (table->rows, opt_statement_search_new ("", NULL));
  opt_statement_rows_set_search (table->rows, opt_statement_search_new ("999", NULL));
  g_assert_cmpuint (opt_statement_rows_get_n_statements (table->rows), ==, 1);
  assert_order (table, "999");
}

static void
test_trend (Table *table, gconstpointer data)
{
  g_autoptr (GArray) before = NULL;
  g_autoptr (GArray) trend = NULL;

  ui_shop_call (table->shop, 1, 1, 5000);
  ui_shop_poll (table->shop);
  before = opt_statement_trend_list (ui_shop_find (table->shop, 1));
  g_assert_cmpuint (before->len, ==, 6);
  g_assert_cmpfloat_with_epsilon (g_array_index (before, double, 5), 0.5, 1e-6);
  g_assert_true (isnan (g_array_index (before, double, 0)));

  ui_shop_poll (table->shop);
  ui_shop_call (table->shop, 1, 1, 10000);
  ui_shop_poll (table->shop);
  trend = opt_statement_trend_list (ui_shop_find (table->shop, 1));
  g_assert_cmpuint (trend->len, ==, 6);
  g_assert_cmpfloat_with_epsilon (g_array_index (trend, double, 3), 0.5, 1e-6);
  g_assert_cmpfloat_with_epsilon (g_array_index (trend, double, 4), 0, 1e-6);
  g_assert_cmpfloat_with_epsilon (g_array_index (trend, double, 5), 1, 1e-6);

  for (guint i = 0; i < 10; i++)
    ui_shop_poll (table->shop);
  g_array_unref (g_steal_pointer (&trend));
  trend = opt_statement_trend_list (ui_shop_find (table->shop, 1));
  g_assert_cmpuint (trend->len, ==, 30);
}

static void
test_columns (void)
{
  guint all = 0;

  for (guint i = 0; i < OPT_N_STATEMENT_COLUMNS; i++)
    {
      OptStatementColumn column;

      g_assert_true (
          opt_statement_column_from_id (opt_statement_column_get_id ((OptStatementColumn) i),
                                        &column));
      g_assert_cmpuint (column, ==, i);
      g_assert_cmpstr (opt_statement_column_get_title (column, OPT_WORKLOAD_SHARE_TIME), !=, "");
      if (i != OPT_STATEMENT_COLUMN_STDDEV)
        all |= 1U << i;
    }

  /* The statement always, then what tells most. */
  g_assert_cmphex (opt_statement_columns_fit (0, 0), ==, 1U << OPT_STATEMENT_COLUMN_STATEMENT);
  g_assert_cmphex (opt_statement_columns_fit (334, 0), ==,
                   1U << OPT_STATEMENT_COLUMN_STATEMENT | 1U << OPT_STATEMENT_COLUMN_SHARE);
  g_assert_cmphex (opt_statement_columns_fit (360, 0), ==,
                   1U << OPT_STATEMENT_COLUMN_STATEMENT | 1U << OPT_STATEMENT_COLUMN_SHARE);
  g_assert_cmphex (opt_statement_columns_fit (940, OPT_STATEMENT_COLUMNS_COMPARED)
                       & 1U << OPT_STATEMENT_COLUMN_TREND,
                   !=, 0);
  g_assert_cmphex (opt_statement_columns_fit (3840, 0), ==, all);
}

static void
assert_share (double share, const char *expected)
{
  g_autofree char *text = opt_share_format (share);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_share (void)
{
  assert_share (NAN, "–");
  assert_share (0, "0\u00a0%");
  assert_share (0.00000003, "< 0.1\u00a0%");
  assert_share (0.001, "0.1\u00a0%");
  assert_share (0.00456, "0.46\u00a0%");
  assert_share (1, "100\u00a0%");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) \
  g_test_add ("/ui/statement-rows/" #name, Table, NULL, set_up, test_##name, tear_down)
  ADD (order);
  ADD (unknown);
  ADD (ties);
  ADD (text_order);
  ADD (search);
  ADD (new);
  ADD (hold);
  ADD (inactive);
  ADD (many);
  ADD (trend);
#undef ADD
  g_test_add_func ("/ui/statement-rows/columns", test_columns);

  g_test_add_func ("/ui/statement-rows/share", test_share);

  return g_test_run ();
}
