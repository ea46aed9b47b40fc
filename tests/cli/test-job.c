/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli-fixture.h"
#include "opt-test.h"

/* A verdict of the live workload needs half a minute on each side. */
#define WINDOW "31s"
/* The load has a pace of its own: faster statements don't make more calls. */
#define PACE (100 * G_TIME_SPAN_MILLISECOND)

static char *database;
static char *address;

/* Set to end the load. */
static int load_ended;

static void
set_up (void)
{
  database = opt_test_create_database ();
  address = cli_get_address (NULL, database);
  cli_execute (
      database,
      "CREATE EXTENSION pg_stat_statements;"
      "CREATE TABLE orders (id int PRIMARY KEY, customer int);"
      "CREATE TABLE items (id int PRIMARY KEY, order_id int REFERENCES orders, note text);"
      "CREATE TABLE customers (id int PRIMARY KEY, name text);"
      "INSERT INTO orders SELECT i, i % 100 FROM generate_series (1, 30000) i;"
      "INSERT INTO items SELECT i, 1 + i % 30000, 'note ' || i FROM generate_series (1, 200000) i;"
      "INSERT INTO customers SELECT i, 'name ' || i FROM generate_series (1, 2000) i;"
      "CREATE ROLE clerk LOGIN IN ROLE pg_monitor, pg_read_all_data");
  cli_execute (database, "VACUUM ANALYZE");
}

static void
call (OptConnection *connection, const char *sql, int value)
{
  g_autofree char *text = g_strdup_printf ("%d", value);
  g_autoptr (OptParams) params = opt_params_new_text (text, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, params, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);
}

/* What the shop does all day: one statement lacks an index, one is as it should be. */
static gpointer
run_load (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (OptConnection) connection = NULL;
  gint64 next = g_get_monotonic_time ();

  g_main_context_push_thread_default (context);
  connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  for (int i = 0; g_atomic_int_get (&load_ended) == 0; i++)
    {
      call (connection, "SELECT id, note FROM items WHERE order_id = $1", 1 + i % 30000);
      call (connection, "SELECT count(*) FROM customers WHERE id > $1", i % 1000);
      next += PACE;
      g_usleep ((gulong) CLAMP (next - g_get_monotonic_time (), 0, PACE));
    }
  opt_connection_close (connection);
  g_main_context_pop_thread_default (context);

  return NULL;
}

static gboolean
has_index (void)
{
  g_autoptr (OptConnection) connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = opt_connection_query_sync (
      connection,
      "SELECT 1 FROM pg_index WHERE indrelid = 'items'::regclass AND NOT indisprimary AND "
      "indisvalid",
      NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);
  opt_connection_close (connection);

  return opt_result_get_n_rows (result) > 0;
}

static const char *const tune_members[]
    = { "s:made_at",  "o:server", "o:window",          "a:hot",         "i:statements_seen",
        "o:workload", "o:shadow", "a:recommendations", "a:not_planned", NULL };
static const char *const workload_members[]
    = { "i:statements", "?n:cost_before", "?n:cost_after", NULL };
static const char *const shadow_members[] = { "i:agrees", "i:of", NULL };
static const char *const recommendation_members[]
    = { "s:id",       "s:kind",        "s:title",      "s:sql",        "s:undo_sql",
        "s:reason",   "a:statements",  "a:effects",    "s:evidence",   "o:confidence",
        "s:risk",     "n:cost_before", "n:cost_after", "i:size_bytes", "*n:projected_ms",
        "s:relation", "s:server",      "s:database",   "i:made_at",    "a:changes",
        NULL };
static const char *const change_members[]
    = { "s:id",          "s:state",       "?s:verdict",   "s:server",
        "s:database",    "s:user",        "s:kind",       "s:title",
        "s:sql",         "s:undo_sql",    "b:leftover",   "?s:recommendation",
        "s:prepared_at", "?s:applied_at", "?s:undone_at", NULL };
static const char *const confirmation_members[] = { "s:verdict",
                                                    "s:reason",
                                                    "o:before",
                                                    "o:after",
                                                    "i:same_hours_days",
                                                    "?n:ratio",
                                                    "?a:ratio_interval",
                                                    "?n:corrected_ratio",
                                                    "?a:corrected_interval",
                                                    "?n:control_ratio",
                                                    "i:controls",
                                                    "a:statements",
                                                    NULL };
static const char *const confirmed_members[] = { "s:statement",
                                                 "i:role",
                                                 "?s:text",
                                                 "s:verdict",
                                                 "i:calls_before",
                                                 "i:calls_after",
                                                 "?n:before_ms",
                                                 "?n:after_ms",
                                                 "?n:ratio",
                                                 "?a:ratio_interval",
                                                 "?n:corrected_ratio",
                                                 "?a:corrected_interval",
                                                 "?n:projected_ratio",
                                                 "?s:projected_evidence",
                                                 NULL };

static JsonObject *
find_recommendation (JsonNode *node)
{
  JsonArray *array = json_object_get_array_member (json_node_get_object (node), "recommendations");

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *object = json_array_get_object_element (array, i);

      if (strstr (json_object_get_string_member (object, "sql"), "items") != NULL
          && strstr (json_object_get_string_member (object, "sql"), "order_id") != NULL)
        return object;
    }
  g_error ("No index for the foreign key was recommended");
}

static char *
tune (CliHome *home)
{
  g_autofree char *report = g_build_filename (home->folder, "report.html", NULL);
  g_autofree char *html = NULL;
  g_autoptr (CliRun) run
      = cli_run (home, "tune", "--json", "--interval", WINDOW, "--output", report, address, NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  JsonObject *object = json_node_get_object (node);
  JsonObject *recommendation;
  GStatBuf status;

  cli_assert_status (run, 0);
  cli_assert_members (object, tune_members);
  cli_assert_members (json_object_get_object_member (object, "workload"), workload_members);
  cli_assert_members (json_object_get_object_member (object, "shadow"), shadow_members);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (object, "shadow"),
                                               "agrees"),
                   >, 0);
  recommendation = find_recommendation (node);
  cli_assert_members (recommendation, recommendation_members);
  cli_assert_members (json_object_get_object_member (recommendation, "confidence"),
                      (const char *const[]){ "i:held", "i:of", NULL });
  g_assert_cmpstr (json_object_get_string_member (recommendation, "evidence"), ==, "measured");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (recommendation,
                                                                                 "trial"),
                                                  "verdict"),
                   ==, "better");
  g_assert_cmpfloat (json_object_get_double_member (recommendation, "cost_after"), <,
                     json_object_get_double_member (recommendation, "cost_before"));

  g_assert_true (g_file_get_contents (report, &html, NULL, NULL));
  g_assert_nonnull (strstr (html, "order_id"));
  g_assert_cmpint (g_stat (report, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_false (has_index ());
  cli_home_assert_clean (home);

  return g_strdup (json_object_get_string_member (recommendation, "id"));
}

static void
assert_not_applied (CliHome *home, const char *id)
{
  g_autoptr (CliRun) unasked = cli_run_with_input (home, "", 0, "apply", address, id, NULL);
  g_autoptr (CliRun) piped = cli_run_with_input (home, "yes\n", 4, "apply", address, id, NULL);
  g_autoptr (CliRun) unknown = cli_run (home, "apply", "--yes", address, "0123456789abcdef", NULL);
  g_autoptr (CliRun) not_owner
      = cli_run (home, "apply", "--yes", "--as", "clerk", address, id, NULL);
  g_autoptr (CliRun) no_change = cli_run (home, "undo", "--yes", address, "0123456789abcdef", NULL);
  g_autoptr (CliRun) not_confirmed = cli_run (home, "confirm", address, "0123456789abcdef", NULL);

  cli_assert_failed (unknown, 4, "0123456789abcdef", "advise");
  cli_assert_status (unasked, 4);
  cli_assert_said (unasked, "--yes");
  cli_assert_status (piped, 4);
  cli_assert_said (piped, "Nothing was changed");
  g_assert_cmpint (not_owner->status, >=, 3);
  cli_assert_said (not_owner, "clerk");
  cli_assert_said (not_owner, "Next step: ");
  cli_assert_failed (no_change, 4, "0123456789abcdef", "history");
  cli_assert_failed (not_confirmed, 4, "0123456789abcdef", "history");
  g_assert_false (has_index ());
}

/* What it would do, and nothing of it. */
static void
assert_dry_run (CliHome *home, const char *id)
{
  static const char *const members[]
      = { "b:dry_run", "o:rights", "a:steps", "i:hidden_sessions", "o:quiet_hour", NULL };
  static const char *const rights_members[]
      = { "b:allowed", "s:role",       "s:owner",       "s:schema",
          "b:owned",   "b:may_create", "s:description", NULL };
  static const char *const step_members[]
      = { "s:sql",  "?s:undo_sql",    "s:table",       "?s:index",       "s:locks",    "s:duration",
          "s:disk", "?i:table_bytes", "?i:table_rows", "?i:index_bytes", "a:sessions", NULL };
  g_autoptr (CliRun) text = cli_run (home, "apply", "--dry-run", address, id, NULL);
  g_autoptr (CliRun) run = cli_run (home, "apply", "--dry-run", "--json", address, id, NULL);
  g_autoptr (CliRun) clerk
      = cli_run (home, "apply", "--dry-run", "--yes", "--as", "clerk", address, id, NULL);
  g_autoptr (CliRun) log = cli_run (home, "history", NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  JsonObject *object = json_node_get_object (node);
  JsonObject *step = cli_get_first (object, "steps");

  cli_assert_members (object, members);
  cli_assert_members (json_object_get_object_member (object, "rights"), rights_members);
  cli_assert_members (step, step_members);
  g_assert_true (
      json_object_get_boolean_member (json_object_get_object_member (object, "rights"), "allowed"));
  g_assert_cmpint (json_object_get_int_member (step, "index_bytes"), >, 0);
  /* Somebody may analyze the table just now. */
  if (json_array_get_length (json_object_get_array_member (step, "sessions")) == 0)
    cli_assert_status (run, 0);
  cli_assert_said (text, "SHARE UPDATE EXCLUSIVE");
  cli_assert_said (text, "DROP INDEX CONCURRENTLY");
  cli_assert_said (text, "Nothing was run.");
  cli_assert_status (clerk, 1);
  cli_assert_said (clerk, "The role “clerk” may not make it");
  g_assert_false (has_index ());
  cli_assert_status (log, 1);
}

static void
assert_migration (CliHome *home, const char *id)
{
  g_autofree char *file = g_build_filename (home->folder, "index.sql", NULL);
  g_autofree char *up = g_build_filename (home->folder, "index.up.sql", NULL);
  g_autoptr (CliRun) run
      = cli_run (home, "apply", "--json", "--migration", file, address, id, NULL);
  g_autoptr (CliRun) again = cli_run (home, "apply", "--migration", file, address, id, NULL);
  g_autoptr (CliRun) unknown = cli_run (home, "apply", "--migration", file, "--migration-format",
                                        "alembic", address, id, NULL);
  g_autoptr (CliRun) misnamed = cli_run (home, "apply", "--migration", file, "--migration-format",
                                         "goose", address, id, NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  g_autofree char *text = NULL;

  cli_assert_status (run, 0);
  g_assert_cmpuint (json_array_get_length (
                        json_object_get_array_member (json_node_get_object (node), "files")),
                    ==, 2);
  g_assert_true (g_file_get_contents (up, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "CREATE INDEX CONCURRENTLY"));
  cli_assert_failed (again, 4, "index.up.sql", "another name");
  cli_assert_status (unknown, 2);
  cli_assert_said (unknown, "liquibase");
  cli_assert_status (misnamed, 2);
  g_assert_false (has_index ());
}

static char *
apply (CliHome *home, const char *id)
{
  g_autoptr (CliRun) run = cli_run (home, "apply", "--yes", "--json", address, id, NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  JsonObject *object = json_node_get_object (node);
  g_autoptr (CliRun) again = cli_run (home, "apply", "--yes", address, id, NULL);

  cli_assert_status (run, 0);
  cli_assert_members (object, change_members);
  g_assert_cmpstr (json_object_get_string_member (object, "recommendation"), ==, id);
  g_assert_nonnull (strstr (json_object_get_string_member (object, "undo_sql"), "DROP INDEX"));
  g_assert_true (has_index ());
  cli_assert_status (again, 4);
  cli_assert_said (again, "optischema-cli: ");

  return g_strdup (json_object_get_string_member (object, "id"));
}

/* What the log says of the one change that was made. */
static void
assert_history (CliHome *home, const char *id, const char *state, const char *verdict)
{
  g_autoptr (CliRun) all = cli_run (home, "history", "--json", NULL);
  g_autoptr (CliRun) of_server = cli_run (home, "history", "--json", address, NULL);
  g_autoptr (CliRun) text = cli_run (home, "history", NULL);
  g_autoptr (JsonNode) node = cli_parse (all);
  JsonArray *changes = json_object_get_array_member (json_node_get_object (node), "changes");
  JsonObject *found = NULL;

  cli_assert_status (all, 0);
  cli_assert_status (text, 0);
  cli_assert_said (text, id);
  g_assert_cmpstr (of_server->out, ==, all->out);
  for (guint i = 0; i < json_array_get_length (changes); i++)
    {
      JsonObject *change = json_array_get_object_element (changes, i);

      if (strcmp (json_object_get_string_member (change, "id"), id) == 0)
        found = change;
    }
  cli_assert_members (found, change_members);
  g_assert_cmpstr (json_object_get_string_member (found, "state"), ==, state);
  g_assert_cmpstr (json_object_get_string_member_with_default (found, "verdict", NULL), ==,
                   verdict);
}

static void
confirm (CliHome *home, const char *id)
{
  g_autoptr (CliRun) early = cli_run (home, "confirm", "--json", address, id, NULL);
  g_autoptr (JsonNode) early_node = cli_parse (early);
  g_autoptr (CliRun) run
      = cli_run (home, "confirm", "--json", "--interval", WINDOW, address, id, NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  JsonObject *object = json_node_get_object (node);
  JsonArray *statements;
  JsonObject *first;

  cli_assert_status (early, 1);
  cli_assert_members (json_node_get_object (early_node), confirmation_members);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (early_node), "verdict"), ==,
                   "waiting");
  cli_assert_status (run, 0);
  cli_assert_members (object, confirmation_members);
  g_assert_cmpstr (json_object_get_string_member (object, "verdict"), ==, "confirmed");
  g_assert_cmpint (json_object_get_int_member (object, "controls"), >, 0);
  statements = json_object_get_array_member (object, "statements");
  g_assert_cmpuint (json_array_get_length (statements), >, 0);
  first = json_array_get_object_element (statements, 0);
  cli_assert_members (first, confirmed_members);
  g_assert_cmpstr (json_object_get_string_member (first, "verdict"), ==, "helped");
  /* The advice said of it what it would do. */
  g_assert_false (json_object_get_null_member (first, "projected_ratio"));
}

static void
undo (CliHome *home, const char *id)
{
  g_autoptr (CliRun) unasked = cli_run_with_input (home, "", 0, "undo", address, id, NULL);
  g_autoptr (CliRun) run = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (CliRun) again = NULL;

  cli_assert_status (unasked, 4);
  g_assert_true (has_index ());
  run = cli_run (home, "undo", "--yes", "--json", address, id, NULL);
  node = cli_parse (run);
  cli_assert_status (run, 0);
  cli_assert_members (json_node_get_object (node), change_members);
  g_assert_false (has_index ());
  again = cli_run (home, "undo", "--yes", address, id, NULL);
  cli_assert_status (again, 4);
}

/* The whole way: found, proved, applied, confirmed by the running load, taken back. */
static void
test_job (void)
{
  g_autoptr (CliHome) home = cli_home_new ();
  GThread *load = g_thread_new ("load", run_load, NULL);
  g_autofree char *recommendation = tune (home);
  g_autofree char *change = NULL;

  assert_dry_run (home, recommendation);
  assert_migration (home, recommendation);
  assert_not_applied (home, recommendation);
  change = apply (home, recommendation);
  assert_history (home, change, "applied", NULL);
  confirm (home, change);
  assert_history (home, change, "applied", "confirmed");
  undo (home, change);
  assert_history (home, change, "undone", "confirmed");
  cli_home_assert_clean (home);

  g_atomic_int_set (&load_ended, 1);
  g_thread_join (load);
}

/* Advice on a file, and what a trial adds to it. */
static void
test_advise (void)
{
  static const char *const members[]
      = { "o:workload", "o:shadow", "a:recommendations", "a:not_planned", NULL };
  g_autoptr (CliHome) home = cli_home_new ();
  g_autofree char *good
      = cli_home_write (home, "good.sql",
                        "-- weight: 10\nSELECT id, note FROM items WHERE order_id = $1;\n", -1);
  g_autofree char *healthy
      = cli_home_write (home, "healthy.sql", "SELECT * FROM customers WHERE id = 7;\n", -1);
  g_autoptr (CliRun) run = cli_run (home, "advise", "--json", address, "--workload", good, NULL);
  g_autoptr (JsonNode) node = cli_parse (run);
  JsonObject *object = json_node_get_object (node);
  JsonObject *recommendation;
  g_autoptr (CliRun) nothing
      = cli_run (home, "advise", "--json", address, "--workload", healthy, NULL);
  g_autoptr (JsonNode) none = cli_parse (nothing);
  g_autoptr (CliRun) poor
      = cli_run (home, "advise", "--json", address, "--workload", good, "--budget", "8 kB", NULL);
  g_autoptr (CliRun) trial = NULL;
  g_autoptr (JsonNode) measured = NULL;

  cli_assert_status (run, 0);
  cli_assert_members (object, members);
  cli_assert_members (json_object_get_object_member (object, "workload"), workload_members);
  cli_assert_members (json_object_get_object_member (object, "shadow"), shadow_members);
  recommendation = find_recommendation (node);
  cli_assert_members (recommendation, recommendation_members);
  g_assert_cmpstr (json_object_get_string_member (recommendation, "evidence"), ==, "simulated");

  cli_assert_status (nothing, 1);
  cli_assert_members (json_node_get_object (none), members);
  cli_assert_status (poor, 1);

  trial = cli_run (home, "trial", "--json", "--time", "3s", address,
                   json_object_get_string_member (recommendation, "id"), NULL);
  measured = cli_parse (trial);
  cli_assert_status (trial, 0);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (measured), "verdict"), ==,
                   "better");
  cli_home_assert_clean (home);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  set_up ();

  g_test_add_func ("/cli/job/advise", test_advise);
  g_test_add_func ("/cli/job/all", test_job);

  status = g_test_run ();
  g_free (address);
  g_free (database);

  return status;
}
