/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-delta.h"
#include "opt-sql-text.h"
#include "opt-test.h"

/*
 * A load that writes down what it ran, and the sum of all deltas beside it: they agree to the call
 * over resets, evictions, restarts and crashes. What can't be seen is what was called between the
 * last look and a reset or a crash: the load knows how much that was, too.
 */

#define N_STATEMENTS 3
#define ROUNDS 24

static const char *const statements[N_STATEMENTS] = {
  "SELECT 'a' AS truth",
  "SELECT 'b' AS truth, 1",
  "SELECT 'c' AS truth, 1, 2",
};

typedef struct
{
  char *database;
  OptConnection *app;
  OptConnection *poll;
  OptServerFacts *facts;
  OptSnapshot *last;
  OptDelta *sum;
  OptStatementKey keys[N_STATEMENTS];
  gint64 ran[N_STATEMENTS];    /* and can be seen */
  gint64 unseen[N_STATEMENTS]; /* since the last look */
} Load;

static void
run (Load *load, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (load->app, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
}

static void
work (Load *load)
{
  for (guint i = 0; i < N_STATEMENTS; i++)
    for (int n = g_test_rand_int_range (0, 12); n > 0; n--)
      {
        g_autoptr (GError) error = NULL;

        opt_connection_execute_sync (load->app, statements[i], NULL, NULL, &error);
        g_assert_no_error (error);
        load->unseen[i]++;
      }
}

static void
look (Load *load)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptDelta) delta = NULL;
  OptSnapshot *snapshot = opt_snapshot_take_sync (load->poll, load->facts, NULL, &error);

  g_assert_no_error (error);
  if (load->last != NULL)
    {
      delta = opt_snapshot_subtract (load->last, snapshot);
      g_assert_cmpint (delta->flags & OPT_DELTA_GAP, ==, 0);
      opt_delta_add (load->sum, delta);
      opt_snapshot_unref (load->last);
      for (guint i = 0; i < N_STATEMENTS; i++)
        load->ran[i] += load->unseen[i];
    }
  for (guint i = 0; i < N_STATEMENTS; i++)
    load->unseen[i] = 0;
  load->last = snapshot;
}

/* What was called since the last look is lost. */
static void
lose (Load *load)
{
  for (guint i = 0; i < N_STATEMENTS; i++)
    load->unseen[i] = 0;
}

static void
connect_both (Load *load)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&load->app);
  g_clear_object (&load->poll);
  g_clear_object (&load->facts);
  load->app = opt_test_connect (load->database, OPT_CONNECTION_ROLE_SANDBOX);
  load->poll = opt_test_connect (load->database, OPT_CONNECTION_ROLE_MONITOR);
  load->facts = opt_server_facts_load_sync (load->poll, NULL, &error);
  g_assert_no_error (error);
}

static void
restart (Load *load)
{
  g_autoptr (GError) error = NULL;

  opt_cluster_restart_sync (opt_test_get_cluster (), NULL, &error);
  g_assert_no_error (error);
  connect_both (load);
}

static void
crash (Load *load)
{
  g_autoptr (GError) error = NULL;

  opt_cluster_kill (opt_test_get_cluster (), &error);
  g_assert_no_error (error);
  lose (load);
  opt_cluster_start_sync (opt_test_get_cluster (), NULL, &error);
  g_assert_no_error (error);
  connect_both (load);
}

/* Operators are kept where statements are normalised: each is another one. */
static void
evict (Load *load)
{
  g_autoptr (GString) script = g_string_new (NULL);

  for (guint i = 0; i < 256; i++)
    {
      g_string_append (script, "SELECT 1");
      for (guint bit = 0; bit < 8; bit++)
        g_string_append (script, (i & (1u << bit)) != 0 ? " + 1" : " - 1");
      g_string_append (script, ";");
    }
  /* What is called much is not evicted. */
  for (guint n = 0; n < 50; n++)
    for (guint i = 0; i < N_STATEMENTS; i++)
      {
        run (load, statements[i]);
        load->unseen[i]++;
      }
  look (load);
  run (load, script->str);
}

static void
reset (Load *load)
{
  run (load, "SELECT pg_stat_statements_reset()");
  lose (load);
}

static void
learn_keys (Load *load)
{
  for (guint i = 0; i < N_STATEMENTS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (OptResult) row = NULL;
      g_autoptr (OptParams) params = opt_params_new_text (statements[i], NULL);

      run (load, statements[i]);
      row = opt_connection_query_sync (
          load->app,
          "SELECT s.* FROM pg_stat_statements s WHERE "
          "regexp_replace(query, '\\$\\d', '', 'g') = regexp_replace($1, '''.''|\\d', '', 'g')",
          params, OPT_QUERY_NONE, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (opt_result_get_n_rows (row), ==, 1);
      load->keys[i].userid = opt_result_get_oid (row, 0, "userid");
      load->keys[i].dbid = opt_result_get_oid (row, 0, "dbid");
      load->keys[i].queryid = opt_result_get_int (row, 0, "queryid");
      load->keys[i].toplevel = TRUE;
    }
}

static void
test_truth (void)
{
  OptCluster *cluster = opt_test_get_cluster ();
  Load load = { .database = opt_test_create_database (), .sum = opt_delta_new () };

  opt_cluster_set_setting (cluster, "pg_stat_statements.max", "100");
  restart (&load);
  run (&load, "CREATE EXTENSION pg_stat_statements; CHECKPOINT");
  connect_both (&load);
  learn_keys (&load);
  look (&load);

  for (guint round = 0; round < ROUNDS; round++)
    {
      work (&load);
      switch (round % 6)
        {
        case 1:
          reset (&load);
          break;
        case 2:
          evict (&load);
          break;
        case 3:
          restart (&load);
          break;
        case 5:
          crash (&load);
          break;
        default:
          break;
        }
      work (&load);
      look (&load);
    }

  for (guint i = 0; i < N_STATEMENTS; i++)
    {
      const OptStatementCounters *counted
          = g_hash_table_lookup (load.sum->statements, &load.keys[i]);

      g_assert_nonnull (counted);
      g_assert_cmpint (load.ran[i], >, 200);
      g_assert_cmpint (counted->calls, ==, load.ran[i]);
      g_assert_cmpint (counted->rows, ==, load.ran[i]);
    }
  g_assert_cmpint (load.sum->flags, ==, OPT_DELTA_RESET | OPT_DELTA_INCOMPLETE | OPT_DELTA_RESTART);
  g_assert_cmpint (load.sum->deallocs, >, 0);

  opt_cluster_set_setting (cluster, "pg_stat_statements.max", NULL);
  restart (&load);
  opt_connection_close (load.app);
  opt_connection_close (load.poll);
  g_clear_object (&load.app);
  g_clear_object (&load.poll);
  g_clear_object (&load.facts);
  opt_snapshot_unref (load.last);
  opt_delta_unref (load.sum);
  g_free (load.database);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/truth", test_truth);

  return g_test_run ();
}
