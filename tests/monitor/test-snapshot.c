/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "opt-delta.h"
#include "opt-error.h"
#include "opt-sql-text.h"
#include "opt-test.h"

/* A database with the extension, two sessions in it, and the facts of the one that looks. */
typedef struct
{
  char *database;
  OptConnection *app;
  OptConnection *poll;
  OptServerFacts *facts;
} Fixture;

static void
run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
}

static void
load_facts (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&fixture->facts);
  fixture->facts = opt_server_facts_load_sync (fixture->poll, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *create = data != NULL ? data : "CREATE EXTENSION pg_stat_statements";

  fixture->database = opt_test_create_database ();
  fixture->app = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  run (fixture->app, create);
  run (fixture->app, "CREATE TABLE t (id int PRIMARY KEY, v text);"
                     "INSERT INTO t SELECT g, 'x' FROM generate_series(1, 1000) g");
  fixture->poll = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_MONITOR);
  load_facts (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  opt_connection_close (fixture->app);
  opt_connection_close (fixture->poll);
  g_clear_object (&fixture->app);
  g_clear_object (&fixture->poll);
  g_clear_object (&fixture->facts);
  g_free (fixture->database);
}

static void
reconnect (Fixture *fixture)
{
  g_clear_object (&fixture->app);
  g_clear_object (&fixture->poll);
  fixture->app = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  fixture->poll = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_MONITOR);
  load_facts (fixture);
}

static void
restart (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  opt_cluster_restart_sync (opt_test_get_cluster (), NULL, &error);
  g_assert_no_error (error);
  reconnect (fixture);
}

/* So many statements that differ in their operators, which normalising keeps. */
static char *
make_distinct (guint n)
{
  GString *script = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_string_append (script, "SELECT 1");
      for (guint bit = 0; bit < 11; bit++)
        g_string_append (script, (i & (1u << bit)) != 0 ? " + 1" : " - 1");
      g_string_append (script, ";");
    }

  return g_string_free (script, FALSE);
}

static OptSnapshot *
take (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  OptSnapshot *snapshot = opt_snapshot_take_sync (fixture->poll, fixture->facts, NULL, &error);

  g_assert_no_error (error);

  return snapshot;
}

static GPtrArray *
fetch_texts (Fixture *fixture, OptDelta *delta, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (OptStatementKey));
  GHashTableIter iter;
  const OptStatementCounters *counters;

  g_hash_table_iter_init (&iter, delta->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters)
         && keys->len < OPT_SQL_TEXTS_AT_ONCE)
    g_array_append_val (keys, counters->key);

  return opt_sql_texts_fetch_sync (fixture->poll, fixture->facts,
                                   (const OptStatementKey *) keys->data, keys->len, NULL, error);
}

static OptStatementCounters *
find (Fixture *fixture, OptDelta *delta, const char *beginning)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) texts = fetch_texts (fixture, delta, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < texts->len; i++)
    {
      const OptSqlText *text = texts->pdata[i];

      if (g_str_has_prefix (text->text, beginning))
        return g_hash_table_lookup (delta->statements, &text->key);
    }

  return NULL;
}

static void
repeat (OptConnection *connection, const char *sql, guint times)
{
  for (guint i = 0; i < times; i++)
    run (connection, sql);
}

static void
test_exact (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptSnapshot) before = NULL;
  g_autoptr (OptSnapshot) after = NULL;
  g_autoptr (OptDelta) delta = NULL;
  const OptStatementCounters *counters;
  const OptDatabaseCounters *database;

  repeat (fixture->app, "SELECT v FROM t WHERE id = 7", 5);
  before = take (fixture);
  repeat (fixture->app, "SELECT v FROM t WHERE id = 8", 7);
  repeat (fixture->app, "SELECT id FROM t WHERE id <= 100", 3);
  run (fixture->app, "UPDATE t SET v = 'y' WHERE id < 11");
  after = take (fixture);
  delta = opt_snapshot_subtract (before, after);

  g_assert_cmpint (delta->flags, ==, OPT_DELTA_NONE);
  g_assert_cmpint (delta->observed, ==, after->time - before->time);
  g_assert_cmpint (delta->observed, >, 0);
  g_assert_cmpint (delta->deallocs, ==, 0);
  g_assert_cmpuint (delta->lost_statements, ==, 0);

  counters = find (fixture, delta, "SELECT v FROM t");
  g_assert_nonnull (counters);
  g_assert_cmpint (counters->calls, ==, 7);
  g_assert_cmpint (counters->rows, ==, 7);
  g_assert_cmpfloat (counters->total_exec_ms, >, 0);
  g_assert_cmpfloat (opt_statement_counters_get_mean (counters), ==, counters->total_exec_ms / 7);
  g_assert_cmpint (counters->shared_hit, >=, 7);
  g_assert_cmpint (counters->key.dbid, ==, opt_server_facts_get_database_oid (fixture->facts));
  g_assert_true (counters->key.toplevel);

  counters = find (fixture, delta, "SELECT id FROM t");
  g_assert_nonnull (counters);
  g_assert_cmpint (counters->calls, ==, 3);
  g_assert_cmpint (counters->rows, ==, 300);
  /* It is new, so its extremes are those of the interval. */
  g_assert_cmpfloat (counters->min_exec_ms, >, 0);
  g_assert_cmpfloat (counters->max_exec_ms, >=, counters->min_exec_ms);
  g_assert_cmpfloat (counters->max_exec_ms, <=, counters->total_exec_ms);

  counters = find (fixture, delta, "UPDATE t");
  g_assert_nonnull (counters);
  g_assert_cmpint (counters->calls, ==, 1);
  g_assert_cmpint (counters->rows, ==, 10);
  g_assert_cmpint (counters->wal_bytes, >, 0);
  g_assert_cmpint (counters->wal_records, >=, 10);

  g_assert_null (find (fixture, delta, "CREATE TABLE"));
  database
      = g_hash_table_lookup (delta->databases,
                             GUINT_TO_POINTER (opt_server_facts_get_database_oid (fixture->facts)));
  g_assert_cmpstr (database->name, ==, fixture->database);
  g_assert_cmpint (after->elapsed, >, 0);
  g_assert_cmpint (after->bytes, >, 100);
}

static void
test_own_are_marked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptSnapshot) before = take (fixture);
  g_autoptr (OptSnapshot) after = NULL;
  g_autoptr (OptDelta) delta = NULL;
  g_autoptr (GPtrArray) texts = NULL;
  g_autoptr (GError) error = NULL;
  guint n_own = 0;
  guint n_user = 0;

  run (fixture->app, "SELECT count(*) FROM t");
  run (fixture->app, "SELECT count(*) FROM pg_class");
  after = take (fixture);
  delta = opt_snapshot_subtract (before, after);
  texts = fetch_texts (fixture, delta, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < texts->len; i++)
    {
      const OptSqlText *text = texts->pdata[i];

      if (text->own)
        n_own++;
      if (!text->system)
        {
          n_user++;
          g_assert_cmpstr (text->text, ==, "SELECT count(*) FROM t");
        }
    }
  g_assert_cmpuint (n_own, >=, 3);
  g_assert_cmpuint (n_user, ==, 1);
}

static void
test_interval_deviation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptSnapshot) before = NULL;
  g_autoptr (OptSnapshot) after = NULL;
  g_autoptr (OptDelta) delta = NULL;
  const OptStatementCounters *counters;

  /* Slow calls before the interval, quick ones in it: neither their mean nor their spread may show.
   */
  repeat (fixture->app, "SELECT pg_sleep(0.05)", 3);
  before = take (fixture);
  repeat (fixture->app, "SELECT pg_sleep(0.0)", 20);
  after = take (fixture);
  delta = opt_snapshot_subtract (before, after);

  counters = find (fixture, delta, "SELECT pg_sleep");
  g_assert_nonnull (counters);
  g_assert_cmpint (counters->calls, ==, 20);
  g_assert_cmpfloat (opt_statement_counters_get_mean (counters), <, 25);
  g_assert_cmpfloat (opt_statement_counters_get_stddev (counters), >=, 0);
  g_assert_cmpfloat (counters->min_exec_ms, <, 25);
  /* The longest call was before: nothing is known of the longest in the interval. */
  g_assert_true (isnan (counters->max_exec_ms));
}

static void
test_reset (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptSnapshot) before = NULL;
  g_autoptr (OptSnapshot) after = NULL;
  g_autoptr (OptDelta) delta = NULL;
  g_autoptr (OptDelta) whole = NULL;
  const OptStatementCounters *counters;

  repeat (fixture->app, "SELECT v FROM t WHERE id = 1", 2);
  before = take (fixture);
  repeat (fixture->app, "SELECT v FROM t WHERE id = 1", 4);
  run (fixture->app, "SELECT pg_stat_statements_reset()");
  /* More than before: it does not show in the counter itself. */
  repeat (fixture->app, "SELECT v FROM t WHERE id = 1", 9);
  after = take (fixture);
  delta = opt_snapshot_subtract (before, after);

  g_assert_cmpint (delta->flags, ==, OPT_DELTA_RESET);
  g_assert_cmpint (delta->start, ==, after->stats_reset);
  g_assert_cmpint (delta->start, >, before->time);
  g_assert_cmpint (delta->observed, ==, after->time - after->stats_reset);
  counters = find (fixture, delta, "SELECT v FROM t");
  g_assert_nonnull (counters);
  g_assert_cmpint (counters->calls, ==, 9);

  whole = opt_snapshot_since_reset (after);
  g_assert_cmpint (whole->start, ==, after->stats_reset);
  g_assert_cmpint (whole->end, ==, after->time);
  g_assert_cmpfloat (whole->lost_share, ==, 0);
  g_assert_cmpint (find (fixture, whole, "SELECT v FROM t")->calls, ==, 9);
}

static void
test_reset_of_one (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptSnapshot) before = NULL;
  g_autoptr (OptSnapshot) after = NULL;
  g_autoptr (OptDelta) delta = NULL;
  const OptStatementCounters *counters;

  repeat (fixture->app, "SELECT v FROM t WHERE id = 1", 20);
  repeat (fixture->app, "SELECT id FROM t WHERE v = 'q'", 2);
  before = take (fixture);
  run (fixture->app, "SELECT pg_stat_statements_reset(userid, dbid, queryid)"
                     "  FROM pg_stat_statements WHERE query LIKE 'SELECT v FROM t%'");
  repeat (fixture->app, "SELECT v FROM t WHERE id = 1", 3);
  repeat (fixture->app, "SELECT id FROM t WHERE v = 'q'", 4);
  after = take (fixture);
  delta = opt_snapshot_subtract (before, after);

  g_assert_cmpint (delta->flags, ==, OPT_DELTA_NONE);
  g_assert_cmpuint (delta->reentered, ==, 1);
  counters = find (fixture, delta, "SELECT v FROM t");
  g_assert_cmpint (counters->calls, ==, 3);
  counters = find (fixture, delta, "SELECT id FROM t");
  g_assert_cmpint (counters->calls, ==, 4);
}

static void
test_version (Fixture *fixture, gconstpointer data)
{
  int minor = atoi (strstr (data, "1.") + 2);
  g_autoptr (OptSnapshot) before = NULL;
  g_autoptr (OptSnapshot) after = NULL;
  g_autoptr (OptDelta) delta = NULL;
  const OptStatementCounters *counters;

  before = take (fixture);
  repeat (fixture->app, "SELECT v FROM t WHERE id = 1", 6);
  after = take (fixture);
  delta = opt_snapshot_subtract (before, after);

  g_assert_cmpint (after->stats_reset > 0, ==, minor >= 9);
  g_assert_cmpint (delta->deallocs, ==, minor >= 9 ? 0 : -1);
  counters = find (fixture, delta, "SELECT v FROM t");
  g_assert_cmpint (counters->calls, ==, 6);
  g_assert_cmpint (counters->rows, ==, 6);
  g_assert_cmpfloat (counters->total_exec_ms, >, 0);
  g_assert_false (isnan (counters->shared_read_ms));
  g_assert_cmpint (counters->wal_bytes, ==, minor >= 8 ? 0 : -1);
  g_assert_cmpint (counters->plans, ==, minor >= 8 ? 0 : -1);
  g_assert_cmpint (isnan (counters->total_plan_ms), ==, minor < 8);
  g_assert_cmpint (isnan (counters->temp_read_ms), ==, minor < 10);
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptSnapshot) before = NULL;
  g_autoptr (OptSnapshot) after = NULL;
  g_autoptr (OptDelta) delta = NULL;
  g_autoptr (OptDelta) sum = opt_delta_new ();

  repeat (fixture->app, "SELECT v FROM t WHERE id = 1", 2);
  before = take (fixture);
  restart (fixture);
  repeat (fixture->app, "SELECT v FROM t WHERE id = 1", 9);
  after = take (fixture);
  delta = opt_snapshot_subtract (before, after);

  g_assert_cmpint (delta->flags, ==, OPT_DELTA_RESTART);
  g_assert_cmpint (find (fixture, delta, "SELECT v FROM t")->calls, ==, 9);
  g_assert_cmpuint (g_hash_table_size (delta->databases), ==, 0);

  opt_delta_add (sum, delta);
  g_assert_cmpint (sum->flags, ==, OPT_DELTA_RESTART);
  g_assert_cmpint (sum->start, ==, before->time);
}

static void
test_eviction (Fixture *fixture, gconstpointer data)
{
  OptCluster *cluster = opt_test_get_cluster ();
  g_autoptr (OptSnapshot) before = NULL;
  g_autoptr (OptSnapshot) after = NULL;
  g_autoptr (OptDelta) delta = NULL;
  g_autoptr (OptDelta) whole = NULL;
  g_autofree char *script = make_distinct (256);
  const OptStatementCounters *counters;

  opt_cluster_set_setting (cluster, "pg_stat_statements.max", "100");
  restart (fixture);
  run (fixture->app, "SELECT pg_stat_statements_reset()");

  repeat (fixture->app, "SELECT v FROM t WHERE id = 1", 50);
  before = take (fixture);
  repeat (fixture->app, "SELECT v FROM t WHERE id = 1", 5);
  run (fixture->app, script);
  repeat (fixture->app, "SELECT v FROM t WHERE id = 1", 5);
  after = take (fixture);
  delta = opt_snapshot_subtract (before, after);

  g_assert_cmpint (delta->flags, ==, OPT_DELTA_INCOMPLETE);
  g_assert_cmpint (delta->deallocs, >, 0);
  g_assert_cmpint (delta->deallocs, ==, after->dealloc - before->dealloc);
  g_assert_cmpfloat (delta->lost_share, <=, 1);
  /* A much-called statement is not evicted, and so stays exact. */
  counters = find (fixture, delta, "SELECT v FROM t");
  g_assert_nonnull (counters);
  g_assert_cmpint (counters->calls, ==, 10);

  /* Of what was evicted before the first look there is no trace. */
  whole = opt_snapshot_since_reset (after);
  g_assert_true (isnan (whole->lost_share));

  opt_cluster_set_setting (cluster, "pg_stat_statements.max", NULL);
  restart (fixture);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptSnapshot) before = take (fixture);
  g_autoptr (OptSnapshot) after = NULL;
  g_autoptr (OptDelta) delta = NULL;
  g_autofree char *script = make_distinct (2000);
  guint n_once = 0;
  GHashTableIter iter;
  const OptStatementCounters *counters;

  run (fixture->app, script);
  run (fixture->app, script);
  after = take (fixture);
  delta = opt_snapshot_subtract (before, after);

  g_hash_table_iter_init (&iter, delta->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    if (counters->calls == 2 && counters->rows == 2)
      n_once++;
  g_assert_cmpuint (n_once, >=, 2000);
  g_test_message ("2,000 statements: %" G_GINT64_FORMAT " µs, %" G_GINT64_FORMAT " bytes",
                  after->elapsed, after->bytes);
}

static void
test_other_schema (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptSnapshot) before = take (fixture);
  g_autoptr (OptSnapshot) after = NULL;
  g_autoptr (OptDelta) delta = NULL;

  run (fixture->app, "SELECT v FROM t WHERE id = 1");
  after = take (fixture);
  delta = opt_snapshot_subtract (before, after);
  g_assert_cmpint (find (fixture, delta, "SELECT v FROM t")->calls, ==, 1);
}

static void
assert_take_fails (Fixture *fixture, OptErrorCode code, const char *next_step)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSnapshot) snapshot
      = opt_snapshot_take_sync (fixture->poll, fixture->facts, NULL, &error);

  g_assert_null (snapshot);
  g_assert_error (error, OPT_ERROR, (int) code);
  g_assert_nonnull (strstr (opt_error_get_next_step (error), next_step));
}

static void
test_missing (Fixture *fixture, gconstpointer data)
{
  assert_take_fails (fixture, OPT_ERROR_UNSUPPORTED, "CREATE EXTENSION pg_stat_statements");
}

static void
test_not_loaded (Fixture *fixture, gconstpointer data)
{
  OptCluster *cluster = opt_test_get_cluster ();

  opt_cluster_set_setting (cluster, "shared_preload_libraries", "");
  restart (fixture);
  assert_take_fails (fixture, OPT_ERROR_UNSUPPORTED, "shared_preload_libraries");

  opt_cluster_set_setting (cluster, "shared_preload_libraries", NULL);
  restart (fixture);
}

static void
test_denied_and_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (GError) error = NULL;

  run (fixture->app, "CREATE ROLE watcher LOGIN");
  conninfo = opt_cluster_get_conninfo (opt_test_get_cluster (), "watcher", fixture->database);
  g_clear_object (&fixture->poll);
  fixture->poll = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_MONITOR, "poll");
  opt_connection_open_sync (fixture->poll, NULL, &error);
  g_assert_no_error (error);
  load_facts (fixture);
  assert_take_fails (fixture, OPT_ERROR_DENIED, "GRANT pg_read_all_stats");

  run (fixture->app, "GRANT pg_read_all_stats TO watcher");
  opt_snapshot_unref (take (fixture));

  g_cancellable_cancel (cancellable);
  g_assert_null (opt_snapshot_take_sync (fixture->poll, fixture->facts, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The text of one statement that is no UTF-8, run in a database that does not care. */
static void
test_invalid_text (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptSnapshot) before = NULL;
  g_autoptr (OptSnapshot) after = NULL;
  g_autoptr (OptDelta) delta = NULL;
  g_autoptr (GPtrArray) texts = NULL;
  g_autoptr (OptConnection) ascii = NULL;
  g_autoptr (GError) error = NULL;
  OptConnection *utf8_poll;
  gboolean found = FALSE;

  run (fixture->app, "CREATE DATABASE ascii ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' "
                     "TEMPLATE template0");
  ascii = opt_test_connect ("ascii", OPT_CONNECTION_ROLE_SANDBOX);
  run (ascii, "CREATE EXTENSION pg_stat_statements; SET client_encoding = 'SQL_ASCII'");
  before = take (fixture);
  run (ascii, "SELECT 1 AS \"caf\xe9\"");
  after = take (fixture);
  delta = opt_snapshot_subtract (before, after);

  /* From here the figures are whole, and the text is an error that says where to look. */
  texts = fetch_texts (fixture, delta, &error);
  g_assert_null (texts);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_DATA);
  g_assert_nonnull (strstr (opt_error_get_next_step (error), "encoding"));
  g_clear_error (&error);

  /* From there it is text, with the wrong byte replaced. */
  utf8_poll = fixture->poll;
  fixture->poll = opt_test_connect ("ascii", OPT_CONNECTION_ROLE_MONITOR);
  load_facts (fixture);
  texts = fetch_texts (fixture, delta, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < texts->len; i++)
    {
      const OptSqlText *text = texts->pdata[i];

      g_assert_true (g_utf8_validate (text->text, -1, NULL));
      found = found || strstr (text->text, "AS \"caf\xef\xbf\xbd\"") != NULL;
    }
  g_assert_true (found);

  opt_connection_close (fixture->poll);
  g_object_unref (fixture->poll);
  fixture->poll = utf8_poll;
  opt_connection_close (ascii);
  run (fixture->app, "SELECT pg_stat_statements_reset()");
}

#define CREATE "CREATE EXTENSION pg_stat_statements VERSION"
#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  static const char *const creates[]
      = { CREATE " '1.4'", CREATE " '1.7'", CREATE " '1.8'", CREATE " '1.9'", CREATE " '1.10'" };

  g_test_init (&argc, &argv, NULL);
  ADD ("/monitor/snapshot/exact", NULL, test_exact);
  ADD ("/monitor/snapshot/own-are-marked", NULL, test_own_are_marked);
  ADD ("/monitor/snapshot/interval-deviation", NULL, test_interval_deviation);
  ADD ("/monitor/snapshot/reset", NULL, test_reset);
  ADD ("/monitor/snapshot/reset-of-one", NULL, test_reset_of_one);
  for (gsize i = 0; i < G_N_ELEMENTS (creates); i++)
    {
      g_autofree char *path
          = g_strconcat ("/monitor/snapshot/version/", creates[i] + strlen (CREATE) + 1, NULL);

      ADD (path, creates[i], test_version);
    }
  ADD ("/monitor/snapshot/other-schema",
       "CREATE SCHEMA \"odd \"\"Name\"; "
       "CREATE EXTENSION pg_stat_statements SCHEMA \"odd \"\"Name\"",
       test_other_schema);
  ADD ("/monitor/snapshot/missing", "SELECT 1", test_missing);
  ADD ("/monitor/snapshot/denied-and-cancelled", NULL, test_denied_and_cancelled);
  ADD ("/monitor/snapshot/invalid-text", NULL, test_invalid_text);
  ADD ("/monitor/snapshot/many", NULL, test_many);
  ADD ("/monitor/snapshot/restart", NULL, test_restart);
  ADD ("/monitor/snapshot/eviction", NULL, test_eviction);
  ADD ("/monitor/snapshot/not-loaded", NULL, test_not_loaded);

  return g_test_run ();
}
