/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "cli-fixture.h"
#include "opt-test.h"

/* Without pg_stat_statements, which is not needed for this. */
static char *database;

static JsonObject *
get_area (JsonNode *node, const char *name)
{
  JsonObject *areas = json_object_get_object_member (json_node_get_object (node), "areas");

  return json_object_get_object_member (areas, name);
}

static void
test_vitals (void)
{
  static const char *const members[]
      = { "s:time", "b:in_recovery", "b:gap", "n:cost_ms", "n:cost_bytes", "o:areas", NULL };
  static const char *const area_members[]
      = { "s:state", "?s:reason", "?s:next_step", "s:time", "n:interval_s",
          "o:units", "o:total",   "a:rows",       NULL };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address (NULL, database);
  g_autoptr (CliRun) text = cli_run (home, "vitals", "--interval", "1s", address, NULL);
  g_autoptr (CliRun) run = cli_run (home, "vitals", "--json", "--interval", "1s", address, NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  JsonObject *io;

  cli_assert_status (text, 0);
  cli_assert_said (text, "It is a primary.");
  cli_assert_said (text, "Client connections");
  cli_assert_said (text, "There is no replication slot.");
  cli_assert_said (text, database);
  /* What a primary has none of is no line with a zero. */
  g_assert_null (strstr (text->out, "Replayed"));

  cli_assert_status (run, 0);
  g_assert_cmpstr (run->err, ==, "");
  cli_assert_members (json_node_get_object (node), members);
  cli_assert_members (get_area (node, "sizes"), area_members);
  io = get_area (node, "io");
  if (strcmp (json_object_get_string_member (io, "state"), "read") != 0)
    {
      g_assert_cmpstr (json_object_get_string_member (io, "state"), ==, "not-offered");
      cli_assert_said (text, json_object_get_string_member (io, "reason"));
      g_assert_false (json_object_has_member (io, "rows"));
    }
}

static void
test_denied (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *address = cli_get_address ("nosy", database);
  g_autoptr (CliRun) run = cli_run (home, "vitals", "--interval", "1s", address, NULL);

  cli_assert_status (run, 0);
  cli_assert_said (run, "This role may not see it, it needs pg_monitor.");
  cli_assert_said (run, "GRANT pg_monitor TO nosy;");
  cli_assert_said (run, "WAL since it began");
}

static void
test_wrong (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) shorter = cli_run (home, "vitals", "--interval", "10ms", NULL);
  g_autoptr (CliRun) nowhere
      = cli_run (home, "vitals", "host=/nowhere dbname=x", "--interval", "1s", NULL);

  cli_assert_status (shorter, 2);
  cli_assert_status (nowhere, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  database = opt_test_create_database ();
  cli_execute (database, "CREATE ROLE nosy LOGIN");
  g_test_add_func ("/cli/vitals/vitals", test_vitals);
  g_test_add_func ("/cli/vitals/denied", test_denied);
  g_test_add_func ("/cli/vitals/wrong", test_wrong);

  return g_test_run ();
}
