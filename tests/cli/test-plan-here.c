/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli-fixture.h"
#include "opt-test.h"

/* What `plan` asks and says of a statement that it is to run on the server itself. */

static char *watched;

/* What takes from others is asked about; where nobody can answer it is not done. */
static void
test_unasked (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address (NULL, watched);
  g_autoptr (CliRun) run = cli_run (home, "plan", "--analyze", "--here", address, "--query",
                                    "SELECT 1 FROM orders", NULL);
  g_autoptr (CliRun) copy
      = cli_run (home, "plan", "--analyze", "--yes", address, "--query", "SELECT 1", NULL);

  cli_assert_failed (run, 4, "say yes", "--yes");
  cli_assert_status (copy, 2);
}

/* What changes from call to call and does nothing else is no reason not to run it. */
static void
test_harmless (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address (NULL, watched);
  g_autoptr (CliRun) run = cli_run (
      home, "plan", address, "--analyze", "--here", "--yes", "--query",
      "SELECT random(), clock_timestamp(), gen_random_uuid(), pg_relation_size('orders'), now()"
      " FROM orders WHERE id BETWEEN 1 AND 3 ORDER BY lower(id::text)",
      NULL);

  cli_assert_status (run, 0);
  cli_assert_said (run, "Run on the watched server");
}

static void
test_conditions (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address (NULL, watched);
  g_autoptr (CliRun) run
      = cli_run (home, "plan", "--analyze", "--here", "--yes", address, "--query",
                 "SELECT * FROM orders WHERE id = 7 AND note NOT IN "
                 "('not this one', 'nor that one', 'nor any of those that are so long')",
                 NULL);

  cli_assert_status (run, 0);
  cli_assert_said (run, "Index Cond: (id = 7)");
  /* Nothing is cut where there is no terminal. */
  cli_assert_said (run,
                   "Filter: (note <> ALL ('{\"not this one\",\"nor that one\",\"nor any of those "
                   "that are so long\"}'::text[]))");
}

/* All that it goes with. */
static void
test_nothing_given (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) run = cli_run (home, "plan", NULL);

  cli_assert_status (run, 2);
  cli_assert_said (run, "--query, --queryid, --file, --remember and --top");
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  watched = opt_test_create_database ();
  cli_execute (watched, "CREATE TABLE orders (id int PRIMARY KEY, note text);"
                        "INSERT INTO orders SELECT i, 'n' || i FROM generate_series (1, 5000) i;"
                        "ANALYZE orders");

  g_test_add_func ("/cli/plan-here/unasked", test_unasked);
  g_test_add_func ("/cli/plan-here/harmless", test_harmless);
  g_test_add_func ("/cli/plan-here/conditions", test_conditions);
  g_test_add_func ("/cli/plan-here/nothing-given", test_nothing_given);

  status = g_test_run ();
  g_free (watched);

  return status;
}
