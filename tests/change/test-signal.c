/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "change-fixture.h"
#include "opt-activity.h"
#include "opt-session-signal.h"
#include "opt-test.h"

#define ASLEEP "SELECT pg_sleep(60)"

/* Beside the fixture: a client of the server, and who looks at it. */
static OptConnection *
connect_shop (ChangeFixture *fixture)
{
  OptConnection *shop = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);

  change_fixture_run (shop, "SET application_name = 'shop'");

  return shop;
}

static OptActivity *
take (ChangeFixture *fixture, OptConnection *session)
{
  g_autoptr (OptConnection) poll
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_MONITOR);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptServerFacts) facts = opt_server_facts_load_sync (poll, NULL, &error);
  OptActivity *activity = NULL;

  g_assert_no_error (error);
  activity = opt_activity_take_session_sync (poll, facts, opt_connection_get_backend_pid (session),
                                             NULL, &error);
  g_assert_no_error (error);
  opt_connection_close (poll);

  return activity;
}

static OptBackend *
look_at (ChangeFixture *fixture, OptConnection *session)
{
  g_autoptr (OptActivity) activity = take (fixture, session);
  OptBackend *backend = opt_activity_find (activity, opt_connection_get_backend_pid (session));

  return backend != NULL ? opt_backend_ref (backend) : NULL;
}

typedef struct
{
  gboolean ended;
  char *sqlstate;
} Sleep;

static void
woke (GObject *object, GAsyncResult *result, gpointer data)
{
  Sleep *sleep = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) rows
      = opt_connection_query_finish (OPT_CONNECTION (object), result, &error);

  g_assert_null (rows);
  sleep->sqlstate = g_strdup (opt_error_get_sqlstate (error));
  sleep->ended = TRUE;
}

static OptBackend *
fall_asleep (ChangeFixture *fixture, OptConnection *session, Sleep *sleep)
{
  opt_connection_query_async (session, ASLEEP, NULL, OPT_QUERY_NONE, NULL, woke, sleep);
  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (OptBackend) backend = NULL;

      while (g_main_context_iteration (NULL, FALSE))
        ;
      backend = look_at (fixture, session);
      if (g_strcmp0 (backend->wait_event, "PgSleep") == 0)
        return g_steal_pointer (&backend);
    }
  g_assert_not_reached ();
}

static void
wake (Sleep *sleep, const char *sqlstate)
{
  while (!sleep->ended)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (sleep->sqlstate, ==, sqlstate);
  g_clear_pointer (&sleep->sqlstate, g_free);
}

static OptSessionSignal *
send_as (ChangeFixture *fixture,
         const char *role,
         OptBackend *backend,
         OptSessionSignalKind kind,
         GError **error)
{
  g_autoptr (OptConninfo) conninfo = opt_conninfo_as (fixture->request->conninfo, role, NULL);

  return opt_session_signal_send_sync (conninfo, NULL, backend, kind, fixture->audit, NULL, error);
}

static void
assert_refused (ChangeFixture *fixture,
                const char *role,
                OptBackend *backend,
                OptSessionSignalKind kind,
                OptErrorCode code,
                const char *next_step)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSessionSignal) signal = send_as (fixture, role, backend, kind, &error);

  g_assert_null (signal);
  g_assert_error (error, OPT_ERROR, (int) code);
  if (next_step != NULL)
    g_assert_nonnull (strstr (opt_error_get_next_step (error), next_step));
}

static void
test_cancel (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) shop = connect_shop (fixture);
  Sleep sleep = { 0 };
  g_autoptr (OptBackend) backend = fall_asleep (fixture, shop, &sleep);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSessionSignal) signal
      = send_as (fixture, NULL, backend, OPT_SESSION_CANCEL, &error);
  g_autoptr (OptAuditChange) change = NULL;
  g_autofree char *sql = NULL;

  g_assert_no_error (error);
  g_assert_true (signal->effective);
  wake (&sleep, "57014");
  /* It is still there. */
  change_fixture_run (shop, "SELECT 1");

  change_fixture_assert_events (fixture, "prepared started done");
  change = opt_audit_get_change_sync (fixture->audit, signal->change_id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (opt_audit_change_get_kind (change), ==, "cancel-statement");
  g_assert_true (opt_session_signal_is_nick (opt_audit_change_get_kind (change)));
  sql = g_strdup_printf ("SELECT pg_cancel_backend(%d)", opt_connection_get_backend_pid (shop));
  g_assert_cmpstr (opt_audit_change_get_sql (change), ==, sql);
  g_assert_null (opt_audit_change_get_undo_sql (change));
  g_assert_nonnull (strstr (opt_audit_change_get_title (change), "shop"));
  /* What it said may hold secrets. */
  g_assert_null (strstr (opt_audit_change_get_detail (change, OPT_AUDIT_PREPARED), "pg_sleep"));

  /* What it does now is another thing than what was confirmed. */
  assert_refused (fixture, NULL, backend, OPT_SESSION_CANCEL, OPT_ERROR_CONFLICT, "Look");
  opt_connection_close (shop);
}

static void
test_terminate (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) shop = connect_shop (fixture);
  g_autoptr (OptBackend) backend = NULL;
  g_autoptr (OptBackend) other = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptSessionSignal) signal = NULL;
  g_autofree char *risk = NULL;

  change_fixture_run (shop, "BEGIN; CREATE TABLE half_done (i int)");
  backend = look_at (fixture, shop);
  g_assert_cmpint (backend->state, ==, OPT_BACKEND_IDLE_IN_TRANSACTION);
  risk = opt_session_signal_get_risk (backend, OPT_SESSION_TERMINATE);
  g_assert_nonnull (strstr (risk, "rolled back"));
  /* There is nothing to be cancelled. */
  assert_refused (fixture, NULL, backend, OPT_SESSION_CANCEL, OPT_ERROR_REFUSED, "session");

  /* A process of the same number that began at another time is never hit. */
  other = opt_backend_new (backend->pid, backend->backend_start - 1, backend->state);
  other->type = backend->type;
  assert_refused (fixture, NULL, other, OPT_SESSION_TERMINATE, OPT_ERROR_CONFLICT, "again");
  change_fixture_run (shop, "SELECT 1");

  signal = send_as (fixture, NULL, backend, OPT_SESSION_TERMINATE, &error);
  g_assert_no_error (error);
  g_assert_true (signal->effective);
  g_assert_cmpint (
      change_fixture_count (fixture->app,
                            "SELECT count(*) AS n FROM pg_class WHERE relname = 'half_done'"),
      ==, 0);
  assert_refused (fixture, NULL, backend, OPT_SESSION_TERMINATE, OPT_ERROR_NOT_FOUND, "Nothing");
  change_fixture_assert_events (fixture,
                                "prepared started failed prepared started done prepared started "
                                "failed");
}

static void
test_rights (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (OptConnection) theirs = NULL;
  g_autoptr (OptConnection) superuser = connect_shop (fixture);
  g_autoptr (OptSessionSignal) signal = NULL;
  g_autoptr (OptBackend) backend = NULL;
  g_autoptr (OptBackend) big = NULL;
  g_autoptr (GError) error = NULL;
  Sleep sleep = { 0 };
  Sleep big_sleep = { 0 };

  change_fixture_run (fixture->app, "CREATE ROLE sleeper LOGIN; CREATE ROLE watcher LOGIN;"
                                    "CREATE ROLE blind LOGIN; CREATE ROLE signaller LOGIN;"
                                    "GRANT pg_read_all_stats TO watcher, signaller;"
                                    "GRANT pg_signal_backend TO signaller, blind");
  conninfo = opt_conninfo_as (fixture->request->conninfo, "sleeper", NULL);
  theirs = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, "test");
  g_assert_true (opt_connection_open_sync (theirs, NULL, &error));
  g_assert_no_error (error);
  change_fixture_run (theirs, "SET application_name = 'shop'");
  backend = fall_asleep (fixture, theirs, &sleep);
  big = fall_asleep (fixture, superuser, &big_sleep);

  assert_refused (fixture, "watcher", backend, OPT_SESSION_CANCEL, OPT_ERROR_DENIED,
                  "pg_signal_backend TO “watcher”");
  assert_refused (fixture, "blind", backend, OPT_SESSION_CANCEL, OPT_ERROR_DENIED,
                  "pg_read_all_stats");
  assert_refused (fixture, "signaller", big, OPT_SESSION_TERMINATE, OPT_ERROR_DENIED, "superuser");
  g_assert_false (sleep.ended || big_sleep.ended);

  signal = send_as (fixture, "signaller", backend, OPT_SESSION_CANCEL, &error);
  g_assert_no_error (error);
  wake (&sleep, "57014");
  g_clear_pointer (&signal, opt_session_signal_free);
  signal = send_as (fixture, NULL, big, OPT_SESSION_TERMINATE, &error);
  g_assert_no_error (error);
  wake (&big_sleep, "57P01");

  opt_connection_close (theirs);
  change_fixture_run (fixture->app, "DROP ROLE sleeper; DROP ROLE watcher; DROP ROLE blind;"
                                    "DROP ROLE signaller");
}

/* Ours, the server's own, and those that are no session. */
static void
test_never (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) own = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_MONITOR);
  g_autoptr (OptBackend) backend = look_at (fixture, own);
  g_autoptr (OptBackend) worker = opt_backend_new (7, 1, OPT_BACKEND_ACTIVE);
  g_autoptr (OptBackend) prepared = opt_backend_new (0, 0, OPT_BACKEND_IDLE_IN_TRANSACTION);
  g_autoptr (OptBackend) hidden = opt_backend_new (7, 0, OPT_BACKEND_HIDDEN);

  g_assert_true (opt_backend_is_own (backend));
  assert_refused (fixture, NULL, backend, OPT_SESSION_TERMINATE, OPT_ERROR_REFUSED, NULL);
  /* Nor where it is not known from here. */
  g_clear_pointer (&backend->application, g_free);
  assert_refused (fixture, NULL, backend, OPT_SESSION_TERMINATE, OPT_ERROR_REFUSED, NULL);
  change_fixture_run (own, "SELECT 1");

  worker->type = g_intern_string ("parallel worker");
  worker->leader_pid = 6;
  assert_refused (fixture, NULL, worker, OPT_SESSION_CANCEL, OPT_ERROR_REFUSED, "session 6");
  worker->leader_pid = 0;
  worker->type = g_intern_string ("checkpointer");
  assert_refused (fixture, NULL, worker, OPT_SESSION_TERMINATE, OPT_ERROR_REFUSED, NULL);
  assert_refused (fixture, NULL, prepared, OPT_SESSION_TERMINATE, OPT_ERROR_REFUSED,
                  "ROLLBACK PREPARED");
  assert_refused (fixture, NULL, hidden, OPT_SESSION_TERMINATE, OPT_ERROR_DENIED,
                  "pg_read_all_stats");
  opt_connection_close (own);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) \
  g_test_add (path, ChangeFixture, NULL, change_fixture_set_up, test, change_fixture_tear_down)
  ADD ("/change/signal/cancel", test_cancel);
  ADD ("/change/signal/terminate", test_terminate);
  ADD ("/change/signal/rights", test_rights);
  ADD ("/change/signal/never", test_never);

  return g_test_run ();
}
