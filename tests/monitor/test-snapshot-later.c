/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "opt-delta.h"
#include "opt-test.h"

/* What pg_stat_statements offers from some version on; those that this server does not have yet
 * stand in a schema of their own, with the columns that they have. */
static const char later[]
    = "CREATE EXTENSION pg_stat_statements; "
      "CREATE SCHEMA later; "
      "CREATE VIEW later.pg_stat_statements_info AS TABLE pg_stat_statements_info; "
      "CREATE VIEW later.v11 AS SELECT userid, dbid, toplevel, queryid, query, plans, "
      "total_plan_time, min_plan_time, max_plan_time, mean_plan_time, stddev_plan_time, calls, "
      "total_exec_time, min_exec_time, max_exec_time, mean_exec_time, stddev_exec_time, rows, "
      "shared_blks_hit, shared_blks_read, shared_blks_dirtied, shared_blks_written, "
      "local_blks_hit, local_blks_read, local_blks_dirtied, local_blks_written, temp_blks_read, "
      "temp_blks_written, blk_read_time AS shared_blk_read_time, "
      "blk_write_time AS shared_blk_write_time, 1.5::float8 AS local_blk_read_time, "
      "0.5::float8 AS local_blk_write_time, temp_blk_read_time, temp_blk_write_time, wal_records, "
      "wal_fpi, wal_bytes, 6::bigint AS jit_functions, 1::float8 AS jit_generation_time, "
      "2::bigint AS jit_inlining_count, 2::float8 AS jit_inlining_time, "
      "2::bigint AS jit_optimization_count, 3::float8 AS jit_optimization_time, "
      "2::bigint AS jit_emission_count, 4::float8 AS jit_emission_time, "
      "2::bigint AS jit_deform_count, 0.5::float8 AS jit_deform_time, "
      "'2026-01-01 00:00:00+00'::timestamptz AS stats_since, "
      "'2026-01-01 00:00:00+00'::timestamptz AS minmax_stats_since FROM pg_stat_statements; "
      "CREATE VIEW later.v12 AS SELECT *, 7::bigint AS wal_buffers_full, "
      "8::bigint AS parallel_workers_to_launch, 5::bigint AS parallel_workers_launched "
      "FROM later.v11; "
      "CREATE VIEW later.v13 AS SELECT *, 9::bigint AS generic_plan_calls, "
      "10::bigint AS custom_plan_calls FROM later.v12";

/* Of the superuser's own statements with that text. */
static OptStatementCounters *
take (const char *database, const char *text)
{
  g_autoptr (OptConnection) poll = opt_test_connect (database, OPT_CONNECTION_ROLE_MONITOR);
  g_autoptr (OptConnection) finder = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptServerFacts) facts = opt_server_facts_load_sync (poll, NULL, &error);
  g_autoptr (OptSnapshot) snapshot = NULL;
  g_autoptr (OptResult) found = NULL;
  g_autoptr (OptParams) params = opt_params_new ();
  OptStatementCounters *counters = NULL;
  GHashTableIter iter;
  const OptStatementCounters *one;
  gint64 queryid;

  g_assert_no_error (error);
  snapshot = opt_snapshot_take_sync (poll, facts, NULL, &error);
  g_assert_no_error (error);
  opt_params_add_text (params, text);
  found = opt_connection_query_sync (finder,
                                     "SELECT queryid FROM pg_stat_statements WHERE query = $1",
                                     params, OPT_QUERY_NONE, NULL, &error);
  g_assert_no_error (error);
  queryid = opt_result_get_int (found, 0, "queryid");
  g_hash_table_iter_init (&iter, snapshot->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &one))
    if (one->key.queryid == queryid)
      {
        g_free (counters);
        counters = opt_statement_counters_copy (one);
      }
  g_assert_nonnull (counters);
  opt_connection_close (poll);
  opt_connection_close (finder);

  return counters;
}

static void
run (const char *database, const char *sql)
{
  g_autoptr (OptConnection) connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
  opt_connection_close (connection);
}

static void
test_jit (void)
{
  g_autofree char *database = opt_test_create_database ();
  g_autofree OptStatementCounters *counters = NULL;

  run (database, "CREATE EXTENSION pg_stat_statements");
  run (database, "SET jit = on; SET jit_above_cost = 0; SELECT pg_jit_available()");
  run (database, "SET jit = on; SET jit_above_cost = 0; SET jit_inline_above_cost = 0; "
                 "SELECT sum(g * g) FROM generate_series(1, 1000) g");
  counters = take (database, "SELECT sum(g * g) FROM generate_series($1, $2) g");
  if (counters->jit_functions == 0)
    {
      g_test_skip ("The server has no JIT");
      return;
    }

  g_assert_cmpint (counters->jit_functions, >, 0);
  g_assert_cmpfloat (counters->jit_ms, >, 0);
  g_assert_true (isnan (counters->local_read_ms));
  g_assert_cmpint (counters->wal_buffers_full, ==, -1);
  g_assert_cmpint (counters->workers_launched, ==, -1);
  g_assert_cmpint (counters->generic_plan_calls, ==, -1);
}

static void
test_version (gconstpointer data)
{
  int minor = GPOINTER_TO_INT (data);
  g_autofree char *database = opt_test_create_database ();
  g_autofree char *become = g_strdup_printf (
      "CREATE FUNCTION later.pg_stat_statements(showtext boolean) RETURNS SETOF later.v%d "
      "LANGUAGE sql AS 'SELECT * FROM later.v%d'; "
      "UPDATE pg_extension SET extversion = '1.%d', extnamespace = 'later'::regnamespace "
      "WHERE extname = 'pg_stat_statements'",
      minor, minor, minor);
  g_autofree OptStatementCounters *counters = NULL;

  run (database, later);
  run (database, become);
  run (database, "SELECT 44 AS answer");
  counters = take (database, "SELECT $1 AS answer");

  g_assert_cmpint (counters->since, ==, G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC);
  g_assert_cmpint (counters->jit_functions, ==, 6);
  g_assert_cmpfloat (counters->jit_ms, ==, 10);
  g_assert_cmpfloat (counters->local_read_ms, ==, 1.5);
  g_assert_cmpfloat (counters->local_write_ms, ==, 0.5);
  g_assert_cmpint (counters->wal_buffers_full, ==, minor >= 12 ? 7 : -1);
  g_assert_cmpint (counters->workers_planned, ==, minor >= 12 ? 8 : -1);
  g_assert_cmpint (counters->workers_launched, ==, minor >= 12 ? 5 : -1);
  g_assert_cmpint (counters->generic_plan_calls, ==, minor >= 13 ? 9 : -1);
  g_assert_cmpint (counters->custom_plan_calls, ==, minor >= 13 ? 10 : -1);
}

/* ---- Statistics of databases ----------------------------------------------------------------- */

static OptSnapshot *
take_snapshot (const char *database)
{
  g_autoptr (OptConnection) poll = opt_test_connect (database, OPT_CONNECTION_ROLE_MONITOR);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptServerFacts) facts = opt_server_facts_load_sync (poll, NULL, &error);
  OptSnapshot *snapshot;

  g_assert_no_error (error);
  snapshot = opt_snapshot_take_sync (poll, facts, NULL, &error);
  g_assert_no_error (error);
  opt_connection_close (poll);

  return snapshot;
}

/* One process is killed: the others end too, all that was counted is dropped, and the server goes
 * on without a restart that it would tell of. */
static void
kill_one (const char *database)
{
  g_autoptr (OptConnection) victim = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *kill = g_strdup_printf ("COPY (SELECT 1) TO PROGRAM 'kill -KILL %d'",
                                           opt_connection_get_backend_pid (victim));
  g_autoptr (OptConnection) killer = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  gboolean back = FALSE;

  opt_connection_execute_sync (killer, kill, NULL, NULL, NULL);
  while (opt_connection_get_state (victim) == OPT_CONNECTION_STATE_OPEN)
    g_main_context_iteration (NULL, TRUE);
  opt_connection_close (killer);
  while (!back)
    {
      g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (database);
      g_autoptr (OptConnection) again
          = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, "again");

      back = opt_connection_open_sync (again, NULL, NULL);
      opt_connection_close (again);
      if (!back)
        g_usleep (50000);
    }
}

static void
test_dropped (void)
{
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (OptSnapshot) before = NULL;
  g_autoptr (OptSnapshot) after = NULL;
  g_autoptr (OptDelta) delta = NULL;

  run (database, "CREATE EXTENSION pg_stat_statements");
  run (database, "CREATE TABLE t AS SELECT g FROM generate_series(1, 10000) g");
  run (database, "SELECT pg_stat_force_next_flush()");
  before = take_snapshot (database);
  kill_one (database);
  after = take_snapshot (database);
  delta = opt_snapshot_subtract (before, after);

  g_assert_cmpint (after->start_time, ==, before->start_time);
  g_assert_cmpuint (g_hash_table_size (after->databases), >, 0);
  g_assert_cmpuint (g_hash_table_size (delta->databases), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/snapshot-later/jit", test_jit);
  for (int i = 11; i <= 13; i++)
    {
      g_autofree char *path = g_strdup_printf ("/monitor/snapshot-later/1.%d", i);

      g_test_add_data_func (path, GINT_TO_POINTER (i), test_version);
    }
  g_test_add_func ("/monitor/snapshot-later/dropped", test_dropped);

  return g_test_run ();
}
