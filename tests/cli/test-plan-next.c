/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli-fixture.h"
#include "opt-test.h"

/* The commands that `plan` tells for what stands out, followed to a verdict. */

#define BY_CUSTOMER "SELECT count(*) FROM orders WHERE customer = 7"
/* Deleting rows looks for those that reference them, all over the table. */
#define PRUNE "DELETE FROM nodes WHERE id > 59900"
#define SORTED "SELECT * FROM orders ORDER BY note, customer"
#define CORRELATED \
  "SELECT count (o.note) FROM visits v JOIN orders o ON o.id = v.id WHERE v.city = 5 AND v.zip = 5"

static char *database;
static char *address;

static void
set_up (void)
{
  database = opt_test_create_database ();
  cli_execute (database,
               "CREATE EXTENSION pg_stat_statements;"
               "CREATE TABLE orders (id int PRIMARY KEY, customer int, note text);"
               "INSERT INTO orders SELECT i, i % 5000, md5 (i::text) || repeat ('note ', 8) "
               "FROM generate_series (1, 100000) i;"
               "CREATE TABLE nodes (id int PRIMARY KEY, \"Above\" int REFERENCES nodes);"
               "INSERT INTO nodes SELECT i, CASE WHEN i > 1 THEN i / 2 END "
               "FROM generate_series (1, 60000) i;"
               "CREATE TABLE visits AS SELECT i AS id, i % 40 AS city, i % 40 AS zip "
               "FROM generate_series (1, 100000) i;"
               "ANALYZE");
  cli_execute (database, BY_CUSTOMER);
  address = cli_get_address (NULL, database);
}

/* (nullable): of the finding of this kind */
static JsonObject *
find_remedy (JsonNode *plan, const char *kind)
{
  JsonArray *findings = json_object_get_array_member (json_node_get_object (plan), "findings");

  for (guint i = 0; i < json_array_get_length (findings); i++)
    {
      JsonObject *finding = json_array_get_object_element (findings, i);

      if (strcmp (json_object_get_string_member (finding, "kind"), kind) == 0)
        return json_object_get_null_member (finding, "remedy")
                   ? NULL
                   : json_object_get_object_member (finding, "remedy");
    }
  g_error ("There is no finding %s", kind);
}

static const char *
get_word (JsonObject *remedy, guint nth)
{
  JsonArray *words = json_object_get_array_member (remedy, "command");

  return nth < json_array_get_length (words) ? json_array_get_string_element (words, nth) : NULL;
}

/* As it is told, but for less time and for a program. */
static CliRun *
follow (CliHome *home, JsonObject *remedy)
{
  gboolean is_trial = strcmp (get_word (remedy, 1), "trial") == 0;

  g_assert_cmpstr (get_word (remedy, 0), ==, "optischema-cli");

  return cli_run (home, get_word (remedy, 1), "--json", is_trial ? "--time" : "--limit",
                  is_trial ? "2s" : "3", get_word (remedy, 2), get_word (remedy, 3),
                  get_word (remedy, 4), get_word (remedy, 5), get_word (remedy, 6), NULL);
}

static void
assert_verdict (const CliRun *run, const char *verdict)
{
  g_autoptr (JsonNode) node = cli_parse (run);

  cli_assert_status (run, 0);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "verdict"), ==,
                   verdict);
}

/* From what stands out to the advisor, from there to a trial, and to its verdict. */
static void
test_advise (void)
{
  static const char *const members[] = { "s:kind", "?s:sql", "?s:statement", "a:command", NULL };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) run = cli_run (home, "plan", "--json", address, "--query", BY_CUSTOMER, NULL);
  g_autoptr (JsonNode) plan = cli_parse (run);
  g_autoptr (CliRun) text = cli_run (home, "plan", address, "--query", BY_CUSTOMER, NULL);
  JsonObject *remedy = find_remedy (plan, "seq-scan");
  g_autoptr (CliRun) advise = NULL;
  g_autoptr (JsonNode) advice = NULL;
  g_autoptr (CliRun) trial = NULL;
  g_autofree char *quoted = g_shell_quote (BY_CUSTOMER);
  g_autofree char *line = g_strdup_printf (" --query %s\n", quoted);

  cli_assert_status (run, 0);
  cli_assert_members (remedy, members);
  g_assert_cmpstr (json_object_get_string_member (remedy, "kind"), ==, "advise");
  cli_assert_said (text, "To put it to the test:");
  cli_assert_said (text, "    optischema-cli advise ");
  cli_assert_said (text, line);

  advise = follow (home, remedy);
  advice = cli_parse (advise);
  cli_assert_status (advise, 0);
  trial = cli_run (home, "trial", "--json", "--time", "2s", address,
                   json_object_get_string_member (cli_get_first (json_node_get_object (advice),
                                                                 "recommendations"),
                                                  "id"),
                   NULL);
  assert_verdict (trial, "better");
  cli_home_assert_clean (home);
}

/* By its number, with its calls; and only one of the ways to name it. */
static void
test_queryid (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) top
      = cli_run (home, "top", "--json", "--since-reset", "--limit", "1000", address, NULL);
  g_autoptr (JsonNode) hot = cli_parse (top);
  JsonArray *statements = json_object_get_array_member (json_node_get_object (hot), "statements");
  g_autofree char *queryid = NULL;

  for (guint i = 0; i < json_array_get_length (statements); i++)
    {
      JsonObject *statement = json_array_get_object_element (statements, i);

      if (g_strcmp0 (json_object_get_string_member_with_default (statement, "query", NULL),
                     "SELECT count(*) FROM orders WHERE customer = $1")
          == 0)
        queryid = g_strdup_printf ("%" G_GINT64_FORMAT,
                                   json_object_get_int_member (statement, "queryid"));
    }
  g_assert_nonnull (queryid);
  {
    g_autoptr (CliRun) run = cli_run (home, "plan", "--json", address, "--queryid", queryid, NULL);
    g_autoptr (JsonNode) plan = cli_parse (run);
    g_autoptr (CliRun) advise = follow (home, find_remedy (plan, "seq-scan"));
    g_autoptr (JsonNode) advice = cli_parse (advise);
    g_autoptr (CliRun) both
        = cli_run (home, "advise", address, "--queryid", queryid, "--query", BY_CUSTOMER, NULL);
    g_autoptr (CliRun) unknown = cli_run (home, "advise", address, "--queryid", "7", NULL);
    g_autoptr (CliRun) no_number = cli_run (home, "advise", address, "--queryid", "seven", NULL);
    JsonObject *effect
        = cli_get_first (cli_get_first (json_node_get_object (advice), "recommendations"),
                         "effects");

    cli_assert_status (advise, 0);
    g_assert_cmpint (json_object_get_int_member (effect, "calls"), ==, 1);
    cli_assert_status (both, 2);
    cli_assert_failed (unknown, 4, "queryid 7", "--since-reset");
    cli_assert_status (no_number, 2);
  }
  cli_home_assert_clean (home);
}

/* The index that a foreign key lacks, with its names in quotes where they must, to its verdict. */
static void
test_foreign_key (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) run
      = cli_run (home, "plan", "--json", "--analyze", address, "--query", PRUNE, NULL);
  g_autoptr (JsonNode) plan = cli_parse (run);
  JsonObject *remedy;
  g_autoptr (CliRun) trial = NULL;

  cli_assert_status (run, 0);
  remedy = find_remedy (plan, "foreign-key");
  g_assert_cmpstr (json_object_get_string_member (remedy, "sql"), ==,
                   "CREATE INDEX \"nodes_Above_idx\" ON public.nodes USING btree (\"Above\")");
  trial = follow (home, remedy);
  assert_verdict (trial, "better");
  cli_home_assert_clean (home);

  /* Where there is one it is not made again. */
  cli_execute (database, "CREATE INDEX ON nodes (\"Above\", id)");
  {
    g_autoptr (CliRun) again
        = cli_run (home, "plan", "--json", "--analyze", address, "--query", PRUNE, NULL);

    cli_assert_status (again, 0);
    g_assert_null (strstr (again->out, "CREATE INDEX"));
  }
}

/* A setting can be tried, too; whether it helps is the trial's to say. */
static void
test_setting (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) run
      = cli_run (home, "plan", "--json", "--analyze", address, "--query", SORTED, NULL);
  g_autoptr (JsonNode) plan = cli_parse (run);
  g_autoptr (CliRun) trial = NULL;
  g_autoptr (JsonNode) tried = NULL;
  JsonObject *remedy;
  JsonObject *measured;

  cli_assert_status (run, 0);
  remedy = find_remedy (plan, "sort-spill");
  g_assert_cmpstr (json_object_get_string_member (remedy, "kind"), ==, "setting");
  g_assert_true (
      g_str_has_prefix (json_object_get_string_member (remedy, "sql"), "SET work_mem = '"));
  trial = follow (home, remedy);
  g_assert_cmpint (trial->status, <=, 1);
  tried = cli_parse (trial);
  measured = cli_get_first (json_node_get_object (tried), "statements");
  g_assert_false (json_object_has_member (measured, "error"));
  g_assert_cmpint (json_object_get_int_member (measured, "runs"), >=, 10);
  cli_home_assert_clean (home);
}

/* So can extended statistics, which a copy gets with an ANALYZE. */
static void
test_statistics (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) run
      = cli_run (home, "plan", "--json", "--analyze", address, "--query", CORRELATED, NULL);
  g_autoptr (JsonNode) plan = cli_parse (run);
  g_autoptr (CliRun) trial = NULL;
  g_autoptr (JsonNode) tried = NULL;
  JsonObject *remedy;
  JsonObject *measured;

  cli_assert_status (run, 0);
  remedy = find_remedy (plan, "correlated-columns");
  g_assert_cmpstr (json_object_get_string_member (remedy, "sql"), ==,
                   "CREATE STATISTICS public.visits_city_zip_stat (dependencies, mcv) ON city, zip "
                   "FROM public.visits;\nANALYZE public.visits");
  trial = follow (home, remedy);
  g_assert_cmpint (trial->status, <=, 1);
  tried = cli_parse (trial);
  measured = cli_get_first (json_node_get_object (tried), "statements");
  g_assert_false (json_object_has_member (measured, "error"));
  g_assert_cmpint (json_object_get_int_member (measured, "runs"), >=, 10);
  cli_home_assert_clean (home);
}

/* Nothing is told where nothing stands out, of a file, of what is for others, and no password. */
static void
test_nothing (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *with_password = g_strconcat (address, " password=sesame417", NULL);
  g_autoptr (CliRun) healthy
      = cli_run (home, "plan", address, "--query", "SELECT * FROM orders WHERE id = 7", NULL);
  g_autoptr (CliRun) anonymous
      = cli_run (home, "plan", address, "--anonymize", "--query", BY_CUSTOMER, NULL);
  g_autoptr (CliRun) secret = cli_run (home, "plan", with_password, "--query", BY_CUSTOMER, NULL);
  g_autofree char *with_other = g_strconcat (address, " sslpassword=sesame418", NULL);
  g_autoptr (CliRun) other = cli_run (home, "plan", with_other, "--query", BY_CUSTOMER, NULL);
  g_autoptr (CliRun) source
      = cli_run (home, "plan", "--source", address, "--query", BY_CUSTOMER, NULL);
  g_autofree char *path = cli_home_write (home, "plan.json", source->out, -1);
  g_autoptr (CliRun) file = cli_run (home, "plan", "--json", "--file", path, NULL);
  g_autoptr (JsonNode) node = cli_parse (file);
  JsonObject *remedy = find_remedy (node, "seq-scan");

  cli_assert_status (healthy, 0);
  g_assert_null (strstr (healthy->out, "optischema-cli"));
  cli_assert_status (anonymous, 0);
  g_assert_null (strstr (anonymous->out, "optischema-cli"));
  cli_assert_status (secret, 0);
  cli_assert_said (secret, "optischema-cli advise");
  g_assert_null (strstr (secret->out, "sesame417"));
  cli_assert_said (other, "optischema-cli advise");
  g_assert_null (strstr (other->out, "sesame418"));
  /* Whoever has a server can ask it all the same. */
  g_assert_cmpstr (json_object_get_string_member (remedy, "kind"), ==, "advise");
  g_assert_false (json_object_has_member (remedy, "command"));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  set_up ();

  g_test_add_func ("/cli/plan-next/advise", test_advise);
  g_test_add_func ("/cli/plan-next/queryid", test_queryid);
  g_test_add_func ("/cli/plan-next/foreign-key", test_foreign_key);
  g_test_add_func ("/cli/plan-next/setting", test_setting);
  g_test_add_func ("/cli/plan-next/statistics", test_statistics);
  g_test_add_func ("/cli/plan-next/nothing", test_nothing);

  status = g_test_run ();
  g_free (address);
  g_free (database);

  return status;
}
