/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "change-fixture.h"
#include "opt-test.h"

/* What is said while a change waits for the session that is in its way. */
typedef struct
{
  ChangeFixture *fixture;
  OptConnection *locker;
  GCancellable *cancellable;
  GThread *thread;
  gboolean release; /* between two tries, or else it is cancelled then */
  gboolean named;   /* the session was, while it was waited for */
  guint n_backoffs;
  char *session;
} Wait;

static gpointer
release_thread (gpointer data)
{
  Wait *wait = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  {
    g_autoptr (OptConnection) other
        = opt_test_connect (wait->fixture->database, OPT_CONNECTION_ROLE_SANDBOX);

    change_fixture_run (other,
                        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                        "WHERE state = 'idle in transaction' AND datname = current_database()");
    opt_connection_close (other);
  }
  g_main_context_pop_thread_default (context);

  return NULL;
}

static void
told (const char *step, gint64 done, gint64 total, gpointer data)
{
  Wait *wait = data;

  if (strstr (step, "Next try in") == NULL)
    {
      wait->named = wait->named || strstr (step, wait->session) != NULL;
      return;
    }
  g_assert_nonnull (strstr (step, wait->session));
  if (wait->n_backoffs++ > 0)
    return;
  if (wait->release)
    g_thread_join (g_thread_new ("release", release_thread, wait));
  else
    g_cancellable_cancel (wait->cancellable);
}

static char *
run (ChangeFixture *fixture, const char *lock, gboolean release, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Wait wait = { .fixture = fixture, .cancellable = cancellable, .release = release };
  OptProgress progress = { told, &wait };
  char *change_id;

  fixture->request->lock_timeout = 500;
  wait.locker = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  wait.session
      = g_strdup_printf ("the session %d (optischema/",
                         (int) change_fixture_count (wait.locker, "SELECT pg_backend_pid() AS n"));
  change_fixture_run (wait.locker, lock);
  change_id
      = opt_change_apply_sync (fixture->request, fixture->audit, &progress, cancellable, error);
  g_assert_true (wait.named);
  g_assert_cmpuint (wait.n_backoffs, >=, 1);
  opt_connection_close (wait.locker);
  g_object_unref (wait.locker);
  g_free (wait.session);

  return change_id;
}

static void
assert_noted (ChangeFixture *fixture)
{
  g_autoptr (OptAuditChange) change = change_fixture_get_only_change (fixture);
  GPtrArray *entries = opt_audit_change_get_entries (change);

  for (guint i = 0; i < entries->len; i++)
    {
      const OptAuditEntry *entry = entries->pdata[i];

      if (entry->event == OPT_AUDIT_NOTE && strstr (entry->detail, "\"try\":1") != NULL
          && strstr (entry->detail, "the session ") != NULL)
        return;
    }
  g_assert_not_reached ();
}

static void
assert_made (ChangeFixture *fixture)
{
  g_assert_cmpint (change_fixture_count_indexes (fixture, "indisvalid AND NOT indisprimary"), ==,
                   1);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisvalid"), ==, 0);
}

static void
test_released (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id
      = run (fixture, "BEGIN; LOCK TABLE t IN SHARE UPDATE EXCLUSIVE MODE", TRUE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (change_id);
  assert_made (fixture);
  assert_noted (fixture);
  change_fixture_assert_events (fixture, "prepared started note done");
}

/* A writer holds up the build, and then the dropping of what that has left. */
static void
test_left (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id
      = run (fixture, "BEGIN; LOCK TABLE t IN ROW EXCLUSIVE MODE", TRUE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (change_id);
  assert_made (fixture);
  assert_noted (fixture);
  change_fixture_assert_events (fixture, "prepared started note done");
}

static void
test_cancelled (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id
      = run (fixture, "BEGIN; LOCK TABLE t IN SHARE UPDATE EXCLUSIVE MODE", FALSE, &error);

  g_assert_null (change_id);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisprimary"), ==, 0);
  change_fixture_assert_events (fixture, "prepared started note failed");
}

/* Whoever is in the way is named in the end, too. */
static void
test_in_vain (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) locker
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);

  fixture->request->lock_timeout = 300;
  fixture->request->tries = 2;
  change_fixture_run (locker, "BEGIN; LOCK TABLE t IN SHARE UPDATE EXCLUSIVE MODE");
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, "Tried 2 times");
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, "idle in transaction");
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisprimary"), ==, 0);
  opt_connection_close (locker);
}

/* To ask who blocks stops all locks of the server for a moment: a build is not asked 4 times a
 * second. */
static void
test_asks_seldom (ChangeFixture *fixture, gconstpointer data)
{
  OptRelation *relation = opt_catalog_find_relation (fixture->catalog, "public", "t");
  g_autoptr (OptIndexSpec) spec = opt_index_spec_new (relation->oid, "btree");
  g_autoptr (OptChangeSet) changes = opt_change_set_new ();
  g_autofree char *change_id = NULL;
  g_autoptr (GError) error = NULL;
  gint64 began;
  gint64 seconds;

  change_fixture_run (fixture->app,
                      "CREATE EXTENSION pg_stat_statements;"
                      "CREATE FUNCTION slow(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS "
                      "$$BEGIN IF i < 50 THEN PERFORM pg_sleep(0.001); END IF; RETURN i; END$$");
  opt_index_spec_add_expression (spec, "public.slow(v)", NULL, FALSE, FALSE);
  opt_change_set_add_create_index (changes, fixture->catalog, spec, &error);
  g_assert_no_error (error);
  g_set_object (&fixture->request->changes, changes);
  began = g_get_monotonic_time ();
  change_id = change_fixture_apply (fixture, &error);
  g_assert_no_error (error);
  seconds = (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
  g_assert_cmpint (seconds, >=, 1);
  g_assert_cmpint (change_fixture_count (fixture->app,
                                         "SELECT coalesce(sum(calls), 0)::bigint AS n "
                                         "FROM pg_stat_statements WHERE dbid = (SELECT oid FROM "
                                         "pg_database WHERE datname = current_database()) "
                                         "AND query LIKE '%unnest%pg_blocking_pids%'"),
                   <=, seconds + 1);
}

#define ADD(path, func) \
  g_test_add (path, ChangeFixture, NULL, change_fixture_set_up, func, change_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/change/retry/released", test_released);
  ADD ("/change/retry/left", test_left);
  ADD ("/change/retry/cancelled", test_cancelled);
  ADD ("/change/retry/in-vain", test_in_vain);
  ADD ("/change/retry/asks-seldom", test_asks_seldom);

  return g_test_run ();
}
