/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "cli-fixture.h"
#include "opt-test.h"

#define INDEX "CREATE INDEX ON public.orders (customer)"
#define QUERY "SELECT count(*) FROM orders WHERE customer = 7"
#define PASSWORD "kept in a file"

static char *database;
static char *address;

/* A server that is no production, and asks for passwords. */
typedef struct
{
  OptCluster *cluster;
  OptConnection *watcher;
  char *address;
  char *inventory;
} Given;

static void
set_up (void)
{
  database = opt_test_create_database ();
  cli_execute (database, "CREATE EXTENSION pg_stat_statements;"
                         "CREATE TABLE orders (id int PRIMARY KEY, customer int, note text);"
                         "INSERT INTO orders SELECT i, i % 5000, repeat ('note ', 10) || i "
                         "FROM generate_series (1, 50000) i;"
                         "ANALYZE orders");
  address = cli_get_address (NULL, database);
}

static char *
ask (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);

  return opt_result_get_n_rows (result) > 0 ? g_strdup (opt_result_get_cell (result, 0, 0, NULL))
                                            : NULL;
}

static char *
take_inventory (Given *self)
{
  return ask (
      self->watcher,
      "SELECT (SELECT string_agg(datname || coalesce(datacl::text, ''), ',' ORDER BY datname)"
      " FROM pg_database) || ' ' || (SELECT string_agg(rolname, ',' ORDER BY rolname) FROM "
      "pg_roles) || ' ' || (SELECT count(*) FROM pg_db_role_setting)");
}

static Given *
given_new (CliHome *home)
{
  Given *self = g_new0 (Given, 1);
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (OptConninfo) as_boss = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *roles = NULL;
  g_autofree char *rules = NULL;
  g_autofree char *reloaded = NULL;

  self->cluster = opt_cluster_new ();
  opt_cluster_set_setting (self->cluster, "log_statement", "all");
  opt_cluster_start_sync (self->cluster, NULL, &error);
  g_assert_no_error (error);
  conninfo = opt_cluster_get_conninfo (self->cluster, NULL, NULL);
  self->watcher = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, "test");
  opt_connection_open_sync (self->watcher, NULL, &error);
  g_assert_no_error (error);
  roles = ask (self->watcher,
               "CREATE ROLE boss LOGIN SUPERUSER PASSWORD '" PASSWORD "'; CREATE ROLE weak LOGIN");
  rules = ask (self->watcher, "COPY (SELECT unnest(ARRAY['local all postgres trust', 'local all "
                              "weak trust', 'local all all scram-sha-256'])) TO PROGRAM 'cat > "
                              "pg_hba.conf'");
  reloaded = ask (self->watcher, "SELECT pg_reload_conf()");
  as_boss = opt_conninfo_with (conninfo, "user", "boss");
  self->address = opt_conninfo_to_string (as_boss);
  self->inventory = take_inventory (self);

  path = cli_home_write (home, "pgpass", "*:*:*:boss:" PASSWORD "\n", -1);
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  cli_home_set (home, "PGPASSFILE", path);

  return self;
}

static void
given_assert_as_before (Given *self)
{
  g_autofree char *now = take_inventory (self);

  g_assert_cmpstr (now, ==, self->inventory);
}

static void
given_free (Given *self)
{
  g_autoptr (GError) error = NULL;

  opt_connection_close (self->watcher);
  g_object_unref (self->watcher);
  opt_cluster_close_sync (self->cluster, &error);
  g_assert_no_error (error);
  g_object_unref (self->cluster);
  g_free (self->address);
  g_free (self->inventory);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Given, given_free)

/* This machine has no server programs for it: whatever is done, is done in the given server. */
static void
forbid_private (CliHome *home)
{
  cli_home_set (home, "OPTISCHEMA_PG_BINDIR", home->folder);
}

static void
test_all (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (Given) given = given_new (home);
  g_autofree char *workload = cli_home_write (home, "w.sql", QUERY ";\n", -1);

  forbid_private (home);
  {
    g_autoptr (CliRun) trial
        = cli_run (home, "trial", "--json", "--time", "2s", "--sandbox", given->address, address,
                   "--change", INDEX, "--query", QUERY, NULL);
    g_autoptr (CliRun) analyze = cli_run (home, "plan", "--analyze", "--sandbox", given->address,
                                          address, "--query", QUERY, NULL);
    g_autoptr (CliRun) advise = cli_run (home, "advise", "--sandbox", given->address, address,
                                         "--workload", workload, NULL);
    g_autoptr (JsonNode) node = cli_parse (trial);
    JsonObject *object = json_node_get_object (node);

    cli_assert_status (trial, 0);
    g_assert_cmpstr (trial->err, ==, "");
    g_assert_cmpstr (json_object_get_string_member (object, "verdict"), ==, "better");
    g_assert_cmpstr (json_object_get_string_member (object, "evidence"), ==, "measured");
    g_assert_true (
        json_object_get_boolean_member (cli_get_first (object, "statements"), "rows_equal"));
    /* What is not as in a private one. */
    cli_assert_said (trial, "autovacuum");
    cli_assert_status (analyze, 0);
    cli_assert_status (advise, 0);
    cli_assert_said (advise, "customer");
  }
  given_assert_as_before (given);
  cli_home_assert_clean (home);
}

/* By the environment, and by what is saved with a connection; --sandbox wins. */
static void
test_choice (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (Given) given = given_new (home);
  g_autofree char *config = g_build_filename (home->folder, "XDG_CONFIG_HOME", "optischema", NULL);
  g_autofree char *path = g_build_filename (config, "connections.ini", NULL);
  g_autofree char *saved
      = g_strdup_printf ("[shop]\nconninfo=%s\nsandbox=box\n\n[box]\nconninfo=%s\n", address,
                         given->address);
  g_autoptr (GError) error = NULL;

  forbid_private (home);
  g_assert_cmpint (g_mkdir_with_parents (config, 0700), ==, 0);
  g_file_set_contents (path, saved, -1, &error);
  g_assert_no_error (error);
  {
    g_autoptr (CliRun) by_profile
        = cli_run (home, "plan", "--analyze", "shop", "--query", QUERY, NULL);
    g_autoptr (CliRun) without
        = cli_run (home, "plan", "--analyze", address, "--query", QUERY, NULL);
    g_autoptr (CliRun) unknown
        = cli_run (home, "plan", "--analyze", "--sandbox", "nobox", "shop", "--query", QUERY, NULL);
    g_autoptr (CliRun) here
        = cli_run (home, "plan", "--sandbox", "box", "shop", "--query", QUERY, NULL);

    cli_assert_status (by_profile, 0);
    cli_assert_failed (without, 3, "PostgreSQL server programs", "OPTISCHEMA_PG_BINDIR");
    cli_assert_failed (unknown, 4, "nobox", NULL);
    cli_assert_status (here, 2);
  }
  cli_home_set (home, "OPTISCHEMA_SANDBOX", "box");
  {
    g_autoptr (CliRun) run = cli_run (home, "plan", "--analyze", address, "--query", QUERY, NULL);

    cli_assert_status (run, 0);
  }
  cli_home_set (home, "OPTISCHEMA_SANDBOX", "nobox");
  {
    g_autoptr (CliRun) run = cli_run (home, "plan", "--analyze", address, "--query", QUERY, NULL);
    g_autoptr (CliRun) by_option = cli_run (home, "plan", "--analyze", "--sandbox", given->address,
                                            address, "--query", QUERY, NULL);

    cli_assert_failed (run, 4, "The sandbox's server: ", NULL);
    cli_assert_status (by_option, 0);
  }
  given_assert_as_before (given);
}

static void
test_refused (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (Given) given = given_new (home);
  g_autoptr (OptConninfo) parsed = opt_conninfo_new (given->address, NULL);
  g_autoptr (OptConninfo) as_weak = opt_conninfo_with (parsed, "user", "weak");
  g_autofree char *weak = opt_conninfo_to_string (as_weak);
  g_autoptr (CliRun) itself = cli_run (home, "trial", "--sandbox", address, address, "--change",
                                       INDEX, "--query", QUERY, NULL);
  g_autoptr (CliRun) rights = cli_run (home, "trial", "--sandbox", weak, address, "--change", INDEX,
                                       "--query", QUERY, NULL);

  cli_assert_failed (itself, 4, "is the watched one", "docker-compose.yml");
  cli_assert_failed (rights, 3, "The role weak is no superuser", "ALTER ROLE weak SUPERUSER");
  cli_execute (database,
               "DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM pg_roles WHERE rolname ~ "
               "'^optischema'); ASSERT (SELECT count(*) FROM pg_indexes WHERE tablename = "
               "'orders') = 1; END $$");
  given_assert_as_before (given);
  cli_home_assert_clean (home);
}

/* No password gets into what a server writes down, or what is printed. */
static void
test_secrets (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (Given) given = given_new (home);
  g_autoptr (CliRun) run = cli_run (home, "plan", "--analyze", "--sandbox", given->address, address,
                                    "--query", QUERY, NULL);
  g_autofree char *log = NULL;
  g_autoptr (GRegex) password = g_regex_new ("PASSWORD '(?!SCRAM-SHA-256\\$)", 0, 0, NULL);

  cli_assert_status (run, 0);
  g_assert_null (strstr (run->out, PASSWORD));
  g_assert_null (strstr (run->err, PASSWORD));
  log = opt_cluster_get_log_tail (given->cluster);
  g_assert_nonnull (log);
  g_assert_nonnull (strstr (log, "optischema_"));
  g_assert_false (g_regex_match (password, log, 0, NULL));
}

static void
test_no_hypopg (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *bindir = cli_make_server_without_hypopg (home);
  g_autofree char *workload = cli_home_write (home, "w.sql", QUERY ";\n", -1);
  g_autoptr (Given) given = NULL;

  g_setenv ("OPTISCHEMA_PG_BINDIR", bindir, TRUE);
  given = given_new (home);
  g_unsetenv ("OPTISCHEMA_PG_BINDIR");
  {
    g_autoptr (CliRun) advise = cli_run (home, "advise", "--sandbox", given->address, address,
                                         "--workload", workload, NULL);
    g_autoptr (CliRun) trial = cli_run (home, "trial", "--time", "1s", "--sandbox", given->address,
                                        address, "--change", INDEX, "--query", QUERY, NULL);

    cli_assert_failed (advise, 3, "on the server that was given as the sandbox", "-hypopg");
    cli_assert_status (trial, 0);
  }
  given_assert_as_before (given);
}

/* Interrupted in the midst: nothing is left all the same. */
static void
test_interrupt (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (Given) given = given_new (home);
  g_autoptr (GSubprocess) trial
      = cli_spawn (home, "trial", "--time", "60s", "--sandbox", given->address, address, "--change",
                   INDEX, "--query", "SELECT pg_sleep(0.05), count(*) FROM orders", NULL);
  g_autoptr (CliRun) run = NULL;

  while (TRUE)
    {
      g_autofree char *n
          = ask (given->watcher,
                 "SELECT count(*) FROM pg_stat_activity WHERE query ~ 'pg_sleep' AND "
                 "usename ~ '^optischema_.*_sandbox$'");

      if (!g_str_equal (n, "0"))
        break;
      g_usleep (20000);
    }
  g_subprocess_send_signal (trial, 2);
  run = cli_finish (trial);
  cli_assert_failed (run, 4, "Cancelled", NULL);
  given_assert_as_before (given);
}

/* Where this machine has another major version than production, that is said. */
static void
test_other_version (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *real = opt_cluster_find_binaries (0, NULL, NULL);
  g_autofree char *bindir = g_build_filename (home->folder, "other", NULL);
  static const char *const names[] = { "postgres", "initdb", "pg_config" };
  g_autoptr (CliRun) trial = NULL;

  g_assert_cmpint (g_mkdir (bindir, 0755), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "#!/bin/sh\n[ \"$1\" = --version ] && echo 'postgres (PostgreSQL) 14.99' && exit\n"
          "exec %s/%s \"$@\"\n",
          real, names[i]);
      g_autofree char *name = g_build_filename ("other", names[i], NULL);
      g_autofree char *path = cli_home_write (home, name, text, -1);

      g_assert_cmpint (g_chmod (path, 0755), ==, 0);
    }
  cli_home_set (home, "OPTISCHEMA_PG_BINDIR", bindir);
  trial = cli_run (home, "trial", "--json", "--time", "1s", address, "--change", INDEX, "--query",
                   QUERY, NULL);
  cli_assert_status (trial, 0);
  cli_assert_said (trial, "the sandbox 14: their planners differ");
  cli_home_assert_clean (home);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  set_up ();

  g_test_add_func ("/cli/given/all", test_all);
  g_test_add_func ("/cli/given/choice", test_choice);
  g_test_add_func ("/cli/given/refused", test_refused);
  g_test_add_func ("/cli/given/secrets", test_secrets);
  g_test_add_func ("/cli/given/no-hypopg", test_no_hypopg);
  g_test_add_func ("/cli/given/interrupt", test_interrupt);
  g_test_add_func ("/cli/given/other-version", test_other_version);

  status = g_test_run ();
  g_free (address);
  g_free (database);

  return status;
}
