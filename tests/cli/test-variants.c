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
                         "CREATE INDEX orders_note ON orders (note)");
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

/* Faster, with the same rows: told with on how many contents, and without a claim beyond that. */
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

  cli_assert_status (run, 0);
  g_assert_cmpstr (get_text (node, "verdict"), ==, "better");
  g_assert_cmpstr (get_text (node, "evidence"), ==, "measured");
  g_assert_cmpstr (get_text (node, "aim"), ==, "better");
  g_assert_true (json_object_get_null_member (json_node_get_object (node), "change"));
  g_assert_true (has_kind (node, "rewrite"));
  g_assert_cmpstr (json_object_get_string_member (tried, "rewrite"), ==,
                   "SELECT id, note FROM orders WHERE customer = $1");
  g_assert_true (json_object_get_boolean_member (tried, "rows_equal"));
  g_assert_cmpint (json_object_get_int_member (tried, "rows_contents"), >, 20);
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
    { "DELETE FROM orders WHERE customer = $1", "The rewrite changes rows", NULL },
    { "DROP TABLE orders", "without a plan", NULL },
    { QUERY, "the statement itself", NULL },
  };
  g_autoptr (CliHome) home = cli_home_new ();

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
  g_autoptr (CliRun) needless = cli_run (home, "trial", "--time", "1s", address, "--query", ROWS,
                                         "--change", "DROP INDEX CONCURRENTLY orders_note", NULL);
  g_autoptr (CliRun) needed = cli_run (home, "trial", "--json", "--time", "1s", address, "--query",
                                       ROWS, "--change", "DROP INDEX orders_customer", NULL);
  g_autoptr (JsonNode) node = cli_parse (needed);

  cli_assert_status (needless, 0);
  cli_assert_said (needless, "Trial: No worse.");
  cli_assert_said (needless, "None gets worse");
  cli_assert_said (needless, "Measured");

  cli_assert_status (needed, 1);
  g_assert_cmpstr (get_text (node, "verdict"), ==, "worse");
  g_assert_cmpstr (get_text (node, "evidence"), ==, "refuted");
  g_assert_cmpstr (get_text (node, "aim"), ==, "no-worse");
  g_assert_true (has_kind (node, "drop"));
  cli_home_assert_clean (home);
}

/* An index, statistics and a setting of the database by its name, made together. */
static void
test_several (void)
{
  static const char *const members[] = { "s:name", "s:value", "s:scope", NULL };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *setting
      = g_strdup_printf ("ALTER DATABASE %s SET random_page_cost = 1.1", database);
  g_autoptr (CliRun) run
      = cli_run (home, "trial", "--json", "--time", "1s", address, "--query",
                 "SELECT count(*) FROM orders WHERE customer = 7 AND note = 'note 7'", "--change",
                 "DROP INDEX orders_note; CREATE INDEX ON orders (customer, note)", "--change",
                 "CREATE STATISTICS s ON customer, note FROM orders; ANALYZE orders", "--change",
                 setting, NULL);
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
  g_test_add_func ("/cli/variants/no-change", test_no_change);

  status = g_test_run ();
  g_free (address);
  g_free (database);

  return status;
}
