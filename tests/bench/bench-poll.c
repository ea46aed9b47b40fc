/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-bench.h"

#include <libpq-fe.h>

#include "opt-poller.h"
#include "opt-statements-extension.h"

/*
 * What one poll of pg_stat_statements costs, beside other ways to read it:
 * bench-poll [STATEMENTS…]
 */
#define ROUNDS 11
#define LIVE_POLLS 6

typedef struct
{
  OptCluster *cluster;
  OptConnection *maker;
  OptConnection *poll;
  OptServerFacts *facts;
  char *counters; /* the poll's own SQL for the counters … */
  char *copy;     /* … and the same as a COPY */
  PGconn *copier; /* a server's process keeps to what it was used for: one for each way */
  PGconn *plain;
  OptSnapshot *last;
} Bench;

typedef struct
{
  const char *title;
  int (*get_pid) (Bench *bench);
  gint64 (*run) (Bench *bench); /* returns the bytes that came */
  GArray *server;
  GArray *client;
  GArray *wall;
  gint64 bytes;
} Way;

static int
get_poll_pid (Bench *bench)
{
  return opt_connection_get_backend_pid (bench->poll);
}

static int
get_plain_pid (Bench *bench)
{
  return PQbackendPID (bench->plain);
}

static int
get_copier_pid (Bench *bench)
{
  return PQbackendPID (bench->copier);
}

static gint64
run_poll (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSnapshot) snapshot
      = opt_snapshot_take_sync (bench->poll, bench->facts, NULL, &error);

  opt_bench_check (error);

  return snapshot->bytes;
}

static void
keep_result (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* As a poller does it: of very many statements a part is read each time. */
static gint64
run_next_poll (Bench *bench)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSnapshot) last = g_steal_pointer (&bench->last);

  opt_snapshot_take_async (bench->poll, bench->facts, last, NULL, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  bench->last = opt_snapshot_take_finish (bench->poll, result, &error);
  opt_bench_check (error);

  return bench->last->bytes;
}

static gint64
run_counters (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) rows = opt_connection_query_sync (bench->poll, bench->counters, NULL,
                                                          OPT_QUERY_BINARY, NULL, &error);

  opt_bench_check (error);

  return opt_result_get_received_bytes (rows);
}

static gint64
run_copy (Bench *bench)
{
  PGresult *result = PQexec (bench->copier, bench->copy);
  gint64 bytes = 0;
  char *row;
  int length;

  g_assert (PQresultStatus (result) == PGRES_COPY_OUT);
  PQclear (result);
  while ((length = PQgetCopyData (bench->copier, &row, 0)) > 0)
    {
      bytes += length;
      PQfreemem (row);
    }
  while ((result = PQgetResult (bench->copier)) != NULL)
    PQclear (result);

  return bytes;
}

static gint64
run_plain (Bench *bench, const char *sql)
{
  PGresult *result = PQexecParams (bench->plain, sql, 0, NULL, NULL, NULL, NULL, 0);
  gint64 bytes = 0;

  g_assert (PQresultStatus (result) == PGRES_TUPLES_OK);
  for (int row = 0; row < PQntuples (result); row++)
    for (int column = 0; column < PQnfields (result); column++)
      bytes += PQgetlength (result, row, column);
  PQclear (result);

  return bytes;
}

static gint64
run_count (Bench *bench)
{
  return run_plain (bench, "SELECT count(*) FROM pg_stat_statements(false)");
}

static gint64
run_everything (Bench *bench)
{
  return run_plain (bench, "SELECT * FROM pg_stat_statements");
}

static void
run_way (Bench *bench, Way *way)
{
  int pid = way->get_pid (bench);
  double server = opt_bench_get_backend_cpu (pid);
  double client = opt_bench_get_own_cpu ();
  double wall = opt_bench_get_wall ();

  way->bytes = way->run (bench);
  opt_bench_series_add (way->wall, opt_bench_get_wall () - wall);
  opt_bench_series_add (way->client, opt_bench_get_own_cpu () - client);
  opt_bench_series_add (way->server, opt_bench_get_backend_cpu (pid) - server);
}

static void
print_ratio (const char *what, const Way *one, const Way *other, const char *budget)
{
  g_autoptr (GArray) ratios = opt_bench_series_new ();

  for (guint i = 0; i < one->server->len; i++)
    opt_bench_series_add (ratios, g_array_index (one->server, double, i)
                                      / g_array_index (other->server, double, i));
  opt_bench_print (what, ratios, "x", budget);
}

static void
print_way (const Way *way)
{
  g_print ("%s: %.2f MB\n", way->title, (double) way->bytes / 1e6);
  opt_bench_print ("server CPU", way->server, "ms", NULL);
  opt_bench_print ("client CPU", way->client, "ms", NULL);
  opt_bench_print ("elapsed", way->wall, "ms", NULL);
}

static void
measure_ways (Bench *bench)
{
  Way ways[] = {
    { "a whole poll", get_poll_pid, run_poll },
    { "its counters alone", get_poll_pid, run_counters },
    { "COPY (the same columns) TO STDOUT (FORMAT binary)", get_copier_pid, run_copy },
    { "the floor: count(*) of pg_stat_statements(false)", get_plain_pid, run_count },
    { "SELECT * FROM pg_stat_statements", get_plain_pid, run_everything },
    { "a poll that follows on others", get_poll_pid, run_next_poll },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      ways[i].server = opt_bench_series_new ();
      ways[i].client = opt_bench_series_new ();
      ways[i].wall = opt_bench_series_new ();
    }
  g_clear_pointer (&bench->last, opt_snapshot_unref);
  run_next_poll (bench);
  for (guint round = 0; round < ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
      run_way (bench, &ways[i]);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    print_way (&ways[i]);
  g_print ("server CPU, round by round\n");
  print_ratio ("the counters alone / COPY BINARY", &ways[1], &ways[2], "1.2 x");
  print_ratio ("a whole poll / COPY BINARY", &ways[0], &ways[2], "1.2 x at 5,000");
  print_ratio ("SELECT * / a whole poll", &ways[4], &ways[0], NULL);
  print_ratio ("a poll that follows / COPY BINARY", &ways[5], &ways[2], "1.2 x at 5,000");

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_array_unref (ways[i].server);
      g_array_unref (ways[i].client);
      g_array_unref (ways[i].wall);
    }
}

static gint64
count_fetches (Bench *bench, const char *column)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT coalesce(sum(%s), 0)::bigint AS n FROM pg_stat_statements WHERE query LIKE "
      "'%%optischema%%s.toplevel, s.query%%'",
      column);

  return opt_bench_query_int (bench->maker, sql);
}

/* The server's own count of the calls tells how often its file of texts was read. */
static void
measure_texts (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptWorkload) workload = NULL;
  gint64 fetches = count_fetches (bench, "calls");
  gint64 texts = count_fetches (bench, "rows");
  double server = opt_bench_get_backend_cpu (get_poll_pid (bench));
  double client = opt_bench_get_own_cpu ();
  double wall = opt_bench_get_wall ();

  workload = opt_workload_since_reset_sync (bench->poll, bench->facts, NULL, &error);
  opt_bench_check (error);
  wall = opt_bench_get_wall () - wall;
  client = opt_bench_get_own_cpu () - client;
  server = opt_bench_get_backend_cpu (get_poll_pid (bench)) - server;
  fetches = count_fetches (bench, "calls") - fetches;
  texts = count_fetches (bench, "rows") - texts;

  g_print ("one poll and the texts of all: %" G_GINT64_FORMAT " texts sent in %" G_GINT64_FORMAT
           " fetches; server CPU %.1f ms, client CPU %.1f ms, elapsed %.1f ms\n",
           texts, fetches, server, client, wall);
}

typedef struct
{
  Bench *bench;
  GMainLoop *loop;
  guint n_polls;
  char *sql;
  gint64 elapsed;
} Live;

static void
called (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) rows
      = opt_connection_query_finish (OPT_CONNECTION (object), result, &error);

  opt_bench_check (error);
}

static void
take_snapshot (OptPoller *poller, OptSnapshot *snapshot, gpointer data)
{
  Live *live = data;

  live->elapsed = MAX (live->elapsed, snapshot->elapsed);
  if (++live->n_polls == LIVE_POLLS)
    g_main_loop_quit (live->loop);
  else
    opt_connection_query_async (live->bench->maker, live->sql, NULL, OPT_QUERY_SCRIPT, NULL, called,
                                live);
}

static void
take_error (OptPoller *poller, const GError *error, gpointer data)
{
  opt_bench_check (error);
}

static void
measure_live (Bench *bench)
{
  g_autoptr (OptConninfo) conninfo = opt_cluster_get_conninfo (bench->cluster, NULL, NULL);
  g_autoptr (OptWorkload) workload
      = opt_workload_new (15 * 60 * G_USEC_PER_SEC, opt_clock_get_system ());
  g_autoptr (OptPoller) poller = opt_poller_new (conninfo, G_USEC_PER_SEC, workload);
  Live live = {
    .bench = bench,
    .loop = g_main_loop_new (NULL, FALSE),
    .sql = opt_bench_get_statements_sql (0, 50),
  };
  gint64 fetches = count_fetches (bench, "calls");
  gint64 texts = count_fetches (bench, "rows");

  g_signal_connect (poller, "snapshot", G_CALLBACK (take_snapshot), &live);
  g_signal_connect (poller, "error", G_CALLBACK (take_error), &live);
  opt_bench_loop_watch ();
  opt_bench_loop_reset ();
  opt_poller_start (poller);
  g_main_loop_run (live.loop);
  opt_poller_stop (poller);

  g_print ("OptPoller, %d polls: the main loop held for %.2f ms at longest (CPU time %.2f ms); "
           "budget 16 ms; longest poll %.1f ms; %" G_GINT64_FORMAT
           " texts sent in %" G_GINT64_FORMAT " fetches\n",
           LIVE_POLLS, opt_bench_loop_get_longest_wall (), opt_bench_loop_get_longest_cpu (),
           (double) live.elapsed / 1e3, count_fetches (bench, "rows") - texts,
           count_fetches (bench, "calls") - fetches);
  g_main_loop_unref (live.loop);
  g_free (live.sql);
}

static void
measure (Bench *bench, guint n_statements)
{
  g_print ("\n");
  opt_bench_make_statements (bench->maker, n_statements);
  measure_ways (bench);
  measure_texts (bench);
  measure_live (bench);
}

static void
prepare (Bench *bench)
{
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;

  bench->cluster = opt_bench_start_cluster ();
  bench->maker
      = opt_bench_connect (bench->cluster, NULL, NULL, OPT_CONNECTION_ROLE_SANDBOX, "bench");
  bench->poll = opt_bench_connect (bench->cluster, NULL, NULL, OPT_CONNECTION_ROLE_MONITOR, "poll");
  bench->facts = opt_server_facts_load_sync (bench->poll, NULL, &error);
  opt_bench_check (error);
  bench->counters = opt_statements_extension_get_sql (bench->facts, "counters", &error);
  opt_bench_check (error);
  bench->copy = g_strdup_printf ("COPY (%s) TO STDOUT (FORMAT binary)", bench->counters);

  conninfo = opt_cluster_get_conninfo (bench->cluster, NULL, NULL);
  address = opt_conninfo_to_string (conninfo);
  bench->copier = PQconnectdb (address);
  bench->plain = PQconnectdb (address);
  g_assert (PQstatus (bench->copier) == CONNECTION_OK);
  g_assert (PQstatus (bench->plain) == CONNECTION_OK);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };

  opt_bench_begin ("One poll");
  prepare (&bench);
  if (argc == 1)
    {
      measure (&bench, 100);
      measure (&bench, 5000);
      measure (&bench, 10000);
    }
  for (int i = 1; i < argc; i++)
    measure (&bench, (guint) g_ascii_strtoull (argv[i], NULL, 10));
  opt_bench_end ();

  g_clear_pointer (&bench.last, opt_snapshot_unref);
  PQfinish (bench.copier);
  PQfinish (bench.plain);
  g_free (bench.copy);
  g_free (bench.counters);
  g_object_unref (bench.facts);
  g_object_unref (bench.poll);
  g_object_unref (bench.maker);

  return 0;
}
