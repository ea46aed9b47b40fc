/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-bench.h"

#include <glib/gstdio.h>
#include <malloc.h>

#include "opt-history-recorder.h"
#include "opt-workload.h"

/*
 * Whether watching a server for long takes more and more memory. The clock is moved on by hand, so
 * that an hour takes a minute: bench-memory [POLLS]
 */
#define STATEMENTS 5000
#define CALLED 100 /* other statements in each interval: all of them within 50 s */
#define INTERVAL G_USEC_PER_SEC
#define WINDOW (15 * 60 * G_USEC_PER_SEC)
#define TEXTS_EVERY 30

typedef struct
{
  OptConnection *maker;
  OptConnection *poll;
  OptServerFacts *facts;
  OptClock *clock;
  OptWorkload *workload;
  OptHistoryRecorder *recorder;
  GArray *add;
  GArray *entries;
  GArray *keep;
} Bench;

static void
fetch_texts (Bench *bench)
{
  g_autoptr (GArray) keys = opt_workload_get_keys_to_fetch (bench->workload);
  g_autoptr (GError) error = NULL;
  GPtrArray *texts;

  if (keys->len == 0)
    return;

  texts = opt_sql_texts_fetch_sync (bench->poll, bench->facts, (const OptStatementKey *) keys->data,
                                    keys->len, NULL, &error);
  opt_bench_check (error);
  opt_workload_add_texts (bench->workload, texts);
}

/* What a program with a window does in each interval. */
static void
poll_once (Bench *bench, guint number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSnapshot) snapshot = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  double start;

  opt_bench_call_statements (bench->maker, number * CALLED % STATEMENTS, CALLED);
  opt_clock_advance (bench->clock, INTERVAL);
  snapshot = opt_snapshot_take_sync (bench->poll, bench->facts, NULL, &error);
  opt_bench_check (error);
  start = opt_bench_get_own_cpu ();
  opt_workload_add_snapshot (bench->workload, snapshot);
  opt_bench_series_add (bench->add, opt_bench_get_own_cpu () - start);
  if (opt_workload_get_last_delta (bench->workload) != NULL)
    {
      start = opt_bench_get_own_cpu ();
      opt_history_recorder_add (bench->recorder, opt_workload_get_last_delta (bench->workload),
                                snapshot->start_time, 0, NULL);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      opt_bench_series_add (bench->keep, opt_bench_get_own_cpu () - start);
    }
  if (number % TEXTS_EVERY == 1)
    fetch_texts (bench);

  start = opt_bench_get_own_cpu ();
  entries = opt_workload_get_entries (bench->workload, OPT_WORKLOAD_SORT_TOTAL, FALSE, NULL);
  opt_bench_series_add (bench->entries, opt_bench_get_own_cpu () - start);
}

static void
print_memory (Bench *bench, guint n_polls)
{
  struct mallinfo2 heap = mallinfo2 ();

  g_print ("  after %5u polls: %6.1f MB resident, %6.1f MB allocated, %u statements in the window",
           n_polls, opt_bench_get_resident (), (double) (heap.uordblks + heap.hblkhd) / 1e6,
           g_hash_table_size (opt_workload_get_delta (bench->workload)->statements));
  malloc_trim (0);
  g_print ("; %6.1f MB when what is free goes back\n", opt_bench_get_resident ());
}

static gboolean
is_milestone (guint n_polls)
{
  while (n_polls % 10 == 0 && n_polls > 1)
    n_polls /= 10;

  return n_polls == 1 || n_polls == 3;
}

static void
print_series (Bench *bench)
{
  guint n = bench->add->len;
  guint half = n / 2;

  /* The window fills up first. */
  g_array_remove_range (bench->add, 0, half);
  g_array_remove_range (bench->entries, 0, half);
  g_print ("the last %u polls\n", n - half);
  opt_bench_print ("adding a snapshot, CPU time", bench->add, "ms", "16 ms");
  opt_bench_print ("the entries of the window, CPU time", bench->entries, "ms", "16 ms");
  opt_bench_print ("the history, CPU time of a poll", bench->keep, "ms", NULL);
}

static void
print_file (const char *path)
{
  GStatBuf status;

  if (g_stat (path, &status) == 0)
    g_print ("the history: %.2f MB on disk\n", (double) status.st_size / 1e6);
}

static void
prepare (Bench *bench, OptCluster *cluster, const char *history)
{
  g_autoptr (GError) error = NULL;

  bench->maker = opt_bench_connect (cluster, NULL, NULL, OPT_CONNECTION_ROLE_SANDBOX, "bench");
  opt_bench_make_statements (bench->maker, STATEMENTS);
  bench->poll = opt_bench_connect (cluster, NULL, NULL, OPT_CONNECTION_ROLE_MONITOR, "poll");
  bench->facts = opt_server_facts_load_sync (bench->poll, NULL, &error);
  opt_bench_check (error);
  bench->clock = opt_clock_new_manual (g_get_real_time ());
  bench->workload = opt_workload_new (WINDOW, bench->clock);
  bench->recorder = opt_history_recorder_new (history, "1", bench->clock);
  bench->add = opt_bench_series_new ();
  bench->entries = opt_bench_series_new ();
  bench->keep = opt_bench_series_new ();
}

static void
clear (Bench *bench)
{
  opt_history_recorder_stop (bench->recorder);
  while (opt_history_recorder_is_busy (bench->recorder))
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (bench->recorder);
  g_object_unref (bench->workload);
  g_object_unref (bench->clock);
  g_object_unref (bench->facts);
  g_object_unref (bench->poll);
  g_object_unref (bench->maker);
  g_array_unref (bench->add);
  g_array_unref (bench->entries);
  g_array_unref (bench->keep);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  guint n_polls = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 1000;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  OptCluster *cluster;
  Bench bench = { 0 };

  opt_bench_begin ("Memory of watching a server");
  cluster = opt_bench_start_cluster ();
  folder = g_dir_make_tmp ("optischema-bench-XXXXXX", NULL);
  path = g_build_filename (folder, "history.db", NULL);
  prepare (&bench, cluster, path);
  g_print ("a poll each second, %d statements called in each, a window of 15 minutes, a minute "
           "into the history each minute; budget 120 MB with the window, after a day\n",
           CALLED);
  print_memory (&bench, 0);
  for (guint i = 1; i <= n_polls; i++)
    {
      poll_once (&bench, i);
      if (is_milestone (i) || i == n_polls)
        print_memory (&bench, i);
    }
  print_series (&bench);
  clear (&bench);
  print_file (path);
  opt_bench_end ();
  remove_folder (folder);

  return 0;
}
