/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-bench.h"

#include <libpq-fe.h>

/* OptConnection beside libpq's own blocking calls. */
#define ROUNDS 9
#define ROWS 200000
#define TRIPS 2000

#define MANY_ROWS "SELECT i, repeat('x', 50) AS filler FROM generate_series(1, 200000) i"

typedef struct
{
  OptConnection *connection;
  PGconn *plain;
} Bench;

static double
fetch_rows (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  double start = opt_bench_get_wall ();
  g_autoptr (OptResult) rows = opt_connection_query_sync (bench->connection, MANY_ROWS, NULL,
                                                          OPT_QUERY_NONE, NULL, &error);

  opt_bench_check (error);
  g_assert (opt_result_get_n_rows (rows) == ROWS);

  return ROWS / (opt_bench_get_wall () - start);
}

static double
fetch_rows_plainly (Bench *bench)
{
  double start = opt_bench_get_wall ();
  PGresult *rows = PQexecParams (bench->plain, MANY_ROWS, 0, NULL, NULL, NULL, NULL, 0);
  double rate = ROWS / (opt_bench_get_wall () - start);

  g_assert (PQntuples (rows) == ROWS);
  PQclear (rows);

  return rate;
}

static void
measure_rows (Bench *bench)
{
  g_autoptr (GArray) ours = opt_bench_series_new ();
  g_autoptr (GArray) plain = opt_bench_series_new ();
  g_autoptr (GArray) wall = opt_bench_series_new ();
  g_autoptr (GArray) cpu = opt_bench_series_new ();

  for (guint i = 0; i < ROUNDS; i++)
    {
      opt_bench_loop_reset ();
      opt_bench_series_add (ours, fetch_rows (bench));
      opt_bench_series_add (wall, opt_bench_loop_get_longest_wall ());
      opt_bench_series_add (cpu, opt_bench_loop_get_longest_cpu ());
      opt_bench_series_add (plain, fetch_rows_plainly (bench));
    }

  g_print ("%d rows of 60 bytes, interleaved\n", ROWS);
  opt_bench_print ("OptConnection", ours, "rows/ms", NULL);
  opt_bench_print ("PQexecParams", plain, "rows/ms", NULL);
  opt_bench_print ("main loop held at longest", wall, "ms", "16 ms");
  opt_bench_print ("main loop held at longest, CPU time", cpu, "ms", "16 ms");
}

static void
make_trips (Bench *bench)
{
  for (guint i = 0; i < TRIPS; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (OptResult) row = opt_connection_query_sync (bench->connection, "SELECT 1", NULL,
                                                             OPT_QUERY_NONE, NULL, &error);

      opt_bench_check (error);
    }
}

static void
make_trips_plainly (Bench *bench)
{
  for (guint i = 0; i < TRIPS; i++)
    {
      PGresult *row = PQexecParams (bench->plain, "SELECT 1", 0, NULL, NULL, NULL, NULL, 0);

      g_assert (PQntuples (row) == 1);
      PQclear (row);
    }
}

static void
time_trips (Bench *bench, void (*make) (Bench *bench), GArray *wall, GArray *cpu)
{
  double start = opt_bench_get_wall ();
  double start_cpu = opt_bench_get_own_cpu ();

  make (bench);
  opt_bench_series_add (cpu, (opt_bench_get_own_cpu () - start_cpu) * 1e3 / TRIPS);
  opt_bench_series_add (wall, (opt_bench_get_wall () - start) * 1e3 / TRIPS);
}

static void
measure_trips (Bench *bench)
{
  g_autoptr (GArray) ours = opt_bench_series_new ();
  g_autoptr (GArray) ours_cpu = opt_bench_series_new ();
  g_autoptr (GArray) plain = opt_bench_series_new ();
  g_autoptr (GArray) plain_cpu = opt_bench_series_new ();

  for (guint i = 0; i < ROUNDS; i++)
    {
      time_trips (bench, make_trips, ours, ours_cpu);
      time_trips (bench, make_trips_plainly, plain, plain_cpu);
    }

  g_print ("%d times SELECT 1, interleaved; microseconds of each\n", TRIPS);
  opt_bench_print ("OptConnection", ours, "µs", NULL);
  opt_bench_print ("PQexecParams", plain, "µs", NULL);
  opt_bench_print ("OptConnection, this program's CPU time", ours_cpu, "µs", NULL);
  opt_bench_print ("PQexecParams, this program's CPU time", plain_cpu, "µs", NULL);
}

int
main (void)
{
  OptCluster *cluster;
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autofree char *address = NULL;
  Bench bench = { 0 };

  opt_bench_begin ("A connection on the main loop");
  cluster = opt_bench_start_cluster ();
  bench.connection = opt_bench_connect (cluster, NULL, NULL, OPT_CONNECTION_ROLE_SANDBOX, "bench");
  conninfo = opt_cluster_get_conninfo (cluster, NULL, NULL);
  address = opt_conninfo_to_string (conninfo);
  bench.plain = PQconnectdb (address);
  g_assert (PQstatus (bench.plain) == CONNECTION_OK);

  opt_bench_loop_watch ();
  measure_rows (&bench);
  measure_trips (&bench);
  opt_bench_end ();
  PQfinish (bench.plain);
  g_object_unref (bench.connection);

  return 0;
}
