/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "opt-change-apply.h"
#include "opt-change-recovery.h"
#include "opt-error.h"
#include "opt-test.h"

/* A database with a table, its catalog, an audit of its own and a request to index the column v. */
typedef struct
{
  char *folder;
  char *path;
  char *database;
  OptConnection *app;
  OptCatalog *catalog;
  OptAudit *audit;
  OptChangeRequest *request;
} Fixture;

static void
run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
}

static gint64
count (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);

  return opt_result_get_int (result, 0, "n");
}

static gint64
count_indexes (Fixture *fixture, const char *condition)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) AS n FROM pg_index "
                                          "WHERE indrelid = 't'::regclass AND %s",
                                          condition);

  return count (fixture->app, sql);
}

static OptChangeSet *
make_changes (Fixture *fixture, gboolean unique)
{
  OptRelation *relation = opt_catalog_find_relation (fixture->catalog, "public", "t");
  g_autoptr (OptIndexSpec) spec = opt_index_spec_new (relation->oid, "btree");
  g_autoptr (OptChangeSet) changes = opt_change_set_new ();
  g_autoptr (GError) error = NULL;

  opt_index_spec_add_column (spec, opt_relation_find_column (relation, "v")->number, NULL, FALSE,
                             FALSE);
  spec->unique = unique;
  opt_change_set_add_create_index (changes, fixture->catalog, spec, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&changes);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (OptChangeSet) changes = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("optischema-test-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "audit.db", NULL);
  fixture->audit = opt_audit_open_sync (fixture->path, &error);
  g_assert_no_error (error);

  fixture->database = opt_test_create_database ();
  fixture->app = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  run (fixture->app, "CREATE TABLE t (id int PRIMARY KEY, v int);"
                     "INSERT INTO t SELECT g, g % 100 FROM generate_series(1, 2000) g");
  fixture->catalog = opt_catalog_load_sync (fixture->app, NULL, &error);
  g_assert_no_error (error);

  conninfo = opt_test_get_conninfo (fixture->database);
  changes = make_changes (fixture, data != NULL);
  fixture->request = opt_change_request_new (conninfo, changes);
  fixture->request->title = g_strdup ("Index t (v)");
  fixture->request->recommendation_id = g_strdup ("r1");
  fixture->request->queryids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (fixture->request->queryids, (gint64){ 42 });
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  opt_change_request_free (fixture->request);
  g_clear_object (&fixture->audit);
  g_clear_object (&fixture->catalog);
  opt_connection_close (fixture->app);
  g_clear_object (&fixture->app);
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->database);
}

/* The events of all changes in the log, in order. */
static char *
get_events (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = opt_audit_list_sync (fixture->audit, NULL, &error);
  GString *events = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < changes->len; i++)
    {
      GPtrArray *entries = opt_audit_change_get_entries (changes->pdata[i]);

      for (guint j = 0; j < entries->len; j++)
        g_string_append_printf (events, events->len > 0 ? " %s" : "%s",
                                opt_audit_event_get_nick (
                                    ((OptAuditEntry *) entries->pdata[j])->event));
    }

  return g_string_free (events, FALSE);
}

static void
assert_events (Fixture *fixture, const char *expected)
{
  g_autofree char *events = get_events (fixture);

  g_assert_cmpstr (events, ==, expected);
}

static char *
get_only_change_id (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = opt_audit_list_sync (fixture->audit, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (changes->len, ==, 1);

  return g_strdup (opt_audit_change_get_id (changes->pdata[0]));
}

static char *
apply (Fixture *fixture, GError **error)
{
  return opt_change_apply_sync (fixture->request, fixture->audit, NULL, NULL, error);
}

static gboolean
undo (Fixture *fixture, const char *change_id, GError **error)
{
  return opt_change_undo_sync (fixture->request->conninfo, fixture->audit, change_id, 0, NULL, NULL,
                               error);
}

static void
assert_apply_fails (Fixture *fixture, OptErrorCode code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = apply (fixture, &error);

  g_assert_null (change_id);
  g_assert_error (error, OPT_ERROR, (int) code);
  if (words != NULL)
    {
      g_autofree char *text = opt_error_to_text (error);

      g_assert_nonnull (strstr (text, words));
    }
}

static void
test_apply_and_undo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = apply (fixture, &error);
  g_autoptr (OptAuditChange) change = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (change_id);
  g_assert_cmpint (count_indexes (fixture, "indisvalid AND NOT indisprimary"), ==, 1);
  assert_events (fixture, "prepared started done");
  change = opt_audit_get_change_sync (fixture->audit, change_id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (opt_audit_change_get_state (change), ==, OPT_AUDIT_STATE_APPLIED);
  g_assert_nonnull (strstr (opt_audit_change_get_undo_sql (change), "DROP INDEX CONCURRENTLY"));
  g_assert_cmpstr (opt_audit_change_get_kind (change), ==, "create-index");
  g_assert_cmpstr (opt_audit_change_get_recommendation_id (change), ==, "r1");
  g_assert_cmpstr (opt_audit_change_get_database (change), ==, fixture->database);

  /* Once is enough: neither the name nor the same index again. */
  assert_apply_fails (fixture, OPT_ERROR_CONFLICT, NULL);
  run (fixture->app, "ALTER INDEX t_v_idx RENAME TO other_name");
  assert_apply_fails (fixture, OPT_ERROR_CONFLICT, "other_name");
  run (fixture->app, "ALTER INDEX other_name RENAME TO t_v_idx");
  assert_events (fixture, "prepared started done");

  g_assert_true (undo (fixture, change_id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_indexes (fixture, "NOT indisprimary"), ==, 0);
  assert_events (fixture, "prepared started done undo-started undone");

  g_assert_false (undo (fixture, change_id, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
}

static void
test_undo_refuses_another (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = apply (fixture, &error);

  g_assert_no_error (error);
  run (fixture->app, "DROP INDEX t_v_idx; CREATE INDEX t_v_idx ON t (v, id)");
  g_assert_false (undo (fixture, change_id, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "(v, id)"));
  g_assert_cmpint (count_indexes (fixture, "NOT indisprimary"), ==, 1);
  g_clear_error (&error);

  run (fixture->app, "DROP INDEX t_v_idx");
  g_assert_false (undo (fixture, change_id, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NOT_FOUND);
  assert_events (fixture, "prepared started done");
}

/* The same index in another database of the server is not the one that was made. */
static void
test_undo_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (OptConnection) other = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConninfo) conninfo = opt_test_get_conninfo (database);
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = apply (fixture, &error);

  g_assert_no_error (error);
  run (other, "CREATE TABLE t (id int PRIMARY KEY, v int); CREATE INDEX t_v_idx ON t (v)");
  g_assert_false (
      opt_change_undo_sync (conninfo, fixture->audit, change_id, 0, NULL, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, fixture->database));
  g_assert_cmpint (count (other,
                          "SELECT count(*) AS n FROM pg_index WHERE indrelid = 't'::regclass"),
                   ==, 2);
  assert_events (fixture, "prepared started done");
  opt_connection_close (other);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) other
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);

  fixture->request->lock_timeout = 200;
  run (other, "BEGIN; LOCK TABLE t IN SHARE UPDATE EXCLUSIVE MODE");
  assert_apply_fails (fixture, OPT_ERROR_CONFLICT, "lock");
  run (other, "ROLLBACK");

  g_assert_cmpint (count_indexes (fixture, "NOT indisprimary"), ==, 0);
  assert_events (fixture, "prepared started failed");
  opt_connection_close (other);
}

/* A writer is waited for only after the index is there, and not valid yet. */
static void
test_writer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) other
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);

  fixture->request->lock_timeout = 200;
  run (other, "BEGIN; UPDATE t SET v = 1 WHERE id = 1");
  /* It can't be dropped either while the writer is there, and that is said. */
  assert_apply_fails (fixture, OPT_ERROR_CONFLICT,
                      "DROP INDEX CONCURRENTLY IF EXISTS public.t_v_idx");
  run (other, "ROLLBACK");
  g_assert_cmpint (count_indexes (fixture, "NOT indisvalid"), ==, 1);
  assert_events (fixture, "prepared started failed");
  opt_connection_close (other);
}

static void
test_duplicates (Fixture *fixture, gconstpointer data)
{
  assert_apply_fails (fixture, OPT_ERROR_DATA, "duplicated");
  g_assert_cmpint (count_indexes (fixture, "NOT indisprimary"), ==, 0);
  assert_events (fixture, "prepared started failed");
}

static void
test_wrong_role (Fixture *fixture, gconstpointer data)
{
  run (fixture->app,
       "CREATE ROLE stranger LOGIN; CREATE ROLE keeper LOGIN; ALTER TABLE t OWNER TO keeper");
  opt_conninfo_unref (fixture->request->conninfo);
  fixture->request->conninfo
      = opt_cluster_get_conninfo (opt_test_get_cluster (), "stranger", fixture->database);
  assert_apply_fails (fixture, OPT_ERROR_DENIED, "keeper");
  assert_events (fixture, "");

  /* The owner lacks a right of its own. */
  opt_conninfo_unref (fixture->request->conninfo);
  fixture->request->conninfo
      = opt_cluster_get_conninfo (opt_test_get_cluster (), "keeper", fixture->database);
  run (fixture->app, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
  assert_apply_fails (fixture, OPT_ERROR_DENIED, "GRANT CREATE ON SCHEMA");
  assert_events (fixture, "");

  run (fixture->app, "GRANT CREATE ON SCHEMA public TO keeper");
  g_free (apply (fixture, NULL));
  assert_events (fixture, "prepared started done");
}

static void
test_wrong_server (Fixture *fixture, gconstpointer data)
{
  fixture->request->server_id = g_strdup ("1");
  assert_apply_fails (fixture, OPT_ERROR_REFUSED, "another server");
  assert_events (fixture, "");
}

static void
test_table_gone (Fixture *fixture, gconstpointer data)
{
  run (fixture->app, "DROP TABLE t");
  assert_apply_fails (fixture, OPT_ERROR_NOT_FOUND, NULL);
  assert_events (fixture, "");
}

/* Ends a build that is under way, held up by a writer. */
typedef struct
{
  Fixture *fixture;
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

    while (count (watcher, "SELECT count(*) AS n FROM pg_stat_activity "
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
apply_interrupted (Fixture *fixture, gboolean kill, OptConnection *writer, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Interruption interruption = { fixture, cancellable, kill };
  GThread *thread;
  g_autofree char *change_id = NULL;

  fixture->request->lock_timeout = 5000;
  run (writer, "BEGIN; UPDATE t SET v = 1 WHERE id = 1");
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

    run (watcher, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                  "WHERE state = 'idle in transaction' AND datname = current_database()");
    while (count (watcher, "SELECT count(*) AS n FROM pg_index "
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
test_cancel_too_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) writer
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Interruption interruption = { fixture, cancellable, FALSE };
  OptProgress progress = { cancel_too_late, &interruption };
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = NULL;

  fixture->request->lock_timeout = 5000;
  run (writer, "BEGIN; UPDATE t SET v = 1 WHERE id = 1");
  change_id
      = opt_change_apply_sync (fixture->request, fixture->audit, &progress, cancellable, &error);
  g_assert_no_error (error);
  g_assert_nonnull (change_id);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  assert_events (fixture, "prepared started done");
  g_assert_true (undo (fixture, change_id, &error));
  g_assert_no_error (error);
  opt_connection_close (writer);
}

static void
test_server_killed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) writer
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = NULL;
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (OptChangeRecovery) found = NULL;
  g_autoptr (OptChangeRecovery) settled = NULL;

  run (fixture->app, "CHECKPOINT");
  apply_interrupted (fixture, TRUE, writer, &error);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (opt_error_get_next_step (error), "interrupted"));
  g_clear_error (&error);
  assert_events (fixture, "prepared started note");
  change_id = get_only_change_id (fixture);
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
  assert_events (fixture, "prepared started note");

  settled = opt_change_recover_sync (fixture->request->conninfo, fixture->audit, change_id, TRUE,
                                     NULL, &error);
  g_assert_no_error (error);
  g_assert_true (settled->settled);
  g_assert_cmpint (count_indexes (fixture, "NOT indisprimary"), ==, 0);
  assert_events (fixture, "prepared started note failed");

  /* It is settled, and can be tried again. */
  g_assert_null (opt_change_recover_sync (fixture->request->conninfo, fixture->audit, change_id,
                                          TRUE, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
  g_clear_error (&error);
  g_free (change_id);
  change_id = apply (fixture, &error);
  g_assert_no_error (error);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) writer
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = NULL;

  apply_interrupted (fixture, FALSE, writer, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* The writer keeps what was left from being dropped, and that is said. */
  g_assert_nonnull (strstr (error->message, "DROP INDEX CONCURRENTLY IF EXISTS public.t_v_idx"));
  assert_events (fixture, "prepared started failed");
  opt_connection_close (writer);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/change/apply/apply-and-undo", NULL, test_apply_and_undo);
  ADD ("/change/apply/undo-refuses-another", NULL, test_undo_refuses_another);
  ADD ("/change/apply/undo-elsewhere", NULL, test_undo_elsewhere);
  ADD ("/change/apply/locked", NULL, test_locked);
  ADD ("/change/apply/writer", NULL, test_writer);
  ADD ("/change/apply/duplicates", "unique", test_duplicates);
  ADD ("/change/apply/wrong-role", NULL, test_wrong_role);
  ADD ("/change/apply/wrong-server", NULL, test_wrong_server);
  ADD ("/change/apply/table-gone", NULL, test_table_gone);
  ADD ("/change/apply/cancel", NULL, test_cancel);
  ADD ("/change/apply/cancel-too-late", NULL, test_cancel_too_late);
  ADD ("/change/apply/server-killed", NULL, test_server_killed);

  return g_test_run ();
}
