/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"
#include "poller-fixture.h"

/* Two connections to databases of one server. */
typedef struct
{
  char *databases[2];
  Watch watches[2];
} Two;

static void
two_init (Two *two, const char *second_user)
{
  for (int i = 0; i < 2; i++)
    {
      two->databases[i] = opt_test_create_database ();
      watch_run (two->databases[i], "CREATE EXTENSION pg_stat_statements", 1);
    }
  watch_init (&two->watches[0], two->databases[0]);
  watch_init_as (&two->watches[1], second_user, two->databases[1]);
  for (int i = 0; i < 2; i++)
    opt_poller_start (two->watches[i].poller);
  for (int i = 0; i < 2; i++)
    watch_wait_for_snapshots (&two->watches[i], 3);
}

static void
two_clear (Two *two)
{
  for (int i = 0; i < 2; i++)
    {
      watch_clear (&two->watches[i]);
      g_free (two->databases[i]);
    }
}

/* How often the counters of all statements were read over connections to that database. Constants
 * of texts are parameters there, ours too. */
static gint64
count_reads (const char *database)
{
  static const char sql[]
      = "SELECT COALESCE(sum(calls), 0)::int8 AS n FROM pg_stat_statements"
        " WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())"
        " AND query LIKE '%pg_stat_statements($1)%' AND query LIKE '%min_exec_time%'"
        " AND query NOT LIKE '%dbid = (%'";
  g_autoptr (OptConnection) connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) rows
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);
  opt_connection_close (connection);

  return opt_result_get_int (rows, 0, "n");
}

static gint64
count_all_reads (Two *two)
{
  return count_reads (two->databases[0]) + count_reads (two->databases[1]);
}

/* What both have got since, for each time that either has read. */
static double
measure_snapshots_per_read (Two *two)
{
  gint64 reads = -count_all_reads (two);
  guint before = two->watches[0].n_snapshots + two->watches[1].n_snapshots;

  watch_wait_for_snapshots (&two->watches[0], 12);
  watch_wait_for_snapshots (&two->watches[1], 12);
  reads += count_all_reads (two);
  g_assert_cmpint (reads, >, 0);

  return (two->watches[0].n_snapshots + two->watches[1].n_snapshots - before) / (double) reads;
}

/* What counts for the whole server is read once for both. */
static void
test_once (void)
{
  Two two;

  two_init (&two, NULL);
  g_assert_cmpfloat (measure_snapshots_per_read (&two), >, 1.2);
  g_assert_cmpuint (two.watches[0].n_errors + two.watches[1].n_errors, ==, 0);
  two_clear (&two);
}

static gboolean
has_text (Watch *watch, const char *text, gint64 calls)
{
  g_autoptr (GPtrArray) entries
      = opt_workload_get_entries (watch->workload, OPT_WORKLOAD_SORT_CALLS, TRUE, NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      const OptWorkloadEntry *entry = entries->pdata[i];

      if (g_strcmp0 (entry->text, text) == 0 && entry->counters.calls == calls)
        return TRUE;
    }

  return FALSE;
}

/* Each has all that was counted, with its text, whoever read it. */
static void
test_all_there (void)
{
  Two two;

  two_init (&two, NULL);
  watch_run (two.databases[0], "SELECT 44 AS answer, 'for both'", 23);
  for (int i = 0; i < 2; i++)
    while (!has_text (&two.watches[i], "SELECT $1 AS answer, $2", 23))
      g_main_context_iteration (NULL, TRUE);
  two_clear (&two);
}

/* Where the one that reads is paused or gone, the other reads. */
static void
test_taken_over (void)
{
  Two two;

  two_init (&two, NULL);
  opt_poller_set_paused (two.watches[0].poller, TRUE);
  watch_wait_for_snapshots (&two.watches[1], 10);
  opt_poller_set_paused (two.watches[0].poller, FALSE);
  opt_poller_stop (two.watches[1].poller);
  watch_wait_for_snapshots (&two.watches[0], 10);
  opt_poller_start (two.watches[1].poller);
  watch_wait_for_snapshots (&two.watches[1], 10);
  g_assert_cmpuint (two.watches[0].n_errors + two.watches[1].n_errors, ==, 0);
  two_clear (&two);
}

/* Another role may be shown less. */
static void
test_other_role (void)
{
  Two two;

  watch_run ("postgres", "CREATE ROLE share_other LOGIN", 1);
  watch_run ("postgres", "GRANT pg_monitor TO share_other", 1);
  two_init (&two, "share_other");
  g_assert_cmpfloat (measure_snapshots_per_read (&two), <, 1.15);
  two_clear (&two);
  watch_run ("postgres", "DROP ROLE share_other", 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/monitor/poller-share/once", test_once);
  g_test_add_func ("/monitor/poller-share/all-there", test_all_there);
  g_test_add_func ("/monitor/poller-share/taken-over", test_taken_over);
  g_test_add_func ("/monitor/poller-share/other-role", test_other_role);

  return g_test_run ();
}
