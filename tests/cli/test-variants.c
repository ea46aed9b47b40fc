/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli-fixture.h"
#include "opt-test.h"

/*
 * What can be tried besides an index: another text of the statement, settings, statistics, a drop,
 * and several of these at once.
 */

#define QUERY "SELECT count(*) FROM orders WHERE customer = $1"
/* Planned alike wherever it is, be the table vacuumed or not. */
#define ROWS "SELECT id, note FROM orders WHERE customer = $1"

static char *database;
static char *address;

static void
set_up (void)
{
  database = opt_test_create_database ();
  /* Every order has a customer today; no constraint says that it must. */
  cli_execute (database, "CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL);"
                         "INSERT INTO customers SELECT i, 'name ' || i "
                         "FROM generate_series (1, 300) i;"
                         "CREATE TABLE orders (id int PRIMARY KEY, customer int, note text);"
                         "INSERT INTO orders SELECT i, i % 200, 'note ' || i "
                         "FROM generate_series (1, 30000) i;"
                         "CREATE INDEX orders_customer ON orders (customer);"
                         "CREATE INDEX orders_note ON orders (note);"
                         /* Most kinds are rare; that one is not takes statistics to know. */
                         "CREATE TABLE events (id int PRIMARY KEY, kind int);"
                         "INSERT INTO events"
                         "  SELECT i, CASE i % 10 WHEN 0 THEN 1 WHEN 1 THEN 1 WHEN 2 THEN 2"
                         "            ELSE i + 10 END"
                         "    FROM generate_series (1, 30000) i;"
                         "CREATE INDEX ON events (kind);"
                         "CREATE VIEW locked AS SELECT * FROM orders FOR UPDATE");
  /* A copy is vacuumed, and is to be planned alike. */
  cli_execute (database, "VACUUM ANALYZE");
  address = cli_get_address (NULL, database);
}

static JsonObject *
get_statement (JsonNode *node)
{
  return cli_get_first (json_node_get_object (node), "statements");
}

static gboolean
has_kind (JsonNode *node, const char *kind)
{
  JsonArray *kinds = json_object_get_array_member (json_node_get_object (node), "kinds");

  for (guint i = 0; i < json_array_get_length (kinds); i++)
    if (g_str_equal (json_array_get_string_element (kinds, i), kind))
      return TRUE;

  return FALSE;
}

static const char *
get_text (JsonNode *node, const char *member)
{
  return json_object_get_string_member (json_node_get_object (node), member);
}

/* What is wanted, or that a busy machine does not let it be told; never the opposite. */
static void
assert_measured (const CliRun *run, JsonNode *node, const char *wanted)
{
  const char *verdict = get_text (node, "verdict");
  gboolean told = g_str_equal (verdict, wanted);

  g_test_message ("%s: %s", verdict, get_text (node, "summary"));
  g_assert_true (told || g_str_equal (verdict, "inconclusive"));
  cli_assert_status (run, told && !g_str_equal (wanted, "worse") ? 0 : 1);
  if (!told)
    g_assert_cmpstr (get_text (node, "evidence"), ==, "opinion");
  else
    g_assert_cmpstr (get_text (node, "evidence"), ==,
                     g_str_equal (wanted, "worse") ? "refuted" : "measured");
}

/* The rows that there are have no NULL, and are the same; a NULL makes NOT IN find nothing. */
static void
test_refuted (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) run
      = cli_run (home, "trial", "--json", "--time", "1s", address, "--query",
                 "SELECT c.id FROM customers c WHERE c.id NOT IN (SELECT o.customer FROM orders o)",
                 "--rewrite",
                 "SELECT c.id FROM customers c "
                 "WHERE NOT EXISTS (SELECT FROM orders o WHERE o.customer = c.id)",
                 NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  JsonObject *tried = get_statement (node);

  cli_assert_status (run, 1);
  g_assert_cmpstr (get_text (node, "verdict"), ==, "different-rows");
  g_assert_cmpstr (get_text (node, "evidence"), ==, "refuted");
  g_assert_cmpstr (json_object_get_string_member (tried, "rows"), ==, "different");
  g_assert_nonnull (strstr (json_object_get_string_member (tried, "rows_note"), "customer: NULL"));
  g_assert_nonnull (json_object_get_string_member (tried, "rows_difference"));
  g_assert_false (json_object_has_member (tried, "rows_contents"));
  cli_home_assert_clean (home);
}

/* With the same rows: told with on how many contents, and without a claim beyond that. How much
 * faster it is is a matter of what else the machine does. */
static void
test_rewrite (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) run
      = cli_run (home, "trial", "--json", "--time", "1s", address, "--query",
                 "SELECT id, note FROM orders WHERE customer + 1 = $1 + 1", "--rewrite",
                 "SELECT id, note FROM orders WHERE customer = $1", NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  JsonObject *tried = get_statement (node);
  JsonArray *values = json_object_get_array_member (tried, "values");

  assert_measured (run, node, "better");
  g_assert_cmpstr (get_text (node, "aim"), ==, "better");
  g_assert_true (json_object_get_null_member (json_node_get_object (node), "change"));
  g_assert_true (has_kind (node, "rewrite"));
  g_assert_cmpstr (json_object_get_string_member (tried, "rewrite"), ==,
                   "SELECT id, note FROM orders WHERE customer = $1");
  g_assert_true (json_object_get_boolean_member (tried, "rows_equal"));
  g_assert_cmpint (json_object_get_int_member (tried, "rows_contents"), >, 0);
  g_assert_nonnull (strstr (get_text (node, "summary"), "no proof"));
  g_assert_null (strstr (run->out, "equivalent"));
  g_assert_cmpuint (json_array_get_length (values), >, 0);
  cli_home_assert_clean (home);
}

/* What takes other values, or does something else, is no rewrite: nothing is copied for it. */
static void
test_no_rewrite (void)
{
  static const struct
  {
    const char *rewrite;
    const char *cause;
    const char *next_step;
  } cases[] = {
    { "SELECT count(*) FROM orders", "of the rewrite: 0", "the same $1, $2" },
    { "SELECT count(*) FROM orders WHERE customer = $1 AND id > $2", "of the rewrite: 2",
      "$1, $2" },
    { "SELECT count(*) FROM orders WHERE customer = $1::bigint", "bigint in the rewrite",
      "$1::integer" },
    { "SELECT count(*) FROM ordes WHERE customer = $1", "ordes", NULL },
    { "SELECT count(* FROM orders", "syntax error", NULL },
    { "SELECT count(*) FROM (SELECT FROM orders WHERE customer = $1 FOR SHARE) o",
      "The rewrite locks rows", "FOR SHARE" },
    { "SELECT count(*) FROM locked WHERE customer = $1", "The rewrite locks rows", "FOR UPDATE" },
    { "DELETE FROM orders WHERE customer = $1", "The rewrite changes rows", NULL },
    { "DROP TABLE orders", "without a plan", NULL },
    { QUERY, "the statement itself", NULL },
  };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) unlocked
      = cli_run (home, "trial", address, "--query", "SELECT id FROM orders WHERE id = 7 FOR UPDATE",
                 "--rewrite", "SELECT id FROM orders WHERE id = 7", NULL);

  cli_assert_failed (unlocked, 4, "locks rows", "without FOR UPDATE");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CliRun) run
          = cli_run (home, "trial", address, "--query", QUERY, "--rewrite", cases[i].rewrite, NULL);

      g_test_message ("%s", cases[i].rewrite);
      cli_assert_failed (run, 4, cases[i].cause, cases[i].next_step);
    }
  cli_home_assert_clean (home);
}

/* No difference is what a drop is to show, and then the exit status is that of success. */
static void
test_drop (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) needless
      = cli_run (home, "trial", "--json", "--time", "1s", address, "--query", ROWS, "--change",
                 "DROP INDEX CONCURRENTLY orders_note", NULL);
  g_autoptr (CliRun) needed = cli_run (home, "trial", "--json", "--time", "1s", address, "--query",
                                       ROWS, "--change", "DROP INDEX orders_customer", NULL);
  g_autoptr (JsonNode) kept = cli_parse (needless);
  g_autoptr (JsonNode) lost = cli_parse (needed);
  JsonObject *conditions
      = json_object_get_object_member (json_node_get_object (kept), "conditions");

  assert_measured (needless, kept, "no-worse");
  g_assert_true (json_object_get_boolean_member (get_statement (kept), "same_plan"));
  /* What is dropped takes room no more. */
  g_assert_cmpint (json_object_get_int_member (conditions, "change_bytes"), <, 0);

  assert_measured (needed, lost, "worse");
  g_assert_false (json_object_get_boolean_member (get_statement (lost), "same_plan"));
  g_assert_cmpstr (get_text (lost, "aim"), ==, "no-worse");
  g_assert_true (has_kind (lost, "drop"));
  cli_home_assert_clean (home);
}

/* An index, statistics and settings of the database by its name, made together. One of them ends in
 * a comment, which hides nothing of the next. */
static void
test_several (void)
{
  static const char *const members[] = { "s:name", "s:value", "s:scope", NULL };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *setting
      = g_strdup_printf ("ALTER DATABASE %s SET random_page_cost = 1.1 -- on SSDs", database);
  g_autoptr (CliRun) run
      = cli_run (home, "trial", "--json", "--time", "1s", address, "--query",
                 "SELECT count(*) FROM orders WHERE customer = 7 AND note = 'note 7'", "--change",
                 "DROP INDEX orders_note; CREATE INDEX ON orders (customer, note)", "--change",
                 setting, "--change",
                 "CREATE STATISTICS s ON customer, note FROM orders; ANALYZE orders", NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  JsonObject *object;

  g_assert_nonnull (strstr (get_text (node, "change"), "CREATE STATISTICS"));
  g_assert_cmpstr (get_text (node, "verdict"), !=, "failed");
  g_assert_cmpstr (get_text (node, "aim"), ==, "better");
  g_assert_true (has_kind (node, "index") && has_kind (node, "drop"));
  g_assert_true (has_kind (node, "statistics") && has_kind (node, "setting"));
  object = cli_get_first (json_node_get_object (node), "settings");
  cli_assert_members (object, members);
  g_assert_cmpstr (json_object_get_string_member (object, "scope"), ==, "database");
  g_assert_true (json_object_get_boolean_member (get_statement (node), "rows_equal"));
  cli_home_assert_clean (home);
}

/* What is set for the role is so for the ANALYZE that comes after it, too: what is kept of so few
 * values makes another plan. */
static void
test_target (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) run
      = cli_run (home, "trial", "--json", "--time", "1s", address, "--query",
                 "SELECT id FROM events WHERE kind = 2 ORDER BY id LIMIT 10", "--change",
                 "ALTER ROLE CURRENT_USER SET default_statistics_target = 1; ANALYZE events", NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  JsonObject *tried = get_statement (node);

  g_assert_false (json_object_get_boolean_member (tried, "same_plan"));
  g_assert_true (json_object_get_boolean_member (tried, "rows_equal"));
  cli_home_assert_clean (home);
}

static void
test_no_change (void)
{
  static const struct
  {
    const char *change;
    const char *cause;
    const char *next_step;
  } cases[] = {
    { "SET shared_buffers = '1GB'", "of the whole server", "work_mem" },
    { "SET log_statement = 'all'", "Not every role", "work_mem" },
    { "SET search_path = customers", "no setting of the planner", "work_mem" },
    { "SET no_such_thing = 1", "knows no setting", "work_mem" },
    { "SET LOCAL work_mem = '64MB'", "no value that lasts", "SET name = value" },
    { "RESET ALL", "not known here", "one setting" },
    { "ALTER SYSTEM SET work_mem = '64MB'", "whole server", "SET of the session" },
    { "ALTER DATABASE nowhere SET work_mem = '64MB'", "nowhere", "that is measured" },
    { "ALTER ROLE nobody_here SET work_mem = '64MB'", "nobody_here", "Name a role" },
    { "CREATE STATISTICS s ON id, note FROM orders", "nothing fills them", "ANALYZE" },
    { "CREATE STATISTICS s ON id, note FROM orders; ANALYZE customers", "nothing fills them",
      "ANALYZE" },
    { "SET default_statistics_target = 500", "none follows", "ANALYZE" },
    { "SET maintenance_work_mem = '64MB'", "for maintenance", "work_mem" },
    { "DROP INDEX IF EXISTS no_such_index", "nothing may be changed", "IF EXISTS" },
    { "CREATE INDEX IF NOT EXISTS orders_note ON orders (id)", "nothing may be changed",
      "IF NOT EXISTS" },
    { "DROP INDEX orders_pkey", "enforces a rule", "by hand" },
    { "DROP INDEX orders_note CASCADE", "CASCADE", "Leave out" },
    { "SELECT set_config('jit', 'off', false)", "neither DDL nor a setting", "SET name = value" },
    { "CREATE TABLE t AS SELECT set_config('jit', 'off', false)", "no statement of it says so",
      "SET name = value" },
    { "DO 'BEGIN SET jit = off; END'", "neither DDL nor a setting", "SET name = value" },
  };
  g_autoptr (CliHome) home = cli_home_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CliRun) run
          = cli_run (home, "trial", address, "--query", QUERY, "--change", cases[i].change, NULL);

      g_test_message ("%s", cases[i].change);
      cli_assert_failed (run, 4, cases[i].cause, cases[i].next_step);
    }
  cli_home_assert_clean (home);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  set_up ();

  g_test_add_func ("/cli/variants/refuted", test_refuted);
  g_test_add_func ("/cli/variants/rewrite", test_rewrite);
  g_test_add_func ("/cli/variants/no-rewrite", test_no_rewrite);
  g_test_add_func ("/cli/variants/drop", test_drop);
  g_test_add_func ("/cli/variants/several", test_several);
  g_test_add_func ("/cli/variants/target", test_target);
  g_test_add_func ("/cli/variants/no-change", test_no_change);

  status = g_test_run ();
  g_free (address);
  g_free (database);

  return status;
}
