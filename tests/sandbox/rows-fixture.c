/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rows-fixture.h"

#include <string.h>

void
rows_fixture_run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
}

/* A database takes longer to make than its tables. */
static OptConnection *
make_copy (OptConnection **kept)
{
  if (*kept == NULL)
    {
      g_autofree char *database = opt_test_create_database ();

      *kept = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
    }
  rows_fixture_run (
      *kept,
      "SET client_min_messages = warning;"
      "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
      "CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, referrer int);"
      "INSERT INTO customers SELECT i, 'name ' || i, CASE WHEN i > 1 THEN i / 2 END"
      "  FROM generate_series(1, 50) i;"
      "CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL REFERENCES customers,"
      "                     day int, total numeric NOT NULL, weight float8, note text);"
      "INSERT INTO orders SELECT i, i % 50 + 1, i % 7, i % 97, i / 3.0, 'note ' || i % 10"
      "  FROM generate_series(1, 1000) i;"
      "CREATE TABLE log (at timestamptz NOT NULL DEFAULT now(), id serial PRIMARY KEY, line text);"
      "ANALYZE customers, orders");

  return g_object_ref (*kept);
}

static OptConnection *baseline;
static OptConnection *variant;

void
rows_fixture_set_up (RowsFixture *fixture, gconstpointer data)
{
  fixture->baseline = make_copy (&baseline);
  fixture->variant = make_copy (&variant);
}

void
rows_fixture_tear_down (RowsFixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->baseline);
  g_clear_object (&fixture->variant);
}

/* rows_fixture_finish: (transfer none): what g_test_run() gave, with the databases let go of */
int
rows_fixture_finish (int status)
{
  g_clear_object (&baseline);
  g_clear_object (&variant);

  return status;
}

void
rows_fixture_run_both (RowsFixture *fixture, const char *sql)
{
  rows_fixture_run (fixture->baseline, sql);
  rows_fixture_run (fixture->variant, sql);
}

OptRowsVerdict *
rows_fixture_compare (RowsFixture *fixture,
                      const char *first,
                      const char *second,
                      const char *value)
{
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_params_free);
  g_autoptr (GError) error = NULL;
  OptRowsVerdict *verdict;

  if (value != NULL)
    g_ptr_array_add (sets, opt_params_new_text (value, NULL));
  verdict = opt_rows_compare_sync (fixture->baseline, first, fixture->variant, second, sets, NULL,
                                   &error);
  g_assert_no_error (error);
  g_assert_nonnull (verdict);
  g_test_message ("%s\n%s\n%u databases; %s %s", first, second, verdict->n_databases,
                  verdict->reason, verdict->difference);

  return verdict;
}

void
rows_fixture_assert_equal (RowsFixture *fixture, const char *first, const char *second)
{
  g_autoptr (OptRowsVerdict) verdict = rows_fixture_compare (fixture, first, second, NULL);

  g_assert_cmpint (verdict->comparison, ==, OPT_ROWS_COMPARISON_EQUAL);
  g_assert_null (verdict->reason);
  g_assert_null (verdict->difference);
}

void
rows_fixture_assert_different (RowsFixture *fixture,
                               const char *first,
                               const char *second,
                               const char *told)
{
  g_autoptr (OptRowsVerdict) verdict = rows_fixture_compare (fixture, first, second, NULL);
  g_autofree char *text = g_strjoin (" ", verdict->reason,
                                     verdict->difference != NULL ? verdict->difference : "", NULL);

  g_assert_cmpint (verdict->comparison, ==, OPT_ROWS_COMPARISON_DIFFERENT);
  g_assert_nonnull (strstr (text, told));
}

void
rows_fixture_assert_unverifiable (RowsFixture *fixture,
                                  const char *first,
                                  const char *second,
                                  const char *told)
{
  g_autoptr (OptRowsVerdict) verdict = rows_fixture_compare (fixture, first, second, NULL);

  g_assert_cmpint (verdict->comparison, ==, OPT_ROWS_COMPARISON_UNVERIFIABLE);
  g_assert_nonnull (strstr (verdict->reason, told));
  g_assert_null (verdict->difference);
}
