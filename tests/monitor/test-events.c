/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-event-watch.h"
#include "opt-sql.h"
#include "opt-test.h"

typedef struct
{
  char *database;
  OptConnection *admin;
  OptConnection *poll;
  OptServerFacts *facts;
  OptEventWatch *watch;
} Fixture;

static void
run (Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (fixture->admin, sql, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
keep (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* "kind: text|kind: text" */
static char *
look (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;
  GString *told = g_string_new (NULL);
  gint64 elapsed, bytes;

  opt_event_watch_look_async (fixture->watch, fixture->poll, fixture->facts, NULL, keep, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  events = opt_event_watch_look_finish (fixture->poll, result, &elapsed, &bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpint (elapsed, >, 0);
  g_assert_cmpint (bytes, >, 0);
  for (guint i = 0; i < events->len; i++)
    {
      const OptTimelineEvent *event = events->pdata[i];

      g_assert_cmpint (event->time, >, g_get_real_time () - 600 * G_USEC_PER_SEC);
      g_assert_cmpint (event->time, <=, g_get_real_time () + G_USEC_PER_SEC);
      g_string_append_printf (told, "%s%s: %s", i > 0 ? "|" : "", event->kind, event->text);
    }

  return g_string_free (told, FALSE);
}

static void
assert_told (Fixture *fixture, const char *expected)
{
  g_autofree char *told = look (fixture);

  g_assert_cmpstr (told, ==, expected);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->database = opt_test_create_database ();
  fixture->admin = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  fixture->poll = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_MONITOR);
  fixture->facts = opt_server_facts_load_sync (fixture->poll, NULL, &error);
  g_assert_no_error (error);
  fixture->watch = opt_event_watch_new ();
  run (fixture,
       "CREATE TABLE t AS SELECT i, repeat('x', 900) AS x FROM generate_series(1, 9000) AS i");
  run (fixture, "ALTER TABLE t SET (autovacuum_enabled = false)");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  opt_event_watch_free (fixture->watch);
  g_object_unref (fixture->facts);
  opt_connection_close (fixture->poll);
  opt_connection_close (fixture->admin);
  g_object_unref (fixture->poll);
  g_object_unref (fixture->admin);
  g_free (fixture->database);
}

static void
test_indexes (Fixture *fixture, gconstpointer data)
{
  assert_told (fixture, "");
  run (fixture, "CREATE INDEX t_i ON t (i)");
  assert_told (fixture, "index: Index public.t_i was created on public.t.");
  assert_told (fixture, "");
  run (fixture, "REINDEX INDEX CONCURRENTLY t_i");
  assert_told (fixture, "index: Index public.t_i of public.t was rebuilt.");
  run (fixture, "DROP INDEX t_i");
  assert_told (fixture, "index: Index public.t_i of public.t was dropped.");

  /* Those of a session's own tables are nobody else's matter. */
  run (fixture, "CREATE TEMP TABLE own (i int PRIMARY KEY)");
  assert_told (fixture, "");

  /* A hundred partitions are one event. */
  run (fixture, "CREATE TABLE p (i int PRIMARY KEY) PARTITION BY RANGE (i)");
  g_free (look (fixture));
  run (fixture,
       "DO $$ BEGIN FOR i IN 0..99 LOOP EXECUTE format('CREATE TABLE p%s PARTITION OF p FOR "
       "VALUES FROM (%s) TO (%s)', i, i, i + 1); END LOOP; END $$");
  {
    g_autofree char *told = look (fixture);

    g_assert_true (g_str_has_prefix (told, "index: 100 indexes were created, public.p"));
    g_assert_null (strchr (told, '|'));
  }
}

/* The statistics are told a moment later than the settings are. */
static void
wait_for (Fixture *fixture, const char *expected)
{
  for (;;)
    {
      g_autofree char *told = look (fixture);

      if (*told == '\0')
        continue;
      g_assert_cmpstr (told, ==, expected);
      return;
    }
}

static void
test_analyze (Fixture *fixture, gconstpointer data)
{
  run (fixture, "CREATE TABLE small AS SELECT 1 AS i");
  run (fixture, "ANALYZE t");
  run (fixture, "SELECT pg_sleep(1.1)");
  assert_told (fixture, "");
  run (fixture, "ANALYZE small");
  run (fixture, "ANALYZE t");
  wait_for (fixture, "analyze: Table public.t was analysed.");
  assert_told (fixture, "");
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  assert_told (fixture, "");
  run (fixture, "ALTER SYSTEM SET work_mem = '9MB'");
  run (fixture, "SELECT pg_reload_conf()");
  wait_for (fixture, "settings: Settings changed: work_mem 4MB → 9MB.");
  assert_told (fixture, "");

  /* What may hold a secret is named, and no more. */
  run (fixture, "ALTER SYSTEM SET archive_cleanup_command = 'copy --password=barley'");
  run (fixture, "ALTER SYSTEM SET max_connections = 77");
  run (fixture, "SELECT pg_reload_conf()");
  wait_for (
      fixture,
      "settings: Settings changed: archive_cleanup_command, max_connections (after a restart).");

  run (fixture, "ALTER SYSTEM RESET ALL");
  run (fixture, "SELECT pg_reload_conf()");
  {
    g_autofree char *told = NULL;

    do
      {
        g_free (told);
        told = look (fixture);
      }
    while (*told == '\0');
    g_assert_nonnull (strstr (told, "work_mem 9MB → 4MB"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name) \
  g_test_add ("/monitor/events/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (indexes);
  ADD (analyze);
  ADD (settings);
#undef ADD

  return g_test_run ();
}
