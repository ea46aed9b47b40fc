/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli-fixture.h"
#include "opt-test.h"

/* With pg_stat_statements, a table and some calls. */
static char *watched;
/* Without anything. */
static char *bare;

static void
set_up (void)
{
  watched = opt_test_create_database ();
  bare = opt_test_create_database ();
  cli_execute (watched, "CREATE EXTENSION pg_stat_statements;"
                        "CREATE TABLE orders (id int PRIMARY KEY, customer int, note text);"
                        "INSERT INTO orders SELECT i, i % 100, 'note ' || i "
                        "FROM generate_series (1, 5000) i;"
                        "ANALYZE orders;"
                        "CREATE ROLE watcher LOGIN IN ROLE pg_monitor, pg_read_all_data;"
                        "CREATE ROLE nosy LOGIN");
  for (int i = 0; i < 3; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM orders WHERE customer = %d", i);

      cli_execute (watched, sql);
    }
}

static void
test_check (void)
{
  static const char *const members[] = { "o:server", "b:ready", "a:checks", NULL };
  static const char *const server_members[]
      = { "s:version", "s:system_identifier", "s:database", "s:user", NULL };
  static const char *const check_members[]
      = { "s:name", "s:state", "s:found", "?s:effect", "?s:fix_sql", "?s:fix_note", NULL };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address ("watcher", watched);
  g_autoptr (CliRun) text = cli_run (home, "check", address, NULL);
  g_autoptr (CliRun) run = cli_run (home, "check", "--json", address, NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  JsonObject *object = json_node_get_object (node);

  cli_assert_status (text, 0);
  cli_assert_said (text, "pg_stat_statements");
  cli_assert_status (run, 0);
  g_assert_cmpstr (run->err, ==, "");
  cli_assert_members (object, members);
  cli_assert_members (json_object_get_object_member (object, "server"), server_members);
  cli_assert_members (cli_get_first (object, "checks"), check_members);
  g_assert_true (json_object_get_boolean_member (object, "ready"));
}

static JsonObject *
find_check (JsonNode *node, const char *name)
{
  JsonArray *checks = json_object_get_array_member (json_node_get_object (node), "checks");

  for (guint i = 0; i < json_array_get_length (checks); i++)
    {
      JsonObject *check = json_array_get_object_element (checks, i);

      if (strcmp (json_object_get_string_member (check, "name"), name) == 0)
        return check;
    }
  g_error ("There is no check “%s”", name);
}

/* The extension is not in the database: said, with the SQL, by each verb that needs it. */
static void
test_no_statements (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address (NULL, bare);
  g_autoptr (CliRun) check = cli_run (home, "check", "--json", address, NULL);
  g_autoptr (JsonNode) node = cli_parse (check);
  g_autoptr (CliRun) top = cli_run (home, "top", "--interval", "1s", address, NULL);
  g_autoptr (CliRun) since = cli_run (home, "top", "--since-reset", address, NULL);
  g_autoptr (CliRun) json = cli_run (home, "top", "--json", "--since-reset", address, NULL);
  g_autoptr (JsonNode) error = cli_parse (json);
  g_autoptr (CliRun) queryid = cli_run (home, "plan", address, "--queryid", "1", NULL);

  cli_assert_status (check, 1);
  g_assert_false (json_object_get_boolean_member (json_node_get_object (node), "ready"));
  g_assert_nonnull (
      strstr (json_object_get_string_member (find_check (node, "pg_stat_statements"), "fix_sql"),
              "CREATE EXTENSION"));
  cli_assert_failed (top, 3, "pg_stat_statements", "CREATE EXTENSION");
  cli_assert_failed (since, 3, "pg_stat_statements", "CREATE EXTENSION");
  cli_assert_status (json, 3);
  g_assert_true (json_object_has_member (json_node_get_object (error), "error"));
  cli_assert_failed (queryid, 3, "pg_stat_statements", "CREATE EXTENSION");
}

/* A role that may read neither others' statements nor the tables. */
static void
test_no_rights (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address ("nosy", watched);
  g_autoptr (CliRun) check = cli_run (home, "check", address, NULL);
  g_autoptr (CliRun) top = cli_run (home, "top", "--json", "--since-reset", address, NULL);
  g_autoptr (CliRun) plan
      = cli_run (home, "plan", address, "--query", "SELECT * FROM orders WHERE customer = 7", NULL);
  g_autoptr (CliRun) analyze = cli_run (home, "plan", address, "--analyze", "--query",
                                        "SELECT * FROM orders WHERE customer = 7", NULL);
  g_autoptr (JsonNode) node = cli_parse (top);

  cli_assert_status (check, 1);
  cli_assert_said (check, "GRANT pg_monitor TO nosy");
  cli_assert_said (check, "GRANT pg_read_all_data TO nosy");
  /* Nobody's text is shown, and nothing is made up in its place. */
  g_assert_null (strstr (top->out, "customer"));
  g_assert_null (strstr (top->out, "insufficient privilege"));
  cli_assert_failed (plan, 3, "orders", "optischema-cli check");
  cli_assert_failed (analyze, 3, "orders", "GRANT");
  cli_home_assert_clean (home);
}

static gboolean
has_system_statement (JsonNode *top)
{
  JsonArray *statements = json_object_get_array_member (json_node_get_object (top), "statements");

  for (guint i = 0; i < json_array_get_length (statements); i++)
    if (json_object_get_boolean_member (json_array_get_object_element (statements, i), "system"))
      return TRUE;

  return FALSE;
}

static void
test_top (void)
{
  static const char *const members[]
      = { "o:window", "s:by", "i:hidden", "n:hidden_share", "i:total", "a:statements", NULL };
  static const char *const window_members[]
      = { "?s:start", "s:end",        "n:observed_s",  "b:gap",
          "b:reset",  "b:incomplete", "?n:lost_share", NULL };
  static const char *const statement_members[] = {
    "i:queryid",
    "i:userid",
    "s:role",
    "s:database",
    "b:toplevel",
    "?s:query",
    "b:system",
    "i:calls",
    "?n:calls_per_second",
    "n:total_ms",
    "n:mean_ms",
    "?n:stddev_ms",
    "n:share",
    "o:shares",
    "i:rows",
    "?i:blocks_hit",
    "?i:blocks_read",
    "?i:blocks_written",
    "?i:temp_blocks_read",
    "?i:temp_blocks_written",
    "?i:wal_bytes",
    NULL,
  };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address ("watcher", watched);
  g_autoptr (CliRun) run
      = cli_run (home, "top", "--json", "--since-reset", "--sort", "calls", address, NULL);
  g_autoptr (CliRun) text = cli_run (home, "top", "--since-reset", "--limit", "1", address, NULL);
  g_autoptr (CliRun) system
      = cli_run (home, "top", "--json", "--since-reset", "--system", address, NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  g_autoptr (JsonNode) with_system = cli_parse (system);
  JsonObject *object = json_node_get_object (node);

  cli_assert_status (run, 0);
  g_assert_cmpstr (run->err, ==, "");
  /* One line, for a stream. */
  g_assert_true (strchr (run->out, '\n') == run->out + strlen (run->out) - 1);
  cli_assert_members (object, members);
  cli_assert_members (json_object_get_object_member (object, "window"), window_members);
  cli_assert_members (cli_get_first (object, "statements"), statement_members);
  cli_assert_status (text, 0);
  cli_assert_said (text, "queryid");
  g_assert_false (has_system_statement (node));
  g_assert_true (has_system_statement (with_system));
}

/* By what is asked for, each share is of all, and the largest comes first. */
static void
test_top_by (void)
{
  static const char *const shares[] = { "time", "io", "wal", "temp", "calls", "blend" };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address ("watcher", watched);
  g_autoptr (CliRun) text
      = cli_run (home, "top", "--since-reset", "--by", "calls", "--limit", "1", address, NULL);
  g_autoptr (CliRun) spilled
      = cli_run (home, "top", "--since-reset", "--by", "temp", address, NULL);
  g_autoptr (CliRun) wrong = cli_run (home, "top", "--by", "speed", address, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      g_autoptr (CliRun) run = cli_run (home, "top", "--json", "--since-reset", "--system",
                                        "--limit", "100000", "--by", shares[i], address, NULL);
      g_autoptr (JsonNode) node = cli_parse (run);
      JsonObject *object = json_node_get_object (node);
      JsonArray *statements = json_object_get_array_member (object, "statements");
      double before = 1;
      double sum = 0;

      cli_assert_status (run, 0);
      g_assert_cmpstr (json_object_get_string_member (object, "by"), ==, shares[i]);
      for (guint j = 0; j < json_array_get_length (statements); j++)
        {
          JsonObject *statement = json_array_get_object_element (statements, j);
          JsonObject *all = json_object_get_object_member (statement, "shares");

          /* Nobody sorted on disk, perhaps. */
          if (json_object_get_null_member (all, shares[i]))
            {
              g_assert_cmpstr (shares[i], ==, "temp");
              cli_assert_said (spilled, "No statement used temporary files.");
              sum = 1;
              continue;
            }
          g_assert_cmpfloat (json_object_get_double_member (all, shares[i]), <=, before + 1e-9);
          before = json_object_get_double_member (all, shares[i]);
          sum += before;
          g_assert_cmpfloat (json_object_get_double_member (all, "time"), ==,
                             json_object_get_double_member (statement, "share"));
        }
      g_assert_cmpfloat_with_epsilon (sum, 1, 1e-6);
    }

  cli_assert_status (text, 0);
  cli_assert_said (text, "of calls");
  cli_assert_failed (wrong, 2, "time, io, wal, temp, calls, blend", NULL);
}

static gint64
find_queryid (JsonNode *top, const char *text)
{
  JsonArray *statements = json_object_get_array_member (json_node_get_object (top), "statements");

  for (guint i = 0; i < json_array_get_length (statements); i++)
    {
      JsonObject *statement = json_array_get_object_element (statements, i);
      const char *query = json_object_get_string_member_with_default (statement, "query", "");

      if (strcmp (query, text) == 0)
        return json_object_get_int_member (statement, "queryid");
    }
  g_error ("No statement reads “%s”", text);
}

static void
test_plan (void)
{
  static const char *const members[]
      = { "s:basis", "a:nodes", "i:costliest", "?i:slowest", "a:findings", NULL };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address ("watcher", watched);
  g_autoptr (CliRun) top
      = cli_run (home, "top", "--json", "--since-reset", "--limit", "1000", address, NULL);
  g_autoptr (JsonNode) hot = cli_parse (top);
  g_autofree char *queryid
      = g_strdup_printf ("%" G_GINT64_FORMAT,
                         find_queryid (hot, "SELECT count(*) FROM orders WHERE customer = $1"));
  g_autoptr (CliRun) of_hot = cli_run (home, "plan", "--json", address, "--queryid", queryid, NULL);
  g_autoptr (JsonNode) node = cli_parse (of_hot);
  g_autoptr (CliRun) text
      = cli_run (home, "plan", address, "--query", "SELECT * FROM orders WHERE id = 7", NULL);
  g_autoptr (CliRun) here
      = cli_run (home, "plan", "--json", "--analyze", "--here", "--yes", address, "--query",
                 "SELECT * FROM orders WHERE customer = 7", NULL);
  g_autoptr (JsonNode) ran = cli_parse (here);
  JsonObject *object = json_node_get_object (ran);

  cli_assert_status (of_hot, 0);
  cli_assert_members (json_node_get_object (node), members);
  cli_assert_status (text, 0);
  cli_assert_said (text, "orders_pkey");
  cli_assert_said (text, "not run");
  cli_assert_status (here, 0);
  cli_assert_members (object, members);
  g_assert_false (json_object_get_null_member (object, "execution_ms"));
}

/* What was planned is kept without its values, and told again with what changed. */
static void
test_plan_history (void)
{
#define HISTORY_SQL "SELECT * FROM orders WHERE customer = 7 AND id::text <> 'secret417'"
#define PLAIN_SQL "SELECT max(customer) FROM orders"
  static const char *const members[]
      = { "s:first_seen", "s:last_seen", "i:seen",      "s:place",       "s:values",
          "s:shape",      "b:changed",   "?s:returned", "?s:difference", "?n:total_cost",
          "?n:total_ms",  "?a:plan",     NULL };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address (NULL, watched);
  g_autoptr (CliRun) none
      = cli_run (home, "plan", address, "--history", "--query", HISTORY_SQL, NULL);
  g_autoptr (CliRun) first = cli_run (home, "plan", address, "--query", HISTORY_SQL, NULL);
  g_autoptr (CliRun) again = cli_run (home, "plan", address, "--query", HISTORY_SQL, NULL);

  cli_assert_status (none, 1);
  cli_assert_status (first, 0);
  cli_assert_status (again, 0);
  cli_execute (watched, "CREATE INDEX orders_by_customer ON orders (customer)");
  cli_execute (watched, "ANALYZE orders");
  {
    g_autoptr (CliRun) second = cli_run (home, "plan", address, "--query", HISTORY_SQL, NULL);
    g_autoptr (CliRun) text
        = cli_run (home, "plan", address, "--history", "--query", HISTORY_SQL, NULL);
    g_autoptr (CliRun) other
        = cli_run (home, "plan", "--json", address, "--history", "--query",
                   "SELECT * FROM orders WHERE customer = 8 AND id::text <> ''", NULL);
    g_autoptr (CliRun) wrong
        = cli_run (home, "plan", address, "--history", "--analyze", "--query", HISTORY_SQL, NULL);
    g_autoptr (JsonNode) node = cli_parse (other);
    JsonObject *newest = cli_get_first (json_node_get_object (node), "plans");

    cli_assert_status (second, 0);
    cli_assert_status (text, 0);
    cli_assert_said (text, "got 2 times");
    cli_assert_members (newest, members);
    /* Those are plans for other values, for all that is known. */
    g_assert_false (json_object_get_boolean_member (newest, "changed"));
    cli_assert_status (wrong, 2);
  }
  {
    g_autoptr (CliRun) with = cli_run (home, "plan", address, "--query", PLAIN_SQL, NULL);
    g_autoptr (CliRun) without = NULL;
    g_autoptr (CliRun) text = NULL;

    cli_execute (watched, "DROP INDEX orders_by_customer");
    without = cli_run (home, "plan", address, "--query", PLAIN_SQL, NULL);
    text = cli_run (home, "plan", address, "--history", "--query", PLAIN_SQL, NULL);
    cli_assert_status (with, 0);
    cli_assert_status (without, 0);
    cli_assert_status (text, 0);
    cli_assert_said (text, "Changed.");
  }
  cli_home_assert_nowhere (home, "secret417");
#undef HISTORY_SQL
#undef PLAIN_SQL
}

/* What costs most is planned, and of what can't be it is said why. */
static void
test_plan_top (void)
{
  static const char *const members[]
      = { "s:queryid", "s:query",   "i:calls",      "n:total_ms", "?o:plan",
          "?s:basis",  "?s:reason", "?s:next_step", NULL };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address (NULL, watched);
  g_autoptr (CliRun) json = NULL;
  g_autoptr (CliRun) text = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonArray *statements;
  gboolean planned = FALSE;
  gboolean gone = FALSE;

  cli_execute (watched, "CREATE TABLE gone (id int)");
  cli_execute (watched, "SELECT * FROM gone WHERE id = 417");
  cli_execute (watched, "DROP TABLE gone");
  json = cli_run (home, "plan", "--json", address, "--top", "1000", NULL);
  text = cli_run (home, "plan", address, "--top", "1000", NULL);
  cli_assert_status (json, 0);
  cli_assert_status (text, 0);
  cli_assert_said (text, "No plan: ");
  cli_assert_said (text, "Estimated cost ");
  node = cli_parse (json);
  statements = json_object_get_array_member (json_node_get_object (node), "statements");
  for (guint i = 0; i < json_array_get_length (statements); i++)
    {
      JsonObject *statement = json_array_get_object_element (statements, i);
      const char *query = json_object_get_string_member (statement, "query");
      const char *reason = json_object_get_string_member_with_default (statement, "reason", NULL);

      cli_assert_members (statement, members);
      g_assert_true (json_object_get_null_member (statement, "plan") == (reason != NULL));
      planned |= strstr (query, "FROM orders WHERE customer") != NULL && reason == NULL;
      gone |= strstr (query, "FROM gone") != NULL && reason != NULL
              && strstr (reason, "gone") != NULL;
    }
  g_assert_true (planned);
  g_assert_true (gone);
}

/* What is wrong with a statement is said, and nothing runs that could change anything. */
static void
test_wrong_statement (void)
{
  static const struct
  {
    const char *sql;
    const char *cause;
    gboolean here;
  } cases[] = {
    { "SELEC 1", "syntax error", FALSE },
    { "SELECT * FROM nothing_there", "nothing_there", FALSE },
    { "SELECT nothing_there FROM orders", "nothing_there", FALSE },
    { "", "", FALSE },
    { "SELECT 1; DROP TABLE orders", "", FALSE },
    { "SELECT 1; DROP TABLE orders", "", TRUE },
    { "DELETE FROM orders", "never run on a watched server", TRUE },
    { "WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone",
      "never run on a watched server", TRUE },
    { "SELECT * FROM orders FOR UPDATE", "never run on a watched server", TRUE },
    { "SELECT setval('seq', 7)", "setval", TRUE },
    { "SELECT * FROM orders WHERE pg_sleep(0.01) IS NOT NULL", "pg_sleep", TRUE },
    { "SELECT pg_catalog.pg_advisory_lock(id) FROM orders", "pg_advisory_lock", TRUE },
    { "SELECT * FROM meddling", "public.meddle", TRUE },
    { "SELECT * FROM (SELECT * FROM more_meddling) x", "public.meddle", TRUE },
    { "SELECT id ==> id FROM orders", "public.meddle2", TRUE },
    { "SELECT meddle_all(id) FROM orders", "public.meddle2", TRUE },
    { "SELECT * FROM guarded", "public.meddle", TRUE },
    { "SELECT * FROM locking", "pg_try_advisory_lock", TRUE },
    { "SELECT o.meddle_row FROM orders o", "public.meddle_row", TRUE },
    { "SELECT (o).meddle_row FROM orders o", "public.meddle_row", TRUE },
    { "SELECT o.meddle_any FROM orders o", "public.meddle_any", TRUE },
    { "SELECT * FROM crosstab('SELECT 1')", "public.crosstab", TRUE }, /* runs what it is given */
  };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address (NULL, watched);
  g_autoptr (CliRun) unknown = cli_run (home, "plan", address, "--queryid", "1", NULL);

  cli_assert_failed (unknown, 4, "queryid 1", "top --since-reset");
  cli_execute (watched, "CREATE SEQUENCE seq");
  cli_execute (watched, "CREATE FUNCTION meddle () RETURNS int LANGUAGE sql AS 'SELECT 1'");
  cli_execute (watched,
               "CREATE FUNCTION meddle2 (int, int) RETURNS int LANGUAGE sql AS 'SELECT 1'");
  cli_execute (watched, "CREATE OPERATOR ==> (leftarg = int, rightarg = int, function = meddle2)");
  cli_execute (watched, "CREATE AGGREGATE meddle_all (int) (sfunc = meddle2, stype = int)");
  cli_execute (watched, "CREATE VIEW meddling AS SELECT * FROM orders WHERE meddle () = 1");
  cli_execute (watched, "CREATE VIEW more_meddling AS SELECT * FROM meddling LIMIT 3");
  cli_execute (watched,
               "CREATE FUNCTION meddle_row (orders) RETURNS int LANGUAGE sql AS 'SELECT 1';"
               "CREATE FUNCTION meddle_any (anyelement) RETURNS int LANGUAGE sql AS 'SELECT 1'");
  cli_execute (watched, "CREATE FUNCTION crosstab (text) RETURNS int LANGUAGE sql STABLE AS "
                        "'SELECT 1'");
  cli_execute (watched, "CREATE TABLE guarded (id int); CREATE TABLE locking (id int)");
  cli_execute (watched, "CREATE POLICY lock ON locking USING (pg_try_advisory_lock (id))");
  cli_execute (watched, "CREATE POLICY guard ON guarded USING (meddle () = 1)");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CliRun) run
          = cli_run (home, "plan", "--json", address, "--query", cases[i].sql,
                     cases[i].here ? "--analyze" : NULL, "--here", "--yes", NULL);
      g_autoptr (JsonNode) node = cli_parse (run);

      g_test_message ("%s", cases[i].sql);
      cli_assert_failed (run, 4, cases[i].cause, NULL);
      g_assert_true (json_object_has_member (json_node_get_object (node), "error"));
    }
  cli_execute (watched, "DO $$ BEGIN ASSERT (SELECT count(*) FROM orders) = 5000; "
                        "ASSERT (SELECT NOT is_called FROM seq); END $$");
}

/* A view whose table somebody has locked can't be looked into, and is not run unseen. */
static void
test_unseen_view (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address (NULL, watched);
  g_autoptr (OptConnection) locker = opt_test_connect (watched, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptResult) locked = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CliRun) run = NULL;

  locked = opt_connection_query_sync (locker, "BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE",
                                      NULL, OPT_QUERY_SCRIPT, NULL, &error);
  g_assert_no_error (error);
  run = cli_run (home, "plan", "--analyze", "--here", "--yes", address, "--query",
                 "SELECT * FROM more_meddling", NULL);
  cli_assert_failed (run, 4, "could not be looked up", NULL);
  opt_connection_close (locker);
}

/* What fails on the copy fails: no estimate stands for it. */
static void
test_fails_on_copy (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address (NULL, watched);
  g_autoptr (CliRun) run = NULL;

  cli_execute (watched, "CREATE TABLE numbered AS SELECT 1 AS id");
  run = cli_run (home, "plan", "--analyze", address, "--query", "SELECT 1 / (id - 1) FROM numbered",
                 NULL);
  cli_assert_failed (run, 4, "division by zero", NULL);
}

/* What can't be copied is planned, and it is said why it was not run. */
static void
test_too_large (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address (NULL, watched);
  g_autoptr (CliRun) run = NULL;

  cli_execute (watched, "CREATE TABLE large AS SELECT i, repeat('x', 200) FROM "
                        "generate_series(1, 10000) i; ANALYZE large");
  cli_home_set (home, "OPTISCHEMA_COPY_LIMIT_MB", "1");
  run = cli_run (home, "plan", address, "--analyze", "--query", "SELECT * FROM large", NULL);

  cli_assert_status (run, 0);
  cli_assert_said (run, "Not run on a copy: The tables take");
  cli_assert_said (run, "a copy may take 1");
  cli_assert_said (run, "Not run. Estimated cost");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  set_up ();

  g_test_add_func ("/cli/server/check", test_check);
  g_test_add_func ("/cli/server/no-statements", test_no_statements);
  g_test_add_func ("/cli/server/no-rights", test_no_rights);
  g_test_add_func ("/cli/server/top", test_top);
  g_test_add_func ("/cli/server/top-by", test_top_by);
  g_test_add_func ("/cli/server/plan", test_plan);
  g_test_add_func ("/cli/server/plan-history", test_plan_history);
  g_test_add_func ("/cli/server/plan-top", test_plan_top);
  g_test_add_func ("/cli/server/wrong-statement", test_wrong_statement);
  g_test_add_func ("/cli/server/unseen-view", test_unseen_view);
  g_test_add_func ("/cli/server/fails-on-copy", test_fails_on_copy);
  g_test_add_func ("/cli/server/too-large", test_too_large);

  status = g_test_run ();
  g_free (watched);
  g_free (bare);

  return status;
}
