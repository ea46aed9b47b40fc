/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "cli-fixture.h"
#include "opt-test.h"
#include "opt-test-left.h"

#define INDEX "CREATE INDEX ON public.orders (customer)"
#define QUERY "SELECT count(*) FROM orders WHERE customer = 7"

static char *database;
static char *address;

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

/* No server programs on this machine: what needs a sandbox says so; what needs none works. */
static void
test_no_binaries (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *workload = cli_home_write (home, "w.sql", QUERY ";\n", -1);

  cli_home_set (home, "OPTISCHEMA_PG_BINDIR", home->folder);
  {
    g_autoptr (CliRun) check = cli_run (home, "check", address, NULL);
    g_autoptr (CliRun) plan = cli_run (home, "plan", address, "--query", QUERY, NULL);
    g_autoptr (CliRun) analyze
        = cli_run (home, "plan", "--analyze", address, "--query", QUERY, NULL);
    g_autoptr (CliRun) advise = cli_run (home, "advise", address, "--workload", workload, NULL);
    g_autoptr (CliRun) trial
        = cli_run (home, "trial", address, "--change", INDEX, "--query", QUERY, NULL);
    g_autoptr (CliRun) tune = cli_run (home, "tune", "--json", "--interval", "1s", address, NULL);
    g_autoptr (CliRun) demo = cli_run (home, "demo", "start", NULL);
    g_autoptr (JsonNode) node = cli_parse (tune);

    /* It can be watched all the same. */
    cli_assert_status (check, 0);
    cli_assert_said (check, "Install the packages postgresql-");
    cli_assert_status (plan, 0);
    cli_assert_failed (analyze, 3, "PostgreSQL server programs", "OPTISCHEMA_PG_BINDIR");
    cli_assert_failed (advise, 3, "PostgreSQL server programs", "OPTISCHEMA_PG_BINDIR");
    cli_assert_failed (trial, 3, "PostgreSQL server programs", "OPTISCHEMA_PG_BINDIR");
    cli_assert_failed (tune, 3, "PostgreSQL server programs", "OPTISCHEMA_PG_BINDIR");
    g_assert_true (json_object_has_member (json_node_get_object (node), "error"));
    cli_assert_failed (demo, 4, "PostgreSQL server programs", "OPTISCHEMA_PG_BINDIR");
  }
  cli_home_assert_clean (home);
}

static void
test_no_hypopg (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *workload = cli_home_write (home, "w.sql", QUERY ";\n", -1);
  g_autofree char *bindir = cli_make_server_without_hypopg (home);

  cli_home_set (home, "OPTISCHEMA_PG_BINDIR", bindir);
  {
    g_autoptr (CliRun) advise
        = cli_run (home, "advise", "--json", address, "--workload", workload, NULL);
    g_autoptr (JsonNode) node = cli_parse (advise);
    g_autoptr (CliRun) analyze
        = cli_run (home, "plan", "--analyze", address, "--query", QUERY, NULL);

    cli_assert_failed (advise, 3, "HypoPG", "hypopg");
    g_assert_true (json_object_has_member (json_node_get_object (node), "error"));
    /* What needs no hypothetical index still works. */
    cli_assert_status (analyze, 0);
  }
  cli_home_assert_clean (home);
}

static void
test_wrong_workload (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *syntax
      = cli_home_write (home, "syntax.sql", "-- weight: 3\n" QUERY ";\n\nSELEC 1;\n", -1);
  g_autofree char *weight
      = cli_home_write (home, "weight.sql", "-- weight: heavy\n" QUERY ";\n", -1);
  g_autofree char *empty = cli_home_write (home, "empty.sql", "\n-- nothing\n;;\n", -1);
  g_autofree char *binary = cli_home_write (home, "binary.sql", "\377\376\0\1", 4);
  const struct
  {
    const char *path;
    const char *cause;
    const char *next_step;
  } cases[] = {
    { syntax, "ine 4", NULL },
    { weight, "line 2", "-- weight: 10" },
    { empty, "no statement", "Write statements separated by" },
    { binary, "not a text file", "Give a text file with SQL statements." },
    { "/nothing/there.sql", "/nothing/there.sql", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CliRun) advise
          = cli_run (home, "advise", address, "--workload", cases[i].path, NULL);
      g_autoptr (CliRun) trial = cli_run (home, "trial", "--json", address, "--change", INDEX,
                                          "--workload", cases[i].path, NULL);
      g_autoptr (JsonNode) node = cli_parse (trial);

      cli_assert_failed (advise, 4, cases[i].cause, cases[i].next_step);
      cli_assert_failed (trial, 4, cases[i].cause, cases[i].next_step);
      g_assert_true (json_object_has_member (json_node_get_object (node), "error"));
    }
  cli_home_assert_clean (home);
}

/* The report or the store can't be written: what was found is printed all the same, once. */
static void
test_nowhere_to_write (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *taken = cli_home_write (home, "taken", "", 0);
  g_autofree char *report = g_build_filename (taken, "report.html", NULL);
  g_autofree char *workload = cli_home_write (home, "w.sql", QUERY ";\n", -1);
  g_autoptr (CliRun) tune
      = cli_run (home, "tune", "--json", "--interval", "1s", "--output", report, address, NULL);
  g_autoptr (JsonNode) tuned = cli_parse (tune);
  g_autoptr (CliRun) advise = NULL;
  g_autoptr (JsonNode) advised = NULL;

  cli_assert_failed (tune, 4, report, "Name a file in a folder where you may write.");
  g_assert_true (json_object_has_member (json_node_get_object (tuned), "recommendations"));

  cli_home_set (home, "XDG_DATA_HOME", taken);
  advise = cli_run (home, "advise", "--json", address, "--workload", workload, NULL);
  advised = cli_parse (advise);
  cli_assert_status (advise, 0);
  cli_assert_said (advise, "can't be applied");
  cli_assert_said (advise, taken);
  g_assert_true (json_object_has_member (json_node_get_object (advised), "recommendations"));
  cli_home_assert_clean (home);
}

static const char *const trial_members[]
    = { "s:change", "s:verdict", "s:evidence", "s:summary", "o:conditions", "a:statements", NULL };
static const char *const tried_members[] = {
  "s:sql",       "s:verdict",     "n:weight",         "i:runs", "o:baseline",
  "o:variant",   "n:ratio",       "a:ratio_interval", "n:p",    "b:same_plan",
  "b:timed_out", "?b:rows_equal", "a:values",         NULL,
};
static const char *const side_members[]
    = { "n:median_ms", "a:interval_ms", "?i:buffers", "a:runs_ms", NULL };

static void
test_trial (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) run = cli_run (home, "trial", "--json", "--time", "2s", address, "--change",
                                    INDEX, "--query", QUERY, NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  JsonObject *object = json_node_get_object (node);
  JsonObject *tried = cli_get_first (object, "statements");

  cli_assert_status (run, 0);
  g_assert_cmpstr (run->err, ==, "");
  cli_assert_members (object, trial_members);
  cli_assert_members (tried, tried_members);
  cli_assert_members (json_object_get_object_member (tried, "baseline"), side_members);
  g_assert_cmpstr (json_object_get_string_member (object, "verdict"), ==, "better");
  g_assert_cmpstr (json_object_get_string_member (object, "evidence"), ==, "measured");
  g_assert_true (json_object_get_boolean_member (tried, "rows_equal"));
  g_assert_cmpint (json_object_get_int_member (tried, "runs"), >=, 10);
  cli_home_assert_clean (home);
}

/* It is told before what is copied, and afterwards that it was a sample, which is no measurement.
 */
static void
test_sample (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) large = cli_run (home, "trial", address, "--change", INDEX, "--query", QUERY,
                                      "--max-size", "1MB", NULL);
  g_autoptr (CliRun) share = cli_run (home, "trial", address, "--change", INDEX, "--query", QUERY,
                                      "--sample", "all", NULL);
  g_autoptr (CliRun) seed
      = cli_run (home, "trial", address, "--change", INDEX, "--query", QUERY, "--seed", "7", NULL);
  g_autoptr (CliRun) mask = cli_run (home, "trial", address, "--change", INDEX, "--query", QUERY,
                                     "--mask", "public.orders.id,", NULL);
  g_autoptr (CliRun) no_mask
      = cli_run (home, "trial", address, "--change", INDEX, "--query", QUERY, "--mask", "", NULL);
  g_autoptr (CliRun) run
      = cli_run (home, "trial", "--time", "1s", address, "--change", INDEX, "--query", QUERY,
                 "--sample", "10%", "--seed", "7", "--rate", "50MB/s", NULL);

  cli_assert_failed (large, 4, "a copy may take 1", "--sample");
  cli_assert_failed (share, 2, "is not a share", NULL);
  cli_assert_failed (seed, 2, "--seed is for --sample", NULL);
  cli_assert_failed (mask, 2, "lacks the name of a column", NULL);
  cli_assert_failed (no_mask, 2, "lacks the name of a column", NULL);
  cli_assert_status (run, 1);
  g_assert_nonnull (strstr (run->out, "public.orders: "));
  g_assert_nonnull (strstr (run->out, "of its rows"));
  g_assert_nonnull (strstr (run->out, "with the seed 7"));
  g_assert_nonnull (strstr (run->out, "(seed 7) the rows of 1 of 1 statement are equal"));
  g_assert_nonnull (strstr (run->out, "never time"));
  g_assert_null (strstr (run->out, "Measured"));
  cli_home_assert_clean (home);
}

static gint64
get_bytes (const char *folder)
{
  g_autofree char *data = g_build_filename (folder, "data", NULL);
  g_autofree char *version = g_build_filename (data, "PG_VERSION", NULL);
  const char *const paths[] = { folder, data, version };
  gint64 bytes = 0;
  struct stat info;

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_assert_cmpint (lstat (paths[i], &info), ==, 0);
      bytes += (gint64) info.st_blocks * 512;
    }

  return bytes;
}

/* As a killed guard leaves it; what is new may be somebody's who is about to use it. Sockets are
   looked for in a folder of the test's own, too: what others have on this machine is theirs. */
static void
test_wipe (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *sockets = g_build_filename (home->folder, "sockets", NULL);
  g_autofree char *socket = g_build_filename (sockets, "optischema-socket", NULL);
  g_autofree char *mark = g_build_filename (socket, "guard", NULL);
  g_autofree char *left = opt_test_leave_cluster (home->scratch, "optischema-a1b2C3");
  g_autofree char *fresh = opt_test_leave_cluster (home->scratch, "optischema-new000");
  g_autofree char *other = opt_test_leave_cluster (home->scratch, "optischema-notours");
  gint64 bytes = get_bytes (left);

  g_assert_cmpint (utimensat (AT_FDCWD, fresh, NULL, 0), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (socket, 0700), ==, 0);
  g_assert_true (g_file_set_contents (mark, "", -1, NULL));
  cli_home_set (home, "OPTISCHEMA_SOCKET_DIR", sockets);
  {
    g_autoptr (CliRun) list = cli_run (home, "sandbox", NULL);
    g_autoptr (CliRun) wipe = cli_run (home, "sandbox", "--wipe", "--json", NULL);
    g_autoptr (JsonNode) node = cli_parse (wipe);
    JsonObject *object = json_node_get_object (node);

    cli_assert_status (list, 0);
    cli_assert_said (list, "a1b2C3: left behind");
    cli_assert_said (list, "new000: in use");
    cli_assert_said (list, "socket: in use");
    g_assert_null (strstr (list->out, "notours"));
    cli_assert_status (wipe, 0);
    g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "clusters")), ==,
                      3);
    g_assert_cmpint (json_object_get_int_member (object, "freed_bytes"), ==, bytes);
  }
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (fresh, G_FILE_TEST_IS_DIR));
  g_assert_true (g_file_test (other, G_FILE_TEST_IS_DIR));
  g_assert_true (g_file_test (mark, G_FILE_TEST_IS_REGULAR));
}

/* The owner of the copies is no superuser: what is written there is compared, and taken back. */
static void
test_write (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) run
      = cli_run (home, "trial", "--json", "--time", "1s", address, "--change", INDEX, "--query",
                 "UPDATE public.orders SET note = 'x' WHERE id = 7 RETURNING *", NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  JsonObject *tried = cli_get_first (json_node_get_object (node), "statements");

  g_assert_cmpstr (json_object_get_string_member (tried, "rows"), ==, "equal");
  cli_home_assert_clean (home);
}

/* An index that no statement can use is no better, whatever the clock says. */
static void
test_useless_index (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) run = cli_run (home, "trial", "--json", "--time", "2s", address, "--change",
                                    "CREATE INDEX ON public.orders (note)", "--query", QUERY, NULL);
  g_autoptr (CliRun) text
      = cli_run (home, "trial", "--time", "2s", address, "--change",
                 "CREATE INDEX ON public.orders (note)", "--query", QUERY, NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  JsonObject *object = json_node_get_object (node);

  cli_assert_status (run, 1);
  cli_assert_members (object, trial_members);
  g_assert_cmpstr (json_object_get_string_member (object, "verdict"), !=, "better");
  g_assert_cmpstr (json_object_get_string_member (object, "evidence"), !=, "measured");
  g_assert_true (
      json_object_get_boolean_member (cli_get_first (object, "statements"), "same_plan"));
  cli_assert_status (text, 1);
  cli_home_assert_clean (home);
}

static void
test_wrong_change (void)
{
  static const struct
  {
    const char *sql;
    const char *cause;
  } cases[] = {
    { "CREATE INDEX ON public.orders (nothing_there)", "nothing_there" },
    { "CREATE INDX i", "syntax error" },
    { " ; ", "no statement" },
  };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (CliRun) unknown = cli_run (home, "trial", address, "0123456789abcdef", NULL);

  cli_assert_failed (unknown, 4, "0123456789abcdef", "advise");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CliRun) run
          = cli_run (home, "trial", address, "--change", cases[i].sql, "--query", QUERY, NULL);

      cli_assert_failed (run, 4, cases[i].cause, NULL);
    }
  cli_home_assert_clean (home);
}

/* Whatever a schema tries when its tables are copied, planned and run: nothing gets out. */
static const char hostile[]
    = "CREATE FUNCTION attack () RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$ "
      "DECLARE step text; BEGIN "
      "IF current_database () NOT LIKE 'optischema%' THEN RETURN true; END IF; "
      "FOREACH step IN ARRAY ARRAY ['COPY (SELECT 1) TO PROGRAM ''touch {marker}''', "
      "'COPY (SELECT 1) TO ''{marker}''', "
      "'SELECT lo_export (lo_from_bytea (0, ''x''), ''{marker}'')', "
      "'CREATE TABLE loot AS SELECT pg_read_file (''PG_VERSION'')', "
      "'ALTER SYSTEM SET archive_command = ''touch {marker}''', "
      "'SELECT dblink_connect (''dbname=postgres'')', 'SET ROLE postgres'] "
      "LOOP BEGIN EXECUTE step; EXCEPTION WHEN OTHERS THEN NULL; END; END LOOP; "
      "RETURN true; END $$;"
      "CREATE FUNCTION key (int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS "
      "$$ BEGIN PERFORM public.attack (); RETURN $1; END $$;"
      "CREATE TABLE victim (id int PRIMARY KEY DEFAULT CASE WHEN public.attack () THEN 1 END, "
      "a int CHECK (public.attack ()), g int GENERATED ALWAYS AS (public.key (1)) STORED);"
      "INSERT INTO victim SELECT i, i % 50 FROM generate_series (1, 2000) i;"
      "CREATE INDEX ON victim (public.key (id));"
      "CREATE VIEW bait AS SELECT *, public.attack () AS x FROM victim;"
      "ANALYZE victim";

static void
test_hostile (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *name = opt_test_create_database ();
  g_autofree char *there = cli_get_address (NULL, name);
  g_autofree char *folder = g_build_filename (home->folder, "open", NULL);
  g_autofree char *marker = g_build_filename (folder, "marker", NULL);
  g_autoptr (GString) sql = g_string_new (hostile);
  g_autofree char *workload = cli_home_write (home, "w.sql",
                                              "SELECT * FROM victim WHERE a = 7 AND attack ();\n"
                                              "SELECT * FROM victim WHERE key (id) = 7;\n",
                                              -1);

  /* Anybody may write there: only the sandbox keeps them from it. */
  g_assert_cmpint (g_mkdir (folder, 0777), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0777), ==, 0);
  g_string_replace (sql, "{marker}", marker, 0);
  cli_execute (name, sql->str);
  {
    g_autoptr (CliRun) table = cli_run (home, "plan", "--analyze", there, "--query",
                                        "SELECT *, attack () FROM victim WHERE key (id) = 7", NULL);
    g_autoptr (CliRun) view = cli_run (home, "plan", "--analyze", there, "--query",
                                       "SELECT * FROM bait WHERE a = 7", NULL);
    g_autoptr (CliRun) trial
        = cli_run (home, "trial", "--time", "1s", there, "--change",
                   "CREATE INDEX ON public.victim (a)", "--workload", workload, NULL);
    g_autoptr (CliRun) change = cli_run (home, "trial", "--time", "1s", there, "--change",
                                         "CREATE INDEX ON public.victim ((public.key (a)))",
                                         "--query", "SELECT * FROM victim WHERE a = 7", NULL);
    g_autoptr (CliRun) advise = cli_run (home, "advise", there, "--workload", workload, NULL);
    const CliRun *const runs[] = { table, view, trial, change, advise };

    for (gsize i = 0; i < G_N_ELEMENTS (runs); i++)
      {
        g_test_message ("%d: %s %s", runs[i]->status, runs[i]->out, runs[i]->err);
        g_assert_cmpint (runs[i]->status, !=, 2);
      }
    g_assert_false (g_file_test (marker, G_FILE_TEST_EXISTS));
  }
  cli_execute (name, "DO $$ BEGIN ASSERT (SELECT count(*) FROM victim) = 2000; "
                     "ASSERT to_regclass ('loot') IS NULL; END $$");
  cli_home_assert_clean (home);
}

static gboolean
has_entries (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);

  return folder != NULL && g_dir_read_name (folder) != NULL;
}

/* Nobody is left who was started below a folder. */
static void
assert_no_process (const char *folder)
{
  g_autoptr (GDir) processes = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while (processes != NULL && (name = g_dir_read_name (processes)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc", name, "cmdline", NULL);
      g_autofree char *words = NULL;
      gsize length = 0;

      if (g_ascii_isdigit (*name) && g_file_get_contents (path, &words, &length, NULL)
          && memmem (words, length, folder, strlen (folder)) != NULL)
        g_error ("Process %s is left: %s", name, words);
    }
}

static void
assert_interrupted (CliHome *home, GSubprocess *process, gboolean in_sandbox)
{
  g_autoptr (CliRun) run = NULL;

  /* In the midst of the work. */
  while (in_sandbox && !has_entries (home->scratch))
    g_usleep (10000);
  g_usleep (700000);
  g_subprocess_send_signal (process, SIGINT);
  run = cli_finish (process);
  cli_assert_failed (run, 4, "Cancelled", NULL);
  cli_home_assert_clean (home);
  assert_no_process (home->scratch);
}

static void
test_interrupt (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  g_autoptr (GSubprocess) top = cli_spawn (home, "top", "--interval", "60s", address, NULL);
  g_autoptr (GSubprocess) watching = NULL;
  g_autoptr (GSubprocess) trial = NULL;
  g_autoptr (GSubprocess) building = NULL;
  g_autoptr (GSubprocess) advising = NULL;

  assert_interrupted (home, top, FALSE);
  watching = cli_spawn (home, "tune", "--json", "--interval", "60s", address, NULL);
  assert_interrupted (home, watching, FALSE);
  building = cli_spawn (home, "plan", "--analyze", address, "--query",
                        "SELECT pg_sleep(60), * FROM orders", NULL);
  assert_interrupted (home, building, TRUE);
  advising = cli_spawn (home, "tune", "--interval", "1s", address, NULL);
  assert_interrupted (home, advising, TRUE);
  trial = cli_spawn (home, "trial", "--time", "60s", address, "--change", INDEX, "--query",
                     "SELECT a.id, pg_sleep(0.01) FROM orders a JOIN orders b USING (customer)",
                     NULL);
  assert_interrupted (home, trial, TRUE);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  set_up ();

  g_test_add_func ("/cli/sandbox/no-binaries", test_no_binaries);
  g_test_add_func ("/cli/sandbox/no-hypopg", test_no_hypopg);
  g_test_add_func ("/cli/sandbox/wrong-workload", test_wrong_workload);
  g_test_add_func ("/cli/sandbox/nowhere-to-write", test_nowhere_to_write);
  g_test_add_func ("/cli/sandbox/trial", test_trial);
  g_test_add_func ("/cli/sandbox/sample", test_sample);
  g_test_add_func ("/cli/sandbox/wipe", test_wipe);
  g_test_add_func ("/cli/sandbox/write", test_write);
  g_test_add_func ("/cli/sandbox/useless-index", test_useless_index);
  g_test_add_func ("/cli/sandbox/wrong-change", test_wrong_change);
  g_test_add_func ("/cli/sandbox/hostile", test_hostile);
  g_test_add_func ("/cli/sandbox/interrupt", test_interrupt);

  status = g_test_run ();
  g_free (address);
  g_free (database);

  return status;
}
