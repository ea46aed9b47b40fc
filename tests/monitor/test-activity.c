/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-activity.h"
#include "opt-blocking.h"
#include "opt-sql.h"
#include "opt-test.h"

/* A database with a table, and who looks at the server. */
typedef struct
{
  char *database;
  OptConnection *poll;
  OptServerFacts *facts;
  GPtrArray *sessions; /* of OptConnection */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) app = NULL;
  g_autoptr (GError) error = NULL;

  fixture->database = opt_test_create_database ();
  fixture->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  app = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  opt_connection_execute_sync (app, "CREATE TABLE t (id int PRIMARY KEY, v int)", NULL, NULL,
                               &error);
  g_assert_no_error (error);
  opt_connection_execute_sync (app, "INSERT INTO t SELECT g, g FROM generate_series(1, 10) g", NULL,
                               NULL, &error);
  g_assert_no_error (error);
  opt_connection_close (app);
  fixture->poll = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_MONITOR);
  fixture->facts = opt_server_facts_load_sync (fixture->poll, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < fixture->sessions->len; i++)
    opt_connection_close (fixture->sessions->pdata[i]);
  g_ptr_array_unref (fixture->sessions);
  opt_connection_close (fixture->poll);
  g_object_unref (fixture->poll);
  g_object_unref (fixture->facts);
  g_free (fixture->database);
}

/* A client of the server, which is none of ours. */
static OptConnection *
add_session (Fixture *fixture, const char *database)
{
  OptConnection *session = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (session, "SET application_name = 'shop'", NULL, NULL, &error);
  g_assert_no_error (error);
  g_ptr_array_add (fixture->sessions, session);

  return session;
}

static void
run (OptConnection *session, const char *sql)
{
  g_autoptr (GError) error = NULL;

  opt_connection_execute_sync (session, sql, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
send (OptConnection *session, const char *sql)
{
  opt_connection_query_async (session, sql, NULL, OPT_QUERY_NONE, NULL, NULL, NULL);
  /* It goes out with the loop. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static OptActivity *
take_from (OptConnection *connection, OptServerFacts *facts)
{
  g_autoptr (GError) error = NULL;
  OptActivity *activity = opt_activity_take_sync (connection, facts, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (activity);

  return activity;
}

static OptBackend *
find (const OptActivity *activity, OptConnection *session)
{
  return opt_activity_find (activity, opt_connection_get_backend_pid (session));
}

typedef gboolean (*Check) (const OptBackend *backend);

/* Whoever was sent something does it in a moment. */
static OptActivity *
take_when (Fixture *fixture, OptConnection *session, Check is_so)
{
  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (OptActivity) activity = take_from (fixture->poll, fixture->facts);
      const OptBackend *backend = find (activity, session);

      if (backend != NULL && is_so (backend))
        return g_steal_pointer (&activity);
      g_usleep (10000);
    }
  g_assert_not_reached ();
}

static gboolean
is_blocked (const OptBackend *backend)
{
  return backend->blockers != NULL && backend->blockers->len > 0;
}

static gboolean
sleeps (const OptBackend *backend)
{
  return g_strcmp0 (backend->wait_event, "PgSleep") == 0;
}

static void
test_states (Fixture *fixture, gconstpointer data)
{
  OptConnection *idle = add_session (fixture, fixture->database);
  OptConnection *open = add_session (fixture, fixture->database);
  OptConnection *failed = add_session (fixture, fixture->database);
  OptConnection *busy = add_session (fixture, fixture->database);
  g_autoptr (OptActivity) activity = NULL;
  g_autofree char *wait = NULL;
  const OptBackend *backend;

  run (open, "BEGIN");
  run (open, "UPDATE t SET v = 0 WHERE id = 1");
  run (failed, "BEGIN");
  opt_connection_execute_sync (failed, "SELECT 1/0", NULL, NULL, NULL);
  send (busy, "SELECT 'what it does', pg_sleep(30)");
  activity = take_when (fixture, busy, sleeps);

  g_assert_cmpint (activity->time, >, 0);
  g_assert_cmpuint (activity->n_idle, >=, 1);
  g_assert_cmpuint (activity->n_hidden, ==, 0);
  g_assert_null (find (activity, idle));
  g_assert_null (find (activity, fixture->poll));

  backend = find (activity, open);
  g_assert_cmpint (backend->state, ==, OPT_BACKEND_IDLE_IN_TRANSACTION);
  g_assert_true (opt_backend_is_in_transaction (backend));
  g_assert_true (backend->writes);
  g_assert_cmpint (backend->xact_start, <=, backend->query_start);
  g_assert_cmpint (backend->state_change, <=, activity->time);
  g_assert_false (opt_backend_is_active (backend));

  backend = find (activity, failed);
  g_assert_cmpint (backend->state, ==, OPT_BACKEND_IDLE_FAILED);

  backend = find (activity, busy);
  g_assert_true (opt_backend_is_active (backend));
  g_assert_true (opt_backend_is_client (backend));
  g_assert_false (opt_backend_is_own (backend));
  g_assert_cmpstr (backend->database, ==, fixture->database);
  g_assert_cmpstr (backend->user, ==, opt_server_facts_get_user (fixture->facts));
  g_assert_cmpstr (backend->application, ==, "shop");
  g_assert_cmpstr (backend->client, ==, "local");
  g_assert_cmpstr (backend->type, ==, "client backend");
  g_assert_cmpstr (backend->query, ==, "SELECT 'what it does', pg_sleep(30)");
  g_assert_cmpint (backend->xmin_age, >=, 0);
  g_assert_cmpint (backend->query_id, !=, 0);
  wait = opt_backend_describe_wait (backend);
  g_assert_cmpstr (wait, ==, "Timeout: PgSleep");
  g_assert_cmpint (opt_wait_class_from_type (backend->wait_event_type), ==, OPT_WAIT_CLASS_OTHER);
}

/* Three behind each other, on a row, and what each waits for. */
static void
test_chain (Fixture *fixture, gconstpointer data)
{
  OptConnection *first = add_session (fixture, fixture->database);
  OptConnection *second = add_session (fixture, fixture->database);
  OptConnection *third = add_session (fixture, fixture->database);
  g_autoptr (OptActivity) activity = NULL;
  g_autoptr (GArray) nodes = NULL;
  const OptBlockingNode *node;
  const OptBackend *backend;

  run (first, "BEGIN");
  run (first, "UPDATE t SET v = 0 WHERE id = 1");
  run (second, "BEGIN");
  run (second, "UPDATE t SET v = 0 WHERE id = 2");
  send (second, "UPDATE t SET v = 1 WHERE id = 1");
  opt_activity_unref (take_when (fixture, second, is_blocked));
  send (third, "UPDATE t SET v = 2 WHERE id = 2");
  activity = take_when (fixture, third, is_blocked);

  backend = find (activity, second);
  g_assert_cmpstr (backend->lock_type, ==, "transactionid");
  g_assert_cmpstr (backend->lock_mode, ==, "ShareLock");
  g_assert_cmpstr (backend->lock_object, ==, "a row of public.t");
  g_assert_cmpint (g_array_index (backend->blockers, int, 0), ==,
                   opt_connection_get_backend_pid (first));

  nodes = opt_blocking_list (activity);
  g_assert_cmpuint (nodes->len, ==, 3);
  node = &g_array_index (nodes, OptBlockingNode, 0);
  g_assert_cmpint (node->backend->pid, ==, opt_connection_get_backend_pid (first));
  g_assert_cmpint (node->parent, ==, -1);
  g_assert_cmpuint (node->n_behind, ==, 2);
  node = &g_array_index (nodes, OptBlockingNode, 2);
  g_assert_cmpint (node->backend->pid, ==, opt_connection_get_backend_pid (third));
  g_assert_cmpint (node->parent, ==, 1);
  g_assert_cmpuint (node->depth, ==, 2);
  g_assert_false (node->in_cycle);
}

/* One that does nothing at all may hold a lock for its session. */
static void
test_idle_blocker (Fixture *fixture, gconstpointer data)
{
  OptConnection *holder = add_session (fixture, fixture->database);
  OptConnection *waiter = add_session (fixture, fixture->database);
  OptConnection *table = add_session (fixture, fixture->database);
  OptConnection *reader = add_session (fixture, fixture->database);
  g_autoptr (OptActivity) activity = NULL;
  const OptBackend *backend;

  run (holder, "SELECT pg_advisory_lock(7)");
  send (waiter, "SELECT pg_advisory_lock(7)");
  run (table, "BEGIN");
  run (table, "LOCK TABLE t");
  send (reader, "SELECT * FROM t");
  opt_activity_unref (take_when (fixture, waiter, is_blocked));
  activity = take_when (fixture, reader, is_blocked);

  backend = find (activity, holder);
  g_assert_nonnull (backend);
  g_assert_cmpint (backend->state, ==, OPT_BACKEND_IDLE);
  g_assert_cmpstr (backend->query, ==, "SELECT pg_advisory_lock(7)");
  g_assert_cmpstr (find (activity, waiter)->lock_object, ==, "advisory lock 0, 7");
  backend = find (activity, reader);
  g_assert_cmpstr (backend->lock_object, ==, "table public.t");
  g_assert_cmpstr (backend->lock_mode, ==, "AccessShareLock");
  if (opt_server_facts_get_version (fixture->facts) >= 140000)
    g_assert_cmpint (backend->wait_start, >, 0);
}

static gboolean
is_prepared_for (const OptBackend *backend)
{
  return is_blocked (backend) && g_array_index (backend->blockers, int, 0) == 0;
}

static void
test_prepared (Fixture *fixture, gconstpointer data)
{
  OptConnection *first = add_session (fixture, fixture->database);
  OptConnection *waiter = add_session (fixture, fixture->database);
  g_autoptr (OptActivity) activity = NULL;
  g_autoptr (GArray) nodes = NULL;

  run (first, "BEGIN");
  run (first, "UPDATE t SET v = 0 WHERE id = 1");
  run (first, "PREPARE TRANSACTION 'left'");
  send (waiter, "UPDATE t SET v = 0 WHERE id = 1");
  activity = take_when (fixture, waiter, is_prepared_for);
  nodes = opt_blocking_list (activity);
  g_assert_cmpuint (nodes->len, ==, 2);
  g_assert_cmpint (g_array_index (nodes, OptBlockingNode, 0).backend->pid, ==, 0);
  run (first, "ROLLBACK PREPARED 'left'");
}

static void
test_parallel (Fixture *fixture, gconstpointer data)
{
  OptConnection *leader = add_session (fixture, fixture->database);
  gboolean seen = FALSE;

  run (leader, "CREATE TABLE big AS SELECT g FROM generate_series(1, 100000) g");
  run (leader, "ANALYZE big");
  run (leader, "SET parallel_setup_cost = 0");
  run (leader, "SET parallel_tuple_cost = 0");
  run (leader, "SET min_parallel_table_scan_size = 0");
  send (leader, "SELECT count(*) FROM big a JOIN big b ON a.g < b.g");
  for (guint i = 0; i < 500 && !seen; i++)
    {
      g_autoptr (OptActivity) activity = take_from (fixture->poll, fixture->facts);

      for (guint j = 0; j < activity->backends->len; j++)
        {
          const OptBackend *backend = activity->backends->pdata[j];

          if (backend->leader_pid != opt_connection_get_backend_pid (leader))
            continue;
          g_assert_cmpstr (backend->type, ==, "parallel worker");
          g_assert_false (opt_backend_is_client (backend));
          g_assert_true (opt_backend_is_active (backend));
          seen = TRUE;
        }
      g_usleep (10000);
    }
  g_assert_true (seen);
}

/* Who sends WAL is active all the time, and is no load; a subscriber's is of a database. */
static void
test_walsender (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (fixture->database);
  g_autoptr (OptConninfo) replication = opt_conninfo_with (conninfo, "replication", "database");
  g_autoptr (OptActivity) activity = NULL;
  g_autoptr (GError) error = NULL;
  OptConnection *sender
      = opt_connection_new (replication, OPT_CONNECTION_ROLE_SANDBOX, "subscriber");
  const OptBackend *backend;

  g_ptr_array_add (fixture->sessions, sender);
  opt_connection_open_sync (sender, NULL, &error);
  g_assert_no_error (error);
  opt_connection_query_async (sender, "SELECT pg_sleep(30)", NULL, OPT_QUERY_SCRIPT, NULL, NULL,
                              NULL);
  activity = take_when (fixture, sender, sleeps);
  backend = find (activity, sender);
  g_assert_cmpstr (backend->type, ==, "walsender");
  g_assert_cmpint (backend->state, ==, OPT_BACKEND_ACTIVE);
  g_assert_false (opt_backend_is_client (backend));
  g_assert_false (opt_backend_is_active (backend));
}

/* A database may hold any bytes, and the server cuts texts wherever they are long enough. */
static void
test_bytes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *ascii = g_strconcat (fixture->database, "_ascii", NULL);
  g_autofree char *create
      = g_strdup_printf ("CREATE DATABASE %s ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0",
                         ascii);
  OptConnection *app = add_session (fixture, fixture->database);
  OptConnection *bytes, *cut;
  g_autoptr (OptConnection) other = NULL;
  g_autoptr (OptActivity) activity = NULL;
  g_autoptr (OptActivity) again = NULL;
  GString *sql = g_string_new ("SELECT pg_sleep(30) /* ");

  run (app, create);
  bytes = add_session (fixture, ascii);
  send (bytes, "SELECT pg_sleep(30), '\xe9t\xe9\xff'");
  cut = add_session (fixture, fixture->database);
  for (guint i = 0; i < 2000; i++)
    g_string_append (sql, "\xe2\x82\xac");
  g_string_append (sql, " */");
  send (cut, sql->str);
  g_string_free (sql, TRUE);

  activity = take_when (fixture, cut, sleeps);
  g_assert_true (g_utf8_validate (find (activity, cut)->query, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (find (activity, cut)->query, -1), ==, 200);
  g_clear_pointer (&activity, opt_activity_unref);

  activity = take_when (fixture, bytes, sleeps);
  g_assert_true (g_utf8_validate (find (activity, bytes)->query, -1, NULL));
  g_assert_true (g_str_has_prefix (find (activity, bytes)->query, "SELECT pg_sleep(30), '"));

  other = opt_test_connect (ascii, OPT_CONNECTION_ROLE_MONITOR);
  again = take_from (other, fixture->facts);
  g_assert_true (g_utf8_validate (find (again, bytes)->query, -1, NULL));
  g_assert_true (g_utf8_validate (find (again, cut)->query, -1, NULL));
  opt_connection_close (other);
}

/* Without rights one sees that there are others, and no more. */
static void
test_rights (Fixture *fixture, gconstpointer data)
{
  OptConnection *busy = add_session (fixture, fixture->database);
  OptConnection *table = add_session (fixture, fixture->database);
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (OptConnection) stranger = NULL;
  g_autoptr (OptConnection) own = NULL;
  g_autoptr (OptActivity) activity = NULL;
  g_autoptr (GError) error = NULL;

  run (busy, "DROP ROLE IF EXISTS onlooker");
  run (busy, "CREATE ROLE onlooker LOGIN");
  run (busy, "GRANT SELECT ON t TO onlooker");
  send (busy, "SELECT pg_sleep(30)");
  run (table, "BEGIN");
  run (table, "LOCK TABLE t");
  conninfo = opt_cluster_get_conninfo (opt_test_get_cluster (), "onlooker", fixture->database);
  stranger = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_MONITOR, "poll");
  own = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, "other");
  g_assert_true (opt_connection_open_sync (stranger, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (opt_connection_open_sync (own, NULL, &error));
  g_assert_no_error (error);
  send (own, "SELECT * FROM public.t");

  for (guint i = 0; i < 500; i++)
    {
      g_clear_pointer (&activity, opt_activity_unref);
      activity = take_from (stranger, fixture->facts);
      if (find (activity, own) != NULL && is_blocked (find (activity, own)))
        break;
      g_usleep (10000);
    }
  g_assert_cmpuint (activity->n_hidden, >=, 2);
  g_assert_null (find (activity, busy));
  g_assert_cmpstr (find (activity, own)->query, ==, "SELECT * FROM public.t");
  /* Who blocks it is known by its process, and by nothing else. */
  g_assert_cmpint (find (activity, table)->state, ==, OPT_BACKEND_HIDDEN);
  g_assert_null (find (activity, table)->query);
  g_assert_cmpstr (find (activity, table)->database, ==, fixture->database);
  opt_connection_close (own);
  opt_connection_close (stranger);
}

/* Each server has a query of its own that tells what is read. */
static void
test_versions (void)
{
  g_assert_null (opt_sql_get ("monitor", "sessions", 120000));
  for (int version = 130000; version <= 190000; version += 10000)
    {
      const char *sessions = opt_sql_get ("monitor", "sessions", version);
      const char *locks = opt_sql_get ("monitor", "session-locks", version);

      g_assert_nonnull (sessions);
      g_assert_nonnull (locks);
      g_assert_cmpint (strstr (sessions, "a.query_id AS query_id") != NULL, ==, version >= 140000);
      g_assert_cmpint (strstr (locks, "waitstart AS wait_start") != NULL, ==, version >= 140000);
      g_assert_true (g_str_has_prefix (sessions, "WITH /* optischema */"));
      g_assert_true (g_str_has_prefix (locks, "WITH /* optischema */"));
    }
}

/* The queries of older servers have the same columns, and run on a newer one. */
static void
test_older (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "sessions", "session-locks" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (OptParams) params = opt_params_new_text ("{1}", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (OptResult) old
          = opt_connection_query_sync (fixture->poll, opt_sql_get ("monitor", names[i], 130000),
                                       params, OPT_QUERY_BINARY, NULL, &error);
      g_autoptr (OptResult) new = NULL;

      g_assert_no_error (error);
      new = opt_connection_query_sync (fixture->poll, opt_sql_get ("monitor", names[i], 190000),
                                       params, OPT_QUERY_BINARY, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (opt_result_get_n_columns (old), ==, opt_result_get_n_columns (new));
      for (guint j = 0; j < opt_result_get_n_columns (old); j++)
        {
          g_assert_cmpstr (opt_result_get_column_name (old, j), ==,
                           opt_result_get_column_name (new, j));
          g_assert_cmpuint (opt_result_get_column_type (old, j), ==,
                            opt_result_get_column_type (new, j));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/monitor/activity/states", test_states);
  ADD ("/monitor/activity/chain", test_chain);
  ADD ("/monitor/activity/idle-blocker", test_idle_blocker);
  ADD ("/monitor/activity/prepared", test_prepared);
  ADD ("/monitor/activity/parallel", test_parallel);
  ADD ("/monitor/activity/walsender", test_walsender);
  ADD ("/monitor/activity/bytes", test_bytes);
  ADD ("/monitor/activity/rights", test_rights);
  ADD ("/monitor/activity/older", test_older);
  g_test_add_func ("/monitor/activity/versions", test_versions);

  return g_test_run ();
}
