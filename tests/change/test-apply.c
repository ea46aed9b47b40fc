/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "change-fixture.h"
#include "opt-change-recovery.h"
#include "opt-test.h"

static void
test_apply_and_undo (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = change_fixture_apply (fixture, &error);
  g_autoptr (OptAuditChange) change = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (change_id);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "indisvalid AND NOT indisprimary"), ==,
                   1);
  change_fixture_assert_events (fixture, "prepared started done");
  change = opt_audit_get_change_sync (fixture->audit, change_id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (opt_audit_change_get_state (change), ==, OPT_AUDIT_STATE_APPLIED);
  g_assert_nonnull (strstr (opt_audit_change_get_undo_sql (change), "DROP INDEX CONCURRENTLY"));
  g_assert_cmpstr (opt_audit_change_get_kind (change), ==, "create-index");
  g_assert_cmpstr (opt_audit_change_get_recommendation_id (change), ==, "r1");
  g_assert_cmpstr (opt_audit_change_get_database (change), ==, fixture->database);

  /* Once is enough: neither the name nor the same index again. */
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, NULL);
  change_fixture_run (fixture->app, "ALTER INDEX t_v_idx RENAME TO other_name");
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, "other_name");
  change_fixture_run (fixture->app, "ALTER INDEX other_name RENAME TO t_v_idx");
  change_fixture_assert_events (fixture, "prepared started done");

  g_assert_true (change_fixture_undo (fixture, change_id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisprimary"), ==, 0);
  change_fixture_assert_events (fixture, "prepared started done undo-started undone");

  g_assert_false (change_fixture_undo (fixture, change_id, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
}

static void
test_undo_refuses_another (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = change_fixture_apply (fixture, &error);

  g_assert_no_error (error);
  change_fixture_run (fixture->app, "DROP INDEX t_v_idx; CREATE INDEX t_v_idx ON t (v, id)");
  g_assert_false (change_fixture_undo (fixture, change_id, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "(v, id)"));
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisprimary"), ==, 1);
  g_clear_error (&error);

  change_fixture_run (fixture->app, "DROP INDEX t_v_idx");
  g_assert_false (change_fixture_undo (fixture, change_id, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NOT_FOUND);
  change_fixture_assert_events (fixture, "prepared started done");
}

/* The same index in another database of the server is not the one that was made. */
static void
test_undo_elsewhere (ChangeFixture *fixture, gconstpointer data)
{
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (OptConnection) other = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (database);
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = change_fixture_apply (fixture, &error);

  g_assert_no_error (error);
  change_fixture_run (other,
                      "CREATE TABLE t (id int PRIMARY KEY, v int); CREATE INDEX t_v_idx ON t (v)");
  g_assert_false (
      opt_change_undo_sync (conninfo, fixture->audit, change_id, 0, NULL, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, fixture->database));
  g_assert_cmpint (change_fixture_count (
                       other, "SELECT count(*) AS n FROM pg_index WHERE indrelid = 't'::regclass"),
                   ==, 2);
  change_fixture_assert_events (fixture, "prepared started done");
  opt_connection_close (other);
}

static void
test_locked (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) other
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);

  fixture->request->lock_timeout = 200;
  change_fixture_run (other, "BEGIN; LOCK TABLE t IN SHARE UPDATE EXCLUSIVE MODE");
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, "lock");
  change_fixture_run (other, "ROLLBACK");

  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisprimary"), ==, 0);
  change_fixture_assert_events (fixture, "prepared started note note note failed");
  opt_connection_close (other);
}

static void
test_duplicates (ChangeFixture *fixture, gconstpointer data)
{
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_DATA, "duplicated");
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisprimary"), ==, 0);
  change_fixture_assert_events (fixture, "prepared started failed");
}

static void
test_wrong_role (ChangeFixture *fixture, gconstpointer data)
{
  change_fixture_run (
      fixture->app,
      "CREATE ROLE stranger LOGIN; CREATE ROLE keeper LOGIN; ALTER TABLE t OWNER TO keeper");
  opt_conninfo_unref (fixture->request->conninfo);
  fixture->request->conninfo
      = opt_cluster_get_conninfo (opt_test_get_cluster (), "stranger", fixture->database);
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_DENIED, "keeper");
  change_fixture_assert_events (fixture, "");

  /* The owner lacks a right of its own. */
  opt_conninfo_unref (fixture->request->conninfo);
  fixture->request->conninfo
      = opt_cluster_get_conninfo (opt_test_get_cluster (), "keeper", fixture->database);
  change_fixture_run (fixture->app, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_DENIED, "GRANT CREATE ON SCHEMA");
  change_fixture_assert_events (fixture, "");

  change_fixture_run (fixture->app, "GRANT CREATE ON SCHEMA public TO keeper");
  g_free (change_fixture_apply (fixture, NULL));
  change_fixture_assert_events (fixture, "prepared started done");
}

static void
test_wrong_server (ChangeFixture *fixture, gconstpointer data)
{
  fixture->request->server_id = g_strdup ("1");
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_REFUSED, "another server");
  change_fixture_assert_events (fixture, "");
}

static void
test_table_gone (ChangeFixture *fixture, gconstpointer data)
{
  change_fixture_run (fixture->app, "DROP TABLE t");
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_NOT_FOUND, NULL);
  change_fixture_assert_events (fixture, "");
}

/* Ends a build that is under way, held up by a writer. */
typedef struct
{
  ChangeFixture *fixture;
  GCancellable *cancellable;
  gboolean kill;
} Interruption;

static gpointer
interrupt_thread (gpointer data)
{
  Interruption *interruption = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (context);
  {
    g_autoptr (OptConnection) watcher
        = opt_test_connect (interruption->fixture->database, OPT_CONNECTION_ROLE_SANDBOX);

    while (
        change_fixture_count (watcher,
                              "SELECT count(*) AS n FROM pg_stat_activity "
                              "WHERE query LIKE 'CREATE INDEX CONC%' AND wait_event_type = 'Lock'")
        == 0)
      g_usleep (10000);
    opt_connection_close (watcher);
  }
  if (interruption->kill)
    opt_cluster_kill (opt_test_get_cluster (), &error);
  else
    g_cancellable_cancel (interruption->cancellable);
  g_assert_no_error (error);
  g_main_context_pop_thread_default (context);

  return NULL;
}

static void
apply_interrupted (ChangeFixture *fixture, gboolean kill, OptConnection *writer, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Interruption interruption = { fixture, cancellable, kill };
  GThread *thread;
  g_autofree char *change_id = NULL;

  fixture->request->lock_timeout = 5000;
  change_fixture_run (writer, "BEGIN; UPDATE t SET v = 1 WHERE id = 1");
  thread = g_thread_new ("interrupt", interrupt_thread, &interruption);
  change_id = opt_change_apply_sync (fixture->request, fixture->audit, NULL, cancellable, error);
  g_thread_join (thread);
  g_assert_null (change_id);
}

/* Lets the build end, and cancels only then. */
static gpointer
release_thread (gpointer data)
{
  Interruption *interruption = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  {
    g_autoptr (OptConnection) watcher
        = opt_test_connect (interruption->fixture->database, OPT_CONNECTION_ROLE_SANDBOX);

    change_fixture_run (watcher,
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE state = 'idle in transaction' AND datname = current_database()");
    while (change_fixture_count (watcher,
                                 "SELECT count(*) AS n FROM pg_index "
                                 "WHERE indexrelid = to_regclass('t_v_idx') AND indisvalid")
           == 0)
      g_usleep (10000);
    opt_connection_close (watcher);
  }
  g_main_context_pop_thread_default (context);
  g_cancellable_cancel (interruption->cancellable);

  return NULL;
}

static void
cancel_too_late (const char *step, gint64 done, gint64 total, gpointer data)
{
  Interruption *interruption = data;

  if (!g_cancellable_is_cancelled (interruption->cancellable))
    g_thread_join (g_thread_new ("release", release_thread, interruption));
}

static void
test_cancel_too_late (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) writer
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Interruption interruption = { fixture, cancellable, FALSE };
  OptProgress progress = { cancel_too_late, &interruption };
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = NULL;

  fixture->request->lock_timeout = 5000;
  change_fixture_run (writer, "BEGIN; UPDATE t SET v = 1 WHERE id = 1");
  change_id
      = opt_change_apply_sync (fixture->request, fixture->audit, &progress, cancellable, &error);
  g_assert_no_error (error);
  g_assert_nonnull (change_id);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  change_fixture_assert_events (fixture, "prepared started done");
  g_assert_true (change_fixture_undo (fixture, change_id, &error));
  g_assert_no_error (error);
  opt_connection_close (writer);
}

static void
test_server_killed (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) writer
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = NULL;
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (OptChangeRecovery) found = NULL;
  g_autoptr (OptChangeRecovery) settled = NULL;

  change_fixture_run (fixture->app, "CHECKPOINT");
  apply_interrupted (fixture, TRUE, writer, &error);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (opt_error_get_next_step (error), "interrupted"));
  g_clear_error (&error);
  change_fixture_assert_events (fixture, "prepared started note");
  change_id = change_fixture_get_only_change_id (fixture);
  change = opt_audit_get_change_sync (fixture->audit, change_id, &error);
  g_assert_no_error (error);
  g_assert_true (opt_change_is_interrupted (change));

  /* The server is still away: an error, and nothing noted. */
  found = opt_change_recover_sync (fixture->request->conninfo, fixture->audit, change_id, FALSE,
                                   NULL, &error);
  g_assert_null (found);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNREACHABLE);
  g_clear_error (&error);

  opt_cluster_start_sync (opt_test_get_cluster (), NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&fixture->app);
  fixture->app = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  found = opt_change_recover_sync (fixture->request->conninfo, fixture->audit, change_id, FALSE,
                                   NULL, &error);
  g_assert_no_error (error);
  g_assert_false (found->settled);
  g_assert_nonnull (found->next_step);
  change_fixture_assert_events (fixture, "prepared started note");

  settled = opt_change_recover_sync (fixture->request->conninfo, fixture->audit, change_id, TRUE,
                                     NULL, &error);
  g_assert_no_error (error);
  g_assert_true (settled->settled);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisprimary"), ==, 0);
  change_fixture_assert_events (fixture, "prepared started note failed");

  /* It is settled, and can be tried again. */
  g_assert_null (opt_change_recover_sync (fixture->request->conninfo, fixture->audit, change_id,
                                          TRUE, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
  g_clear_error (&error);
  g_free (change_id);
  change_id = change_fixture_apply (fixture, &error);
  g_assert_no_error (error);
}

static void
test_cancel (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) writer
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = NULL;

  apply_interrupted (fixture, FALSE, writer, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* The writer keeps what was left from being dropped, and that is said. */
  g_assert_nonnull (strstr (error->message, "DROP INDEX CONCURRENTLY public.t_v_idx"));
  change_fixture_assert_events (fixture, "prepared started failed");
  opt_connection_close (writer);
}

#define ADD(path, data, func) \
  g_test_add (path, ChangeFixture, data, change_fixture_set_up, func, change_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/change/apply/apply-and-undo", NULL, test_apply_and_undo);
  ADD ("/change/apply/undo-refuses-another", NULL, test_undo_refuses_another);
  ADD ("/change/apply/undo-elsewhere", NULL, test_undo_elsewhere);
  ADD ("/change/apply/locked", NULL, test_locked);
  ADD ("/change/apply/duplicates", "unique", test_duplicates);
  ADD ("/change/apply/wrong-role", NULL, test_wrong_role);
  ADD ("/change/apply/wrong-server", NULL, test_wrong_server);
  ADD ("/change/apply/table-gone", NULL, test_table_gone);
  ADD ("/change/apply/cancel", NULL, test_cancel);
  ADD ("/change/apply/cancel-too-late", NULL, test_cancel_too_late);
  ADD ("/change/apply/server-killed", NULL, test_server_killed);

  return g_test_run ();
}
