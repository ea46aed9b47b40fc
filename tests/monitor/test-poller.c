/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"
#include "poller-fixture.h"

static const OptWorkloadEntry *
find_by_calls (GPtrArray *entries, gint64 calls)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const OptWorkloadEntry *entry = entries->pdata[i];

      if (entry->counters.calls == calls)
        return entry;
    }

  return NULL;
}

static const OptStatementKey *
find_in_snapshot (OptSnapshot *snapshot, gint64 calls)
{
  GHashTableIter iter;
  const OptStatementCounters *counters;

  g_hash_table_iter_init (&iter, snapshot->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    if (counters->calls == calls)
      return &counters->key;

  g_assert_not_reached ();
}

static void
test_poll (void)
{
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (GPtrArray) entries = NULL;
  Watch watch;

  watch_run (database, "CREATE EXTENSION pg_stat_statements", 1);
  watch_init (&watch, database);
  g_assert_false (opt_poller_get_connected (watch.poller));
  opt_poller_start (watch.poller);
  watch_wait_for_snapshots (&watch, 1);
  g_assert_true (opt_poller_get_connected (watch.poller));
  g_assert_cmpstr (opt_server_facts_get_database (opt_poller_get_facts (watch.poller)), ==,
                   database);

  watch_run (database, "SELECT 42 AS answer", 17);
  watch_wait_for_snapshots (&watch, 2);
  /* Of the figures one is enough to know it by: its text may be fetched later. */
  entries = opt_workload_get_entries (watch.workload, OPT_WORKLOAD_SORT_CALLS, TRUE, NULL);
  g_assert_nonnull (find_by_calls (entries, 17));
  g_assert_cmpuint (watch.n_errors, ==, 0);
  watch_clear (&watch);
}

/* What was called before the watch has its text at once. */
static void
test_texts (void)
{
  g_autofree char *database = opt_test_create_database ();
  OptStatementKey key;
  Watch watch;

  watch_run (database, "CREATE EXTENSION pg_stat_statements", 1);
  watch_run (database, "SELECT 43 AS answer, 'known before'", 19);
  watch_init (&watch, database);
  opt_poller_start (watch.poller);
  watch_wait_for_snapshots (&watch, 1);
  key = *find_in_snapshot (opt_workload_get_last_snapshot (watch.workload), 19);
  while (opt_workload_get_text (watch.workload, &key) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (opt_workload_get_text (watch.workload, &key)->text, ==,
                   "SELECT $1 AS answer, $2");
  g_assert_cmpuint (watch.n_errors, ==, 0);
  watch_clear (&watch);
}

static void
test_pause (void)
{
  g_autofree char *database = opt_test_create_database ();
  guint before;
  Watch watch;

  watch_run (database, "CREATE EXTENSION pg_stat_statements", 1);
  watch_init (&watch, database);
  opt_poller_start (watch.poller);
  watch_wait_for_snapshots (&watch, 2);
  opt_poller_set_paused (watch.poller, TRUE);
  g_assert_true (opt_poller_get_paused (watch.poller));

  /* One may be on its way. */
  for (guint i = 0; i < 20; i++)
    {
      g_usleep (WATCH_INTERVAL / 2);
      g_main_context_iteration (NULL, FALSE);
    }
  before = watch.n_snapshots;
  for (guint i = 0; i < 20; i++)
    {
      g_usleep (WATCH_INTERVAL / 2);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_cmpuint (watch.n_snapshots, ==, before);
  g_assert_true (opt_poller_get_connected (watch.poller));

  /* Asked for, there is one, and no other after it. */
  opt_poller_poll_now (watch.poller);
  watch_wait_for_snapshots (&watch, 1);
  for (guint i = 0; i < 20; i++)
    {
      g_usleep (WATCH_INTERVAL / 2);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_cmpuint (watch.n_snapshots, ==, before + 1);

  opt_poller_set_paused (watch.poller, FALSE);
  watch_wait_for_snapshots (&watch, 2);
  g_assert_cmpuint (watch.n_errors, ==, 0);
  watch_clear (&watch);
}

/* The server is killed during the watch, and comes back. */
static void
test_server_killed (void)
{
  g_autofree char *database = opt_test_create_database ();
  OptCluster *cluster = opt_test_get_cluster ();
  g_autoptr (GError) error = NULL;
  Watch watch;

  watch_run (database, "CREATE EXTENSION pg_stat_statements", 1);
  /* The private cluster commits asynchronously: what is killed at once can be lost. */
  watch_run (database, "CHECKPOINT", 1);
  watch_init (&watch, database);
  opt_poller_start (watch.poller);
  watch_wait_for_snapshots (&watch, 2);

  opt_cluster_kill (cluster, &error);
  g_assert_no_error (error);
  watch_wait_for_error (&watch, OPT_ERROR_UNREACHABLE);
  g_assert_false (opt_poller_get_connected (watch.poller));

  opt_cluster_start_sync (cluster, NULL, &error);
  g_assert_no_error (error);
  watch_wait_for_snapshots (&watch, 2);
  g_assert_true (opt_poller_get_connected (watch.poller));
  g_assert_true (opt_workload_get_delta (watch.workload)->flags & OPT_DELTA_RESTART);
  watch_clear (&watch);
}

static void
test_missing_extension (void)
{
  g_autofree char *database = opt_test_create_database ();
  Watch watch;

  watch_init (&watch, database);
  opt_poller_start (watch.poller);
  watch_wait_for_error (&watch, OPT_ERROR_UNSUPPORTED);

  /* It is created, and found by the next try. */
  watch_run (database, "CREATE EXTENSION pg_stat_statements", 1);
  watch_wait_for_snapshots (&watch, 1);
  watch_clear (&watch);
}

static void
test_disposed_while_busy (void)
{
  g_autofree char *database = opt_test_create_database ();
  Watch watch;

  watch_init (&watch, database);
  opt_poller_start (watch.poller);
  g_main_context_iteration (NULL, TRUE);
  opt_poller_stop (watch.poller);
  opt_poller_start (watch.poller);
  g_main_context_iteration (NULL, TRUE);
  opt_poller_stop (watch.poller);
  g_object_add_weak_pointer (G_OBJECT (watch.poller), (gpointer *) &watch.poller);
  g_object_unref (watch.poller);
  while (watch.poller != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (watch.n_snapshots, ==, 0);
  g_clear_object (&watch.workload);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/monitor/poller/poll", test_poll);
  g_test_add_func ("/monitor/poller/texts", test_texts);
  g_test_add_func ("/monitor/poller/pause", test_pause);
  g_test_add_func ("/monitor/poller/server-killed", test_server_killed);
  g_test_add_func ("/monitor/poller/missing-extension", test_missing_extension);
  g_test_add_func ("/monitor/poller/disposed-while-busy", test_disposed_while_busy);

  return g_test_run ();
}
