/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <sqlite3.h>
#include <string.h>

#include "change-fixture.h"
#include "opt-change-leftover.h"
#include "opt-change-recovery.h"
#include "opt-json.h"
#include "opt-test.h"

/* ---- The process that is killed -------------------------------------------------------------- */

/* It can be killed by itself right before or after it logs an event, or that event for the nth
 * time: "after:note*3". */
static char *last_event; /* quoted, as in SQL */
static gboolean dies_before;
static gboolean is_logged;
static guint n_left;

static int
trace (unsigned type, void *data, void *p, void *x)
{
  g_autofree char *sql = NULL;
  char *expanded;

  if (type == SQLITE_TRACE_PROFILE)
    {
      if (is_logged && sqlite3_get_autocommit (sqlite3_db_handle (p)) != 0)
        raise (SIGKILL);
      return 0;
    }

  /* A trigger of the statement. */
  if (g_str_has_prefix (x, "--"))
    return 0;

  expanded = sqlite3_expanded_sql (p);
  sql = g_strdup (expanded);
  sqlite3_free (expanded);
  if (strstr (sql, "INSERT INTO entries") == NULL || strstr (sql, last_event) == NULL)
    return 0;
  if (--n_left > 0)
    return 0;
  if (dies_before)
    raise (SIGKILL);
  is_logged = TRUE;

  return 0;
}

static int
database_opened (sqlite3 *db, const char **message, const struct sqlite3_api_routines *api)
{
  return sqlite3_trace_v2 (db, SQLITE_TRACE_STMT | SQLITE_TRACE_PROFILE, trace, NULL);
}

/* "before:started": what is done until then is on the disk. */
static void
arm (const char *death)
{
  const char *colon = strchr (death, ':');

  if (colon == NULL)
    return;

  dies_before = g_str_has_prefix (death, "before");
  n_left = strchr (death, '*') != NULL ? (guint) atoi (strchr (death, '*') + 1) : 1;
  last_event = g_strdup_printf ("'%.*s'", (int) strcspn (colon + 1, "*"), colon + 1);
  sqlite3_auto_extension ((void (*) (void)) database_opened);
}

static int
run_child (char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new (argv[2], &error);
  g_autoptr (OptAudit) audit = NULL;
  g_autofree char *change_id = NULL;

  g_assert_no_error (error);
  arm (argv[4]);
  audit = opt_audit_open_sync (argv[3], &error);
  g_assert_no_error (error);
  if (*argv[5] == '[')
    {
      g_autoptr (JsonNode) node = opt_json_parse (argv[5], -1, &error);
      g_autoptr (OptChangeSet) changes = opt_change_set_from_json (node, &error);
      g_autoptr (OptChangeRequest) request = opt_change_request_new (conninfo, changes);

      request->lock_timeout = 120000;
      change_id = opt_change_apply_sync (request, audit, NULL, NULL, &error);
    }
  else
    opt_change_undo_sync (conninfo, audit, argv[5], 120000, NULL, NULL, &error);

  return error == NULL ? 0 : 1;
}

/* ---- The process that comes after it --------------------------------------------------------- */

static GSubprocess *
start_child (ChangeFixture *fixture, const char *death, const char *change_id)
{
  g_autofree char *conninfo = opt_conninfo_to_string (fixture->request->conninfo);
  g_autoptr (JsonNode) node = opt_change_set_to_json (fixture->request->changes);
  g_autofree char *changes = opt_json_print (node, FALSE);
  g_autoptr (GError) error = NULL;
  GSubprocess *child
      = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "/proc/self/exe", "--child", conninfo,
                          fixture->path, death, change_id != NULL ? change_id : changes, NULL);

  g_assert_no_error (error);

  return child;
}

static void
wait_for_death (GSubprocess *child)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait (child, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_signaled (child));
  g_assert_cmpint (g_subprocess_get_term_sig (child), ==, SIGKILL);
}

static void
kill_at (ChangeFixture *fixture, const char *death, const char *change_id)
{
  g_autoptr (GSubprocess) child = start_child (fixture, death, change_id);

  wait_for_death (child);
}

/* As soon as the server waits for a lock; what it does it goes on doing. */
static void
kill_waiting (ChangeFixture *fixture, const char *statement, const char *change_id)
{
  g_autoptr (GSubprocess) child = start_child (fixture, "", change_id);

  change_fixture_wait_for_waiting (fixture, statement, 1);
  g_subprocess_force_exit (child);
  wait_for_death (child);
}

static void
wait_for_seen (ChangeFixture *fixture)
{
  for (gint64 oid = 0; oid == 0;)
    {
      g_autoptr (OptAuditChange) change = NULL;

      g_usleep (10000);
      change = change_fixture_get_only_change (fixture);
      oid = opt_change_get_built_oid (change);
    }
}

static void
wait_for_quiet (ChangeFixture *fixture)
{
  while (change_fixture_count (fixture->app, "SELECT count(*) AS n FROM pg_stat_activity "
                                             "WHERE application_name = 'optischema/change'")
         != 0)
    g_usleep (10000);
}

static OptChangeRecovery *
look (ChangeFixture *fixture, gboolean settle)
{
  g_autofree char *change_id = change_fixture_get_only_change_id (fixture);
  g_autoptr (GError) error = NULL;
  OptChangeRecovery *recovery = opt_change_recover_sync (fixture->request->conninfo, fixture->audit,
                                                         change_id, settle, NULL, &error);

  g_assert_no_error (error);

  return recovery;
}

static void
assert_running (ChangeFixture *fixture, const char *words)
{
  g_autoptr (OptChangeRecovery) recovery = look (fixture, TRUE);
  g_autofree char *number = g_strdup_printf ("(%d)", recovery->pid);

  g_assert_cmpint (recovery->pid, !=, 0);
  g_assert_false (recovery->settled);
  g_assert_nonnull (strstr (recovery->found, words));
  g_assert_null (strstr (recovery->found, "not valid"));
  g_assert_nonnull (strstr (recovery->next_step, "Wait"));
  g_assert_nonnull (strstr (recovery->next_step, number));
}

static void
assert_state (ChangeFixture *fixture, OptAuditState state)
{
  g_autoptr (OptAuditChange) change = change_fixture_get_only_change (fixture);

  g_assert_cmpint (opt_audit_change_get_state (change), ==, state);
}

static void
assert_settles (ChangeFixture *fixture, const char *words, OptAuditState state)
{
  g_autoptr (OptChangeRecovery) found = look (fixture, FALSE);
  g_autoptr (OptChangeRecovery) settled = NULL;

  g_assert_cmpint (found->pid, ==, 0);
  g_assert_false (found->settled);
  g_assert_nonnull (strstr (found->found, words));
  g_assert_nonnull (found->next_step);
  settled = look (fixture, TRUE);
  g_assert_true (settled->settled);
  assert_state (fixture, state);
}

static void
assert_made (ChangeFixture *fixture)
{
  g_assert_cmpint (change_fixture_count_indexes (fixture, "indisvalid AND NOT indisprimary"), ==,
                   1);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisvalid"), ==, 0);
}

static void
assert_nothing_there (ChangeFixture *fixture)
{
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisprimary"), ==, 0);
}

static void
assert_undo_works (ChangeFixture *fixture)
{
  g_autofree char *change_id = change_fixture_get_only_change_id (fixture);
  g_autoptr (GError) error = NULL;

  assert_made (fixture);
  g_assert_true (change_fixture_undo (fixture, change_id, &error));
  g_assert_no_error (error);
  assert_nothing_there (fixture);
  assert_state (fixture, OPT_AUDIT_STATE_UNDONE);
}

static void
assert_apply_works (ChangeFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = change_fixture_apply (fixture, &error);

  g_assert_no_error (error);
  assert_made (fixture);
}

static void
cancel_orphan (ChangeFixture *fixture)
{
  g_autofree char *change_id = change_fixture_get_only_change_id (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_true (opt_change_cancel_orphan_sync (fixture->request->conninfo, fixture->audit,
                                                change_id, NULL, &error));
  g_assert_no_error (error);
}

/* ---- Applying -------------------------------------------------------------------------------- */

static void
test_prepared (ChangeFixture *fixture, gconstpointer data)
{
  g_autofree char *change_id = NULL;
  g_autoptr (GError) error = NULL;

  kill_at (fixture, "before:started", NULL);
  assert_state (fixture, OPT_AUDIT_STATE_PREPARED);
  assert_nothing_there (fixture);
  change_id = change_fixture_get_only_change_id (fixture);
  g_assert_false (change_fixture_undo (fixture, change_id, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "Prepared"));
  assert_apply_works (fixture);
}

static void
test_started (ChangeFixture *fixture, gconstpointer data)
{
  kill_at (fixture, "after:started", NULL);
  assert_state (fixture, OPT_AUDIT_STATE_INTERRUPTED);
  wait_for_quiet (fixture);
  assert_settles (fixture, "is not there", OPT_AUDIT_STATE_FAILED);
  assert_nothing_there (fixture);
  assert_apply_works (fixture);
}

/* The server goes on waiting for the table, and makes the index when it gets it. */
static void
test_locked (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) locker
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);

  change_fixture_run (locker, "BEGIN; LOCK TABLE t IN SHARE UPDATE EXCLUSIVE MODE");
  kill_waiting (fixture, "CREATE INDEX CONC", NULL);
  assert_running (fixture, "still being built");
  assert_state (fixture, OPT_AUDIT_STATE_INTERRUPTED);
  change_fixture_run (locker, "ROLLBACK");
  wait_for_quiet (fixture);
  assert_settles (fixture, "is valid", OPT_AUDIT_STATE_APPLIED);
  assert_undo_works (fixture);
  opt_connection_close (locker);
}

static void
test_locked_cancelled (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) locker
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);

  change_fixture_run (locker, "BEGIN; LOCK TABLE t IN SHARE UPDATE EXCLUSIVE MODE");
  kill_waiting (fixture, "CREATE INDEX CONC", NULL);
  cancel_orphan (fixture);
  change_fixture_run (locker, "ROLLBACK");
  assert_settles (fixture, "is not there", OPT_AUDIT_STATE_FAILED);
  assert_apply_works (fixture);
  opt_connection_close (locker);
}

/* One who may not see what the session does sees that it needs the table. */
static void
test_hidden (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) locker
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  OptConninfo *superuser = opt_conninfo_ref (fixture->request->conninfo);

  change_fixture_run (fixture->app, "CREATE ROLE hidden_keeper LOGIN");
  change_fixture_run (locker, "BEGIN; LOCK TABLE t IN SHARE UPDATE EXCLUSIVE MODE");
  kill_waiting (fixture, "CREATE INDEX CONC", NULL);
  opt_conninfo_unref (fixture->request->conninfo);
  fixture->request->conninfo
      = opt_cluster_get_conninfo (opt_test_get_cluster (), "hidden_keeper", fixture->database);
  assert_running (fixture, "still being built");
  change_fixture_run (locker, "ROLLBACK");
  wait_for_quiet (fixture);
  assert_settles (fixture, "is valid", OPT_AUDIT_STATE_APPLIED);
  opt_conninfo_unref (fixture->request->conninfo);
  fixture->request->conninfo = superuser;
  assert_undo_works (fixture);
  opt_connection_close (locker);
}

/* An index that is being built is no leftover. */
static void
test_building (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) writer
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);

  change_fixture_run (writer, "BEGIN; LOCK TABLE t IN ROW EXCLUSIVE MODE");
  kill_waiting (fixture, "CREATE INDEX CONC", NULL);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisvalid"), ==, 1);
  assert_running (fixture, "waiting for writers");
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, "is building an index");
  change_fixture_run (writer, "ROLLBACK");
  wait_for_quiet (fixture);
  assert_settles (fixture, "is valid", OPT_AUDIT_STATE_APPLIED);
  assert_undo_works (fixture);
  opt_connection_close (writer);
}

static void
test_building_cancelled (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) writer
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);

  change_fixture_run (writer, "BEGIN; LOCK TABLE t IN ROW EXCLUSIVE MODE");
  kill_waiting (fixture, "CREATE INDEX CONC", NULL);
  cancel_orphan (fixture);
  change_fixture_run (writer, "ROLLBACK");
  assert_settles (fixture, "not valid", OPT_AUDIT_STATE_FAILED);
  assert_nothing_there (fixture);
  assert_apply_works (fixture);
  opt_connection_close (writer);
}

/* What has its name now, and looks the same, is not what was seen being built. */
static void
test_replaced (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) writer
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GSubprocess) child = NULL;

  change_fixture_run (writer, "BEGIN; LOCK TABLE t IN ROW EXCLUSIVE MODE");
  child = start_child (fixture, "", NULL);
  change_fixture_wait_for_waiting (fixture, "CREATE INDEX CONC", 1);
  wait_for_seen (fixture);
  g_subprocess_force_exit (child);
  wait_for_death (child);
  cancel_orphan (fixture);
  change_fixture_run (writer, "ROLLBACK");
  change_fixture_run (
      fixture->app,
      "DROP INDEX t_v_idx; CREATE INDEX t_v_idx ON t (v);"
      "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_v_idx'::regclass");
  assert_settles (fixture, "not the index of this change", OPT_AUDIT_STATE_FAILED);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisvalid"), ==, 1);
  opt_connection_close (writer);
}

static void
test_done (ChangeFixture *fixture, gconstpointer data)
{
  kill_at (fixture, "before:done", NULL);
  assert_state (fixture, OPT_AUDIT_STATE_INTERRUPTED);
  wait_for_quiet (fixture);
  assert_settles (fixture, "is valid", OPT_AUDIT_STATE_APPLIED);
  assert_undo_works (fixture);
}

/* ---- Undoing --------------------------------------------------------------------------------- */

static void
test_undo_started (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = change_fixture_apply (fixture, &error);

  kill_at (fixture, "after:undo-started", change_id);
  assert_state (fixture, OPT_AUDIT_STATE_UNDO_INTERRUPTED);
  wait_for_quiet (fixture);
  assert_settles (fixture, "is valid", OPT_AUDIT_STATE_UNDO_FAILED);
  assert_undo_works (fixture);
}

static void
test_undo_locked (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) locker
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = change_fixture_apply (fixture, &error);

  change_fixture_run (locker, "BEGIN; LOCK TABLE t IN SHARE UPDATE EXCLUSIVE MODE");
  kill_waiting (fixture, "DROP INDEX CONC", change_id);
  assert_running (fixture, "still being dropped");
  assert_state (fixture, OPT_AUDIT_STATE_UNDO_INTERRUPTED);
  change_fixture_run (locker, "ROLLBACK");
  wait_for_quiet (fixture);
  assert_settles (fixture, "is not there", OPT_AUDIT_STATE_UNDONE);
  assert_nothing_there (fixture);
  opt_connection_close (locker);
}

static void
test_undone (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = change_fixture_apply (fixture, &error);

  kill_at (fixture, "before:undone", change_id);
  assert_state (fixture, OPT_AUDIT_STATE_UNDO_INTERRUPTED);
  wait_for_quiet (fixture);
  assert_settles (fixture, "is not there", OPT_AUDIT_STATE_UNDONE);
  assert_nothing_there (fixture);
}

/* ---- In steps -------------------------------------------------------------------------------- */

#define PARTS                                                                   \
  "SELECT count(*) AS n FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid " \
  "WHERE t.relname IN ('p', 'p1', 'p2', 'P 21', 'p3')"

/* Before and after each statement there is a note: whichever was the last, what was made by then is
 * known, and goes. */
static void
test_steps (ChangeFixture *fixture, gconstpointer data)
{
  static const guint deaths[] = { 1, 2, 4, 6, 7, 9 };

  change_fixture_partition (fixture, "CREATE INDEX mine ON p1 (v)", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (deaths); i++)
    {
      g_autofree char *death = g_strdup_printf ("after:note*%u", deaths[i]);

      kill_at (fixture, death, NULL);
      wait_for_quiet (fixture);
      assert_settles (fixture, i == 0 ? "not" : "is not valid", OPT_AUDIT_STATE_FAILED);
      g_assert_cmpint (change_fixture_count (fixture->app, PARTS), ==, 1);
      g_clear_object (&fixture->audit);
      change_fixture_remove_log (fixture->path);
      fixture->audit = opt_audit_open_sync (fixture->path, NULL);
    }
}

/* Another made the same when this one had only said that it begins: theirs, as it works. */
static void
test_steps_taken (ChangeFixture *fixture, gconstpointer data)
{
  change_fixture_partition (fixture, "SELECT 1", NULL);
  kill_at (fixture, "after:note*1", NULL);
  wait_for_quiet (fixture);
  change_fixture_run (fixture->app, "CREATE INDEX p_v_idx ON p (v)");
  assert_settles (fixture, "may be of this change", OPT_AUDIT_STATE_FAILED);
  g_assert_cmpint (change_fixture_count (fixture->app, PARTS " AND indisvalid"), ==, 5);
}

/* The index that was there before is still to be made again. */
static void
test_undo_steps (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = NULL;

  change_fixture_partition (fixture, "CREATE INDEX mine ON p1 (v)", NULL);
  change_id = change_fixture_apply (fixture, &error);
  g_assert_no_error (error);
  kill_at (fixture, "before:note*2", change_id);
  wait_for_quiet (fixture);
  g_assert_cmpint (change_fixture_count (fixture->app, PARTS), ==, 0);
  assert_settles (fixture, "is not there", OPT_AUDIT_STATE_UNDO_FAILED);
  g_assert_true (change_fixture_undo (fixture, change_id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (change_fixture_count (fixture->app, PARTS " AND indisvalid"), ==, 1);
  assert_state (fixture, OPT_AUDIT_STATE_UNDONE);
}

/* ---- What has a value ------------------------------------------------------------------------ */

#define IN_FORCE "SELECT (current_setting('random_page_cost') = '1.75')::int AS n"

/* Set, and not yet read by the server: to settle it completes it. */
static void
test_parameter (ChangeFixture *fixture, gconstpointer data)
{
  OptChangeProperty *property
      = opt_change_property_new (OPT_PROPERTY_PARAMETER, "random_page_cost");
  g_autofree char *change_id = NULL;
  g_autoptr (GError) error = NULL;

  property->after = g_strdup ("1.75");
  g_assert_true (change_fixture_set (fixture, property, &error));
  kill_at (fixture, "after:note*1", NULL);
  wait_for_quiet (fixture);
  assert_settles (fixture, "is not set", OPT_AUDIT_STATE_FAILED);
  g_clear_object (&fixture->audit);
  change_fixture_remove_log (fixture->path);
  fixture->audit = opt_audit_open_sync (fixture->path, NULL);

  kill_at (fixture, "before:note*2", NULL);
  wait_for_quiet (fixture);
  g_assert_cmpint (change_fixture_count (fixture->app, IN_FORCE), ==, 0);
  assert_settles (fixture, "1.75", OPT_AUDIT_STATE_APPLIED);
  while (change_fixture_count (fixture->app, IN_FORCE) == 0)
    g_usleep (10000);

  change_id = change_fixture_get_only_change_id (fixture);
  kill_at (fixture, "before:undone", change_id);
  wait_for_quiet (fixture);
  assert_settles (fixture, "is not set", OPT_AUDIT_STATE_UNDONE);
}

#define ADD(path, func) \
  g_test_add (path, ChangeFixture, NULL, change_fixture_set_up, func, change_fixture_tear_down)

int
main (int argc, char **argv)
{
  if (argc == 6 && g_str_equal (argv[1], "--child"))
    return run_child (argv);

  g_test_init (&argc, &argv, NULL);
  ADD ("/change/kill/prepared", test_prepared);
  ADD ("/change/kill/started", test_started);
  ADD ("/change/kill/locked", test_locked);
  ADD ("/change/kill/locked-cancelled", test_locked_cancelled);
  ADD ("/change/kill/hidden", test_hidden);
  ADD ("/change/kill/building", test_building);
  ADD ("/change/kill/building-cancelled", test_building_cancelled);
  ADD ("/change/kill/replaced", test_replaced);
  ADD ("/change/kill/done", test_done);
  ADD ("/change/kill/undo-started", test_undo_started);
  ADD ("/change/kill/undo-locked", test_undo_locked);
  ADD ("/change/kill/undone", test_undone);
  ADD ("/change/kill/steps", test_steps);
  ADD ("/change/kill/steps-taken", test_steps_taken);
  ADD ("/change/kill/undo-steps", test_undo_steps);
  ADD ("/change/kill/parameter", test_parameter);

  return g_test_run ();
}
