/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rows-fixture.h"

#include <string.h>

static void
assert_refuted (RowsFixture *fixture, const char *baseline, const char *variant, const char *value)
{
  g_autoptr (OptRowsVerdict) verdict = rows_fixture_compare (fixture, baseline, variant, value);

  g_assert_cmpint (verdict->comparison, ==, OPT_ROWS_COMPARISON_DIFFERENT);
  g_assert_nonnull (strstr (verdict->reason, "made-up rows"));
  g_assert_nonnull (verdict->difference);
}

static void
assert_not_refuted (RowsFixture *fixture,
                    const char *baseline,
                    const char *variant,
                    const char *value)
{
  g_autoptr (OptRowsVerdict) verdict = rows_fixture_compare (fixture, baseline, variant, value);

  g_assert_cmpint (verdict->comparison, ==, OPT_ROWS_COMPARISON_EQUAL);
  g_assert_cmpuint (verdict->n_databases, >, 20);
}

/* The rows have no NULL there, and could have one. */
static void
test_not_in (RowsFixture *fixture, gconstpointer data)
{
  static const char *const not_in
      = "SELECT c.id FROM customers c WHERE c.id NOT IN (SELECT o.day FROM orders o)";

  assert_refuted (fixture, not_in,
                  "SELECT c.id FROM customers c"
                  " WHERE NOT EXISTS (SELECT FROM orders o WHERE o.day = c.id)",
                  NULL);
  assert_not_refuted (fixture, not_in,
                      "SELECT c.id FROM customers c"
                      " WHERE NOT EXISTS (SELECT FROM orders o WHERE o.day = c.id)"
                      "   AND NOT EXISTS (SELECT FROM orders o WHERE o.day IS NULL)",
                      NULL);
  /* A column that may have no NULL is not given one. */
  assert_not_refuted (fixture,
                      "SELECT c.id FROM customers c"
                      " WHERE c.id NOT IN (SELECT o.customer FROM orders o)",
                      "SELECT c.id FROM customers c"
                      " WHERE NOT EXISTS (SELECT FROM orders o WHERE o.customer = c.id)",
                      NULL);
}

static void
test_duplicates (RowsFixture *fixture, gconstpointer data)
{
  rows_fixture_run_both (fixture, "CREATE TABLE tags (name text);"
                                  "INSERT INTO tags SELECT 'tag ' || generate_series(1, 9)");
  assert_refuted (fixture, "SELECT DISTINCT name FROM tags", "SELECT name FROM tags", NULL);
  /* Its key tells it apart from all others. */
  assert_not_refuted (fixture, "SELECT DISTINCT id FROM customers", "SELECT id FROM customers",
                      NULL);
}

static void
test_empty (RowsFixture *fixture, gconstpointer data)
{
  assert_refuted (fixture, "SELECT count(*) AS n FROM orders",
                  "SELECT count(*) AS n FROM orders HAVING count(*) > 0", NULL);
}

/* What lies at the bound that a parameter gives is in none of the rows. */
static void
test_bounds (RowsFixture *fixture, gconstpointer data)
{
  assert_refuted (fixture, "SELECT id FROM orders WHERE day > $1::int",
                  "SELECT id FROM orders WHERE day >= $1::int", "90000");
  assert_refuted (fixture, "SELECT id FROM orders WHERE day > 90000",
                  "SELECT id FROM orders WHERE day >= 90000", NULL);
  /* What a key refers to has such a value first. */
  assert_refuted (fixture, "SELECT id FROM orders WHERE customer > 90000",
                  "SELECT id FROM orders WHERE customer >= 90000", NULL);
  assert_refuted (fixture,
                  "SELECT o.id FROM orders o JOIN customers c ON c.id = o.day"
                  " WHERE o.day > 90000",
                  "SELECT o.id FROM orders o JOIN customers c ON c.id = o.day"
                  " WHERE o.day >= 90000",
                  NULL);
}

/* Another text that is the same to a function. */
static void
test_like_text (RowsFixture *fixture, gconstpointer data)
{
  assert_refuted (fixture, "SELECT id FROM orders WHERE lower(note) = lower($1::text)",
                  "SELECT id FROM orders WHERE note = $1::text", "note 7");
  assert_refuted (fixture, "SELECT id FROM orders WHERE trim(note) = 'note 7'",
                  "SELECT id FROM orders WHERE note = 'note 7'", NULL);
}

/* The first moment of the next day is of that day. */
static void
test_day (RowsFixture *fixture, gconstpointer data)
{
  static const char *const day
      = "SELECT id FROM log"
        " WHERE date_trunc('day', at) = date_trunc('day', $1::timestamptz)";

  assert_refuted (fixture, day,
                  "SELECT id FROM log WHERE at >= date_trunc('day', $1::timestamptz)"
                  " AND at <= date_trunc('day', $1::timestamptz) + interval '1 day'",
                  "2031-05-31 08:15:00");
  assert_not_refuted (fixture, day,
                      "SELECT id FROM log WHERE at >= date_trunc('day', $1::timestamptz)"
                      " AND at < date_trunc('day', $1::timestamptz) + interval '1 day'",
                      "2031-05-31 08:15:00");
  /* The last day whose year has four digits has none after it. */
  assert_not_refuted (fixture, day,
                      "SELECT id FROM log WHERE at >= date_trunc('day', $1::timestamptz)"
                      " AND at < date_trunc('day', $1::timestamptz) + interval '1 day'",
                      "9999-12-31 08:15:00");
}

/* Rows that a key forbids are not among those that are named. */
static void
test_named_rows (RowsFixture *fixture, gconstpointer data)
{
  rows_fixture_run_both (fixture, "CREATE TABLE flags (set boolean PRIMARY KEY)");
  for (guint n = 1; n <= 2; n++)
    {
      g_autofree char *other
          = g_strdup_printf ("SELECT count(*) AS n FROM flags HAVING count(*) <> %u", n);
      g_autoptr (OptRowsVerdict) verdict
          = rows_fixture_compare (fixture, "SELECT count(*) AS n FROM flags", other, NULL);
      g_auto (GStrv)
        rows = NULL;

      g_assert_cmpint (verdict->comparison, ==, OPT_ROWS_COMPARISON_DIFFERENT);
      rows = g_strsplit (verdict->reason, "(set: ", -1);
      g_assert_cmpuint (g_strv_length (rows), ==, n + 1);
    }
}

static void
test_order (RowsFixture *fixture, gconstpointer data)
{
  assert_refuted (fixture, "SELECT id FROM customers ORDER BY id", "SELECT id FROM customers",
                  NULL);
}

/* A key that refers to another table finds a row there. */
static void
test_foreign_key (RowsFixture *fixture, gconstpointer data)
{
  assert_not_refuted (fixture, "SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer",
                      "SELECT o.id FROM orders o", NULL);
  assert_refuted (fixture, "SELECT c.id FROM customers c JOIN customers r ON r.id = c.referrer",
                  "SELECT c.id FROM customers c WHERE c.id > 1", NULL);
}

/* Of two tables that refer to each other one has values that are of the other's rows. */
static void
test_ring (RowsFixture *fixture, gconstpointer data)
{
  rows_fixture_run_both (fixture,
                         "CREATE TABLE emp (name text PRIMARY KEY, dept text);"
                         "CREATE TABLE dept (code text PRIMARY KEY, boss text REFERENCES emp);"
                         "ALTER TABLE emp ADD FOREIGN KEY (dept) REFERENCES dept;"
                         "INSERT INTO emp SELECT 'e' || i FROM generate_series(1, 9) i;"
                         "INSERT INTO dept SELECT 'd' || i, 'e' || i FROM generate_series(1, 9) i;"
                         "UPDATE emp SET dept = 'd' || right(name, 1)");
  assert_not_refuted (fixture,
                      "SELECT e.name, d.boss FROM emp e JOIN dept d ON d.code = e.dept"
                      " WHERE d.boss LIKE 'e%'",
                      "SELECT e.name, d.boss FROM dept d JOIN emp e ON e.dept = d.code"
                      " WHERE d.boss LIKE 'e%'",
                      NULL);
}

/* Whoever was stopped might have given the same rows. */
static void
test_stopped (RowsFixture *fixture, gconstpointer data)
{
  g_autoptr (OptRowsVerdict) verdict = NULL;

  rows_fixture_run_both (fixture,
                         "CREATE FUNCTION stop(int) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS"
                         " $$BEGIN RAISE query_canceled; END$$");
  verdict = rows_fixture_compare (fixture, "SELECT id FROM orders WHERE day < 100000",
                                  "SELECT id FROM orders"
                                  " WHERE CASE WHEN day >= 100000 THEN stop(day) ELSE day < 100000"
                                  " END",
                                  NULL);
  g_assert_cmpint (verdict->comparison, ==, OPT_ROWS_COMPARISON_EQUAL);
  g_assert_cmpuint (verdict->n_databases, <, 300);
  g_assert_null (verdict->reason);
}

static void
test_write (RowsFixture *fixture, gconstpointer data)
{
  assert_refuted (fixture, "UPDATE orders SET note = 'x' WHERE day <> 8",
                  "UPDATE orders SET note = 'x' WHERE day IS DISTINCT FROM 8", NULL);
  assert_not_refuted (fixture, "UPDATE orders SET note = 'x' WHERE day <> 8",
                      "UPDATE orders SET note = 'x' WHERE NOT day = 8", NULL);
}

/* Whatever is named how: in a schema, in a view. */
static void
test_view (RowsFixture *fixture, gconstpointer data)
{
  rows_fixture_run_both (fixture, "CREATE VIEW days AS SELECT day FROM public.orders");
  assert_refuted (fixture, "SELECT count(*) AS n FROM days", "SELECT count(day) AS n FROM days",
                  NULL);
}

static OptRowsVerdict *
refute (RowsFixture *fixture, const char *baseline, const char *variant)
{
  g_autoptr (GError) error = NULL;
  OptRowsVerdict *verdict = opt_rows_refute_sync (fixture->baseline, baseline, fixture->variant,
                                                  variant, NULL, NULL, &error);

  g_assert_no_error (error);
  g_test_message ("%u databases; %s", verdict->n_databases, verdict->reason);

  return verdict;
}

/* Where nobody waits for the rows that there are: these would take for ever. */
static void
test_alone (RowsFixture *fixture, gconstpointer data)
{
  static const char *const slow
      = "SELECT count(*) AS n FROM orders a, orders b, orders c WHERE a.day IS NOT NULL";
  g_autoptr (OptRowsVerdict) refuted
      = refute (fixture, slow,
                "SELECT count(a.day) AS n FROM orders a, orders b, orders c"
                " WHERE b.day IS NOT NULL");
  g_autoptr (OptRowsVerdict) held
      = refute (fixture, slow, "SELECT count(a.day) AS n FROM orders a, orders b, orders c");
  g_autoptr (OptRowsVerdict) written
      = refute (fixture, "UPDATE orders SET day = 1 WHERE day IS NULL",
                "UPDATE orders SET day = 1 WHERE coalesce(day, 0) = 0");

  g_assert_cmpint (refuted->comparison, ==, OPT_ROWS_COMPARISON_DIFFERENT);
  g_assert_nonnull (refuted->difference);
  g_assert_cmpint (held->comparison, ==, OPT_ROWS_COMPARISON_EQUAL);
  g_assert_cmpuint (held->n_databases, >, 10);
  /* What writes is left alone. */
  g_assert_cmpint (written->comparison, ==, OPT_ROWS_COMPARISON_EQUAL);
  g_assert_cmpuint (written->n_databases, ==, 0);
}

/* All is as it was. */
static void
test_put_back (RowsFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = NULL;

  assert_not_refuted (fixture, "SELECT id FROM orders", "SELECT o.id FROM orders o", NULL);
  result = opt_connection_query_sync (fixture->baseline,
                                      "SELECT (SELECT count(*) FROM orders) AS orders,"
                                      " (SELECT sum(id) FROM customers) AS customers",
                                      NULL, OPT_QUERY_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (opt_result_get_int (result, 0, "orders"), ==, 1000);
  g_assert_cmpint (opt_result_get_int (result, 0, "customers"), ==, 1275);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ROWS_TEST_ADD ("/rows-search/not-in", test_not_in);
  ROWS_TEST_ADD ("/rows-search/duplicates", test_duplicates);
  ROWS_TEST_ADD ("/rows-search/empty", test_empty);
  ROWS_TEST_ADD ("/rows-search/bounds", test_bounds);
  ROWS_TEST_ADD ("/rows-search/like-text", test_like_text);
  ROWS_TEST_ADD ("/rows-search/day", test_day);
  ROWS_TEST_ADD ("/rows-search/named-rows", test_named_rows);
  ROWS_TEST_ADD ("/rows-search/order", test_order);
  ROWS_TEST_ADD ("/rows-search/foreign-key", test_foreign_key);
  ROWS_TEST_ADD ("/rows-search/ring", test_ring);
  ROWS_TEST_ADD ("/rows-search/stopped", test_stopped);
  ROWS_TEST_ADD ("/rows-search/write", test_write);
  ROWS_TEST_ADD ("/rows-search/view", test_view);
  ROWS_TEST_ADD ("/rows-search/alone", test_alone);
  ROWS_TEST_ADD ("/rows-search/put-back", test_put_back);

  return rows_fixture_finish (g_test_run ());
}
