/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "opt-history.h"
#include "opt-test.h"
#include "opt-workload.h"

#define SECOND G_USEC_PER_SEC
#define NIGHT (8 * 3600 * (gint64) SECOND)

/* A made-up server: @calls of statement @queryid in total, one millisecond each. */
static void
count (OptSnapshot *snapshot, gint64 queryid, gint64 calls, double ms)
{
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

  counters->key
      = (OptStatementKey){ .userid = 10, .dbid = 5, .queryid = queryid, .toplevel = TRUE };
  counters->calls = calls;
  counters->rows = calls * queryid;
  counters->total_exec_ms = (double) calls * ms;
  counters->exec_squares = (double) calls * ms * ms;
  counters->min_exec_ms = ms;
  counters->max_exec_ms = ms;
  counters->shared_read = 1000 - queryid;
  counters->temp_read = queryid == 2 ? 50 + calls : 0;
  counters->wal_bytes = queryid == 3 ? -1 : calls * 10;
  g_hash_table_replace (snapshot->statements, &counters->key, counters);
}

static OptSnapshot *
make_snapshot (gint64 seconds)
{
  OptSnapshot *snapshot = opt_snapshot_new ();

  snapshot->time = seconds * SECOND;
  snapshot->start_time = 1;
  snapshot->stats_reset = 2 * SECOND;
  snapshot->dealloc = 0;
  snapshot->system_identifier = g_strdup ("42");

  return snapshot;
}

static void
add (OptWorkload *workload, OptClock *clock, gint64 calls)
{
  g_autoptr (OptSnapshot) snapshot = make_snapshot (opt_clock_get_real_time (clock) / SECOND + 100);

  count (snapshot, 1, calls, 1);
  count (snapshot, 2, calls * 2, 0.25);
  count (snapshot, 3, calls / 2, 8);
  opt_workload_add_snapshot (workload, snapshot);
}

static void
assert_order (OptWorkload *workload, const char *sort, const char *order)
{
  OptWorkloadSort by;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_true (opt_workload_sort_from_nick (sort, &by));
  entries = opt_workload_get_entries (workload, by, TRUE, NULL);
  for (guint i = 0; i < entries->len; i++)
    g_string_append_printf (found, "%d",
                            (int) ((OptWorkloadEntry *) entries->pdata[i])->key.queryid);
  g_assert_cmpstr (found->str, ==, order);
}

static void
test_ranking (void)
{
  g_autoptr (OptClock) clock = opt_clock_new_manual (0);
  g_autoptr (OptWorkload) workload = opt_workload_new (0, clock);
  g_autoptr (GPtrArray) entries = NULL;
  const OptWorkloadEntry *entry;
  guint hidden;

  add (workload, clock, 10);
  opt_clock_advance (clock, 10 * SECOND);
  add (workload, clock, 30);

  /* 20 calls of 1 ms, 40 of 0.25 ms, 10 of 8 ms: 110 ms in 10 s. */
  entries = opt_workload_get_entries (workload, OPT_WORKLOAD_SORT_TOTAL, FALSE, &hidden);
  g_assert_cmpuint (entries->len, ==, 3);
  g_assert_cmpuint (hidden, ==, 0);
  entry = entries->pdata[0];
  g_assert_cmpint (entry->key.queryid, ==, 3);
  g_assert_cmpint (entry->counters.calls, ==, 10);
  g_assert_cmpfloat_with_epsilon (entry->counters.total_exec_ms, 80, 1e-9);
  g_assert_cmpfloat_with_epsilon (entry->shares[OPT_WORKLOAD_SHARE_TIME], 80.0 / 110, 1e-9);
  g_assert_cmpfloat_with_epsilon (entry->calls_per_second, 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (opt_statement_counters_get_stddev (&entry->counters), 0, 1e-6);
  g_assert_null (entry->text);

  assert_order (workload, "total", "312");
  assert_order (workload, "mean", "312");
  assert_order (workload, "calls", "213");
  assert_order (workload, "rows", "231");
  /* Of those that used none, the heavier. */
  assert_order (workload, "temp", "231");
  /* What the server does not count comes last. */
  assert_order (workload, "wal", "213");
  /* Of time, temporary files and calls; nobody read a block, and its WAL is not known. */
  g_assert_cmpfloat_with_epsilon (entry->shares[OPT_WORKLOAD_SHARE_BLEND],
                                  (80.0 / 110 + 0 + 10.0 / 70) / 3, 1e-9);
  assert_order (workload, "blend", "231");
  g_assert_false (opt_workload_sort_from_nick ("speed", &(OptWorkloadSort){ 0 }));
}

/* A machine that slept for a night has watched nothing: no statement of it is in the last minutes,
 * and no rate is that of a second. */
static void
test_sleep (void)
{
  g_autoptr (OptClock) clock = opt_clock_new_manual (0);
  g_autoptr (OptWorkload) workload = opt_workload_new (900 * SECOND, clock);
  g_autoptr (GPtrArray) entries = NULL;
  const OptWorkloadEntry *entry;

  add (workload, clock, 10);
  opt_clock_advance (clock, SECOND);
  add (workload, clock, 20);
  opt_clock_advance (clock, NIGHT);
  add (workload, clock, 1000000);
  g_assert_cmpint (opt_workload_get_delta (workload)->observed, ==, 0);
  g_assert_cmpint (opt_workload_get_last_delta (workload)->observed, ==, NIGHT);

  opt_clock_advance (clock, SECOND);
  add (workload, clock, 1000010);
  entries = opt_workload_get_entries (workload, OPT_WORKLOAD_SORT_TOTAL, FALSE, NULL);
  entry = entries->pdata[0];
  g_assert_cmpint (entry->key.queryid, ==, 3);
  g_assert_cmpint (entry->counters.calls, ==, 5);
  g_assert_cmpfloat_with_epsilon (entry->calls_per_second, 5, 1e-9);
}

static void
test_system_hidden (void)
{
  g_autoptr (OptClock) clock = opt_clock_new_manual (0);
  g_autoptr (OptWorkload) workload = opt_workload_new (0, clock);
  static const char *const says[]
      = { "SELECT v FROM t WHERE id = $1", "SELECT relname FROM pg_class",
          "SELECT /* optischema */ v FROM t" };
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_sql_text_free);
  g_autoptr (GArray) unknown = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  guint hidden;

  add (workload, clock, 10);
  opt_clock_advance (clock, 10 * SECOND);
  add (workload, clock, 30);
  unknown = opt_workload_get_keys_without_text (workload, 2);
  g_assert_cmpuint (unknown->len, ==, 2);
  /* Those with the most time first. */
  g_assert_cmpint (g_array_index (unknown, OptStatementKey, 0).queryid, ==, 3);

  for (gint64 i = 0; i < 3; i++)
    {
      OptStatementKey key = { .userid = 10, .dbid = 5, .queryid = i + 1, .toplevel = TRUE };

      g_ptr_array_add (texts, opt_sql_text_new (&key, says[i]));
    }
  opt_workload_add_texts (workload, texts);

  entries = opt_workload_get_entries (workload, OPT_WORKLOAD_SORT_TOTAL, FALSE, &hidden);
  g_assert_cmpuint (entries->len, ==, 1);
  g_assert_cmpuint (hidden, ==, 2);
  g_assert_cmpstr (((OptWorkloadEntry *) entries->pdata[0])->text, ==, says[0]);
  /* The share is of all that ran, hidden or not. */
  g_assert_cmpfloat_with_epsilon (((OptWorkloadEntry *) entries->pdata[0])
                                      ->shares[OPT_WORKLOAD_SHARE_TIME],
                                  20.0 / 110, 1e-9);
  assert_order (workload, "total", "312");
}

static gint64
get_calls (const OptDelta *delta)
{
  const OptStatementKey key = { .userid = 10, .dbid = 5, .queryid = 1, .toplevel = 1 };
  const OptStatementCounters *counters = g_hash_table_lookup (delta->statements, &key);

  return counters != NULL ? counters->calls : 0;
}

static void
test_window (void)
{
  g_autoptr (OptClock) clock = opt_clock_new_manual (0);
  g_autoptr (OptWorkload) workload = opt_workload_new (60 * SECOND, clock);
  OptDelta *delta;

  /* One call of the first statement a second, for ten minutes. */
  for (gint64 i = 0; i <= 600; i++)
    {
      add (workload, clock, i);
      delta = opt_workload_get_delta (workload);
      g_assert_cmpint (delta->observed, >=, MIN (i, 58) * SECOND);
      g_assert_cmpint (delta->observed, <=, MIN (i, 64) * SECOND);
      g_assert_cmpint (get_calls (delta), ==, delta->observed / SECOND);
      opt_clock_advance (clock, SECOND);
    }

  opt_clock_advance (clock, 120 * SECOND);
  delta = opt_workload_get_delta (workload);
  g_assert_cmpint (delta->observed, ==, 0);
  g_assert_cmpuint (g_hash_table_size (delta->statements), ==, 0);
}

/* Who asks for the last second sees the last poll, which was slower, and for how long. */
static void
test_slow_polls (void)
{
  g_autoptr (OptClock) clock = opt_clock_new_manual (0);
  g_autoptr (OptWorkload) workload = opt_workload_new (SECOND, clock);
  OptDelta *delta;

  for (gint64 i = 0; i <= 10; i++)
    {
      add (workload, clock, i * 3);
      delta = opt_workload_get_delta (workload);
      g_assert_cmpint (delta->observed, ==, MIN (i, 1) * 3 * SECOND);
      g_assert_cmpint (get_calls (delta), ==, delta->observed / SECOND);
      opt_clock_advance (clock, 3 * SECOND);
    }
  delta = opt_workload_get_delta (workload);
  g_assert_cmpint (delta->observed, ==, 3 * SECOND);

  opt_clock_advance (clock, NIGHT);
  add (workload, clock, 100000);
  g_assert_cmpint (opt_workload_get_delta (workload)->observed, ==, 0);
}

/* The window of a minute begins with some snapshot, and from there on all is in it. It may be
 * longer by a part, which is of two seconds or two intervals. */
static void
assert_window (OptWorkload *workload, OptClock *clock, GPtrArray *snapshots)
{
  const OptDelta *delta = opt_workload_get_delta (workload);
  const OptSnapshot *first = NULL;
  const OptSnapshot *last = snapshots->pdata[snapshots->len - 1];
  g_autoptr (OptDelta) expected = NULL;
  GHashTableIter iter;
  const OptStatementCounters *counters;

  if (delta->observed == 0)
    {
      g_assert_cmpuint (g_hash_table_size (delta->statements), ==, 0);
      return;
    }

  for (guint i = 0; i < snapshots->len && first == NULL; i++)
    if (((OptSnapshot *) snapshots->pdata[i])->time == delta->start)
      first = snapshots->pdata[i];
  g_assert_nonnull (first);
  g_assert_cmpint (first->time, >=, opt_clock_get_real_time (clock) + (100 - 60 - 24) * SECOND);
  g_assert_cmpint (delta->end, ==, last->time);
  g_assert_cmpint (delta->observed, ==, delta->end - delta->start);

  expected = opt_snapshot_subtract (first, last);
  g_assert_cmpuint (g_hash_table_size (delta->statements), ==,
                    g_hash_table_size (expected->statements));
  g_hash_table_iter_init (&iter, expected->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    {
      const OptStatementCounters *sum = g_hash_table_lookup (delta->statements, &counters->key);

      g_assert_nonnull (sum);
      g_assert_cmpint (sum->calls, ==, counters->calls);
      g_assert_cmpint (sum->rows, ==, counters->rows);
      g_assert_cmpfloat_with_epsilon (sum->total_exec_ms, counters->total_exec_ms, 1e-6);
    }
}

/* Whoever asks after each poll gets sums that were prepared in between; the figures are the same.
 */
static void
test_other_server (void)
{
  g_autoptr (OptClock) clock = opt_clock_new_manual (0);
  g_autoptr (OptWorkload) workload = opt_workload_new (60 * SECOND, clock);
  g_autoptr (OptSnapshot) other = NULL;

  add (workload, clock, 10);
  opt_clock_advance (clock, 10 * SECOND);
  add (workload, clock, 30);
  opt_clock_advance (clock, 10 * SECOND);

  /* The same numbers on another cluster are other statements. */
  other = make_snapshot (200);
  g_free (other->system_identifier);
  other->system_identifier = g_strdup ("43");
  count (other, 1, 1000, 1);
  opt_workload_add_snapshot (workload, other);
  g_assert_cmpuint (g_hash_table_size (opt_workload_get_delta (workload)->statements), ==, 0);
  g_assert_true (opt_workload_get_first_snapshot (workload) == other);
}

static void
test_asked_often (void)
{
  g_autoptr (OptClock) clock = opt_clock_new_manual (0);
  g_autoptr (OptWorkload) often = opt_workload_new (60 * SECOND, clock);
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (GPtrArray) snapshots
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_snapshot_unref);
  gint64 calls[50] = { 0 };

  g_assert_null (opt_workload_get_last_delta (often));
  for (guint i = 0; i < 300; i++)
    {
      gint64 seconds = g_rand_int_range (rand, 1, i < 150 ? 3 : 12);
      OptSnapshot *snapshot;

      opt_clock_advance (clock, seconds * SECOND);
      snapshot = make_snapshot (opt_clock_get_real_time (clock) / SECOND + 100);
      for (gint64 j = 0; j < 10; j++)
        calls[g_rand_int_range (rand, 0, 50)]++;
      for (gint64 j = 0; j < 50; j++)
        if (calls[j] > 0)
          count (snapshot, j, calls[j], 1);
      opt_workload_add_snapshot (often, snapshot);
      g_ptr_array_add (snapshots, snapshot);
      assert_window (often, clock, snapshots);
      if (i > 0)
        g_assert_cmpint (opt_workload_get_last_delta (often)->observed, ==, seconds * SECOND);
    }

  /* Time passes without a poll, and without a question. */
  opt_clock_advance (clock, 45 * SECOND);
  assert_window (often, clock, snapshots);
  for (guint i = 0; i < 50; i++)
    {
      opt_clock_advance (clock, SECOND);
      assert_window (often, clock, snapshots);
    }
  g_assert_cmpint (opt_workload_get_delta (often)->observed, ==, 0);
}

static void
test_history (void)
{
  g_autofree char *folder = g_dir_make_tmp ("optischema-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "history.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) statements = NULL;
  g_autoptr (OptDelta) delta = NULL;
  g_autoptr (OptDelta) none = NULL;
  const OptStatementCounters *counters;
  OptStatementKey key = { .userid = 10, .dbid = 5, .queryid = 1, .toplevel = TRUE };

  /* Three runs of a program, each with a file of its own to open. */
  for (gint64 run = 0; run < 3; run++)
    {
      g_autoptr (OptHistory) history = opt_history_open_sync (path, &error);
      g_autoptr (OptClock) clock = opt_clock_new_manual (run * 1000 * SECOND);
      g_autoptr (OptWorkload) workload = opt_workload_new (0, clock);
      GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_sql_text_free);

      g_assert_no_error (error);
      add (workload, clock, run * 100 + 10);
      opt_clock_advance (clock, 10 * SECOND);
      add (workload, clock, run * 100 + 50);
      g_ptr_array_add (texts, opt_sql_text_new (&key, "SELECT v FROM t WHERE id = $1"));
      opt_workload_add_texts (workload, texts);
      opt_history_add_workload_sync (history, workload, &error);
      g_assert_no_error (error);
    }

  g_autoptr (OptHistory) history = opt_history_open_sync (path, &error);
  g_assert_no_error (error);
  delta = opt_history_get_delta_sync (history, "42", 0, G_MAXINT64, &error);
  g_assert_no_error (error);
  g_assert_cmpint (delta->observed, ==, 2010 * SECOND);
  counters = g_hash_table_lookup (delta->statements, &key);
  g_assert_cmpint (counters->calls, ==, 240);
  g_assert_cmpfloat_with_epsilon (counters->total_exec_ms, 240, 1e-9);
  g_assert_cmpfloat_with_epsilon (counters->exec_squares, 240, 1e-9);
  key.queryid = 3;
  counters = g_hash_table_lookup (delta->statements, &key);
  g_assert_cmpint (counters->wal_bytes, ==, -1);

  /* From the second run on, and of another server. */
  g_clear_pointer (&delta, opt_delta_unref);
  delta = opt_history_get_delta_sync (history, "42", 1000 * SECOND, G_MAXINT64, &error);
  g_assert_cmpint (delta->observed, ==, 1010 * SECOND);
  none = opt_history_get_delta_sync (history, "43", 0, G_MAXINT64, &error);
  g_assert_no_error (error);
  g_assert_cmpint (none->observed, ==, 0);

  statements = opt_history_get_statements_sync (history, "42", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (statements), ==, 1);
  key.queryid = 1;
  g_assert_cmpstr (((OptHistoryStatement *) g_hash_table_lookup (statements, &key))->text, ==,
                   "SELECT v FROM t WHERE id = $1");
  g_assert_nonnull (((OptHistoryStatement *) g_hash_table_lookup (statements, &key))->fingerprint);

  g_clear_object (&history);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* All of it on a real server. */
static void
test_watch (void)
{
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (OptConnection) app = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) poll = NULL;
  g_autoptr (OptServerFacts) facts = NULL;
  g_autoptr (OptWorkload) since_reset = NULL;
  g_autoptr (OptWorkload) watched = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  guint hidden;

  opt_connection_execute_sync (app, "CREATE EXTENSION pg_stat_statements", NULL, NULL, &error);
  g_assert_no_error (error);
  opt_connection_execute_sync (app, "SELECT pg_stat_statements_reset()", NULL, NULL, &error);
  for (guint i = 0; i < 12; i++)
    opt_connection_execute_sync (app, "SELECT sum(g) FROM generate_series(1, 100) g", NULL, NULL,
                                 &error);
  g_assert_no_error (error);

  poll = opt_test_connect (database, OPT_CONNECTION_ROLE_MONITOR);
  facts = opt_server_facts_load_sync (poll, NULL, &error);
  g_assert_no_error (error);
  since_reset = opt_workload_since_reset_sync (poll, facts, NULL, &error);
  g_assert_no_error (error);
  entries = opt_workload_get_entries (since_reset, OPT_WORKLOAD_SORT_CALLS, FALSE, &hidden);
  g_assert_cmpuint (entries->len, >=, 1);
  g_assert_cmpuint (hidden, >=, 1);
  g_assert_cmpstr (((OptWorkloadEntry *) entries->pdata[0])->text, ==,
                   "SELECT sum(g) FROM generate_series($1, $2) g");
  g_assert_cmpstr (((OptWorkloadEntry *) entries->pdata[0])->database, ==, database);
  g_assert_cmpint (((OptWorkloadEntry *) entries->pdata[0])->counters.calls, ==, 12);
  g_assert_cmpfloat (((OptWorkloadEntry *) entries->pdata[0])->calls_per_second, >, 0);

  /* Nothing ran but what watches. */
  g_clear_pointer (&entries, g_ptr_array_unref);
  watched = opt_workload_watch_sync (poll, facts, 20000, 2, NULL, NULL, &error);
  g_assert_no_error (error);
  entries = opt_workload_get_entries (watched, OPT_WORKLOAD_SORT_TOTAL, FALSE, &hidden);
  g_assert_cmpuint (entries->len, ==, 0);
  g_assert_cmpuint (hidden, >=, 3);
  g_assert_null (opt_workload_get_texts_error (watched));
  g_assert_cmpint (opt_workload_get_delta (watched)->observed, >=, 40000);
}

static guint
count_to_fetch (OptWorkload *workload)
{
  g_autoptr (GArray) keys = opt_workload_get_keys_to_fetch (workload);

  opt_workload_note_asked (workload, keys);

  return keys->len;
}

/* A text that the server has lost is asked for less and less often, one that is new at once. */
static void
test_lost_texts (void)
{
  g_autoptr (OptClock) clock = opt_clock_new_manual (0);
  g_autoptr (OptWorkload) workload = opt_workload_new (0, clock);
  GPtrArray *texts = g_ptr_array_new ();
  const OptStatementKey key = { .userid = 10, .dbid = 5, .queryid = 1, .toplevel = TRUE };
  guint n_fetches = 0;

  add (workload, clock, 10);
  opt_clock_advance (clock, SECOND);
  add (workload, clock, 30);
  g_assert_cmpuint (count_to_fetch (workload), ==, 3);
  g_ptr_array_add (texts, opt_sql_text_new (&key, "SELECT 1"));
  opt_workload_add_texts (workload, texts);

  opt_clock_advance (clock, 29 * SECOND);
  g_assert_cmpuint (count_to_fetch (workload), ==, 0);
  opt_clock_advance (clock, SECOND);
  g_assert_cmpuint (count_to_fetch (workload), ==, 2);
  opt_clock_advance (clock, 59 * SECOND);
  g_assert_cmpuint (count_to_fetch (workload), ==, 0);
  opt_clock_advance (clock, SECOND);
  g_assert_cmpuint (count_to_fetch (workload), ==, 2);

  for (int i = 0; i < 24 * 3600; i += 30)
    {
      opt_clock_advance (clock, 30 * SECOND);
      n_fetches += count_to_fetch (workload) > 0;
    }
  g_assert_cmpuint (n_fetches, <, 30);
  g_assert_cmpuint (n_fetches, >=, 23);

  /* Connected to anew it may have them. */
  opt_workload_forget_asked (workload);
  g_assert_cmpuint (count_to_fetch (workload), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/monitor/workload/lost-texts", test_lost_texts);
  g_test_add_func ("/monitor/workload/ranking", test_ranking);
  g_test_add_func ("/monitor/workload/sleep", test_sleep);
  g_test_add_func ("/monitor/workload/system-hidden", test_system_hidden);
  g_test_add_func ("/monitor/workload/window", test_window);
  g_test_add_func ("/monitor/workload/slow-polls", test_slow_polls);
  g_test_add_func ("/monitor/workload/other-server", test_other_server);
  g_test_add_func ("/monitor/workload/asked-often", test_asked_often);
  g_test_add_func ("/monitor/workload/history", test_history);
  g_test_add_func ("/monitor/workload/watch", test_watch);

  return g_test_run ();
}
