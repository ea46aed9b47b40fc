/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-bench.h"

#include "opt-vitals-rates.h"

/*
 * What it costs to read how a server is, with many sessions and many tables:
 * bench-vitals [TABLES SESSIONS]
 */
#define ROUNDS 11

typedef struct
{
  OptCluster *cluster;
  OptConnection *maker;
  OptConnection *poll;
  OptServerFacts *facts;
} Bench;

static void
make_tables (Bench *bench, guint n)
{
  g_autofree char *sql = g_strdup_printf (
      "DO $$ BEGIN FOR i IN 1..%u LOOP EXECUTE format('CREATE TABLE t%%s (v int)', i); "
      "IF i %% 500 = 0 THEN COMMIT; END IF; END LOOP; END $$",
      n);

  opt_bench_execute (bench->maker, sql);
}

static OptVitals *
take (Bench *bench, OptVitals *previous)
{
  g_autoptr (GError) error = NULL;
  OptVitals *vitals = opt_vitals_take_sync (bench->poll, bench->facts, previous, NULL, &error);

  opt_bench_check (error);

  return vitals;
}

static void
measure (Bench *bench, const char *title, gboolean all)
{
  int pid = opt_connection_get_backend_pid (bench->poll);
  g_autoptr (GArray) server = opt_bench_series_new ();
  g_autoptr (GArray) client = opt_bench_series_new ();
  g_autoptr (GArray) wall = opt_bench_series_new ();
  g_autoptr (OptVitals) previous = take (bench, NULL);
  gint64 bytes = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      double server_before = opt_bench_get_backend_cpu (pid);
      double client_before = opt_bench_get_own_cpu ();
      g_autoptr (OptVitals) vitals = take (bench, all ? NULL : previous);

      opt_bench_series_add (server, opt_bench_get_backend_cpu (pid) - server_before);
      opt_bench_series_add (client, opt_bench_get_own_cpu () - client_before);
      opt_bench_series_add (wall, (double) vitals->elapsed / 1e3);
      bytes = vitals->bytes;
    }

  g_print ("%s: %.1f kB\n", title, (double) bytes / 1e3);
  opt_bench_print ("server CPU", server, "ms", NULL);
  opt_bench_print ("client CPU", client, "ms", NULL);
  opt_bench_print ("elapsed", wall, "ms", NULL);
}

static void
measure_series (Bench *bench)
{
  g_autoptr (OptSeriesSet) set = opt_series_set_new (G_MAXINT64);
  g_autoptr (OptVitals) before = take (bench, NULL);
  g_autoptr (OptVitals) after = take (bench, before);
  g_autoptr (GArray) client = opt_bench_series_new ();

  for (guint i = 0; i < ROUNDS; i++)
    {
      double cpu = opt_bench_get_own_cpu ();
      g_autoptr (OptVitalsRates) rates = opt_vitals_subtract (before, after);

      opt_vitals_rates_add_series (rates, set);
      opt_bench_series_add (client, opt_bench_get_own_cpu () - cpu);
    }
  g_print ("%u series of it\n", opt_series_set_get_n (set));
  opt_bench_print ("client CPU for a point in each", client, "ms", NULL);
}

static void
print_areas (Bench *bench)
{
  g_autoptr (OptVitals) vitals = take (bench, NULL);

  for (guint i = 0; i < OPT_N_VITAL_AREAS; i++)
    g_print ("  %-20s %8.2f ms\n", opt_vital_area_get_info ((OptVitalArea) i)->name,
             (double) vitals->parts[i].elapsed / 1e3);
}

int
main (int argc, char **argv)
{
  guint n_tables = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 5000;
  guint n_sessions = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 90;
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  Bench bench = { 0 };

  opt_bench_begin ("How a server is");
  bench.cluster = opt_bench_start_cluster ();
  bench.maker = opt_bench_connect (bench.cluster, NULL, NULL, OPT_CONNECTION_ROLE_SANDBOX, "bench");
  bench.poll = opt_bench_connect (bench.cluster, NULL, NULL, OPT_CONNECTION_ROLE_MONITOR, "poll");
  bench.facts = opt_server_facts_load_sync (bench.poll, NULL, &error);
  opt_bench_check (error);
  measure (&bench, "an empty server, what is read each time", FALSE);
  make_tables (&bench, n_tables);
  for (guint i = 0; i < n_sessions; i++)
    g_ptr_array_add (sessions, opt_bench_connect (bench.cluster, NULL, NULL,
                                                  OPT_CONNECTION_ROLE_SANDBOX, "bench"));

  g_print ("\n%u tables, %u sessions\n", n_tables, n_sessions);
  measure (&bench, "what is read each time", FALSE);
  measure (&bench, "with what is read seldom", TRUE);
  print_areas (&bench);
  measure_series (&bench);
  opt_bench_end ();

  g_object_unref (bench.facts);
  g_object_unref (bench.poll);
  g_object_unref (bench.maker);

  return 0;
}
