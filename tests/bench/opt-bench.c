/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-bench.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "opt-error.h"
#include "opt-statistics.h"

/* What the benchmarks share: where they ran, private servers, statements to be counted, clocks. */

#define BATCH 100
#define COLUMNS 60

static GPtrArray *clusters;

static void
print_load (const char *when)
{
  double load[3] = { 0 };

  if (getloadavg (load, 3) == 3)
    g_print ("load average %s: %.2f %.2f %.2f\n", when, load[0], load[1], load[2]);
}

/**
 * opt_bench_begin:
 * @title: what is measured
 *
 * Prints it, and on what machine.
 */
void
opt_bench_begin (const char *title)
{
  setlocale (LC_ALL, "");
  g_print ("%s\n%ld cores; ", title, sysconf (_SC_NPROCESSORS_ONLN));
  print_load ("before");
}

/**
 * opt_bench_end:
 *
 * Prints what else the machine had to do meanwhile: with a load above the number of its cores,
 * times of the clock are upper bounds.
 */
void
opt_bench_end (void)
{
  print_load ("after");
  g_print ("\n");
}

/**
 * opt_bench_check:
 * @error: (nullable): ends the program, unless %NULL
 */
void
opt_bench_check (const GError *error)
{
  g_autofree char *text = NULL;

  if (error == NULL)
    return;

  text = opt_error_to_text (error);
  g_printerr ("%s\n", text);
  exit (1);
}

static void
close_clusters (void)
{
  for (guint i = 0; i < clusters->len; i++)
    opt_cluster_close_sync (clusters->pdata[i], NULL);
  g_clear_pointer (&clusters, g_ptr_array_unref);
}

/**
 * opt_bench_keep_cluster:
 * @cluster: (transfer full): a cluster, not started
 *
 * Starts it; it is closed when the program ends, however it ends.
 *
 * Returns: (transfer none): @cluster
 */
OptCluster *
opt_bench_keep_cluster (OptCluster *cluster)
{
  g_autoptr (GError) error = NULL;

  if (clusters == NULL)
    {
      clusters = g_ptr_array_new_with_free_func (g_object_unref);
      atexit (close_clusters);
    }
  g_ptr_array_add (clusters, cluster);
  opt_cluster_start_sync (cluster, NULL, &error);
  opt_bench_check (error);

  return cluster;
}

/**
 * opt_bench_start_cluster:
 *
 * Returns: (transfer none): a private server that counts up to 20,000 statements
 */
OptCluster *
opt_bench_start_cluster (void)
{
  OptCluster *cluster = opt_cluster_new ();
  g_autoptr (OptConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) version = NULL;

  opt_cluster_set_setting (cluster, "autovacuum", "off");
  opt_cluster_set_setting (cluster, "pg_stat_statements.max", "120000");
  opt_bench_keep_cluster (cluster);
  connection = opt_bench_connect (cluster, NULL, NULL, OPT_CONNECTION_ROLE_SANDBOX, "bench");
  opt_bench_execute (connection, "CREATE EXTENSION pg_stat_statements");
  version = opt_connection_query_sync (
      connection,
      "SELECT current_setting('server_version') AS server, extversion AS extension "
      "FROM pg_extension WHERE extname = 'pg_stat_statements'",
      NULL, OPT_QUERY_NONE, NULL, &error);
  opt_bench_check (error);
  g_print ("PostgreSQL %s, pg_stat_statements %s, on a Unix socket\n",
           opt_result_get_text (version, 0, "server"),
           opt_result_get_text (version, 0, "extension"));

  return cluster;
}

/**
 * opt_bench_connect:
 * @cluster: a running cluster
 * @user: (nullable): as whom; %NULL for its superuser
 * @database: (nullable): where; %NULL for `postgres`
 * @role: what for
 * @lane: what the session is called
 *
 * Returns: (transfer full): an open connection
 */
OptConnection *
opt_bench_connect (OptCluster *cluster,
                   const char *user,
                   const char *database,
                   OptConnectionRole role,
                   const char *lane)
{
  g_autoptr (OptConninfo) conninfo = opt_cluster_get_conninfo (cluster, user, database);
  OptConnection *connection = opt_connection_new (conninfo, role, lane);
  g_autoptr (GError) error = NULL;

  opt_connection_open_sync (connection, NULL, &error);
  opt_bench_check (error);

  return connection;
}

void
opt_bench_execute (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  opt_bench_check (error);
}

/**
 * opt_bench_query_int:
 * @connection: an open connection
 * @sql: returns one row with a column `n`
 *
 * Returns: its value
 */
gint64
opt_bench_query_int (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, NULL, &error);

  opt_bench_check (error);

  return opt_result_get_int (result, 0, "n");
}

static void
append_statement (GString *sql, guint number)
{
  g_string_append_printf (sql, "SELECT c%u, c%u, c%u, c%u", number % 10, 10 + number / 10 % 10,
                          20 + number / 100 % 10, 30 + number / 1000 % 10);
  if (number >= 10000)
    g_string_append_printf (sql, ", c%u", 40 + number / 10000 % 10);
  for (guint i = 0; i < COLUMNS; i++)
    g_string_append_printf (sql, ", coalesce(c%u, %u) AS column_%u", i, number, i);
  g_string_append_printf (sql, " FROM bench WHERE c0 = %u;\n", number);
}

/**
 * opt_bench_get_statements_sql:
 * @first: number of the first, from 0
 * @n: how many; all numbers below 100,000
 *
 * Returns: (transfer full): a script of statements that pg_stat_statements tells apart, of about
 *   two kilobytes each
 */
char *
opt_bench_get_statements_sql (guint first, guint n)
{
  GString *sql = g_string_new (NULL);

  g_assert (first + n <= 100000);
  for (guint i = first; i < first + n; i++)
    append_statement (sql, i);

  return g_string_free (sql, FALSE);
}

void
opt_bench_call_statements (OptConnection *connection, guint first, guint n)
{
  g_autofree char *sql = opt_bench_get_statements_sql (first, n);

  opt_bench_execute (connection, sql);
}

/**
 * opt_bench_make_statements:
 * @connection: a connection of the superuser
 * @n: how many
 *
 * Has the server forget all statements and count @n others.
 */
void
opt_bench_make_statements (OptConnection *connection, guint n)
{
  GString *table = g_string_new ("CREATE TABLE IF NOT EXISTS bench (");

  for (guint i = 0; i < COLUMNS; i++)
    g_string_append_printf (table, "%sc%u int", i > 0 ? ", " : "", i);
  g_string_append (table, ")");
  opt_bench_execute (connection, table->str);
  g_string_free (table, TRUE);

  opt_bench_execute (connection, "SELECT pg_stat_statements_reset()");
  for (guint i = 0; i < n; i += BATCH)
    opt_bench_call_statements (connection, i, MIN (BATCH, n - i));

  g_print ("%" G_GINT64_FORMAT " statements counted, their texts %" G_GINT64_FORMAT
           " bytes on average\n",
           opt_bench_query_int (connection, "SELECT count(*) AS n FROM pg_stat_statements(false)"),
           opt_bench_query_int (connection,
                                "SELECT avg(length(query))::int AS n FROM pg_stat_statements"));
}

GArray *
opt_bench_series_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (double));
}

void
opt_bench_series_add (GArray *series, double value)
{
  g_array_append_val (series, value);
}

double
opt_bench_series_get_median (const GArray *series)
{
  return opt_median ((const double *) (const void *) series->data, series->len);
}

/**
 * opt_bench_print:
 * @what: what was measured
 * @series: (element-type double): the figures
 * @unit: their unit
 * @budget: (nullable): what it is to be held against
 */
void
opt_bench_print (const char *what, const GArray *series, const char *unit, const char *budget)
{
  const double *values = (const double *) (const void *) series->data;

  g_print ("  %-52s %10.2f %s (%.2f to %.2f, median of %u)%s%s\n", what,
           opt_bench_series_get_median (series), unit, opt_quantile (values, series->len, 0),
           opt_quantile (values, series->len, 1), series->len, budget != NULL ? "; budget " : "",
           budget != NULL ? budget : "");
}

/**
 * opt_bench_get_backend_cpu:
 * @pid: a process of this machine, with a single thread
 *
 * Returns: how long it ran, in milliseconds
 */
double
opt_bench_get_backend_cpu (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/schedstat", pid);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  /* The answer has come, but the server tidies up after it. */
  g_usleep (3000);
  g_file_get_contents (path, &text, NULL, &error);
  opt_bench_check (error);

  return (double) g_ascii_strtoull (text, NULL, 10) / 1e6;
}

/**
 * opt_bench_get_own_cpu:
 *
 * Returns: how long all threads of this program ran, in milliseconds
 */
double
opt_bench_get_own_cpu (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);

  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

/**
 * opt_bench_get_wall:
 *
 * Returns: the clock, in milliseconds
 */
double
opt_bench_get_wall (void)
{
  return (double) g_get_monotonic_time () / 1e3;
}

/**
 * opt_bench_get_resident:
 *
 * Returns: resident memory of this program, in MB of 10^6 bytes
 */
double
opt_bench_get_resident (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL)
      || sscanf (text, "%*d %ld", &pages) != 1)
    g_error ("/proc/self/statm can't be read");

  return (double) pages * (double) sysconf (_SC_PAGESIZE) / 1e6;
}

/* The main loop is held from one return of poll() to the next call. */
static double held_since_wall, held_since_cpu, longest_wall, longest_cpu;
/* Those of at least a millisecond, which are few. */
static GArray *held;

static double
get_thread_cpu (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);

  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static int
poll_and_note (GPollFD *fds, guint n, int timeout)
{
  int ready;

  if (held_since_wall > 0)
    {
      double wall = opt_bench_get_wall () - held_since_wall;

      if (wall >= 1)
        g_array_append_val (held, wall);
      longest_wall = MAX (longest_wall, wall);
      longest_cpu = MAX (longest_cpu, get_thread_cpu () - held_since_cpu);
    }
  ready = g_poll (fds, n, timeout);
  held_since_wall = opt_bench_get_wall ();
  held_since_cpu = get_thread_cpu ();

  return ready;
}

/**
 * opt_bench_loop_watch:
 *
 * From now on it is noted how long the main loop is held.
 */
void
opt_bench_loop_watch (void)
{
  held = g_array_new (FALSE, FALSE, sizeof (double));
  g_main_context_set_poll_func (NULL, poll_and_note);
}

void
opt_bench_loop_reset (void)
{
  g_array_set_size (held, 0);
  held_since_wall = 0;
  longest_wall = 0;
  longest_cpu = 0;
}

/**
 * opt_bench_loop_get_longest_wall:
 *
 * Returns: for how many milliseconds the main loop was held at longest since it was reset
 */
double
opt_bench_loop_get_longest_wall (void)
{
  return longest_wall;
}

/**
 * opt_bench_loop_get_longest_cpu:
 *
 * Returns: the same in milliseconds of its own CPU time: what a busy machine does not blur
 */
double
opt_bench_loop_get_longest_cpu (void)
{
  return longest_cpu;
}

/**
 * opt_bench_loop_get_n_longer:
 * @milliseconds: at least 1
 *
 * Returns: how often the main loop was held for longer than that since it was reset
 */
guint
opt_bench_loop_get_n_longer (double milliseconds)
{
  guint n = 0;

  for (guint i = 0; i < held->len; i++)
    n += g_array_index (held, double, i) > milliseconds;

  return n;
}
