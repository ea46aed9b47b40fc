/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-bench.h"

#include <glib/gstdio.h>
#include <malloc.h>

#include "opt-history-range.h"
#include "opt-history-recorder.h"
#include "opt-statement-list.h"
#include "opt-timeline.h"
#include "opt-workload.h"

/*
 * A day of watching with a clock that runs fast: the load writes down what it called, each delta is
 * held against it, and at the end the history is. The server is restarted ten times, every second
 * time it is killed, and is away for 90 seconds each time: bench-soak [POLLS]
 */
#define STATEMENTS 5000
#define CALLED 25
#define INTERVAL G_USEC_PER_SEC
#define DAY 86400
#define RESTARTS 10
#define AWAY (90 * G_USEC_PER_SEC)
#define WINDOW (15 * 60 * G_USEC_PER_SEC)
#define TEXTS_EVERY 30
#define HOUR 3600

typedef struct
{
  OptCluster *cluster;
  OptConnection *maker;
  OptConnection *poll;
  OptServerFacts *facts;

  OptClock *clock;
  GHashTable *times; /* of the server -> those of the clock */
  gint64 last_real;
  gint64 last_told;

  OptWorkload *workload;
  OptTimeline *timeline;
  OptStatementList *list;
  OptHistoryRecorder *recorder;

  GHashTable *numbers;         /* OptStatementKey -> number of the statement, counted from 1 */
  gint64 calls[STATEMENTS];    /* that a delta has to have */
  gint64 expected[STATEMENTS]; /* of the interval */
  guint n_wrong;
  guint n_gaps;
  guint n_restarts;

  GArray *resident;
  GArray *cpu;
  char *folder;
  char *path;
} Soak;

static void
call (Soak *soak, guint block)
{
  guint first = block * CALLED % STATEMENTS;

  opt_bench_call_statements (soak->maker, first, CALLED);
  for (guint i = first; i < first + CALLED; i++)
    soak->expected[i]++;
}

/* What the server's clock says, as one that runs as fast as ours would have said it. */
static gint64
translate (Soak *soak, gint64 real)
{
  gint64 *known = g_hash_table_lookup (soak->times, &real);
  gint64 now_real = g_get_real_time ();
  gint64 now = opt_clock_get_real_time (soak->clock);
  gint64 told;

  if (real == 0)
    return 0;
  if (known != NULL)
    return *known;

  if (soak->last_real == 0 || real <= soak->last_real)
    told = (soak->last_told != 0 ? soak->last_told : now) - (now_real - real);
  else
    told = soak->last_told
           + (gint64) ((double) (now - soak->last_told) * (double) (real - soak->last_real)
                       / (double) MAX (now_real - soak->last_real, 1));
  g_hash_table_insert (soak->times, g_memdup2 (&real, sizeof real), g_memdup2 (&told, sizeof told));

  return told;
}

static void
wind (Soak *soak, gint64 microseconds)
{
  opt_clock_advance (soak->clock, microseconds);
  soak->last_real = g_get_real_time ();
  soak->last_told = opt_clock_get_real_time (soak->clock);
}

static OptSnapshot *
take (Soak *soak)
{
  g_autoptr (GError) error = NULL;
  OptSnapshot *snapshot = opt_snapshot_take_sync (soak->poll, soak->facts, NULL, &error);
  gint64 real;

  opt_bench_check (error);
  real = snapshot->time;
  snapshot->start_time = translate (soak, snapshot->start_time);
  snapshot->stats_reset = translate (soak, snapshot->stats_reset);
  snapshot->time = opt_clock_get_real_time (soak->clock);
  soak->last_real = real;
  soak->last_told = snapshot->time;

  return snapshot;
}

static void
check_delta (Soak *soak, const OptDelta *delta)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, delta->statements);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      guint number = GPOINTER_TO_UINT (g_hash_table_lookup (soak->numbers, key));

      if (number > 0)
        soak->expected[number - 1] -= ((OptStatementCounters *) value)->calls;
    }
  if ((delta->flags & OPT_DELTA_GAP) != 0)
    soak->n_gaps++;
  if ((delta->flags & OPT_DELTA_RESTART) != 0)
    soak->n_restarts++;
}

/* Whatever is left over was counted too often or not at all. */
static void
settle (Soak *soak, const gint64 *ran)
{
  gboolean wrong = FALSE;

  for (guint i = 0; i < STATEMENTS; i++)
    {
      wrong = wrong || soak->expected[i] != 0;
      soak->expected[i] = 0;
      soak->calls[i] += ran[i];
    }
  if (wrong)
    soak->n_wrong++;
}

static void
add (Soak *soak)
{
  OptSnapshot *snapshot = take (soak);
  double start = opt_bench_get_own_cpu ();
  g_autofree gint64 *ran = g_memdup2 (soak->expected, sizeof soak->expected);
  OptDelta *delta;

  opt_workload_add_snapshot (soak->workload, snapshot);
  opt_timeline_update (soak->timeline, soak->workload);
  opt_statement_list_update (soak->list);
  delta = opt_workload_get_last_delta (soak->workload);
  if (delta != NULL)
    {
      guint n_points = opt_timeline_get_n_points (soak->timeline);

      check_delta (soak, delta);
      settle (soak, ran);
      opt_history_recorder_add (soak->recorder, delta, snapshot->start_time, 0,
                                opt_timeline_get_point (soak->timeline, n_points - 1));
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  opt_bench_series_add (soak->cpu, opt_bench_get_own_cpu () - start);
  opt_snapshot_unref (snapshot);
}

static void
fetch_texts (Soak *soak)
{
  g_autoptr (GArray) keys = opt_workload_get_keys_to_fetch (soak->workload);
  g_autoptr (GPtrArray) texts = NULL;
  g_autoptr (GError) error = NULL;

  if (keys->len == 0)
    return;

  texts = opt_sql_texts_fetch_sync (soak->poll, soak->facts, (const OptStatementKey *) keys->data,
                                    keys->len, NULL, &error);
  opt_bench_check (error);
  for (guint i = 0; i < texts->len; i++)
    if (!opt_history_recorder_knows_text (soak->recorder, &((OptSqlText *) texts->pdata[i])->key))
      opt_history_recorder_add_text (soak->recorder, texts->pdata[i]);
  opt_workload_add_texts (soak->workload, g_steal_pointer (&texts));
}

static void
connect_both (Soak *soak)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&soak->maker);
  g_clear_object (&soak->poll);
  g_clear_object (&soak->facts);
  soak->maker = opt_bench_connect (soak->cluster, NULL, NULL, OPT_CONNECTION_ROLE_SANDBOX, "bench");
  soak->poll = opt_bench_connect (soak->cluster, NULL, NULL, OPT_CONNECTION_ROLE_MONITOR, "poll");
  soak->facts = opt_server_facts_load_sync (soak->poll, NULL, &error);
  opt_bench_check (error);
}

/* What was called since the last look is counted on over a restart, and lost when it is killed. */
static void
restart (Soak *soak, gboolean kill, guint block)
{
  g_autoptr (GError) error = NULL;

  call (soak, block);
  if (kill)
    {
      opt_cluster_kill (soak->cluster, &error);
      opt_bench_check (error);
      memset (soak->expected, 0, sizeof soak->expected);
      wind (soak, AWAY);
      opt_cluster_start_sync (soak->cluster, NULL, &error);
    }
  else
    {
      wind (soak, AWAY);
      opt_cluster_restart_sync (soak->cluster, NULL, &error);
    }
  opt_bench_check (error);
  connect_both (soak);
}

static void
learn_numbers (Soak *soak)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRegex) regex = g_regex_new ("^SELECT c(\\d+), c(\\d+), c(\\d+), c(\\d+)", 0, 0, NULL);
  g_autoptr (OptResult) rows
      = opt_connection_query_sync (soak->maker,
                                   "SELECT userid, dbid, queryid, query FROM pg_stat_statements "
                                   "WHERE query LIKE '%column\\_1%'",
                                   NULL, OPT_QUERY_NONE, NULL, &error);

  opt_bench_check (error);
  for (gsize i = 0; i < opt_result_get_n_rows (rows); i++)
    {
      g_autoptr (GMatchInfo) match = NULL;
      OptStatementKey key = {
        .userid = opt_result_get_oid (rows, i, "userid"),
        .dbid = opt_result_get_oid (rows, i, "dbid"),
        .queryid = opt_result_get_int (rows, i, "queryid"),
        .toplevel = TRUE,
      };
      guint number = 0;

      if (!g_regex_match (regex, opt_result_get_text (rows, i, "query"), 0, &match))
        continue;
      for (guint digit = 0, unit = 1; digit < 4; digit++, unit *= 10)
        {
          g_autofree char *word = g_match_info_fetch (match, (int) digit + 1);

          number += ((guint) g_ascii_strtoull (word, NULL, 10) - 10 * digit) * unit;
        }
      g_hash_table_insert (soak->numbers, g_memdup2 (&key, sizeof key),
                           GUINT_TO_POINTER (number + 1));
    }
  g_print ("%u of %d statements are known by their keys\n", g_hash_table_size (soak->numbers),
           STATEMENTS);
}

static void
prepare (Soak *soak)
{
  soak->cluster = opt_bench_start_cluster ();
  soak->folder = g_dir_make_tmp ("optischema-bench-XXXXXX", NULL);
  soak->path = g_build_filename (soak->folder, "history.db", NULL);
  connect_both (soak);
  opt_bench_make_statements (soak->maker, STATEMENTS);
  opt_bench_execute (soak->maker, "CHECKPOINT");
  soak->clock = opt_clock_new_manual (g_get_real_time ());
  soak->times = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  soak->workload = opt_workload_new (WINDOW, soak->clock);
  soak->timeline = opt_timeline_new (WINDOW);
  soak->list = opt_statement_list_new (soak->workload);
  soak->recorder = opt_history_recorder_new (soak->path, "1", soak->clock);
  soak->numbers
      = g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, g_free, NULL);
  soak->resident = opt_bench_series_new ();
  soak->cpu = opt_bench_series_new ();
  learn_numbers (soak);
  add (soak);
}

static void
look_at_memory (Soak *soak, guint n_polls)
{
  double resident;

  malloc_trim (0);
  resident = opt_bench_get_resident ();
  opt_bench_series_add (soak->resident, resident);
  if (soak->resident->len % 3 == 1)
    g_print ("  after %2u hours: %6.1f MB resident, %u wrong deltas, %u restarts\n", n_polls / HOUR,
             resident, soak->n_wrong, soak->n_restarts);
}

/* By least squares, once the window is full. */
static double
get_slope (const GArray *series, guint from)
{
  double n = series->len - from;
  double x = 0, y = 0, xy = 0, xx = 0;

  for (guint i = from; i < series->len; i++)
    {
      double value = g_array_index (series, double, i);

      x += i;
      y += value;
      xy += i * value;
      xx += (double) i * i;
    }

  return (n * xy - x * y) / (n * xx - x * x);
}

static void
check_history (Soak *soak, gint64 start, gint64 end)
{
  OptHistoryRequest request = {
    .server_id = "1",
    .start = start,
    .end = end,
    .n_points = 2000,
    .n_entries = 10,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) history = opt_history_open_sync (soak->path, &error);
  g_autoptr (OptHistoryRange) range = NULL;
  GHashTableIter iter;
  gpointer key, value;
  gint64 kept = 0, ran = 0, unobserved = 0;

  opt_bench_check (error);
  range = opt_history_get_range_sync (history, &request, &error);
  opt_bench_check (error);
  g_hash_table_iter_init (&iter, range->delta->statements);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_hash_table_contains (soak->numbers, key))
      kept += ((OptStatementCounters *) value)->calls;
  for (guint i = 0; i < STATEMENTS; i++)
    ran += soak->calls[i];
  for (guint i = 0; i < range->points->len; i++)
    {
      const OptHistoryPoint *point = &g_array_index (range->points, OptHistoryPoint, i);

      unobserved += MIN (point->end, end) - MAX (point->start, start) - point->observed;
    }
  g_print ("the history: %" G_GINT64_FORMAT " calls kept, %" G_GINT64_FORMAT
           " were counted; %.0f s "
           "not observed; it was away for %.0f s after it had been killed; in steps of %.0f s\n",
           kept, ran, (double) unobserved / 1e6, RESTARTS / 2 * (double) AWAY / 1e6,
           (double) range->step / 1e6);
}

static void
print_file (const char *path)
{
  GStatBuf status;

  if (g_stat (path, &status) == 0)
    g_print ("the history: %.2f MB on disk\n", (double) status.st_size / 1e6);
}

static void
finish (Soak *soak)
{
  opt_history_recorder_stop (soak->recorder);
  while (opt_history_recorder_is_busy (soak->recorder))
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (soak->recorder);
}

static void
clear (Soak *soak)
{
  g_autoptr (GDir) dir = g_dir_open (soak->folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (soak->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (soak->folder);
  g_object_unref (soak->list);
  g_object_unref (soak->timeline);
  g_object_unref (soak->workload);
  g_object_unref (soak->clock);
  g_object_unref (soak->facts);
  g_object_unref (soak->poll);
  g_object_unref (soak->maker);
  g_hash_table_unref (soak->times);
  g_hash_table_unref (soak->numbers);
  g_array_unref (soak->resident);
  g_array_unref (soak->cpu);
  g_free (soak->folder);
  g_free (soak->path);
}

int
main (int argc, char **argv)
{
  guint n_polls = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : DAY;
  guint between = n_polls / (RESTARTS + 1);
  guint block = 0;
  g_autofree Soak *soak = g_new0 (Soak, 1);
  gint64 start;

  opt_bench_begin ("A day of watching");
  prepare (soak);
  start = opt_clock_get_real_time (soak->clock);
  for (guint i = 1; i <= n_polls; i++)
    {
      if (i % between == 0 && i / between <= RESTARTS)
        restart (soak, i / between % 2 == 0, block++);
      call (soak, block++);
      opt_clock_advance (soak->clock, INTERVAL);
      add (soak);
      if (i % TEXTS_EVERY == 1)
        fetch_texts (soak);
      if (i % HOUR == 0)
        look_at_memory (soak, i);
    }
  finish (soak);
  g_print ("%u polls: %u wrong deltas, %u restarts seen, %u gaps\n", n_polls, soak->n_wrong,
           soak->n_restarts, soak->n_gaps);
  opt_bench_print ("what a poll costs here, CPU time", soak->cpu, "ms", "16 ms");
  if (soak->resident->len > 3)
    g_print ("  memory grows by %.3f MB an hour from the second hour on\n",
             get_slope (soak->resident, 1));
  check_history (soak, start, opt_clock_get_real_time (soak->clock));
  print_file (soak->path);
  clear (soak);
  opt_bench_end ();

  return 0;
}
