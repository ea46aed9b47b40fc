/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rows-fixture.h"

static void
test_update (RowsFixture *fixture, gconstpointer data)
{
  static const char *const update = "UPDATE orders SET total = total + 1 WHERE customer = 8";

  rows_fixture_assert_equal (fixture, update, update);
  rows_fixture_assert_equal (fixture, update,
                             "UPDATE orders o SET total = 1 + o.total WHERE o.customer = 7 + 1");
  rows_fixture_assert_different (fixture, update,
                                 "UPDATE orders SET total = total + 2 WHERE customer = 8",
                                 "Table public.orders has other rows afterwards.");
  rows_fixture_assert_different (fixture, update,
                                 "UPDATE orders SET total = total + 1 WHERE customer = 9",
                                 "With the change there is a row (id: 107, customer: 8, ");
  rows_fixture_assert_different (fixture, update,
                                 "UPDATE orders SET total = total + 1 "
                                 "WHERE customer = 8 AND id > 7",
                                 "Rows changed without the change: 20, with it: 19.");
}

/* As many rows, and others. */
static void
test_delete (RowsFixture *fixture, gconstpointer data)
{
  rows_fixture_assert_equal (fixture, "DELETE FROM orders WHERE id = 5",
                             "DELETE FROM orders WHERE id BETWEEN 5 AND 5");
  rows_fixture_assert_different (fixture, "DELETE FROM orders WHERE id = 5",
                                 "DELETE FROM orders WHERE id = 6", "(id: 5, ");
}

static void
test_returning (RowsFixture *fixture, gconstpointer data)
{
  rows_fixture_assert_different (fixture, "DELETE FROM orders WHERE id = 5 RETURNING total",
                                 "DELETE FROM orders WHERE id = 5 RETURNING total + 1 AS total",
                                 "It returns other rows.");
  rows_fixture_assert_different (fixture, "DELETE FROM orders WHERE id = 5 RETURNING total",
                                 "DELETE FROM orders WHERE id = 5 RETURNING total AS t",
                                 "Column 1 is named total");
  rows_fixture_assert_equal (fixture,
                             "UPDATE orders SET weight = 0.1::float8 + 0.2::float8 "
                             "WHERE id < 3 RETURNING id, weight",
                             "UPDATE orders SET weight = 0.3 WHERE id < 3 RETURNING id, weight");
}

/* Each run takes another number, and its own time. */
static void
test_defaults (RowsFixture *fixture, gconstpointer data)
{
  static const char *const insert = "INSERT INTO log (line) VALUES ('x') RETURNING id, at";

  rows_fixture_run (fixture->variant, "INSERT INTO log (line) VALUES ('y'); DELETE FROM log");
  rows_fixture_assert_equal (fixture, insert, insert);
  rows_fixture_assert_different (fixture, insert,
                                 "INSERT INTO log (line) VALUES ('z') RETURNING id, at", "line: x");
}

/* What goes with a row goes as well. */
static void
test_cascade (RowsFixture *fixture, gconstpointer data)
{
  static const char *const sql = "DELETE FROM customers WHERE id = 8";

  rows_fixture_run_both (fixture, "ALTER TABLE orders DROP CONSTRAINT orders_customer_fkey");
  rows_fixture_run (fixture->baseline, "ALTER TABLE orders ADD FOREIGN KEY (customer)"
                                       " REFERENCES customers ON DELETE CASCADE");
  rows_fixture_assert_different (fixture, sql, sql, "Table public.orders has other rows");
}

/* Which rows it takes is the plan's affair. */
static void
test_part (RowsFixture *fixture, gconstpointer data)
{
  static const char *const any
      = "UPDATE orders SET total = 0 WHERE id IN (SELECT id FROM orders WHERE day = 1 LIMIT 3)";

  rows_fixture_assert_unverifiable (fixture, any, any, "Both gave the same rows this time.");
  rows_fixture_run (fixture->variant, "UPDATE orders SET day = 2 WHERE id = 1");
  rows_fixture_assert_unverifiable (fixture, any, any, "in a part of it");
}

/* It locks rows, and changes some as well. */
static void
test_locking (RowsFixture *fixture, gconstpointer data)
{
  static const char *const sql = "WITH gone AS (DELETE FROM orders WHERE id = 5)"
                                 " SELECT name FROM customers WHERE id = 8 FOR UPDATE";

  rows_fixture_assert_equal (fixture, sql, sql);
  rows_fixture_assert_different (fixture, sql,
                                 "WITH gone AS (DELETE FROM orders WHERE id = 6)"
                                 " SELECT name FROM customers WHERE id = 8 FOR UPDATE",
                                 "Table public.orders has other rows");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ROWS_TEST_ADD ("/rows-write/update", test_update);
  ROWS_TEST_ADD ("/rows-write/delete", test_delete);
  ROWS_TEST_ADD ("/rows-write/returning", test_returning);
  ROWS_TEST_ADD ("/rows-write/defaults", test_defaults);
  ROWS_TEST_ADD ("/rows-write/cascade", test_cascade);
  ROWS_TEST_ADD ("/rows-write/part", test_part);
  ROWS_TEST_ADD ("/rows-write/locking", test_locking);

  return rows_fixture_finish (g_test_run ());
}
