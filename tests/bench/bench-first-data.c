/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-bench.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * From the start of optischema-cli to its first data, and the memory that takes:
 * bench-first-data OPTISCHEMA-CLI
 */
#define ROUNDS 11
#define STATEMENTS 5000

typedef struct
{
  GArray *first;
  GArray *end;
  GArray *cpu;
  GArray *peak;
} Runs;

static void
run_once (const char *const *argv, Runs *runs)
{
  g_autoptr (GError) error = NULL;
  double start = opt_bench_get_wall ();
  struct rusage usage;
  char buffer[65536];
  GPid pid;
  int out;
  int status;

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid,
                            NULL, &out, NULL, &error);
  opt_bench_check (error);
  if (read (out, buffer, sizeof buffer) <= 0)
    g_error ("%s %s printed nothing", argv[0], argv[1]);
  opt_bench_series_add (runs->first, opt_bench_get_wall () - start);
  while (read (out, buffer, sizeof buffer) > 0)
    continue;
  close (out);
  if (wait4 (pid, &status, 0, &usage) != pid || !WIFEXITED (status))
    g_error ("%s %s did not end as it should", argv[0], argv[1]);

  opt_bench_series_add (runs->end, opt_bench_get_wall () - start);
  opt_bench_series_add (runs->cpu,
                        (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
                            + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3);
  opt_bench_series_add (runs->peak, (double) usage.ru_maxrss * 1024 / 1e6);
}

static void
runs_clear (Runs *runs)
{
  g_array_unref (runs->first);
  g_array_unref (runs->end);
  g_array_unref (runs->cpu);
  g_array_unref (runs->peak);
}

static void
measure (const char *title, const char *const *argv, const char *budget)
{
  Runs runs = {
    .first = opt_bench_series_new (),
    .end = opt_bench_series_new (),
    .cpu = opt_bench_series_new (),
    .peak = opt_bench_series_new (),
  };

  for (guint i = 0; i < ROUNDS; i++)
    run_once (argv, &runs);

  g_print ("%s\n", title);
  opt_bench_print ("start to first data", runs.first, "ms", budget);
  opt_bench_print ("start to exit", runs.end, "ms", NULL);
  opt_bench_print ("its CPU time", runs.cpu, "ms", NULL);
  opt_bench_print ("its peak resident memory", runs.peak, "MB", NULL);
  runs_clear (&runs);
}

int
main (int argc, char **argv)
{
  OptCluster *cluster;
  g_autoptr (OptConnection) connection = NULL;
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autofree char *address = NULL;
  g_autofree char *scratch = NULL;

  if (argc != 2)
    {
      g_printerr ("usage: bench-first-data OPTISCHEMA-CLI\n");
      return 2;
    }

  opt_bench_begin ("First data on the command line");
  scratch = g_dir_make_tmp ("optischema-bench-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", scratch, TRUE);
  g_setenv ("XDG_CONFIG_HOME", scratch, TRUE);
  cluster = opt_bench_start_cluster ();
  connection = opt_bench_connect (cluster, NULL, NULL, OPT_CONNECTION_ROLE_SANDBOX, "bench");
  opt_bench_make_statements (connection, STATEMENTS);
  conninfo = opt_cluster_get_conninfo (cluster, NULL, NULL);
  address = opt_conninfo_to_string (conninfo);

  measure ("--version: a process alone", (const char *const[]){ argv[1], "--version", NULL }, NULL);
  measure ("top --since-reset --json",
           (const char *const[]){ argv[1], "top", "--since-reset", "--json", address, NULL },
           "500 ms over the launch");
  measure ("check --json", (const char *const[]){ argv[1], "check", "--json", address, NULL },
           NULL);
  g_print ("(a peak is at least this program's own, now %.1f MB)\n", opt_bench_get_resident ());
  opt_bench_end ();
  rmdir (scratch);

  return 0;
}
