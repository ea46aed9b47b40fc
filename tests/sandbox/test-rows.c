/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rows-fixture.h"

static gint64
count (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);

  return opt_result_get_int (result, 0, "n");
}

static void
test_columns (RowsFixture *fixture, gconstpointer data)
{
  rows_fixture_assert_different (fixture, "SELECT id, total FROM orders",
                                 "SELECT id, total AS sum FROM orders",
                                 "Column 2 is named total without the change and sum with it.");
  rows_fixture_assert_different (fixture, "SELECT id FROM orders", "SELECT id::bigint FROM orders",
                                 "Column id is of another type");
  rows_fixture_assert_different (fixture, "SELECT id FROM orders", "SELECT id, day FROM orders",
                                 "It has 1 columns without the change and 2 with it.");
}

/* What was hashed of them was once the column alone. */
static void
test_names_of_ours (RowsFixture *fixture, gconstpointer data)
{
  rows_fixture_assert_different (fixture, "SELECT 1 AS rows_of_statement, 1 AS optischema_rows",
                                 "SELECT 1 AS rows_of_statement, 2 AS optischema_rows",
                                 "(rows_of_statement: 1, optischema_rows: 1)");
  rows_fixture_assert_different (fixture, "SELECT 1 AS optischema_rows, 1 AS c1, 3 AS key",
                                 "SELECT 1 AS optischema_rows, 2 AS c1, 3 AS key", "c1: 1");
  rows_fixture_assert_equal (fixture, "SELECT id AS key, day AS key FROM orders",
                             "SELECT id AS key, day AS key FROM orders");
  rows_fixture_assert_equal (fixture, "SELECT FROM orders", "SELECT FROM orders");
}

static void
test_first_difference (RowsFixture *fixture, gconstpointer data)
{
  g_autoptr (OptRowsVerdict) verdict = NULL;

  rows_fixture_run (fixture->variant, "UPDATE orders SET total = 100.5, note = NULL WHERE id = 7");
  verdict = rows_fixture_compare (fixture, "SELECT id, total, note FROM orders WHERE customer = $1",
                                  "SELECT id, total, note FROM orders WHERE customer = $1", "8");
  g_assert_cmpint (verdict->comparison, ==, OPT_ROWS_COMPARISON_DIFFERENT);
  g_assert_cmpint (verdict->set, ==, 0);
  g_assert_cmpstr (verdict->reason, ==, "There are as many rows, and not the same.");
  g_assert_cmpstr (verdict->difference, ==,
                   "With the change there is a row (id: 7, total: 100.5, note: NULL) that there is "
                   "not, or not as often, without it.");
}

/* One set is the same, the other is not. */
static void
test_sets (RowsFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_params_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptRowsVerdict) verdict = NULL;

  rows_fixture_run (fixture->variant, "DELETE FROM orders WHERE id = 7");
  g_ptr_array_add (sets, opt_params_new_text ("-1", NULL)); /* no rows */
  g_ptr_array_add (sets, opt_params_new_text ("9", NULL));
  g_ptr_array_add (sets, opt_params_new_text ("8", NULL));
  verdict = opt_rows_compare_sync (fixture->baseline, "SELECT id FROM orders WHERE customer = $1",
                                   fixture->variant, "SELECT id FROM orders WHERE customer = $1",
                                   sets, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (verdict->comparison, ==, OPT_ROWS_COMPARISON_DIFFERENT);
  g_assert_cmpint (verdict->set, ==, 2);
  g_assert_cmpstr (verdict->reason, ==, "Rows without the change: 20, with it: 19.");
}

static void
test_empty (RowsFixture *fixture, gconstpointer data)
{
  rows_fixture_assert_equal (fixture, "SELECT * FROM orders WHERE id < 0",
                             "SELECT * FROM orders WHERE id < 0");
  rows_fixture_assert_equal (fixture, "SELECT * FROM orders WHERE id < 0 ORDER BY id",
                             "SELECT * FROM orders WHERE id < 0 ORDER BY id");
}

static void
test_distinct_lost (RowsFixture *fixture, gconstpointer data)
{
  rows_fixture_assert_different (fixture, "SELECT DISTINCT day FROM orders",
                                 "SELECT day FROM orders",
                                 "Rows without the change: 7, with it: 1000.");
}

static void
test_order (RowsFixture *fixture, gconstpointer data)
{
  static const char *const by_day = "SELECT day, id FROM orders ORDER BY day";

  rows_fixture_assert_different (fixture, "SELECT id, day FROM orders ORDER BY id DESC",
                                 "SELECT id, day FROM orders",
                                 "Row 1 is (id: 1000, day: 6) without the change and");
  /* Where they sort as equals they may come in any order … */
  rows_fixture_assert_equal (fixture, by_day, "SELECT day, id FROM orders ORDER BY day, id DESC");
  /* … and nowhere else. */
  rows_fixture_assert_different (fixture, by_day, "SELECT day, id FROM orders ORDER BY day DESC",
                                 "their order is not");
  /* What they are sorted by is not shown. */
  rows_fixture_assert_unverifiable (fixture, "SELECT id FROM orders ORDER BY day, note",
                                    "SELECT id FROM orders ORDER BY day, note, id DESC",
                                    "can't be told from its columns");
  rows_fixture_assert_different (fixture, "SELECT day FROM orders ORDER BY id",
                                 "SELECT day FROM orders ORDER BY day, id", "their order is not");
  /* Another order among equals, as another plan gives it. */
  rows_fixture_run (fixture->variant, "UPDATE orders SET total = total WHERE id % 3 = 0");
  rows_fixture_assert_equal (fixture, by_day, by_day);
  rows_fixture_assert_equal (fixture, "SELECT id FROM orders ORDER BY day",
                             "SELECT id FROM orders ORDER BY day");
}

/* 1.0 and 1.00 sort as equals, and are not the same text. */
static void
test_order_of_numerics (RowsFixture *fixture, gconstpointer data)
{
  rows_fixture_assert_unverifiable (
      fixture, "SELECT x, y FROM (VALUES (1.0, 1), (1.00, 2)) v (x, y) ORDER BY x",
      "SELECT x, y FROM (VALUES (1.00, 2), (1.0, 1)) v (x, y) ORDER BY x",
      "can't be told from its columns");
}

static void
test_limit (RowsFixture *fixture, gconstpointer data)
{
  static const char *const total = "SELECT id FROM orders WHERE total > 5 ORDER BY id LIMIT 5";
  static const char *const by_day = "SELECT id FROM orders WHERE day = 3 ORDER BY day LIMIT 5";

  rows_fixture_assert_equal (fixture, total, total);
  rows_fixture_assert_unverifiable (fixture, by_day, by_day, "Both gave the same rows this time.");
  rows_fixture_run (fixture->variant, "DELETE FROM orders WHERE id < 8");
  rows_fixture_assert_different (fixture, total, total,
                                 "Row 1 is (id: 6) without the change and (id: 8) with it.");
  rows_fixture_assert_unverifiable (fixture, by_day, by_day, "LIMIT, OFFSET or DISTINCT ON");
  /* How many come is nobody's choice. */
  rows_fixture_assert_different (fixture, by_day,
                                 "SELECT id FROM orders WHERE day = 3 ORDER BY day LIMIT 4",
                                 "Rows without the change: 5, with it: 4.");
  rows_fixture_run (fixture->variant, "DELETE FROM orders WHERE day = 3");
  rows_fixture_assert_different (fixture, by_day, by_day, "with it: 0.");
}

static void
test_distinct_on (RowsFixture *fixture, gconstpointer data)
{
  static const char *const any = "SELECT DISTINCT ON (day) day, id FROM orders ORDER BY day";
  static const char *const first = "SELECT DISTINCT ON (day) day, id FROM orders ORDER BY day, id";

  rows_fixture_assert_equal (fixture, first, first);
  rows_fixture_assert_unverifiable (fixture, any, any, "DISTINCT ON");
  rows_fixture_assert_different (fixture, first,
                                 "SELECT DISTINCT ON (day) day, id FROM orders "
                                 "ORDER BY day, id DESC",
                                 "(day: 0, id: ");
}

static void
test_floats (RowsFixture *fixture, gconstpointer data)
{
  static const char *const sums = "SELECT day, sum(weight) FROM orders GROUP BY day";

  /* The same rows in another order: the sums differ in their last digits. */
  rows_fixture_run (fixture->variant,
                    "CREATE TABLE other AS SELECT * FROM orders ORDER BY random();"
                    "ALTER TABLE orders RENAME TO old; ALTER TABLE other RENAME TO orders");
  rows_fixture_assert_equal (fixture, sums, sums);
  rows_fixture_assert_equal (fixture, "SELECT 0.1::float8 + 0.2::float8 AS x",
                             "SELECT 0.3::float8 AS x");
  rows_fixture_assert_equal (fixture,
                             "SELECT * FROM (VALUES (1, 0.1::float8 + 0.2::float8, 5::float8),"
                             " (1, 0.3, 4), (1, NULL, 'NaN')) v (a, b, c)",
                             "SELECT * FROM (VALUES (1, 0.3::float8, 5::float8),"
                             " (1, 0.1::float8 + 0.2::float8, 4), (1, NULL, 'NaN')) v (a, b, c)");

  rows_fixture_run (fixture->variant, "UPDATE orders SET weight = weight * 1.001 WHERE id = 7");
  rows_fixture_assert_unverifiable (fixture, sums, sums, "Floats alone differ");
  rows_fixture_assert_different (fixture, sums,
                                 "SELECT day, sum(weight) * 1.001 AS sum FROM orders GROUP BY day",
                                 "(day: 0, sum: ");
  rows_fixture_assert_different (fixture, "SELECT 1::float8 AS x", "SELECT 1.00001::float8 AS x",
                                 "(x: 1)");
  rows_fixture_assert_different (fixture, "SELECT 1::float8 AS x", "SELECT NULL::float8 AS x",
                                 "(x: 1)");
  /* A row that is lost is no rounding. */
  rows_fixture_assert_different (fixture, "SELECT weight FROM orders WHERE id <= 10",
                                 "SELECT weight FROM orders WHERE id < 10",
                                 "Rows without the change: 10, with it: 9.");
}

static void
test_volatile (RowsFixture *fixture, gconstpointer data)
{
  rows_fixture_run_both (fixture, "CREATE FUNCTION dice() RETURNS int LANGUAGE sql AS 'SELECT 4';"
                                  "CREATE VIEW drawn AS SELECT id, dice() AS n FROM orders");

  rows_fixture_assert_unverifiable (fixture, "SELECT id FROM orders WHERE random() < 2",
                                    "SELECT id FROM orders WHERE random() < 2",
                                    "random() is volatile");
  rows_fixture_assert_unverifiable (fixture, "SELECT * FROM drawn", "SELECT * FROM drawn",
                                    "dice() is volatile");
  rows_fixture_assert_unverifiable (fixture, "SELECT * FROM orders TABLESAMPLE bernoulli (50)",
                                    "SELECT * FROM orders TABLESAMPLE bernoulli (50)",
                                    "TABLESAMPLE");
  rows_fixture_assert_unverifiable (fixture, "UPDATE orders SET total = random() WHERE id = 1",
                                    "UPDATE orders SET total = random() WHERE id = 1",
                                    "random() is volatile");
}

/* now() is stable: it is the time of the transaction, whichever that is. */
static void
test_stable (RowsFixture *fixture, gconstpointer data)
{
  rows_fixture_assert_equal (fixture, "SELECT id, now(), localtimestamp FROM orders ORDER BY id",
                             "SELECT id, now(), localtimestamp FROM orders ORDER BY id");
  rows_fixture_assert_different (fixture, "SELECT id, now() FROM orders",
                                 "SELECT id, now() FROM orders WHERE id > 1",
                                 "Rows without the change: 1000, with it: 999.");
  rows_fixture_assert_unverifiable (fixture, "SELECT now()::text AS now",
                                    "SELECT now()::text AS now", "other rows at each call");
  rows_fixture_assert_unverifiable (fixture, "SELECT current_database()",
                                    "SELECT current_database()", "tells of the session");
}

static void
test_rolled_back (RowsFixture *fixture, gconstpointer data)
{
  static const char *const sql = "SELECT note(id) FROM orders WHERE id < 3";

  rows_fixture_run_both (fixture, "CREATE FUNCTION note(int) RETURNS int LANGUAGE plpgsql STABLE "
                                  "AS 'BEGIN PERFORM wrote($1); RETURN $1; END';"
                                  "CREATE FUNCTION wrote(int) RETURNS int LANGUAGE sql AS "
                                  "'INSERT INTO log (line) VALUES ($1) RETURNING id'");
  rows_fixture_assert_equal (fixture, sql, sql);
  g_assert_cmpint (count (fixture->baseline, "SELECT count(*) AS n FROM log"), ==, 0);
  g_assert_cmpint (count (fixture->variant, "SELECT count(*) AS n FROM log"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ROWS_TEST_ADD ("/rows/columns", test_columns);
  ROWS_TEST_ADD ("/rows/names-of-ours", test_names_of_ours);
  ROWS_TEST_ADD ("/rows/first-difference", test_first_difference);
  ROWS_TEST_ADD ("/rows/sets", test_sets);
  ROWS_TEST_ADD ("/rows/empty", test_empty);
  ROWS_TEST_ADD ("/rows/distinct-lost", test_distinct_lost);
  ROWS_TEST_ADD ("/rows/order", test_order);
  ROWS_TEST_ADD ("/rows/order-of-numerics", test_order_of_numerics);
  ROWS_TEST_ADD ("/rows/limit", test_limit);
  ROWS_TEST_ADD ("/rows/distinct-on", test_distinct_on);
  ROWS_TEST_ADD ("/rows/floats", test_floats);
  ROWS_TEST_ADD ("/rows/volatile", test_volatile);
  ROWS_TEST_ADD ("/rows/stable", test_stable);
  ROWS_TEST_ADD ("/rows/rolled-back", test_rolled_back);

  return rows_fixture_finish (g_test_run ());
}
