/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rows-fixture.h"

/* Of each: whether the catalog proves that what it chooses is its own doing. */
static const struct
{
  const char *sql;
  gboolean total;
} statements[] = {
  { "SELECT note FROM orders ORDER BY id LIMIT 3", TRUE },
  { "SELECT note FROM orders ORDER BY day LIMIT 3", FALSE },
  { "SELECT note FROM orders ORDER BY day, id DESC LIMIT 3", TRUE },
  { "SELECT note FROM orders LIMIT 3", FALSE },
  { "SELECT note FROM orders OFFSET 3", FALSE },
  { "SELECT note FROM orders ORDER BY id FETCH FIRST 3 ROWS WITH TIES", TRUE },
  { "SELECT note FROM orders ORDER BY id + 0 LIMIT 3", FALSE },
  { "SELECT id AS n, note FROM orders ORDER BY n LIMIT 3", TRUE },
  { "SELECT id, note FROM orders ORDER BY 1 LIMIT 3", TRUE },
  { "SELECT day AS id, note FROM orders ORDER BY id LIMIT 3", FALSE },
  /* Rows that sort as equals are equal. */
  { "SELECT day FROM orders ORDER BY day LIMIT 3", TRUE },
  { "SELECT 1 AS one FROM orders LIMIT 3", TRUE },
  { "SELECT id FROM orders UNION ALL SELECT id FROM customers ORDER BY id LIMIT 3", TRUE },
  { "SELECT id, 1 AS n FROM orders UNION ALL SELECT id, 2 FROM customers ORDER BY id LIMIT 3",
    FALSE },
  /* A unique key that may be NULL tells no row apart. */
  { "SELECT note FROM codes ORDER BY code LIMIT 3", FALSE },
  { "SELECT note FROM codes ORDER BY area, number LIMIT 3", TRUE },
  { "SELECT note FROM codes ORDER BY number LIMIT 3", FALSE },
  { "SELECT note FROM codes WHERE area = 1 ORDER BY number LIMIT 3", TRUE },
  { "SELECT note FROM codes WHERE area = 1 OR number = 2 ORDER BY number LIMIT 3", FALSE },
  { "SELECT note FROM codes WHERE note IN (SELECT c.note FROM codes c WHERE codes.area = 1)"
    " ORDER BY number LIMIT 3",
    FALSE },
  /* Joins: what one row determines, and what it does not. */
  { "SELECT o.note, c.name FROM orders o JOIN customers c ON c.id = o.customer"
    " ORDER BY o.id LIMIT 3",
    TRUE },
  { "SELECT o.note, c.name FROM orders o JOIN customers c ON c.id = o.customer"
    " ORDER BY c.id LIMIT 3",
    FALSE },
  { "SELECT o.note, c.name FROM orders o, customers c ORDER BY o.id LIMIT 3", FALSE },
  { "SELECT o.note, c.name FROM orders o, customers c ORDER BY o.id, c.id LIMIT 3", TRUE },
  { "SELECT o.note, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer"
    " ORDER BY o.id LIMIT 3",
    TRUE },
  { "SELECT c.name, o.id FROM customers c LEFT JOIN orders o ON o.customer = c.id"
    " ORDER BY o.id LIMIT 3",
    FALSE },
  { "SELECT r.name, c.name FROM customers r LEFT JOIN customers c ON r.id = c.referrer"
    " ORDER BY c.id LIMIT 3",
    FALSE },
  { "SELECT o.note FROM orders o LEFT JOIN codes c ON o.id = 5 ORDER BY o.day LIMIT 3", FALSE },
  /* Groups, and one row. */
  { "SELECT day, sum(total) FROM orders GROUP BY day ORDER BY 2, day LIMIT 3", TRUE },
  { "SELECT day, sum(total) FROM orders GROUP BY day ORDER BY sum(total) LIMIT 3", FALSE },
  { "SELECT c.name, sum(o.total) FROM orders o JOIN customers c ON c.id = o.customer"
    " GROUP BY c.id, c.name ORDER BY c.id LIMIT 3",
    TRUE },
  { "SELECT day % 2, sum(total) FROM orders GROUP BY day % 2 ORDER BY day % 2 LIMIT 1", TRUE },
  { "SELECT count(*) FROM orders LIMIT 1", TRUE },
  { "SELECT sum(count(*)) OVER () FROM orders LIMIT 1", TRUE },
  { "SELECT id, day, count(*) OVER () FROM orders WHERE day = 2 ORDER BY day LIMIT 5", FALSE },
  { "SELECT note FROM orders WHERE id = 5 LIMIT 1", TRUE },
  /* Where it is in a part. */
  { "SELECT * FROM (SELECT * FROM orders ORDER BY id LIMIT 3) o", TRUE },
  { "SELECT id FROM customers c WHERE EXISTS (SELECT 1 AS a FROM orders o"
    " WHERE o.customer = c.id LIMIT 1)",
    TRUE },
  { "SELECT id FROM customers c WHERE EXISTS (SELECT o.note FROM orders o"
    " WHERE o.customer = c.id LIMIT 1)",
    TRUE },
  { "SELECT * FROM (SELECT * FROM orders ORDER BY day LIMIT 3) o", FALSE },
  { "SELECT * FROM (SELECT day FROM orders ORDER BY day LIMIT 3) o", TRUE },
  /* What is not one table's row. */
  { "SELECT id, unnest(ARRAY[1, 2]) AS n FROM orders ORDER BY id LIMIT 3", FALSE },
  { "SELECT g.note FROM (SELECT * FROM orders) g ORDER BY g.id LIMIT 3", FALSE },
  { "SELECT note FROM family ORDER BY id LIMIT 3", FALSE },
};

static void
test_total (RowsFixture *fixture, gconstpointer data)
{
  rows_fixture_run_both (
      fixture, "CREATE TABLE codes (code int UNIQUE, area int NOT NULL, number int NOT NULL,"
               "                    note text, UNIQUE (area, number));"
               "INSERT INTO codes SELECT i, i % 3, i, 'note ' || i FROM generate_series(1, 30) i;"
               "CREATE TABLE family (id int PRIMARY KEY, note text);"
               "CREATE TABLE child () INHERITS (family);"
               "INSERT INTO family VALUES (1, 'a'); INSERT INTO child VALUES (1, 'b')");
  for (gsize i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autoptr (OptRowsVerdict) verdict
          = rows_fixture_compare (fixture, statements[i].sql, statements[i].sql, NULL);

      g_assert_cmpint (verdict->comparison, ==,
                       statements[i].total ? OPT_ROWS_COMPARISON_EQUAL
                                           : OPT_ROWS_COMPARISON_UNVERIFIABLE);
    }
}

/* What a part of it chooses may well be why it differs. */
static void
test_part (RowsFixture *fixture, gconstpointer data)
{
  static const char *const any = "SELECT * FROM (SELECT id FROM orders WHERE day = 1 LIMIT 3) o";

  rows_fixture_assert_unverifiable (fixture, any, any, "Both gave the same rows this time.");
  rows_fixture_assert_unverifiable (
      fixture, any, "SELECT o.id FROM (SELECT id FROM orders WHERE day = 1 LIMIT 3) o",
      "in a part of it");
  rows_fixture_run (fixture->variant, "DELETE FROM orders WHERE id < 10");
  rows_fixture_assert_unverifiable (fixture, any, any, "in a part of it");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ROWS_TEST_ADD ("/rows-choice/total", test_total);
  ROWS_TEST_ADD ("/rows-choice/part", test_part);

  return rows_fixture_finish (g_test_run ());
}
