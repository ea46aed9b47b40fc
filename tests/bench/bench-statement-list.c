/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-bench.h"

#include <malloc.h>

#include "opt-statement-list.h"
#include "opt-timeline.h"

/*
 * For how long a poll holds the main loop of a program that shows all statements, and the memory
 * that takes. The server is made up, its clock is moved on by hand: bench-statement-list [POLLS]
 */
#define STATEMENTS 5000
#define INTERVAL (2 * G_USEC_PER_SEC)
#define WINDOW (15 * 60 * G_USEC_PER_SEC)
#define BEGIN (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)
#define DATABASE 16384

typedef struct
{
  guint called; /* statements in each interval */
  gint64 calls[STATEMENTS];
  guint next;

  OptClock *clock;
  OptWorkload *workload;
  OptStatementList *list;
  OptTimeline *timeline;
  guint n_model_changes;

  GArray *add;
  GArray *update;
  GArray *draw;
  GArray *all;
} Bench;

static OptStatementKey
get_key (guint number)
{
  return (OptStatementKey){ .userid = 10,
                            .dbid = DATABASE,
                            .queryid = (gint64) (number * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)),
                            .toplevel = TRUE };
}

static OptSnapshot *
make_snapshot (Bench *bench)
{
  OptSnapshot *snapshot = opt_snapshot_new ();
  OptDatabaseCounters *database = g_new0 (OptDatabaseCounters, 1);

  snapshot->time = opt_clock_get_real_time (bench->clock);
  snapshot->start_time = 1;
  snapshot->stats_reset = 2;
  snapshot->dealloc = 0;
  database->oid = DATABASE;
  database->name = g_strdup ("shop");
  g_hash_table_replace (snapshot->databases, GUINT_TO_POINTER (DATABASE), database);

  for (guint i = 0; i < bench->called; i++)
    bench->calls[bench->next++ % STATEMENTS] += 3;
  for (guint i = 0; i < STATEMENTS; i++)
    {
      OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

      counters->key = get_key (i);
      counters->calls = bench->calls[i];
      counters->rows = counters->calls * 10;
      counters->total_exec_ms = (double) counters->calls * (i % 100);
      counters->shared_hit = counters->calls * 7;
      g_hash_table_replace (snapshot->statements, &counters->key, counters);
    }

  return snapshot;
}

static void
add_texts (OptWorkload *workload)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_sql_text_free);
  g_autofree char *columns = g_strnfill (1900, 'x');

  for (guint i = 0; i < STATEMENTS; i++)
    {
      OptStatementKey key = get_key (i);
      g_autofree char *text = g_strdup_printf ("SELECT v%u, %s FROM t WHERE id = $1", i, columns);

      g_ptr_array_add (texts, opt_sql_text_new (&key, text));
    }
  opt_workload_add_texts (workload, texts);
}

static void
poll_once (Bench *bench)
{
  g_autoptr (OptSnapshot) snapshot = make_snapshot (bench);
  double start = opt_bench_get_own_cpu ();
  double added, updated, drawn;

  opt_workload_add_snapshot (bench->workload, snapshot);
  added = opt_bench_get_own_cpu ();
  opt_statement_list_update (bench->list);
  updated = opt_bench_get_own_cpu ();
  opt_timeline_update (bench->timeline, bench->workload);
  drawn = opt_bench_get_own_cpu ();

  opt_bench_series_add (bench->add, added - start);
  opt_bench_series_add (bench->update, updated - added);
  opt_bench_series_add (bench->draw, drawn - updated);
  opt_bench_series_add (bench->all, drawn - start);
  opt_clock_advance (bench->clock, INTERVAL);
}

static void
count_change (GListModel *model, guint position, guint n_removed, guint n_added, Bench *bench)
{
  bench->n_model_changes++;
}

static double
get_allocated (void)
{
  struct mallinfo2 heap = mallinfo2 ();

  return (double) (heap.uordblks + heap.hblkhd) / 1e6;
}

/* The first lines and trends that a table asks for. */
static void
measure_rows (Bench *bench)
{
  guint n_rows = MIN (g_list_model_get_n_items (G_LIST_MODEL (bench->list)), 100);
  double start = opt_bench_get_own_cpu ();

  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr (OptStatementItem) item = g_list_model_get_item (G_LIST_MODEL (bench->list), i);
      g_autoptr (GArray) trend = opt_statement_item_get_trend (item);

      g_assert (opt_statement_item_get_line (item) != NULL && trend->len > 0);
    }
  g_print ("  lines and trends of %u rows: %.2f ms\n", n_rows, opt_bench_get_own_cpu () - start);
}

static void
measure (guint called, guint n_polls)
{
  Bench bench = { .called = called };
  double before;

  bench.clock = opt_clock_new_manual (BEGIN);
  bench.workload = opt_workload_new (WINDOW, bench.clock);
  bench.list = opt_statement_list_new (bench.workload);
  bench.timeline = opt_timeline_new (WINDOW);
  bench.add = opt_bench_series_new ();
  bench.update = opt_bench_series_new ();
  bench.draw = opt_bench_series_new ();
  bench.all = opt_bench_series_new ();
  opt_statement_list_set_database (bench.list, DATABASE);
  opt_timeline_set_database (bench.timeline, DATABASE);
  add_texts (bench.workload);
  g_signal_connect (bench.list, "items-changed", G_CALLBACK (count_change), &bench);

  for (guint i = 0; i < n_polls; i++)
    poll_once (&bench);

  g_print ("\n%u of %u statements called in each interval, %u polls, %u changes of the model\n",
           called, STATEMENTS, n_polls, bench.n_model_changes);
  opt_bench_print ("adding a snapshot, CPU time", bench.add, "ms", NULL);
  opt_bench_print ("updating the list", bench.update, "ms", "8 ms");
  opt_bench_print ("updating the timeline", bench.draw, "ms", NULL);
  opt_bench_print ("all of it", bench.all, "ms", "16 ms");
  measure_rows (&bench);

  before = get_allocated ();
  g_object_unref (bench.list);
  g_print ("  the list held %.1f MB; budget 20 MB\n", before - get_allocated ());
  g_object_unref (bench.timeline);
  g_object_unref (bench.workload);
  g_object_unref (bench.clock);
  g_array_unref (bench.add);
  g_array_unref (bench.update);
  g_array_unref (bench.draw);
  g_array_unref (bench.all);
}

int
main (int argc, char **argv)
{
  guint n_polls = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 1000;

  opt_bench_begin ("Showing all statements");
  measure (20, n_polls);
  measure (500, n_polls);
  measure (STATEMENTS, n_polls);
  opt_bench_end ();

  return 0;
}
