/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-database-plan.h"
#include "opt-error.h"
#include "server-fixture.h"

/* What is run on a watched server does nothing but read. */

static OptDatabase *
open_database (ServerFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  OptDatabase *database = opt_database_open_sync (fixture->conninfo, NULL, &error);

  g_assert_no_error (error);

  return database;
}

/* @culprit: (nullable): why it is not run; NULL: it is */
static void
assert_run (OptDatabase *database, const char *sql, const char *culprit)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *basis = NULL;
  g_autoptr (OptPlan) plan
      = opt_database_explain_sync (database, sql, OPT_EXPLAIN_ANALYZE_HERE, OPT_PLAN_OPTIONS_USUAL,
                                   NULL, &basis, NULL, NULL, &error);

  g_test_message ("%s: %s", sql, error != NULL ? error->message : "run");
  if (culprit == NULL)
    {
      g_assert_no_error (error);
      g_assert_true (opt_plan_has_times (plan));
      return;
    }
  g_assert_null (plan);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, culprit));
}

static void
run_all (ServerFixture *fixture, const char *const *statements)
{
  for (guint i = 0; statements[i] != NULL; i++)
    server_fixture_run (fixture->name, statements[i]);
}

/* Casts with functions of their own, and what domains check. */
static void
test_casts (ServerFixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {
    "CREATE TABLE paints (id int, note text)",
    "CREATE TYPE colour AS ENUM ('red')",
    "CREATE FUNCTION to_colour (int) RETURNS colour LANGUAGE sql AS $$ SELECT 'red'::colour $$",
    "CREATE CAST (int AS colour) WITH FUNCTION to_colour (int)",
    "CREATE DOMAIN tint AS colour",
    "CREATE TYPE layers AS (above colour, below colour)",
    "CREATE VIEW painted AS SELECT id::colour FROM paints",
    "CREATE FUNCTION is_fine (text) RETURNS bool LANGUAGE sql AS 'SELECT true'",
    "CREATE DOMAIN fine AS text CHECK (is_fine (VALUE))",
    "CREATE TYPE size AS (metres int)",
    "CREATE FUNCTION to_size (int) RETURNS size LANGUAGE sql IMMUTABLE AS 'SELECT ROW ($1)::size'",
    "CREATE CAST (int AS size) WITH FUNCTION to_size (int) AS IMPLICIT",
    NULL,
  };
  static const char *const implicit[] = {
    "CREATE FUNCTION to_size (text) RETURNS size LANGUAGE sql AS 'SELECT ROW (1)::size'",
    "CREATE CAST (text AS size) WITH FUNCTION to_size (text) AS IMPLICIT",
    "CREATE FUNCTION measure (size) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'",
    NULL,
  };
  static const char *const casting[] = {
    "SELECT id::colour FROM paints",           "SELECT CAST (id AS public.colour) FROM paints",
    "SELECT ARRAY[id]::colour[] FROM paints",  "SELECT id::tint FROM paints",
    "SELECT ROW (id, id)::layers FROM paints", "SELECT * FROM painted",
  };
  g_autoptr (OptDatabase) database = NULL;

  run_all (fixture, parts);
  database = open_database (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (casting); i++)
    assert_run (database, casting[i], "public.to_colour");
  assert_run (database, "SELECT note::fine FROM paints", "public.is_fine");
  assert_run (database, "SELECT id::text, note::varchar, id::size FROM paints", NULL);

  run_all (fixture, implicit);
  assert_run (database, "SELECT measure (note) FROM paints", "public.to_size");
  opt_database_close (database);
}

/* What was read of the catalog before is not relied on. */
static void
test_changed_since (ServerFixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {
    "CREATE TABLE calls (id int)",
    "CREATE VIEW latest AS SELECT id FROM calls",
    "CREATE FUNCTION meddle () RETURNS int LANGUAGE sql AS 'SELECT 1'",
    NULL,
  };
  static const char *const changes[] = {
    "CREATE OR REPLACE VIEW latest AS SELECT id FROM calls WHERE meddle () = 1",
    "ALTER TABLE calls RENAME TO all_calls",
    "CREATE VIEW calls AS SELECT id FROM all_calls WHERE meddle () = 1",
    NULL,
  };
  g_autoptr (OptDatabase) database = NULL;

  run_all (fixture, parts);
  database = open_database (fixture);
  assert_run (database, "SELECT * FROM latest", NULL);
  assert_run (database, "SELECT * FROM calls", NULL);

  run_all (fixture, changes);
  assert_run (database, "SELECT * FROM latest", "public.meddle");
  assert_run (database, "SELECT * FROM calls", "public.meddle");
  opt_database_close (database);
}

/* On a copy a statement may take numbers of a sequence, whatever it does else; on the server none.
 */
static void
test_sequences (ServerFixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {
    "CREATE TABLE tickets (id serial, other int GENERATED ALWAYS AS IDENTITY, note text)",
    "INSERT INTO tickets (note) SELECT 'x' FROM generate_series(1, 10)",
    "CREATE FUNCTION take () RETURNS bigint LANGUAGE sql"
    " AS $$ INSERT INTO tickets (note) VALUES ('y'); SELECT nextval('tickets_id_seq') $$",
    NULL,
  };
  static const char *const statements[] = {
    "SELECT nextval('tickets_id_seq') FROM tickets",
    "SELECT take () FROM tickets",
    "INSERT INTO tickets (note) SELECT note FROM tickets",
    "WITH new AS (INSERT INTO tickets (note) VALUES ('z') RETURNING id) SELECT * FROM new",
  };
  g_autoptr (OptDatabase) database = NULL;

  run_all (fixture, parts);
  database = open_database (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *basis = NULL;
      g_autoptr (OptPlan) plan
          = opt_database_explain_sync (database, statements[i], OPT_EXPLAIN_ANALYZE_COPY,
                                       OPT_PLAN_OPTIONS_USUAL, NULL, &basis, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_true (opt_plan_has_times (plan));
      assert_run (database, statements[i], "watched server");
    }
  server_fixture_run (fixture->name, "DO $$ BEGIN ASSERT (SELECT count(*) FROM tickets) = 10;"
                                     " ASSERT nextval('tickets_id_seq') = 11; END $$");
  opt_database_close (database);
}

int
main (int argc, char **argv)
{
  static const ServerTest tests[] = {
    { "/database-here/casts", test_casts },
    { "/database-here/changed-since", test_changed_since },
    { "/database-here/sequences", test_sequences },
  };

  return server_fixture_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
