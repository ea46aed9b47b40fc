/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-bench.h"

#include <glib/gstdio.h>
#include <malloc.h>
#include <math.h>
#include <string.h>

#include "opt-blocking-chain.h"
#include "opt-history-private.h"
#include "opt-history-trend.h"

/*
 * What the history of a server takes on disk, and how long it takes to write a minute of it and to
 * open a range. The server is made up, and so are its times: bench-history [MINUTES]. All
 * statements are active in each minute, which is more than real servers have; 29 days before that
 * there is one such minute an hour, which makes hours and days of full size.
 */
#define STATEMENTS 5000
#define SERVER "7251234567890123456"
#define DATABASE 16384
#define TEXT_LENGTH 2400
#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define NOW (G_GINT64_CONSTANT (1800000000) * G_USEC_PER_SEC + 17 * MINUTE)
#define DAYS 29
/* Sessions that one holds up. */
#define HELD_UP 8

typedef struct
{
  OptHistory *history;
  const char *path;
  GRand *rand;
  GArray *commit;
  GArray *roll;
} Bench;

static OptStatementKey
get_key (guint number)
{
  return (OptStatementKey){ .userid = 10,
                            .dbid = DATABASE,
                            .queryid = (gint64) (number * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)),
                            .toplevel = TRUE };
}

static gint64
draw (Bench *bench, double scale)
{
  return (gint64) (-log (1 - g_rand_double (bench->rand)) * scale);
}

/* Like those of a busy application: few calls of most, all read, some write, few wait for disks. */
static OptStatementCounters *
make_counters (Bench *bench, guint number)
{
  OptStatementCounters *counters = g_new0 (OptStatementCounters, 1);
  double usual = exp ((double) (number % 97) / 12) / 50;

  counters->key = get_key (number);
  counters->calls = 1 + draw (bench, 5 + number % 40);
  counters->total_exec_ms
      = (double) counters->calls * usual * (0.7 + 0.6 * g_rand_double (bench->rand));
  counters->exec_squares = counters->total_exec_ms * counters->total_exec_ms
                           / (double) counters->calls * (1 + g_rand_double (bench->rand));
  counters->min_exec_ms = NAN;
  counters->max_exec_ms = g_rand_int_range (bench->rand, 0, 50) == 0 ? usual * 9 : NAN;
  counters->rows = counters->calls * (1 + number % 7);
  counters->shared_hit = counters->calls * (3 + number % 30) + draw (bench, 4);
  counters->shared_read = number % 4 == 0 ? draw (bench, 6) : 0;
  counters->shared_read_ms = (double) counters->shared_read * 0.031;
  if (number % 5 == 0)
    {
      counters->shared_dirtied = draw (bench, 5);
      counters->wal_records = counters->calls * 2;
      counters->wal_bytes = counters->wal_records * 97 + draw (bench, 300);
      counters->wal_fpi = draw (bench, 1);
    }

  return counters;
}

static OptHistoryMinute *
make_minute (Bench *bench, gint64 end)
{
  OptHistoryMinute *minute = opt_history_minute_new (SERVER);
  g_autoptr (OptDelta) delta = opt_delta_new ();
  OptDatabaseCounters *database = g_new0 (OptDatabaseCounters, 1);

  delta->start = end - MINUTE;
  delta->end = end;
  delta->observed = MINUTE;
  delta->deallocs = 0;
  for (guint i = 0; i < STATEMENTS; i++)
    {
      OptStatementCounters *counters = make_counters (bench, i);

      g_hash_table_replace (delta->statements, &counters->key, counters);
    }
  database->oid = DATABASE;
  database->name = g_strdup ("shop");
  database->commits = 100000 + draw (bench, 1000);
  g_hash_table_replace (delta->databases, GUINT_TO_POINTER (DATABASE), database);
  opt_history_minute_add_delta (minute, delta, 1);
  for (guint i = 0; i < 30; i++)
    {
      OptTimelinePoint point = { .start = end - MINUTE + i * 2 * G_USEC_PER_SEC };

      point.end = point.start + 2 * G_USEC_PER_SEC;
      for (guint j = 0; j < OPT_N_WAIT_CLASSES; j++)
        point.load[j] = g_rand_double (bench->rand);
      point.calls_per_second = 1000 * g_rand_double (bench->rand);
      point.mean_ms = g_rand_double (bench->rand);
      point.hit_ratio = g_rand_double (bench->rand);
      opt_history_minute_add_point (minute, DATABASE, &point);
    }

  return minute;
}

static void
add_texts (OptHistoryMinute *minute)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < STATEMENTS; i++)
    {
      OptStatementKey key = get_key (i);

      g_string_printf (text, "SELECT /* %u */ a.id", i);
      for (guint j = 0; text->len < TEXT_LENGTH; j++)
        g_string_append_printf (text, ", a.column_%u_%u AS \"%x\"", i % 13, j, (i + 7) * (j + 3));
      g_string_append (text, " FROM accounts a WHERE a.id = $1");
      g_ptr_array_add (minute->texts, opt_sql_text_new (&key, text->str));
    }
}

static void
write_minute (Bench *bench, gint64 end, gboolean with_texts)
{
  g_autoptr (OptHistoryMinute) minute = make_minute (bench, end);
  g_autoptr (GError) error = NULL;
  double start;

  if (with_texts)
    add_texts (minute);
  start = opt_bench_get_wall ();
  opt_history_write_sync (bench->history, minute, &error);
  opt_bench_check (error);
  opt_bench_series_add (bench->commit, opt_bench_get_wall () - start);
  start = opt_bench_get_wall ();
  opt_history_roll_up_sync (bench->history, SERVER, &error);
  opt_bench_check (error);
  opt_bench_series_add (bench->roll, opt_bench_get_wall () - start);
}

static double
get_size (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStoreResult) space
      = opt_store_query_sync (bench->history->store, opt_store_sql ("monitor", "get-space"), NULL,
                              0, &error);

  opt_bench_check (error);

  return (double) ((opt_store_result_get_int (space, 0, "pages")
                    - opt_store_result_get_int (space, 0, "free"))
                   * 4096);
}

/* As many as are kept of a day, each day. */
static void
write_storms (Bench *bench)
{
  g_autoptr (OptHistoryMinute) minute = opt_history_minute_new (SERVER);
  g_autoptr (GError) error = NULL;

  for (gint64 i = 0; i < (gint64) DAYS * OPT_HISTORY_CHAINS_A_DAY; i++)
    {
      gint64 begin = NOW - (1 + i / OPT_HISTORY_CHAINS_A_DAY) * DAY + i % 1000 * MINUTE;
      gint64 waited = (1 + i % 77) * G_USEC_PER_SEC;
      g_autoptr (OptBackend) root = opt_backend_new (1 + (int) i, begin, OPT_BACKEND_ACTIVE);
      g_autoptr (OptBlockingChain) chain
          = opt_blocking_chain_new_recorded (root, begin, begin + waited, FALSE);

      root->query = g_strdup ("UPDATE accounts SET balance = 1 WHERE id = 4711");
      opt_blocking_chain_set_recorded (chain, "table public.accounts", HELD_UP, 1, waited);
      for (int j = 1; j <= HELD_UP; j++)
        {
          g_autoptr (OptBackend) waits
              = opt_backend_new (j * 100000 + (int) i, begin, OPT_BACKEND_ACTIVE);

          waits->query = g_strdup ("DELETE FROM accounts WHERE id = 4711");
          opt_blocking_chain_add_recorded (chain, waits, begin, begin + waited);
        }
      opt_history_minute_add_chain (minute, chain);
    }
  opt_history_minute_freeze (minute);
  opt_history_write_sync (bench->history, minute, &error);
  opt_bench_check (error);
}

static void
open_range (Bench *bench, const char *what, gint64 length, gboolean skip_blocking)
{
  g_autoptr (GArray) times = opt_bench_series_new ();
  g_autoptr (GArray) cpu = opt_bench_series_new ();
  guint n_statements = 0;
  gint64 observed = 0;

  for (guint i = 0; i < 9; i++)
    {
      OptHistoryRequest request = {
        .server_id = SERVER,
        .database = DATABASE,
        .start = NOW - length,
        .end = NOW,
        .n_points = 800,
        .n_entries = 100,
        .skip_blocking = skip_blocking,
      };
      g_autoptr (GError) error = NULL;
      double begun = opt_bench_get_own_cpu ();
      double start = opt_bench_get_wall ();
      g_autoptr (OptHistoryRange) range
          = opt_history_get_range_sync (bench->history, &request, &error);

      opt_bench_check (error);
      opt_bench_series_add (times, opt_bench_get_wall () - start);
      opt_bench_series_add (cpu, opt_bench_get_own_cpu () - begun);
      n_statements = range->n_statements;
      observed = range->delta->observed;
    }
  opt_bench_print (what, times, "ms", "50 ms");
  opt_bench_print ("  its CPU time", cpu, "ms", NULL);
  g_print ("    %u statements, %.0f minutes observed\n", n_statements, (double) observed / MINUTE);
}

static void
open_trend (Bench *bench, const char *what, gint64 length)
{
  g_autoptr (GArray) times = opt_bench_series_new ();
  g_autoptr (GArray) cpu = opt_bench_series_new ();
  OptStatementKey key = get_key (1234);

  for (guint i = 0; i < 9; i++)
    {
      g_autoptr (GError) error = NULL;
      double begun = opt_bench_get_own_cpu ();
      double start = opt_bench_get_wall ();
      g_autoptr (OptHistoryTrend) trend
          = opt_history_get_trend_sync (bench->history, SERVER, &key, NOW - length, NOW, 800,
                                        &error);

      opt_bench_check (error);
      opt_bench_series_add (times, opt_bench_get_wall () - start);
      opt_bench_series_add (cpu, opt_bench_get_own_cpu () - begun);
    }
  opt_bench_print (what, times, "ms", "50 ms");
  opt_bench_print ("  its CPU time", cpu, "ms", NULL);
}

static void
print_memory (const char *when)
{
  struct mallinfo2 heap = mallinfo2 ();

  g_print ("%s: %.1f MB resident, %.1f MB allocated\n", when, opt_bench_get_resident (),
           (double) (heap.uordblks + heap.hblkhd) / 1e6);
}

static void
write_past (Bench *bench, gint64 begin)
{
  double size;

  write_minute (bench, NOW - DAYS * DAY, TRUE);
  size = get_size (bench);
  g_print ("the texts of %d statements of %d bytes, and a minute: %.1f MB\n", STATEMENTS,
           TEXT_LENGTH, size / 1e6);
  for (gint64 at = NOW - DAYS * DAY + HOUR; at < begin; at += HOUR)
    write_minute (bench, at, FALSE);
  g_array_set_size (bench->commit, 0);
  g_array_set_size (bench->roll, 0);
}

static void
print_tidying (Bench *bench)
{
  g_autoptr (GArray) times = opt_bench_series_new ();
  g_autoptr (GError) error = NULL;
  gboolean more = TRUE;
  double before = get_size (bench);

  while (more)
    {
      double start = opt_bench_get_wall ();

      opt_history_tidy_sync (bench->history, NOW, &more, &error);
      opt_bench_check (error);
      opt_bench_series_add (times, opt_bench_get_wall () - start);
    }
  opt_bench_print ("tidying, a piece", times, "ms", NULL);
  g_print ("what it gave back: %.1f MB\n", (before - get_size (bench)) / 1e6);
}

static void
measure (Bench *bench, guint n_minutes)
{
  gint64 begin = NOW - (gint64) n_minutes * MINUTE;
  double size;
  double a_minute;

  write_past (bench, begin);
  write_storms (bench);
  print_tidying (bench);
  print_memory ("before the day of minutes");
  size = get_size (bench);
  for (guint i = 1; i <= n_minutes; i++)
    write_minute (bench, begin + i * MINUTE, FALSE);
  a_minute = (get_size (bench) - size) / n_minutes;
  print_memory ("behind it");
  g_print ("%u minutes with their hours: %.1f bytes for each statement and minute; extrapolated "
           "%.0f MB a day (the notes' layout: 48 MB, of twelve counters)\n",
           n_minutes, a_minute / STATEMENTS, a_minute * 1440 / 1e6);
  opt_bench_print ("writing a minute", bench->commit, "ms", "50 ms");
  opt_bench_print ("summing up, where there is something to", bench->roll, "ms", NULL);
  open_range (bench, "opening 1 h", HOUR, FALSE);
  open_range (bench, "opening 24 h", DAY, FALSE);
  open_range (bench, "opening 30 d", 30 * DAY, FALSE);
  open_range (bench, "  without who held whom up", 30 * DAY, TRUE);
  open_range (bench, "opening 2 years, of which a month is there", 729 * DAY, FALSE);
  open_trend (bench, "one statement over 1 h", HOUR);
  open_trend (bench, "one statement over 12 h", 12 * HOUR);
  open_trend (bench, "one statement over 30 d", 30 * DAY);
}

int
main (int argc, char **argv)
{
  guint n_minutes = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 1500;
  g_autofree char *folder = g_dir_make_tmp ("optischema-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "history.db", NULL);
  static const char *const beside[] = { "", "-wal", "-shm" };
  g_autoptr (GError) error = NULL;
  Bench bench = { .path = path, .rand = g_rand_new_with_seed (1) };

  opt_bench_begin ("The history of a server with 5,000 active statements");
  bench.history = opt_history_open_sync (path, &error);
  opt_bench_check (error);
  bench.commit = opt_bench_series_new ();
  bench.roll = opt_bench_series_new ();
  measure (&bench, n_minutes);
  g_object_unref (bench.history);
  g_array_unref (bench.commit);
  g_array_unref (bench.roll);
  g_rand_free (bench.rand);
  opt_bench_end ();
  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *file = g_strconcat (path, beside[i], NULL);

      g_unlink (file);
    }
  g_rmdir (folder);

  return 0;
}
