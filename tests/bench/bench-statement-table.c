/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <math.h>

#include "opt-application.h"
#include "opt-bench.h"
#include "opt-statement-table.h"

/*
 * A table of 5,000 statements that are all called between two polls, in the software renderer: from
 * the list's news to the places of all rows, from there to pixels, and a step of scrolling.
 */
#define STATEMENTS 5000
#define INTERVAL (2 * G_USEC_PER_SEC)
#define WINDOW (15 * 60 * G_USEC_PER_SEC)
#define BEGIN (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)
#define DATABASE 16384
#define POLLS 30
#define STEPS 200
#define STEP 72
#define SEARCHES 20

typedef struct
{
  gint64 calls[STATEMENTS];
  guint seed;

  OptClock *clock;
  OptWorkload *workload;
  OptStatementList *list;

  GtkWidget *window;
  OptStatementTable *table;
} Bench;

static guint
get_random (Bench *bench)
{
  bench->seed = bench->seed * 1664525u + 1013904223u;

  return bench->seed >> 16;
}

static OptStatementKey
get_key (guint number)
{
  return (OptStatementKey){ .userid = 10,
                            .dbid = DATABASE,
                            .queryid = (gint64) (number * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)),
                            .toplevel = TRUE };
}

static void
poll_server (Bench *bench)
{
  g_autoptr (OptSnapshot) snapshot = opt_snapshot_new ();

  snapshot->time = opt_clock_get_real_time (bench->clock);
  snapshot->start_time = 1;
  snapshot->stats_reset = 2;
  snapshot->dealloc = 0;
  for (guint i = 0; i < STATEMENTS; i++)
    {
      OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);

      bench->calls[i] += 1 + get_random (bench) % 100;
      counters->key = get_key (i);
      counters->calls = bench->calls[i];
      counters->rows = counters->calls * 10;
      counters->total_exec_ms = (double) counters->calls * (1 + i % 100);
      counters->shared_hit = counters->calls * 7;
      g_hash_table_replace (snapshot->statements, &counters->key, counters);
    }
  opt_workload_add_snapshot (bench->workload, snapshot);
  opt_clock_advance (bench->clock, INTERVAL);
}

static void
add_texts (Bench *bench)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_sql_text_free);

  for (guint i = 0; i < STATEMENTS; i++)
    {
      OptStatementKey key = get_key (i);
      g_autofree char *text = g_strdup_printf (
          "SELECT o.id, o.customer_id, o.created_at, sum (l.quantity * l.unit_price) AS total\n"
          "  FROM orders_%u o JOIN order_line l ON l.order_id = o.id\n"
          " WHERE o.customer_id = $1 AND o.created_at > $2 AND o.state IN ($3, $4)\n"
          " GROUP BY o.id ORDER BY o.created_at DESC LIMIT $5",
          i);

      g_ptr_array_add (texts, opt_sql_text_new (&key, text));
    }
  opt_workload_add_texts (bench->workload, texts);
}

static void
count_frame (GdkFrameClock *clock, gboolean *painted)
{
  *painted = TRUE;
}

/* CPU of all that is done until the next frame is painted. */
static double
wait_for_frame (Bench *bench)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (bench->window);
  gboolean painted = FALSE;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (count_frame), &painted);
  double start = opt_bench_get_own_cpu ();

  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, handler);

  return opt_bench_get_own_cpu () - start;
}

static void
settle (Bench *bench)
{
  for (guint i = 0; i < 10; i++)
    wait_for_frame (bench);
}

static GtkAdjustment *
get_adjustment (Bench *bench)
{
  GObject *scrolled = gtk_widget_get_template_child (GTK_WIDGET (bench->table),
                                                     OPT_TYPE_STATEMENT_TABLE, "scrolled");

  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
}

static void
measure_polls (Bench *bench)
{
  g_autoptr (GArray) places = opt_bench_series_new ();
  g_autoptr (GArray) frames = opt_bench_series_new ();

  for (guint i = 0; i < POLLS; i++)
    {
      double start, updated;

      poll_server (bench);
      start = opt_bench_get_own_cpu ();
      opt_statement_list_update (bench->list);
      updated = opt_bench_get_own_cpu ();
      opt_bench_series_add (places, updated - start);
      opt_bench_series_add (frames, wait_for_frame (bench));
      settle (bench);
    }
  opt_bench_print ("a poll: list, places and cells", places, "ms", NULL);
  opt_bench_print ("a poll: from there to pixels", frames, "ms", "16 ms");
}

static void
measure_scrolling (Bench *bench)
{
  g_autoptr (GArray) frames = opt_bench_series_new ();
  GtkAdjustment *adjustment = get_adjustment (bench);

  for (guint i = 0; i < STEPS; i++)
    {
      double start = opt_bench_get_own_cpu ();

      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + STEP);
      wait_for_frame (bench);
      opt_bench_series_add (frames, opt_bench_get_own_cpu () - start);
    }
  opt_bench_print ("a frame of scrolling by two rows", frames, "ms", "16 ms");
}

/* Of all rows but one, and back. */
static void
measure_search (Bench *bench)
{
  g_autoptr (GArray) narrower = opt_bench_series_new ();
  g_autoptr (GArray) wider = opt_bench_series_new ();

  for (guint i = 0; i < SEARCHES; i++)
    {
      double start = opt_bench_get_own_cpu ();

      opt_statement_table_set_search (bench->table, opt_statement_search_new ("orders_4999", NULL));
      opt_bench_series_add (narrower, opt_bench_get_own_cpu () - start);
      settle (bench);
      start = opt_bench_get_own_cpu ();
      opt_statement_table_set_search (bench->table, opt_statement_search_new ("", NULL));
      opt_bench_series_add (wider, opt_bench_get_own_cpu () - start);
      settle (bench);
    }
  opt_bench_print ("a search that leaves one row", narrower, "ms", "16 ms");
  opt_bench_print ("the end of a search", wider, "ms", "16 ms");
}

int
main (int argc, char **argv)
{
  Bench bench = { .seed = 1 };
  double start;

  adw_init ();
  g_type_class_ref (OPT_TYPE_APPLICATION);
  bench.clock = opt_clock_new_manual (BEGIN);
  bench.workload = opt_workload_new (WINDOW, bench.clock);
  bench.list = opt_statement_list_new (bench.workload);
  opt_statement_list_set_database (bench.list, DATABASE);
  add_texts (&bench);
  poll_server (&bench);
  poll_server (&bench);
  opt_statement_list_update (bench.list);

  opt_bench_begin ("A table of 5,000 statements");
  bench.window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (bench.window), 1200, 800);
  bench.table = OPT_STATEMENT_TABLE (opt_statement_table_new ());
  gtk_window_set_child (GTK_WINDOW (bench.window), GTK_WIDGET (bench.table));
  gtk_window_present (GTK_WINDOW (bench.window));
  settle (&bench);
  start = opt_bench_get_own_cpu ();
  opt_statement_table_set_list (bench.table, bench.list);
  wait_for_frame (&bench);
  g_print ("first rows: %.1f ms\n", opt_bench_get_own_cpu () - start);
  settle (&bench);

  measure_polls (&bench);
  measure_scrolling (&bench);
  measure_search (&bench);
  opt_bench_end ();
  gtk_window_destroy (GTK_WINDOW (bench.window));

  return 0;
}
