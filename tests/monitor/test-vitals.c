/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "opt-sql.h"
#include "opt-test.h"
#include "opt-vitals-rates.h"

/* A database, two sessions of the superuser in it, and the facts of the one that looks. */
typedef struct
{
  char *database;
  OptConnection *app;
  OptConnection *poll;
  OptServerFacts *facts;
  OptVitals *before;
} Fixture;

static void
run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
}

static OptVitals *
take (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  OptVitals *vitals
      = opt_vitals_take_sync (fixture->poll, fixture->facts, fixture->before, NULL, &error);

  g_assert_no_error (error);

  return vitals;
}

static void
look (Fixture *fixture)
{
  OptVitals *vitals = take (fixture);

  g_clear_pointer (&fixture->before, opt_vitals_unref);
  fixture->before = vitals;
}

static void
connect (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->app);
  g_clear_object (&fixture->poll);
  g_clear_object (&fixture->facts);
  fixture->app = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  fixture->poll = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_MONITOR);
  fixture->facts = opt_server_facts_load_sync (fixture->poll, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->database = opt_test_create_database ();
  connect (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->before, opt_vitals_unref);
  g_clear_object (&fixture->app);
  g_clear_object (&fixture->poll);
  g_clear_object (&fixture->facts);
  g_free (fixture->database);
}

/* What the server counts reaches its statistics when the session is told to send it. */
static void
flush (OptConnection *connection)
{
  run (connection, "SELECT pg_stat_force_next_flush()");
}

static double
get_seconds (const OptVitalsRates *rates, OptVitalArea area)
{
  return (double) (rates->parts[area].end - rates->parts[area].start) / G_USEC_PER_SEC;
}

static double
ask (Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (fixture->app, sql, NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);

  return opt_result_get_double (result, 0, "n");
}

static double
get_position (Fixture *fixture)
{
  return ask (fixture, "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS n");
}

static void
test_wal (Fixture *fixture, gconstpointer data)
{
  double start, end, counted;
  g_autoptr (OptVitals) after = NULL;
  g_autoptr (OptVitalsRates) rates = NULL;
  g_autoptr (OptVitalsRates) first = NULL;

  run (fixture->app, "CREATE TABLE t (v text)");
  start = get_position (fixture);
  look (fixture);
  /* Committed is written, as it is where nobody has switched that off. */
  run (fixture->app, "SET synchronous_commit = on; "
                     "INSERT INTO t SELECT repeat('x', 1000) FROM generate_series(1, 5000)");
  flush (fixture->app);
  after = take (fixture);
  end = get_position (fixture);

  rates = opt_vitals_subtract (fixture->before, after);
  g_assert_false (rates->gap);
  counted
      = opt_vitals_rates_get (rates, "wal.written", NULL) * get_seconds (rates, OPT_VITAL_AREA_WAL);
  g_assert_cmpfloat (counted, >=, 5000 * 1000);
  g_assert_cmpfloat (counted, <=, end - start + 1);
  g_assert_cmpfloat (opt_vitals_rates_get (rates, "wal-records.records", NULL)
                         * get_seconds (rates, OPT_VITAL_AREA_WAL_RECORDS),
                     >=, 5000);
  /* On a primary nothing is received, and that is not a zero. */
  g_assert_true (isnan (opt_vitals_rates_get (rates, "wal.received", NULL)));
  g_assert_true (isnan (opt_vitals_rates_get (rates, "wal.replay_lag_ms", NULL)));

  first = opt_vitals_subtract (NULL, after);
  g_assert_true (first->gap);
  g_assert_true (isnan (opt_vitals_rates_get (first, "wal.written", NULL)));
  g_assert_cmpfloat (opt_vitals_rates_get (first, "connections.total", NULL), >=, 2);
}

/* The checkpointer counts one after it has told the session that it is done. */
static void
checkpoint (Fixture *fixture)
{
  const char *count = "SELECT checkpoints_req AS n FROM pg_stat_bgwriter";
  double before = ask (fixture, count);

  run (fixture->app, "CHECKPOINT");
  while (ask (fixture, count) <= before)
    g_usleep (1000);
}

static void
test_checkpoints (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptVitals) after = NULL;
  g_autoptr (OptVitalsRates) rates = NULL;

  checkpoint (fixture);
  look (fixture);
  run (fixture->app, "CREATE TABLE t AS SELECT g FROM generate_series(1, 10000) g");
  checkpoint (fixture);
  after = take (fixture);
  rates = opt_vitals_subtract (fixture->before, after);

  g_assert_cmpfloat (opt_vitals_rates_get (rates, "checkpoints.requested", NULL), ==, 1);
  g_assert_cmpfloat (opt_vitals_rates_get (rates, "checkpoints.timed", NULL), ==, 0);
  g_assert_cmpfloat (opt_vitals_rates_get (rates, "checkpoints.buffers", NULL), >, 0);
  g_assert_cmpfloat (opt_vitals_rates_get (rates, "last-checkpoint.age_ms", NULL), <, 60 * 1000);
  g_assert_cmpfloat (opt_vitals_rates_get (rates, "last-checkpoint.distance", NULL), >=, 0);
  g_assert_cmpfloat (opt_vitals_rates_get (rates, "last-checkpoint.distance", NULL), <, 1 << 20);
}

static void
test_connections (Fixture *fixture, gconstpointer data)
{
  double limit;
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (OptVitals) after = NULL;

  limit = ask (fixture, "SELECT current_setting('max_connections')::int "
                        "- current_setting('superuser_reserved_connections')::int AS n");
  look (fixture);
  for (int i = 0; i < 10; i++)
    g_ptr_array_add (sessions, opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX));
  run (sessions->pdata[0], "BEGIN; SELECT 1");
  run (sessions->pdata[1], "BEGIN; SELECT 1");
  after = take (fixture);

  g_assert_cmpfloat (opt_vitals_get_number (after, "connections.total", NULL), ==,
                     opt_vitals_get_number (fixture->before, "connections.total", NULL) + 10);
  g_assert_cmpfloat (opt_vitals_get_number (after, "connections.idle_in_transaction", NULL), ==, 2);
  /* The one that looks is active. */
  g_assert_cmpfloat (opt_vitals_get_number (after, "connections.active", NULL), ==, 1);
  g_assert_cmpfloat (opt_vitals_get_number (after, "connections.limit", NULL), ==, limit);
  g_assert_cmpfloat_with_epsilon (opt_vitals_get_number (after, "connections.used_share", NULL),
                                  opt_vitals_get_number (after, "connections.total", NULL) / limit,
                                  1e-9);
  g_assert_cmpfloat (opt_vitals_get_number (after, "connections.oldest_transaction_ms", NULL), >,
                     0);
}

static void
ignore_error (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptResult) rows = opt_connection_query_finish (OPT_CONNECTION (object), result, NULL);

  ++*(int *) data;
}

static void
test_databases (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) other
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptVitals) after = NULL;
  g_autoptr (OptVitalsRates) rates = NULL;
  int done = 0;

  run (fixture->app, "CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2)");
  run (fixture->app, "SET deadlock_timeout = '10ms'; SET work_mem = '64kB'");
  flush (fixture->app);
  look (fixture);

  run (fixture->app, "SELECT count(*) FROM (SELECT g FROM generate_series(1, 50000) g "
                     "ORDER BY md5(g::text) OFFSET 0) s");
  run (fixture->app, "BEGIN; DELETE FROM t WHERE id = 1");
  run (other, "BEGIN; DELETE FROM t WHERE id = 2");
  opt_connection_query_async (other, "DELETE FROM t WHERE id = 1", NULL, OPT_QUERY_NONE, NULL,
                              ignore_error, &done);
  opt_connection_query_async (fixture->app, "DELETE FROM t WHERE id = 2", NULL, OPT_QUERY_NONE,
                              NULL, ignore_error, &done);
  while (done < 2)
    g_main_context_iteration (NULL, TRUE);
  run (fixture->app, "ROLLBACK");
  run (other, "ROLLBACK");
  flush (fixture->app);
  flush (other);
  after = take (fixture);
  rates = opt_vitals_subtract (fixture->before, after);

  g_assert_cmpfloat (opt_vitals_rates_get (rates, "databases.deadlocks", NULL), ==, 1);
  g_assert_cmpfloat (opt_vitals_rates_get (rates, "databases.deadlocks", fixture->database), ==, 1);
  g_assert_cmpfloat (opt_vitals_rates_get (rates, "databases.temp_files", fixture->database), >=,
                     1);
  g_assert_cmpfloat (opt_vitals_rates_get (rates, "databases.temp_bytes", fixture->database), >, 0);
  g_assert_cmpfloat (opt_vitals_rates_get (rates, "databases.commits", NULL), >, 0);
  /* Checksums are off here, and so none can fail: that is not a zero. */
  g_assert_true (isnan (opt_vitals_rates_get (rates, "databases.checksum_failures", NULL)));
}

static void
test_resets (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptVitals) after = NULL;
  g_autoptr (OptVitalsRates) rates = NULL;

  run (fixture->app, "CREATE TABLE t AS SELECT g FROM generate_series(1, 10000) g; CHECKPOINT");
  flush (fixture->app);
  look (fixture);
  run (fixture->app, "SELECT pg_stat_reset_shared('wal')");
  run (fixture->app, "SELECT pg_stat_reset_shared('bgwriter')");
  run (fixture->app, "SELECT pg_stat_reset()");
  run (fixture->app, "INSERT INTO t SELECT g FROM generate_series(1, 50000) g; CHECKPOINT");
  flush (fixture->app);
  after = take (fixture);
  rates = opt_vitals_subtract (fixture->before, after);

  g_assert_false (rates->gap);
  g_assert_true (isnan (opt_vitals_rates_get (rates, "wal-records.records", NULL)));
  g_assert_true (isnan (opt_vitals_rates_get (rates, "checkpoints.requested", NULL)));
  g_assert_true (isnan (opt_vitals_rates_get (rates, "background-writer.buffers_allocated", NULL)));
  g_assert_true (isnan (opt_vitals_rates_get (rates, "databases.commits", fixture->database)));
  g_assert_true (isnan (opt_vitals_rates_get (rates, "databases.commits", NULL)));
  /* Its position is not reset. */
  g_assert_cmpfloat (opt_vitals_rates_get (rates, "wal.written", NULL), >, 0);
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptSeriesSet) set = opt_series_set_new (60 * G_USEC_PER_SEC);
  g_autoptr (OptVitals) between = NULL;
  g_autoptr (OptVitalsRates) rates = NULL;
  g_autoptr (GError) error = NULL;
  const OptSeriesPoint *points;
  guint n;

  look (fixture);
  between = take (fixture);
  rates = opt_vitals_subtract (fixture->before, between);
  opt_vitals_rates_add_series (rates, set);
  g_clear_pointer (&rates, opt_vitals_rates_free);
  opt_cluster_restart_sync (opt_test_get_cluster (), NULL, &error);
  g_assert_no_error (error);
  connect (fixture);
  g_clear_pointer (&fixture->before, opt_vitals_unref);
  fixture->before = take (fixture);

  rates = opt_vitals_subtract (between, fixture->before);
  g_assert_true (rates->gap);
  g_assert_true (isnan (opt_vitals_rates_get (rates, "wal.written", NULL)));
  g_assert_true (isnan (opt_vitals_rates_get (rates, "databases.commits", NULL)));
  opt_vitals_rates_add_series (rates, set);
  opt_series_set_commit (set);

  /* A gauge has its gap between two values. */
  points = opt_series_get_points (opt_series_set_find (set, "connections.total", NULL), &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpfloat (points[0].value, >=, 2);
  g_assert_true (isnan (points[1].value));
  g_assert_cmpfloat (points[2].value, >=, 2);
  points = opt_series_get_points (opt_series_set_find (set, "wal.written", NULL), &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpfloat (points[0].value, >=, 0);
  g_assert_true (isnan (points[1].value) && isnan (points[2].value));
}

static void
test_seldom (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptVitals) after = NULL;
  g_autoptr (OptVitalsRates) rates = NULL;
  double bytes;

  run (fixture->app, "CREATE TABLE big AS SELECT g FROM generate_series(1, 50000) g; ANALYZE big");
  look (fixture);
  bytes = ask (fixture, "SELECT pg_total_relation_size('big') AS n");
  g_assert_cmpfloat (opt_vitals_get_number (fixture->before, "tables.bytes", "public.big"), ==,
                     bytes);
  g_assert_cmpfloat (opt_vitals_get_number (fixture->before, "tables.rows", "public.big"), ==,
                     50000);
  g_assert_cmpfloat (opt_vitals_get_number (fixture->before, "sizes.bytes", fixture->database), >=,
                     bytes);
  g_assert_cmpint (fixture->before->seldom, >, 0);

  /* What is read seldom is not read again at once. */
  run (fixture->app, "INSERT INTO big SELECT g FROM generate_series(1, 50000) g");
  after = take (fixture);
  g_assert_cmpint (after->seldom, ==, 0);
  g_assert_cmpint (after->parts[OPT_VITAL_AREA_TABLES].time, ==, fixture->before->time);
  g_assert_cmpfloat (opt_vitals_get_number (after, "tables.bytes", "public.big"), ==, bytes);
  rates = opt_vitals_subtract (fixture->before, after);
  g_assert_false (rates->parts[OPT_VITAL_AREA_TABLES].fresh);
  g_assert_true (rates->parts[OPT_VITAL_AREA_WAL].fresh);
}

static void
test_wraparound (Fixture *fixture, gconstpointer data)
{
  double age;
  const OptVitalsRow *row;

  run (fixture->app, "CREATE TABLE old (v int) WITH (autovacuum_vacuum_threshold = 10, "
                     "autovacuum_vacuum_scale_factor = 0); "
                     "INSERT INTO old SELECT g FROM generate_series(1, 100) g; "
                     "DELETE FROM old WHERE v <= 50");
  flush (fixture->app);
  look (fixture);
  age = ask (fixture, "SELECT max(age(datfrozenxid)) AS n FROM pg_database");
  g_assert_cmpfloat (opt_vitals_get_number (fixture->before, "wraparound.xid_age", NULL), <=, age);
  g_assert_cmpfloat (opt_vitals_get_number (fixture->before, "wraparound.xid_age", NULL), >=,
                     age - 10);
  g_assert_cmpfloat (opt_vitals_get_number (fixture->before, "wraparound.xid_share", NULL), <,
                     0.01);
  g_assert_cmpfloat (opt_vitals_get_number (fixture->before, "wraparound.xid_limit", NULL), ==,
                     200000000);
  g_assert_cmpuint (fixture->before->parts[OPT_VITAL_AREA_WRAPAROUND_TABLES].rows->len, ==, 10);

  row = opt_vitals_find_row (fixture->before, OPT_VITAL_AREA_VACUUM_WAITING, "public.old");
  g_assert_nonnull (row);
  g_assert_cmpfloat (opt_vitals_get_number (fixture->before, "vacuum-waiting.dead_rows",
                                            "public.old"),
                     ==, 50);
  g_assert_cmpfloat (opt_vitals_get_number (fixture->before, "vacuum-waiting.due", "public.old"),
                     ==, 5);
}

static void
test_not_offered (Fixture *fixture, gconstpointer data)
{
  const OptVitalsPart *io;
  g_autofree char *replication = NULL;
  g_autofree char *archiver = NULL;

  look (fixture);
  if (opt_server_facts_get_version (fixture->facts) < 160000)
    {
      io = &fixture->before->parts[OPT_VITAL_AREA_IO];
      g_assert_cmpint (io->state, ==, OPT_VITALS_NOT_OFFERED);
      g_assert_nonnull (strstr (io->reason, "PostgreSQL 15"));
      g_assert_true (isnan (opt_vitals_get_number (fixture->before, "io.reads", NULL)));
    }

  replication = opt_vitals_describe (fixture->before, OPT_VITAL_AREA_REPLICATION);
  g_assert_cmpstr (replication, ==, "No standby is connected.");
  archiver = opt_vitals_describe (fixture->before, OPT_VITAL_AREA_ARCHIVER);
  g_assert_cmpstr (archiver, ==, "Archiving is off (archive_mode).");
  g_assert_null (opt_vitals_describe (fixture->before, OPT_VITAL_AREA_CONNECTIONS));
}

static void
test_denied (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (GError) error = NULL;
  const OptVitalsPart *part;

  run (fixture->app, "DROP ROLE IF EXISTS poor; CREATE ROLE poor LOGIN; "
                     "REVOKE EXECUTE ON FUNCTION pg_control_checkpoint() FROM PUBLIC");
  conninfo = opt_cluster_get_conninfo (opt_test_get_cluster (), "poor", fixture->database);
  g_clear_object (&fixture->poll);
  g_clear_object (&fixture->facts);
  fixture->poll = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_MONITOR, "test");
  opt_connection_open_sync (fixture->poll, NULL, &error);
  g_assert_no_error (error);
  fixture->facts = opt_server_facts_load_sync (fixture->poll, NULL, &error);
  g_assert_no_error (error);

  look (fixture);
  part = &fixture->before->parts[OPT_VITAL_AREA_CONNECTIONS];
  g_assert_cmpint (part->state, ==, OPT_VITALS_DENIED);
  g_assert_cmpstr (part->next_step, ==, "GRANT pg_monitor TO poor;");
  g_assert_cmpint (fixture->before->parts[OPT_VITAL_AREA_LAST_CHECKPOINT].state, ==,
                   OPT_VITALS_DENIED);
  g_assert_cmpint (fixture->before->parts[OPT_VITAL_AREA_WAL].state, ==, OPT_VITALS_READ);
  g_assert_cmpfloat (opt_vitals_get_number (fixture->before, "wal.written", NULL), >, 0);

  /* As soon as it has the right, and on the same connection. */
  run (fixture->app, "GRANT pg_monitor TO poor");
  look (fixture);
  g_assert_cmpint (fixture->before->parts[OPT_VITAL_AREA_CONNECTIONS].state, ==, OPT_VITALS_READ);
  run (fixture->app, "GRANT EXECUTE ON FUNCTION pg_control_checkpoint() TO PUBLIC");
}

static void
test_lost (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptVitals) vitals = NULL;

  sql = g_strdup_printf ("SELECT pg_terminate_backend(%d, 5000)",
                         opt_connection_get_backend_pid (fixture->poll));
  run (fixture->app, sql);
  vitals = opt_vitals_take_sync (fixture->poll, fixture->facts, NULL, NULL, &error);
  g_assert_null (vitals);
  g_assert_nonnull (error);
}

/* What is of one database must not be taken for that of the whole server. */
static void
test_of_database (void)
{
  for (guint i = 0; i < OPT_N_VITAL_AREAS; i++)
    {
      guint n;
      const OptVital *vitals = opt_vital_area_get_vitals ((OptVitalArea) i, &n);
      gboolean is_of_database
          = strstr (opt_vital_area_get_info ((OptVitalArea) i)->title, "of this database") != NULL;

      for (guint j = 0; j < n; j++)
        g_assert_cmpint (opt_vital_is_of_database (vitals[j].name), ==, is_of_database);
    }
  g_assert_false (opt_vital_is_of_database ("statements.calls"));
}

static void
add (const char *name, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/vitals/wal", test_wal);
  add ("/vitals/checkpoints", test_checkpoints);
  add ("/vitals/connections", test_connections);
  add ("/vitals/databases", test_databases);
  add ("/vitals/resets", test_resets);
  add ("/vitals/restart", test_restart);
  add ("/vitals/seldom", test_seldom);
  add ("/vitals/wraparound", test_wraparound);
  add ("/vitals/not-offered", test_not_offered);
  add ("/vitals/denied", test_denied);
  add ("/vitals/lost", test_lost);
  g_test_add_func ("/vitals/of-database", test_of_database);

  return g_test_run ();
}
