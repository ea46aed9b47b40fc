/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rows-fixture.h"

/* The same rows in another order, as another plan may read them. */
static void
turn_round (RowsFixture *fixture)
{
  rows_fixture_run (fixture->variant,
                    "CREATE TABLE turned AS SELECT * FROM orders ORDER BY id DESC;"
                    "DROP TABLE orders; ALTER TABLE turned RENAME TO orders");
}

/* Values that are equal, and do not look the same. */
static void
make_equals (RowsFixture *fixture)
{
  rows_fixture_run_both (fixture, "CREATE TABLE equals (n numeric, i interval)");
  rows_fixture_run (fixture->baseline, "INSERT INTO equals VALUES (2, '2 days'), (3.0, '1 day'),"
                                       " (3.00, '24:00'), (4, '3 days')");
  rows_fixture_run (fixture->variant, "INSERT INTO equals VALUES (2, '2 days'), (3.00, '24:00'),"
                                      " (3.0, '1 day'), (4, '3 days')");
}

static void
test_order_of_equals (RowsFixture *fixture, gconstpointer data)
{
  static const char *const all = "SELECT n FROM equals WHERE n BETWEEN 2 AND 4 ORDER BY n";
  static const char *const some = "SELECT n FROM equals ORDER BY n LIMIT 2";
  static const char *const part = "SELECT * FROM (SELECT n FROM equals ORDER BY n LIMIT 2) e";

  make_equals (fixture);
  rows_fixture_assert_equal (fixture, all, all);
  rows_fixture_assert_unverifiable (fixture, some, some, "no order is known");
  rows_fixture_assert_unverifiable (fixture, part, part, "in a part of it");
}

/* Which of them stands for all is the plan's affair. */
static void
test_one_of_equals (RowsFixture *fixture, gconstpointer data)
{
  static const char *const numerics[]
      = { "SELECT n, count(*) FROM equals GROUP BY n", "SELECT DISTINCT n FROM equals",
          "SELECT n FROM equals UNION SELECT n FROM equals",
          "SELECT min(n), max(n) FROM equals WHERE n = 3",
          "WITH d AS (DELETE FROM log) SELECT n FROM equals GROUP BY n" };
  static const char *const intervals[]
      = { "SELECT i, count(*) FROM equals GROUP BY i", "SELECT DISTINCT i FROM equals",
          "SELECT max(i) FROM equals WHERE i = '1 day'" };

  make_equals (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (numerics); i++)
    rows_fixture_assert_equal (fixture, numerics[i], numerics[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (intervals); i++)
    rows_fixture_assert_unverifiable (fixture, intervals[i], intervals[i], "stands for all");

  /* Where none does they are what they look like. */
  rows_fixture_assert_different (fixture, "SELECT 3.0 AS n", "SELECT 3.00 AS n", "(n: 3.0)");
  rows_fixture_assert_different (fixture, "SELECT DISTINCT n FROM equals",
                                 "SELECT DISTINCT n + 1 AS n FROM equals", "(n: 2)");
}

static void
test_windows (RowsFixture *fixture, gconstpointer data)
{
  static const char *const by_row
      = "SELECT id, sum(total) OVER (ORDER BY day ROWS UNBOUNDED PRECEDING) FROM orders";
  static const char *const named = "SELECT id, sum(total) OVER w FROM orders"
                                   " WINDOW w AS (ORDER BY day ROWS 3 PRECEDING)";
  static const char *const by_range
      = "SELECT id, sum(total) OVER (ORDER BY day), rank() OVER (ORDER BY day) FROM orders";
  static const char *const ranked
      = "SELECT id, rank() OVER (ORDER BY day) AS r FROM orders WHERE day < 3 ORDER BY r";

  turn_round (fixture);
  rows_fixture_assert_unverifiable (fixture, by_row, by_row, "A window function");
  rows_fixture_assert_unverifiable (fixture, named, named, "A window function");
  rows_fixture_assert_equal (fixture, by_range, by_range);
  rows_fixture_assert_equal (fixture, ranked, ranked);
}

static void
test_own_aggregate (RowsFixture *fixture, gconstpointer data)
{
  static const char *const sql = "SELECT day, first_of(id) FROM orders GROUP BY day";

  rows_fixture_run_both (fixture,
                         "CREATE FUNCTION keep(int, int) RETURNS int LANGUAGE sql IMMUTABLE STRICT"
                         "  AS 'SELECT $1';"
                         "CREATE AGGREGATE first_of(int) (sfunc = keep, stype = int)");
  turn_round (fixture);
  rows_fixture_assert_unverifiable (fixture, sql, sql, "first_of() gives may depend");
}

/* No relative tolerance holds for what terms of both signs leave. */
static void
test_near_zero (RowsFixture *fixture, gconstpointer data)
{
  static const char *const sum = "SELECT sum(x) FROM terms";
  static const char *const store = "UPDATE terms SET x = (SELECT sum(x) FROM terms)";

  rows_fixture_run_both (fixture, "CREATE TABLE terms (x float8)");
  rows_fixture_run (fixture->baseline, "INSERT INTO terms VALUES (0.1), (0.2), (-0.3)");
  rows_fixture_run (fixture->variant, "INSERT INTO terms VALUES (-0.3), (0.2), (0.1)");
  rows_fixture_assert_unverifiable (fixture, sum, sum, "Floats alone differ");
  rows_fixture_assert_unverifiable (fixture, store, store, "Floats alone differ");
}

static void
test_integers (RowsFixture *fixture, gconstpointer data)
{
  rows_fixture_assert_different (fixture, "SELECT 1700000000::float8 AS x",
                                 "SELECT 1700000001::float8 AS x", "(x: 1700000000)");
  rows_fixture_assert_different (fixture, "SELECT 9007199254740990::float8 AS x",
                                 "SELECT 9007199254740991::float8 AS x",
                                 "(x: 9.00719925474099e+15)");
  rows_fixture_assert_different (fixture, "SELECT 1000001::float4 AS x",
                                 "SELECT 1000002::float4 AS x", "(x: 1.000001e+06)");
  rows_fixture_assert_different (fixture, "SELECT 1.5::float8 AS x",
                                 "SELECT 1.50000000001::float8 AS x", "(x: 1.5)");
}

static void
test_many_ties (RowsFixture *fixture, gconstpointer data)
{
  static const char *const some = "SELECT i / 200000 AS a, i AS b FROM generate_series(1, 1000) i"
                                  " ORDER BY a";
  static const char *const many = "SELECT i / 200000 AS a, i AS b FROM generate_series(1, 100001) i"
                                  " ORDER BY a";

  rows_fixture_assert_equal (fixture, some, some);
  rows_fixture_assert_unverifiable (fixture, many, many, "more than 100000 of them sort as equals");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ROWS_TEST_ADD ("/rows-steady/order-of-equals", test_order_of_equals);
  ROWS_TEST_ADD ("/rows-steady/one-of-equals", test_one_of_equals);
  ROWS_TEST_ADD ("/rows-steady/windows", test_windows);
  ROWS_TEST_ADD ("/rows-steady/own-aggregate", test_own_aggregate);
  ROWS_TEST_ADD ("/rows-steady/near-zero", test_near_zero);
  ROWS_TEST_ADD ("/rows-steady/integers", test_integers);
  ROWS_TEST_ADD ("/rows-steady/many-ties", test_many_ties);

  return rows_fixture_finish (g_test_run ());
}
