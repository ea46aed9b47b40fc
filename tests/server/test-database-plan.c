/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-database-plan.h"
#include "opt-error.h"
#include "opt-history-range.h"
#include "opt-literals.h"
#include "opt-server-plan.h"
#include "opt-server-samples.h"
#include "opt-tune.h"
#include "server-fixture.h"

#define SQL "SELECT * FROM jobs WHERE state = $1"
/* The statistics don't know how many rows somebody wants. */
#define PAGE "SELECT * FROM jobs WHERE state = $1 LIMIT $2"

static int reported;

/* Nearly all jobs are done; those that are read are not. */
static void
fill (ServerFixture *fixture)
{
  static const char *const parts[] = {
    "CREATE TABLE jobs (id int PRIMARY KEY, state text, note text)",
    "INSERT INTO jobs SELECT i, CASE WHEN i % 2000 = 0 THEN 'failed417' WHEN i % 20 = 0 THEN "
    "'waiting' ELSE 'done' END, repeat('x', 200) FROM generate_series(1, 20000) i",
    "CREATE INDEX jobs_state ON jobs (state)",
    "VACUUM ANALYZE jobs",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    server_fixture_run (fixture->name, parts[i]);
}

static OptDatabase *
open_database (ServerFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  OptDatabase *database = opt_database_open_sync (fixture->conninfo, NULL, &error);

  g_assert_no_error (error);

  return database;
}

/* @value: (nullable): NULL is one, too */
static void
see (OptDatabase *database, const char *sql, const char *value, guint times)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSampleStore) store = opt_sample_store_open_sync (NULL, &error);
  g_autoptr (OptParams) values = opt_params_new ();
  g_autofree char *shape = opt_literals_get_shape (sql, NULL);
  const OptSample sample = { .queryid = 1, .values = values, .last_seen = 1000000 };

  g_assert_no_error (error);
  opt_params_add_text (values, value);
  for (guint i = 0; i < times; i++)
    {
      opt_sample_store_see_sync (store, opt_database_get_server_id (database),
                                 opt_server_facts_get_database_oid (
                                     opt_database_get_facts (database)),
                                 shape, &sample, &error);
      g_assert_no_error (error);
    }
}

static char *
explain (OptDatabase *database, const char *sql, OptExplainValues *values, gboolean *reads_index)
{
  g_autoptr (GError) error = NULL;
  char *basis = NULL;
  g_autoptr (OptPlan) plan
      = opt_database_explain_sync (database, sql, OPT_EXPLAIN_PLAN, OPT_PLAN_OPTIONS_USUAL, values,
                                   &basis, NULL, NULL, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = opt_plan_to_text (plan);
  if (reads_index != NULL)
    *reads_index = strstr (text, "jobs_state") != NULL;

  return basis;
}

static void
assert_choice (OptDatabase *database,
               const char *text,
               OptExplainKind kind,
               const char *words,
               gboolean reads_index)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptExplainValues) values = opt_explain_values_new_from_text (text, &error);
  g_autofree char *basis = NULL;
  gboolean reads;

  g_assert_no_error (error);
  basis = explain (database, SQL, values, &reads);
  g_assert_nonnull (strstr (basis, words));
  g_assert_cmpint (values->kind, ==, kind);
  g_assert_cmpint (values->sample != NULL, ==, kind == OPT_EXPLAIN_SEEN);
  g_assert_cmpint (reads, ==, reads_index);
}

static void
test_choices (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptExplainValues) best = opt_explain_values_new (OPT_EXPLAIN_BEST);
  g_autoptr (OptExplainValues) unseen = opt_explain_values_new (OPT_EXPLAIN_UNSEEN);
  g_autofree char *best_basis = NULL;
  g_autofree char *unseen_basis = NULL;
  gboolean reads_index;

  fill (fixture);
  database = open_database (fixture);
  see (database, SQL, "failed417", 3);
  see (database, SQL, "done", 2);
  see (database, SQL, NULL, 1);

  best_basis = explain (database, SQL, best, &reads_index);
  g_assert_nonnull (strstr (best_basis, "$1 = failed417"));
  g_assert_cmpint (best->kind, ==, OPT_EXPLAIN_SEEN);
  g_assert_true (reads_index);
  unseen_basis = explain (database, SQL, unseen, &reads_index);
  g_assert_nonnull (strstr (unseen_basis, "typical values from statistics"));
  g_assert_cmpint (unseen->kind, ==, OPT_EXPLAIN_TYPICAL);

  assert_choice (database, "seen", OPT_EXPLAIN_SEEN, "3 times: $1 = failed417", TRUE);
  assert_choice (database, "seen:2", OPT_EXPLAIN_SEEN, "2 times: $1 = done", FALSE);
  /* NULL was sent, and no row can be equal to it. */
  assert_choice (database, "seen:3", OPT_EXPLAIN_SEEN, "1 time: $1 = NULL", FALSE);
  assert_choice (database, "common", OPT_EXPLAIN_COMMON, "common values from statistics: $1 = done",
                 FALSE);
  assert_choice (database, "rare", OPT_EXPLAIN_RARE, "rare values from statistics: $1 = failed417",
                 TRUE);
  /* For any value: a third of the rows, as there are three. */
  assert_choice (database, "generic", OPT_EXPLAIN_GENERIC, "generic plan, values typed by: ", TRUE);
  opt_database_close (database);
}

/* Where the statistics don't know all, they are asked for all the same if somebody chose that. */
static void
test_partly_known (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptExplainValues) best = opt_explain_values_new (OPT_EXPLAIN_BEST);
  g_autoptr (OptExplainValues) rare = opt_explain_values_new (OPT_EXPLAIN_RARE);
  g_autofree char *best_basis = NULL;
  g_autofree char *rare_basis = NULL;

  fill (fixture);
  database = open_database (fixture);
  best_basis = explain (database, PAGE, best, NULL);
  g_assert_cmpint (best->kind, ==, OPT_EXPLAIN_GENERIC);
  rare_basis = explain (database, PAGE, rare, NULL);
  g_assert_cmpint (rare->kind, ==, OPT_EXPLAIN_RARE);
  g_assert_nonnull (strstr (rare_basis, "1 of them a default of its type"));
  opt_database_close (database);
}

static void
assert_refused (OptDatabase *database, const char *sql, const char *text, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptExplainValues) values = opt_explain_values_new_from_text (text, &error);
  g_autoptr (OptPlan) plan = NULL;
  g_autofree char *basis = NULL;

  g_assert_no_error (error);
  plan = opt_database_explain_sync (database, sql, OPT_EXPLAIN_PLAN, OPT_PLAN_OPTIONS_USUAL, values,
                                    &basis, NULL, NULL, &error);
  g_assert_null (plan);
  g_assert_error (error, OPT_ERROR, code);
  g_assert_nonnull (opt_error_get_next_step (error));
}

static void
test_refused (ServerFixture *fixture, gconstpointer data)
{
  static const char *const nonsense[] = { "", "seen:", "seen:0", "seen:x", "seen:-1", "Typical" };
  g_autoptr (OptDatabase) database = NULL;

  fill (fixture);
  database = open_database (fixture);
  assert_refused (database, SQL, "seen", OPT_ERROR_NOT_FOUND);
  see (database, SQL, "done", 1);
  assert_refused (database, SQL, "seen:2", OPT_ERROR_NOT_FOUND);
  assert_refused (database, "SELECT * FROM jobs", "rare", OPT_ERROR_INVALID);
  /* A literal of another kind than its parameter. */
  see (database, "SELECT * FROM jobs WHERE id > $1", "2.5", 1);
  assert_refused (database, "SELECT * FROM jobs WHERE id > $1", "seen:1", OPT_ERROR_INVALID);
  assert_refused (database, "SELECT * FROM jobs WHERE id > $1", "seen", OPT_ERROR_NOT_FOUND);
  opt_database_close (database);

  for (gsize i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (opt_explain_values_new_from_text (nonsense[i], &error));
      g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
    }
}

/* What the window does: it lists what was seen of a text, and has it planned for one of them. */
static void
test_server (ServerFixture *fixture, gconstpointer data)
{
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GAsyncResult) planned = NULL;
  g_autoptr (GPtrArray) samples = NULL;
  g_autoptr (OptExplainValues) values = NULL;
  g_autoptr (OptExplainValues) taken = NULL;
  g_autoptr (OptPlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *basis = NULL;

  fill (fixture);
  database = open_database (fixture);
  see (database, SQL, "done", 2);
  see (database, SQL, "failed417", 1);
  see (database, PAGE, "waiting", 1);
  opt_database_close (database);

  server_fixture_go_online (fixture);
  opt_server_list_samples_of_text_async (fixture->server, SQL, NULL, server_fixture_keep_result,
                                         &listed);
  server_fixture_wait_for_result (&listed);
  samples = opt_server_list_samples_finish (fixture->server, listed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (samples->len, ==, 2);

  values = opt_explain_values_new_seen (samples->pdata[1]);
  opt_server_explain_async (fixture->server, SQL, OPT_EXPLAIN_PLAN, OPT_PLAN_OPTIONS_USUAL, values,
                            NULL, server_fixture_keep_result, &planned);
  server_fixture_wait_for_result (&planned);
  plan = opt_server_explain_finish (fixture->server, planned, &taken, &basis, &error);
  g_assert_no_error (error);
  g_assert_true (opt_explain_values_equal (values, taken));
  g_assert_nonnull (strstr (basis, "$1 = failed417"));
}

static gpointer
keep_running (gpointer data)
{
  const ServerFixture *fixture = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  while (!g_atomic_int_get (&reported))
    server_fixture_run (fixture->name, "SELECT * FROM jobs WHERE state = 'done'");
  g_main_context_pop_thread_default (context);

  return NULL;
}

/* A report is for others to read: no value that was seen is in it, not even in a plan. */
static void
test_report (ServerFixture *fixture, gconstpointer data)
{
  const OptTuneOptions options
      = { .interval = G_USEC_PER_SEC, .limit = 1, .time_per_statement = G_USEC_PER_SEC / 10 };
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *document = NULL;
  GThread *application;

  fill (fixture);
  database = open_database (fixture);
  see (database, SQL, "secret417", 1);
  g_atomic_int_set (&reported, FALSE);
  application = g_thread_new ("application", keep_running, fixture);
  node = opt_tune_run_sync (database, &options, NULL, NULL, &error);
  g_atomic_int_set (&reported, TRUE);
  g_thread_join (application);
  g_assert_no_error (error);
  document = json_to_string (node, FALSE);
  g_assert_nonnull (strstr (document, "FROM jobs WHERE state = $1"));
  g_assert_nonnull (strstr (document, "plan_basis"));
  g_assert_null (strstr (document, "secret417"));
  opt_database_close (database);
}

/* The first finding on a row estimate; %NULL where there is none. */
static OptFinding *
find_estimate (OptPlan *plan)
{
  for (guint i = 0; i < opt_plan_get_n_findings (plan); i++)
    {
      OptFinding *finding = opt_plan_get_finding (plan, i);

      if (opt_finding_kind_get_theme (opt_finding_get_kind (finding)) == OPT_FINDING_THEME_ESTIMATE)
        return finding;
    }

  return NULL;
}

static OptPlan *
run_here (OptDatabase *database, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *basis = NULL;
  OptPlan *plan
      = opt_database_explain_sync (database, sql, OPT_EXPLAIN_ANALYZE_HERE, OPT_PLAN_OPTIONS_USUAL,
                                   NULL, &basis, NULL, NULL, &error);

  g_assert_no_error (error);

  return plan;
}

/* A read-only transaction does not keep a foreign table's program from running. */
static void
test_foreign_tables (ServerFixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {
    "CREATE EXTENSION file_fdw",
    "CREATE SERVER files FOREIGN DATA WRAPPER file_fdw",
    "CREATE TABLE near (a int)",
    "CREATE TABLE heirs (a int) PARTITION BY LIST (a)",
    "CREATE TABLE heirs_1 PARTITION OF heirs FOR VALUES IN (1)",
    "CREATE VIEW seen AS SELECT * FROM near",
    "CREATE TABLE guarded (a int)",
    "ALTER TABLE guarded ENABLE ROW LEVEL SECURITY",
    "CREATE FOREIGN TABLE far (a int) SERVER files OPTIONS (program 'echo 1')",
    "CREATE FOREIGN TABLE heirs_2 PARTITION OF heirs FOR VALUES IN (2) SERVER files"
    " OPTIONS (program 'echo 2')",
    "CREATE VIEW far_view AS SELECT * FROM far",
    "CREATE VIEW farther AS SELECT * FROM far_view",
    "CREATE POLICY asks ON guarded USING (EXISTS (SELECT FROM farther f WHERE f.a = guarded.a))",
    "CREATE MATERIALIZED VIEW brought AS SELECT * FROM far WITH NO DATA",
  };
  static const char *const refused[]
      = { "SELECT * FROM far", "SELECT * FROM heirs WHERE a > 0", "SELECT * FROM farther",
          "SELECT * FROM guarded", "SELECT (SELECT max(a) FROM far) FROM near" };
  static const char *const run[]
      = { "SELECT * FROM near", "SELECT * FROM seen", "SELECT * FROM heirs_1" };
  g_autoptr (OptDatabase) database = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    server_fixture_run (fixture->name, parts[i]);

  database = open_database (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *basis = NULL;
      g_autoptr (OptPlan) plan
          = opt_database_explain_sync (database, refused[i], OPT_EXPLAIN_ANALYZE_HERE,
                                       OPT_PLAN_OPTIONS_USUAL, NULL, &basis, NULL, NULL, &error);

      g_test_message ("%s", refused[i]);
      g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
      g_assert_nonnull (strstr (error->message, "foreign table"));
      g_assert_null (plan);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (run); i++)
    {
      g_autoptr (OptPlan) plan = run_here (database, run[i]);
    }
  opt_database_close (database);
}

static void
assert_estimate (OptDatabase *database,
                 const char *sql,
                 OptFindingKind kind,
                 const char *seen,
                 const char *why,
                 const char *advice)
{
  g_autoptr (OptPlan) plan = run_here (database, sql);
  OptFinding *finding = find_estimate (plan);

  g_assert_nonnull (finding);
  g_test_message ("%s %s %s", opt_finding_get_seen (finding), opt_finding_get_why (finding),
                  opt_finding_get_advice (finding));
  g_assert_cmpint (opt_finding_get_kind (finding), ==, kind);
  g_assert_true (opt_finding_is_checked (finding));
  g_assert_nonnull (strstr (opt_finding_get_seen (finding), seen));
  g_assert_nonnull (strstr (opt_finding_get_why (finding), why));
  g_assert_nonnull (strstr (opt_finding_get_advice (finding), advice));
}

/* Whether statistics are stale, or fresh and columns depend on each other, the server is asked. */
static void
test_statistics (ServerFixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {
    "CREATE TABLE grown (a int, b int, note text) WITH (autovacuum_enabled = off)",
    "INSERT INTO grown SELECT i, i, md5(i::text) FROM generate_series(1, 100) i",
    "ANALYZE grown",
    "INSERT INTO grown SELECT 7, 7, md5(i::text) FROM generate_series(1, 20000) i",
    "CREATE TABLE twin (a int, b int, c int, note text) WITH (autovacuum_enabled = off)",
    "INSERT INTO twin SELECT i % 5, i % 5, i % 5, md5(i::text) FROM generate_series(1, 200000) i",
    "ANALYZE twin",
  };
  static const char *const extended[] = {
    "CREATE STATISTICS twin_abc (ndistinct) ON a, b, c FROM twin",
    "ANALYZE twin",
  };
  static const char grown[] = "SELECT * FROM grown WHERE a = 7 ORDER BY note";
  static const char grown_both[] = "SELECT * FROM grown WHERE a = 7 AND b = 7 ORDER BY note";
  static const char twin[] = "SELECT * FROM twin WHERE a = 3 AND b = 3 AND c = 3 ORDER BY note";
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptPlan) mended = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    server_fixture_run (fixture->name, parts[i]);
  database = open_database (fixture);
  assert_estimate (database, grown, OPT_FINDING_STALE_STATISTICS,
                   "k changes since ANALYZE (last: 20", "stale", "ANALYZE grown");
  /* By the plan alone these would be columns that depend on each other. */
  assert_estimate (database, grown_both, OPT_FINDING_STALE_STATISTICS,
                   "the planner reckons with 100", "stale", "ANALYZE grown");
  assert_estimate (database, twin, OPT_FINDING_CORRELATED_COLUMNS, ", 0 changes since ANALYZE",
                   "fresh", "CREATE STATISTICS twin_a_b_c_stat (dependencies, mcv) ON a, b, c");

  for (gsize i = 0; i < G_N_ELEMENTS (extended); i++)
    server_fixture_run (fixture->name, extended[i]);
  assert_estimate (database, twin, OPT_FINDING_MISESTIMATE, "k rows, 0 changes", "extended ones",
                   "SET STATISTICS");
  server_fixture_run (fixture->name, "ANALYZE grown");
  mended = run_here (database, grown);
  g_assert_null (find_estimate (mended));
  opt_database_close (database);
}

static GPtrArray *
read_events (OptDatabase *database)
{
  const OptHistoryRequest request = {
    .server_id = opt_database_get_server_id (database),
    .start = g_get_real_time () - 600 * G_USEC_PER_SEC,
    .end = g_get_real_time () + 600 * G_USEC_PER_SEC,
    .n_points = 10,
    .n_entries = 1,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) history = opt_history_open_sync (NULL, &error);
  g_autoptr (OptHistoryRange) range = NULL;

  g_assert_no_error (error);
  range = opt_history_get_range_sync (history, &request, &error);
  g_assert_no_error (error);

  return g_ptr_array_ref (range->events);
}

/* A statement that gets another plan is an event of its server, in names alone; where the server is
 * recorded it is kept. */
static void
test_event (ServerFixture *fixture, gconstpointer data)
{
  static const char *const changes[] = { "DROP INDEX jobs_state", "ANALYZE jobs" };
  g_autoptr (OptDatabase) database = NULL;
  g_autoptr (OptExplainValues) rare = opt_explain_values_new (OPT_EXPLAIN_RARE);
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GPtrArray) kept = NULL;
  const OptTimelineEvent *event;
  gboolean reads;

  fill (fixture);
  server_fixture_go_online (fixture);
  server_fixture_wait_for_polls (fixture, 2);
  opt_server_disconnect (fixture->server);
  database = open_database (fixture);
  g_free (explain (database, SQL, rare, &reads));
  g_assert_true (reads);
  none = opt_database_take_events (database);
  g_assert_cmpuint (none->len, ==, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    server_fixture_run (fixture->name, changes[i]);
  g_free (explain (database, SQL, rare, &reads));
  g_assert_false (reads);
  events = opt_database_take_events (database);
  g_assert_cmpuint (events->len, ==, 1);
  event = events->pdata[0];
  g_assert_cmpstr (event->kind, ==, "plan");
  g_assert_true (
      g_str_has_prefix (event->text, "Another plan: SELECT * FROM jobs WHERE state = $1"));
  g_assert_nonnull (strstr (event->text, "sequential scan"));
  g_assert_null (strstr (event->text, "failed417"));

  kept = read_events (database);
  event = kept->len > 0 ? kept->pdata[kept->len - 1] : NULL;
  g_assert_nonnull (event);
  g_assert_cmpstr (event->kind, ==, "plan");
  opt_database_close (database);
}

int
main (int argc, char **argv)
{
  static const ServerTest tests[] = {
    { "/database-plan/choices", test_choices },
    { "/database-plan/partly-known", test_partly_known },
    { "/database-plan/refused", test_refused },
    { "/database-plan/server", test_server },
    { "/database-plan/report", test_report },
    { "/database-plan/event", test_event },
    { "/database-plan/statistics", test_statistics },
    { "/database-plan/foreign-tables", test_foreign_tables },
  };

  return server_fixture_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
