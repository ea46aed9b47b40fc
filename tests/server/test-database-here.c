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

static OptPlan *
run_here (OptDatabase *database, const char *sql, GError **error)
{
  g_autofree char *basis = NULL;

  return opt_database_explain_sync (database, sql, OPT_EXPLAIN_ANALYZE_HERE, OPT_PLAN_OPTIONS_USUAL,
                                    NULL, &basis, NULL, NULL, error);
}

/* @culprit: (nullable): why it is not run; NULL: it is */
static void
assert_run (OptDatabase *database, const char *sql, const char *culprit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = run_here (database, sql, &error);

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

/* A session keeps such a lock after what is read-only and is rolled back: it shows what ran. */
#define CREATE_MEDDLE \
  "CREATE FUNCTION meddle () RETURNS int LANGUAGE sql AS 'SELECT 1 FROM pg_advisory_lock (417)'"

/* What a session of a role that policies bind does and does not run. */
static void
assert_unmeddled (ServerFixture *fixture,
                  const char *const *parts,
                  const char *const *refused,
                  const char *const *harmless)
{
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptConninfo) conninfo = opt_conninfo_as (fixture->conninfo, "reader", NULL);
  g_autoptr (GError) error = NULL;

  server_fixture_run (fixture->name,
                      "DO $$ BEGIN IF to_regrole ('reader') IS NULL THEN CREATE ROLE reader LOGIN"
                      " IN ROLE pg_read_all_data, pg_monitor; END IF; END $$");
  server_fixture_run (fixture->name, CREATE_MEDDLE);
  run_all (fixture, parts);
  database = opt_database_open_sync (conninfo, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; refused[i] != NULL; i++)
    {
      g_autoptr (GError) refusal = NULL;
      g_autoptr (OptPlan) plan = run_here (database, refused[i], &refusal);

      g_test_message ("%s: %s", refused[i], refusal != NULL ? refusal->message : "run");
      server_fixture_run (fixture->name,
                          "DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM pg_locks WHERE locktype ="
                          " 'advisory' AND objid = 417), 'the function ran'; END $$");
      g_assert_error (refusal, OPT_ERROR, OPT_ERROR_REFUSED);
      g_assert_nonnull (strstr (refusal->message, "public.meddle"));
    }
  for (guint i = 0; harmless[i] != NULL; i++)
    assert_run (database, harmless[i], NULL);
  opt_database_close (database);
}

/* What is put in for an argument that is not given. */
static void
test_defaults (ServerFixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {
    "CREATE FUNCTION add (a int DEFAULT meddle ()) RETURNS int LANGUAGE sql STABLE AS 'SELECT a'",
    "CREATE FUNCTION twice (a int DEFAULT add ()) RETURNS int LANGUAGE sql STABLE AS 'SELECT a'",
    "CREATE FUNCTION plain (a int DEFAULT abs (-1)) RETURNS int LANGUAGE sql STABLE AS 'SELECT a'",
    NULL,
  };
  static const char *const refused[]
      = { "SELECT add () FROM visits WHERE id < 3", "SELECT twice () FROM visits WHERE id < 3",
          "SELECT 1 FROM twice ()", NULL };
  static const char *const harmless[] = { "SELECT plain () FROM visits WHERE id < 3", NULL };

  assert_unmeddled (fixture, parts, refused, harmless);
}

/* What is given to a function becomes of the type of its argument, without a cast in the text. */
static void
test_arguments (ServerFixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {
    "CREATE DOMAIN odd AS int CHECK (meddle () = 1)",
    "CREATE DOMAIN small AS int CHECK (VALUE < 100)",
    "CREATE TYPE pair AS (a odd, b int)",
    "CREATE TABLE sets (id int, one odd, many odd[])",
    "INSERT INTO sets SELECT 1, NULL, NULL",
    "CREATE FUNCTION take (odd) RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN RETURN 1; END'",
    "CREATE FUNCTION all_of (odd[]) RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN RETURN 1; END'",
    "CREATE FUNCTION take_pair (pair) RETURNS int LANGUAGE plpgsql STABLE AS 'BEGIN RETURN 1; END'",
    "CREATE FUNCTION either (anyelement, anyelement) RETURNS int LANGUAGE plpgsql STABLE"
    " AS 'BEGIN RETURN 1; END'",
    "CREATE FUNCTION made () RETURNS odd LANGUAGE plpgsql STABLE AS 'BEGIN RETURN 1; END'",
    "CREATE FUNCTION take_small (small) RETURNS int LANGUAGE plpgsql STABLE"
    " AS 'BEGIN RETURN 1; END'",
    "CREATE FUNCTION same (int, odd) RETURNS bool LANGUAGE plpgsql STABLE"
    " AS 'BEGIN RETURN true; END'",
    "CREATE OPERATOR === (leftarg = int, rightarg = odd, function = same)",
    NULL,
  };
  static const char *const refused[] = {
    "SELECT take (id) FROM visits WHERE id < 3",
    "SELECT take ('4') FROM visits WHERE id < 3",
    "SELECT all_of ('{4}') FROM visits WHERE id < 3",
    "SELECT take_pair ('(4, 5)') FROM visits WHERE id < 3",
    "SELECT made () FROM visits WHERE id < 3",
    "SELECT id === '4' FROM visits WHERE id < 3",
    "SELECT either (one, '4') FROM sets",
    "SELECT * FROM sets WHERE many = '{4}'",
    "SELECT (jsonb_populate_record (s, '{\"one\": 4}')).id FROM sets s",
    NULL,
  };
  static const char *const harmless[]
      = { "SELECT take_small (id), take_small ('4') FROM visits WHERE id < 3", NULL };

  assert_unmeddled (fixture, parts, refused, harmless);
}

/* Operators that a word stands for. */
static void
test_unwritten (ServerFixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {
    "CREATE FUNCTION meddle_with (text, int) RETURNS bool LANGUAGE sql AS 'SELECT meddle () = 1'",
    "CREATE OPERATOR = (leftarg = text, rightarg = int, function = meddle_with)",
    "CREATE OPERATOR >= (leftarg = text, rightarg = int, function = meddle_with)",
    "CREATE OPERATOR <= (leftarg = text, rightarg = int, function = meddle_with)",
    "CREATE TABLE pages AS SELECT 1 AS page",
    NULL,
  };
  static const char *const refused[] = {
    "SELECT page BETWEEN 1 AND 2 FROM visits LIMIT 2",
    "SELECT CASE page WHEN 1 THEN 2 END FROM visits LIMIT 2",
    "SELECT 1 FROM visits JOIN pages USING (page) LIMIT 2",
    "SELECT 1 FROM visits NATURAL JOIN pages LIMIT 2",
    "SELECT page IN (SELECT page FROM pages) FROM visits LIMIT 2",
    NULL,
  };
  static const char *const harmless[]
      = { "SELECT CASE WHEN id < 2 THEN 2 END FROM visits v CROSS JOIN pages LIMIT 2", NULL };

  assert_unmeddled (fixture, parts, refused, harmless);
}

/* What policies ask has policies and views of its own. */
static void
test_policies (ServerFixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {
    "CREATE TABLE acl AS SELECT 1 AS id",
    "ALTER TABLE acl ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY meddles ON acl USING (meddle () = 1)",
    "CREATE TABLE papers AS SELECT 1 AS id",
    "ALTER TABLE papers ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY asks ON papers USING (EXISTS (SELECT FROM acl a WHERE a.id = papers.id))",
    "CREATE TABLE few AS SELECT 1 AS id",
    "CREATE TABLE letters AS SELECT 1 AS id",
    "ALTER TABLE letters ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY asks ON letters USING (EXISTS (SELECT FROM few f WHERE f.id = letters.id))",
    NULL,
  };
  static const char *const refused[] = { "SELECT * FROM papers", NULL };
  static const char *const harmless[] = { "SELECT * FROM letters", NULL };

  assert_unmeddled (fixture, parts, refused, harmless);
}

static void
test_policy_views (ServerFixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {
    "CREATE DOMAIN odd AS int CHECK (meddle () = 1)",
    "CREATE VIEW allowed AS SELECT meddle () = 1 AS ok",
    "CREATE VIEW odd_one AS SELECT '1'::text::odd = 1 AS ok",
    "CREATE VIEW fine AS SELECT 1 = 1 AS ok",
    "CREATE VIEW inner_view AS SELECT ok FROM allowed",
    "CREATE TABLE papers AS SELECT 1 AS id",
    "CREATE TABLE books AS SELECT 1 AS id",
    "CREATE TABLE coins AS SELECT 1 AS id",
    "CREATE TABLE letters AS SELECT 1 AS id",
    "ALTER TABLE papers ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE books ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE coins ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE letters ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY asks ON papers USING ((SELECT ok FROM allowed))",
    "CREATE POLICY asks ON books USING ((SELECT ok FROM inner_view))",
    "CREATE POLICY asks ON coins USING ((SELECT ok FROM odd_one))",
    "CREATE POLICY asks ON letters USING ((SELECT ok FROM fine))",
    NULL,
  };
  static const char *const refused[]
      = { "SELECT * FROM papers", "SELECT * FROM books", "SELECT * FROM coins", NULL };
  static const char *const harmless[] = { "SELECT * FROM letters", NULL };

  assert_unmeddled (fixture, parts, refused, harmless);
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
    { "/database-here/defaults", test_defaults },
    { "/database-here/arguments", test_arguments },
    { "/database-here/unwritten", test_unwritten },
    { "/database-here/policies", test_policies },
    { "/database-here/policy-views", test_policy_views },
    { "/database-here/changed-since", test_changed_since },
    { "/database-here/sequences", test_sequences },
  };

  return server_fixture_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
