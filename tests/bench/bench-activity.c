/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-bench.h"

#include <glib/gstdio.h>
#include <libpq-fe.h>
#include <stdlib.h>

#include "opt-activity.h"
#include "opt-sampler.h"
#include "opt-session-list.h"

/*
 * What one look at the sessions costs: bench-activity [SESSIONS…]. Of each ten one waits for a lock
 * of another, one is idle in its transaction, two execute something and the others are idle.
 */
#define ROUNDS 21

typedef struct
{
  OptCluster *cluster;
  OptConnection *poll;
  OptServerFacts *facts;
  GPtrArray *sessions; /* of PGconn */
} Bench;

static void
execute (PGconn *session, const char *sql)
{
  PGresult *result = PQexec (session, sql);

  if (PQresultStatus (result) != PGRES_COMMAND_OK && PQresultStatus (result) != PGRES_TUPLES_OK)
    g_error ("%s: %s", sql, PQerrorMessage (session));
  PQclear (result);
}

static void
send (PGconn *session, const char *sql)
{
  if (!PQsendQuery (session, sql))
    g_error ("%s: %s", sql, PQerrorMessage (session));
}

static void
add_session (Bench *bench)
{
  g_autoptr (OptConninfo) conninfo = opt_cluster_get_conninfo (bench->cluster, NULL, "postgres");
  g_autofree char *address = opt_conninfo_to_string (conninfo);
  PGconn *session = PQconnectdb (address);
  guint i = bench->sessions->len;

  if (PQstatus (session) != CONNECTION_OK)
    g_error ("%s", PQerrorMessage (session));
  g_ptr_array_add (bench->sessions, session);
  execute (session, "SET application_name = 'shop'");
  if (i == 0)
    {
      execute (session, "CREATE TABLE IF NOT EXISTS held (i int)");
      execute (session, "BEGIN");
      execute (session, "LOCK TABLE held");
    }
  else if (i % 10 == 2)
    execute (session, "BEGIN");
  else if (i % 10 == 3 || i % 10 == 4)
    send (session, "SELECT pg_sleep(600) /* as many words as an ordinary statement may well have, "
                   "which are cut where they are too many for a table, and looked up elsewhere */");
}

/* All that is executed is known by its text, which has a value. */
static OptWorkload *
make_workload (const OptActivity *activity)
{
  OptWorkload *workload = opt_workload_new (0, opt_clock_get_system ());
  GPtrArray *texts = g_ptr_array_new ();

  for (guint i = 0; i < activity->backends->len; i++)
    {
      const OptBackend *backend = activity->backends->pdata[i];
      const OptStatementKey key = { 10, backend->datid, backend->query_id, TRUE };

      if (backend->query_id != 0)
        g_ptr_array_add (texts, opt_sql_text_new (&key, "SELECT pg_sleep($1)"));
    }
  opt_workload_add_texts (workload, texts);

  return workload;
}

/* As if each execution were new: what the main loop pays, and what the thread does behind it. */
static void
measure_sampler (Bench *bench, OptActivity *activity, GArray *take, GArray *behind)
{
  static const char *const ends[] = { "", "-wal", "-shm" };
  g_autofree char *folder = g_dir_make_tmp ("bench-samples-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "samples.db", NULL);
  g_autoptr (OptSampler) sampler = opt_sampler_new (path, NULL, "bench", bench->facts);
  g_autoptr (OptWorkload) workload = make_workload (activity);
  double before;

  opt_workload_find_text (workload, 0, 0);
  before = opt_bench_get_wall ();
  opt_sampler_take (sampler, activity, workload);
  opt_bench_series_add (take, opt_bench_get_wall () - before);
  while (opt_sampler_get_busy (sampler))
    g_main_context_iteration (NULL, TRUE);
  opt_bench_series_add (behind, opt_bench_get_wall () - before);

  g_clear_object (&sampler);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *file = g_strconcat (path, ends[i], NULL);

      g_remove (file);
    }
  g_rmdir (folder);
}

static void
measure (Bench *bench, const char *title)
{
  g_autoptr (GArray) server = opt_bench_series_new ();
  g_autoptr (GArray) wall = opt_bench_series_new ();
  g_autoptr (GArray) client = opt_bench_series_new ();
  g_autoptr (GArray) list_time = opt_bench_series_new ();
  g_autoptr (GArray) take = opt_bench_series_new ();
  g_autoptr (GArray) behind = opt_bench_series_new ();
  g_autoptr (OptSessionList) list = opt_session_list_new ();
  gint64 bytes = 0;
  guint n = 0;

  for (guint i = 0; i < ROUNDS; i++)
    {
      int pid = opt_connection_get_backend_pid (bench->poll);
      double server_before = opt_bench_get_backend_cpu (pid);
      double client_before = opt_bench_get_own_cpu ();
      double wall_before = opt_bench_get_wall ();
      g_autoptr (GError) error = NULL;
      g_autoptr (OptActivity) activity
          = opt_activity_take_sync (bench->poll, bench->facts, NULL, &error);

      opt_bench_check (error);
      opt_bench_series_add (wall, opt_bench_get_wall () - wall_before);
      opt_bench_series_add (client, opt_bench_get_own_cpu () - client_before);
      opt_bench_series_add (server, opt_bench_get_backend_cpu (pid) - server_before);
      client_before = opt_bench_get_own_cpu ();
      opt_session_list_update (list, activity);
      opt_bench_series_add (list_time, opt_bench_get_own_cpu () - client_before);
      measure_sampler (bench, activity, take, behind);
      bytes = activity->bytes;
      n = activity->backends->len;
    }

  g_print ("%s: %u listed, %.1f kB\n", title, n, (double) bytes / 1000);
  opt_bench_print ("  server CPU", server, "ms", "20 ms, as it is looked at each second");
  opt_bench_print ("  wall", wall, "ms", NULL);
  opt_bench_print ("  client CPU", client, "ms", NULL);
  opt_bench_print ("  into the list", list_time, "ms", "4 ms");
  opt_bench_print ("  values: main loop", take, "ms", "4 ms");
  opt_bench_print ("  values: until kept", behind, "ms", NULL);
}

static void
run (Bench *bench, guint n)
{
  g_autofree char *title = g_strdup_printf ("%u sessions", n);
  g_autofree char *waiting = g_strdup_printf ("%u sessions, a tenth of them blocked", n);

  opt_bench_begin (title);
  for (guint i = 0; i < n; i++)
    add_session (bench);
  g_usleep (G_USEC_PER_SEC);
  measure (bench, title);
  for (guint i = 1; i < n; i += 10)
    send (bench->sessions->pdata[i], "SELECT * FROM held");
  g_usleep (G_USEC_PER_SEC);
  measure (bench, waiting);

  for (guint i = 0; i < bench->sessions->len; i++)
    PQfinish (bench->sessions->pdata[i]);
  g_ptr_array_set_size (bench->sessions, 0);
  opt_bench_end ();
}

int
main (int argc, char **argv)
{
  static const guint usual[] = { 200, 500 };
  Bench bench = { .cluster = opt_bench_start_cluster () };
  g_autoptr (GError) error = NULL;
  OptConnection *maker
      = opt_bench_connect (bench.cluster, NULL, "postgres", OPT_CONNECTION_ROLE_SANDBOX, "bench");

  opt_bench_execute (maker, "ALTER SYSTEM SET max_connections = 2100");
  opt_connection_close (maker);
  g_object_unref (maker);
  opt_cluster_restart_sync (bench.cluster, NULL, &error);
  opt_bench_check (error);

  bench.poll
      = opt_bench_connect (bench.cluster, NULL, "postgres", OPT_CONNECTION_ROLE_MONITOR, "poll");
  bench.facts = opt_server_facts_load_sync (bench.poll, NULL, &error);
  opt_bench_check (error);
  bench.sessions = g_ptr_array_new ();
  if (argc > 1)
    for (int i = 1; i < argc; i++)
      run (&bench, (guint) MAX (atoi (argv[i]), 10));
  else
    for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
      run (&bench, usual[i]);

  g_ptr_array_unref (bench.sessions);
  opt_connection_close (bench.poll);
  g_object_unref (bench.poll);
  g_object_unref (bench.facts);

  return 0;
}
