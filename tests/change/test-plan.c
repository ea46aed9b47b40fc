/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "change-fixture.h"
#include "opt-change-plan.h"
#include "opt-test.h"

static OptChangePlan *
read_plan (ChangeFixture *fixture, OptChangeSet *changes, const char *role)
{
  g_autoptr (GError) error = NULL;
  OptChangePlan *plan
      = opt_change_plan_read_sync (fixture->app, changes, role, 123456, NULL, &error);

  g_assert_no_error (error);

  return plan;
}

static const OptPlanStep *
get_step (const OptChangePlan *plan)
{
  g_assert_cmpuint (plan->steps->len, ==, 1);

  return plan->steps->pdata[0];
}

static OptConnection *
open_session (ChangeFixture *fixture, const char *sql)
{
  OptConnection *session = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);

  change_fixture_run (session, sql);

  return session;
}

static void
close_session (OptConnection *session)
{
  opt_connection_close (session);
  g_object_unref (session);
}

static void
assert_only (const OptChangePlan *plan, gboolean conflicts, gboolean waited_for, const char *words)
{
  const OptPlanStep *step = get_step (plan);
  const OptPlanSession *session;
  g_autofree char *text = opt_plan_step_describe_sessions (step);

  g_test_message ("%s", text);
  g_assert_cmpuint (step->sessions->len, ==, 1);
  session = step->sessions->pdata[0];
  g_assert_cmpint (session->conflicts, ==, conflicts);
  g_assert_cmpint (session->waited_for, ==, waited_for);
  g_assert_cmpint (session->pid, >, 0);
  g_assert_nonnull (session->role);
  g_assert_cmpfloat (session->age_s, >=, 0);
  g_assert_nonnull (strstr (text, words));
  g_assert_cmpint (opt_change_plan_is_free (plan), ==, !conflicts);
}

static void
assert_nobody (const OptChangePlan *plan)
{
  g_autofree char *text = opt_plan_step_describe_sessions (get_step (plan));

  g_test_message ("%s", text);
  g_assert_cmpuint (get_step (plan)->sessions->len, ==, 0);
  g_assert_true (opt_change_plan_is_free (plan));
}

static void
test_free (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptChangePlan) plan = NULL;
  g_autoptr (OptChangePlan) known = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *moment = NULL;
  g_autofree char *disk = NULL;
  g_autofree char *duration = NULL;

  change_fixture_run (fixture->app, "ALTER TABLE t SET (autovacuum_enabled = off)");
  plan = read_plan (fixture, fixture->request->changes, NULL);
  assert_nobody (plan);
  g_assert_true (opt_change_plan_is_allowed (plan));
  g_assert_cmpint (get_step (plan)->table_bytes, ==, -1);
  disk = opt_plan_step_describe_disk (get_step (plan));
  g_assert_nonnull (strstr (disk, "an estimate"));

  change_fixture_run (fixture->app, "ANALYZE t");
  known = read_plan (fixture, fixture->request->changes, NULL);
  g_assert_cmpint (get_step (known)->table_bytes, >, 0);
  g_assert_cmpint (get_step (known)->table_rows, ==, 2000);
  duration = opt_plan_step_describe_duration (get_step (known));
  g_assert_nonnull (strstr (duration, "not known"));
  moment = opt_change_plan_describe_moment (known);
  g_assert_true (g_str_has_prefix (moment, "—"));
  node = opt_change_plan_to_json (known);
  g_assert_true (json_object_get_boolean_member (json_node_get_object (node), "dry_run"));

  /* It was only read. */
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisprimary"), ==, 0);
  change_fixture_assert_events (fixture, "");
}

/* It can begin beside one that writes, and doesn't end before that does. */
static void
test_writer (ChangeFixture *fixture, gconstpointer data)
{
  OptConnection *session = open_session (fixture, "BEGIN; INSERT INTO t VALUES (0, 0)");
  g_autoptr (OptChangePlan) plan = read_plan (fixture, fixture->request->changes, NULL);

  assert_only (plan, FALSE, TRUE, "waits for its end");
  close_session (session);
}

static void
test_conflict (ChangeFixture *fixture, gconstpointer data)
{
  OptConnection *session = open_session (fixture, "BEGIN; LOCK TABLE t IN SHARE MODE");
  g_autoptr (OptChangePlan) plan = read_plan (fixture, fixture->request->changes, NULL);

  assert_only (plan, TRUE, FALSE, "ShareLock");
  /* And so it is. */
  fixture->request->lock_timeout = 200;
  fixture->request->tries = 1;
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, NULL);
  close_session (session);
}

/* A snapshot that is old, of whatever it read. */
static void
test_snapshot (ChangeFixture *fixture, gconstpointer data)
{
  OptConnection *session
      = open_session (fixture, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM pg_class");
  g_autoptr (OptChangeSet) analyze = opt_change_set_new ();
  g_autoptr (OptChangePlan) plan = NULL;
  g_autoptr (OptChangePlan) other = NULL;

  g_usleep (1100000);
  plan = read_plan (fixture, fixture->request->changes, NULL);
  assert_only (plan, FALSE, TRUE, "idle in transaction");

  opt_change_set_add_analyze (analyze, opt_catalog_find_relation (fixture->catalog, "public", "t"));
  other = read_plan (fixture, analyze, NULL);
  assert_nobody (other);
  close_session (session);
}

/* What nobody is signed in to end. */
static void
test_prepared (ChangeFixture *fixture, gconstpointer data)
{
  OptConnection *session = open_session (fixture, "BEGIN; INSERT INTO t VALUES (0, 0)");
  g_autoptr (OptChangePlan) plan = NULL;
  const OptPlanSession *prepared;
  g_autofree char *text = NULL;

  change_fixture_run (session, "PREPARE TRANSACTION 'left'");
  plan = read_plan (fixture, fixture->request->changes, NULL);
  change_fixture_run (session, "ROLLBACK PREPARED 'left'");

  g_assert_cmpuint (get_step (plan)->sessions->len, ==, 1);
  prepared = get_step (plan)->sessions->pdata[0];
  g_assert_cmpint (prepared->pid, ==, 0);
  g_assert_true (prepared->waited_for);
  text = opt_plan_step_describe_sessions (get_step (plan));
  g_assert_nonnull (strstr (text, "prepared transaction “left”"));
  close_session (session);
}

static void
ended (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptResult) rows = opt_connection_query_finish (OPT_CONNECTION (object), result, NULL);

  *(gboolean *) data = TRUE;
}

/* Runs it until it is cancelled; @condition is of pg_stat_activity, and told when it is at it. */
static void
begin_in_background (ChangeFixture *fixture,
                     OptConnection *session,
                     const char *sql,
                     const char *condition,
                     GCancellable *cancellable,
                     gboolean *has_ended)
{
  g_autofree char *count
      = g_strdup_printf ("SELECT count(*) AS n FROM pg_stat_activity WHERE %s", condition);

  *has_ended = FALSE;
  opt_connection_query_async (session, sql, NULL, OPT_QUERY_NONE, cancellable, ended, has_ended);
  while (change_fixture_count (fixture->app, count) == 0)
    {
      g_assert_false (*has_ended);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (10000);
    }
}

static void
cancel_and_wait (GCancellable *cancellable, const gboolean *has_ended)
{
  g_cancellable_cancel (cancellable);
  while (!*has_ended)
    g_main_context_iteration (NULL, TRUE);
}

/* That of another table has a snapshot, which an index that is built doesn't wait for. */
static void
test_vacuum (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  OptConnection *session = open_session (fixture, "CREATE TABLE other AS SELECT i FROM "
                                                  "generate_series(1, 50000) AS i");
  g_autoptr (OptChangePlan) plan = NULL;
  gboolean has_ended;

  change_fixture_run (session, "SET vacuum_cost_delay = 100");
  change_fixture_run (session, "SET vacuum_cost_limit = 1");
  begin_in_background (fixture, session, "VACUUM other",
                       "query = 'VACUUM other' AND backend_xmin IS NOT NULL "
                       "AND clock_timestamp() - xact_start > interval '1.1 seconds'",
                       cancellable, &has_ended);
  plan = read_plan (fixture, fixture->request->changes, NULL);
  assert_nobody (plan);
  cancel_and_wait (cancellable, &has_ended);
  close_session (session);
}

/* It has a lock that does no harm, and waits for one that does. */
static void
test_awaited (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  OptConnection *reader = open_session (fixture, "BEGIN; LOCK TABLE t IN ACCESS SHARE MODE");
  OptConnection *session = open_session (fixture, "BEGIN; LOCK TABLE t IN ACCESS SHARE MODE");
  g_autoptr (OptChangePlan) plan = NULL;
  gboolean has_ended;

  begin_in_background (fixture, session, "LOCK TABLE t", "wait_event_type = 'Lock'", cancellable,
                       &has_ended);
  plan = read_plan (fixture, fixture->request->changes, NULL);
  assert_only (plan, TRUE, FALSE, "waits for AccessExclusiveLock on the table");
  cancel_and_wait (cancellable, &has_ended);
  close_session (session);
  close_session (reader);
}

/* Whoever only reads holds up the dropping of an index, but not the making. */
static void
test_reader (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptChangeSet) drop = opt_change_set_new ();
  g_autoptr (OptCatalog) catalog = NULL;
  g_autoptr (OptChangePlan) make_plan = NULL;
  g_autoptr (OptChangePlan) drop_plan = NULL;
  g_autoptr (GError) error = NULL;
  OptConnection *session;
  g_autofree char *disk = NULL;

  change_fixture_run (fixture->app, "CREATE INDEX spare ON t (id, v)");
  change_fixture_run (fixture->app, "ANALYZE t");
  catalog = opt_catalog_load_sync (fixture->app, NULL, &error);
  g_assert_no_error (error);
  opt_change_set_add_drop_index (drop, catalog, opt_catalog_find_index (catalog, "public", "spare"),
                                 &error);
  g_assert_no_error (error);

  session = open_session (fixture, "BEGIN; SELECT count(*) FROM t");
  make_plan = read_plan (fixture, fixture->request->changes, NULL);
  assert_nobody (make_plan);
  drop_plan = read_plan (fixture, drop, NULL);
  assert_only (drop_plan, FALSE, TRUE, "waits for its end");
  g_assert_cmpint (get_step (drop_plan)->index_bytes, >, 0);
  disk = opt_plan_step_describe_disk (get_step (drop_plan));
  g_assert_nonnull (strstr (disk, "gives back"));
  close_session (session);
}

static void
assert_rights (ChangeFixture *fixture, const char *role, gboolean allowed, const char *words)
{
  g_autoptr (OptChangePlan) plan = read_plan (fixture, fixture->request->changes, role);
  g_autofree char *text = opt_change_plan_describe_rights (plan);

  g_test_message ("%s", text);
  g_assert_cmpint (opt_change_plan_is_allowed (plan), ==, allowed);
  g_assert_cmpstr (plan->role, ==, role);
  g_assert_nonnull (strstr (text, words));
}

static void
test_rights (ChangeFixture *fixture, gconstpointer data)
{
  change_fixture_run (fixture->app, "CREATE ROLE plan_owner LOGIN; CREATE ROLE plan_stranger LOGIN;"
                                    "CREATE ROLE plan_member LOGIN IN ROLE plan_owner;"
                                    "REVOKE CREATE ON SCHEMA public FROM public;"
                                    "ALTER TABLE t OWNER TO plan_owner");
  assert_rights (fixture, "plan_stranger", FALSE, "--as plan_owner");
  assert_rights (fixture, "plan_owner", FALSE, "GRANT CREATE ON SCHEMA");
  assert_rights (fixture, "nobody at all", FALSE, "There is no role “nobody at all”");
  change_fixture_run (fixture->app, "GRANT CREATE ON SCHEMA public TO plan_owner");
  assert_rights (fixture, "plan_owner", TRUE, "may make it");
  assert_rights (fixture, "plan_member", TRUE, "may make it");
  change_fixture_run (fixture->app, "DROP OWNED BY plan_owner CASCADE;"
                                    "DROP ROLE plan_member, plan_stranger, plan_owner");
}

/* Whoever may not see what others do still sees their locks. */
static void
test_hidden (ChangeFixture *fixture, gconstpointer data)
{
  OptConnection *session = open_session (fixture, "BEGIN; LOCK TABLE t IN SHARE MODE");
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (OptConnection) stranger = NULL;
  g_autoptr (OptChangePlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *hidden = NULL;

  change_fixture_run (fixture->app, "CREATE ROLE plan_blind LOGIN");
  conninfo = opt_cluster_get_conninfo (opt_test_get_cluster (), "plan_blind", fixture->database);
  stranger = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_MONITOR, "test");
  opt_connection_open_sync (stranger, NULL, &error);
  g_assert_no_error (error);
  plan = opt_change_plan_read_sync (stranger, fixture->request->changes, NULL, -1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (plan->n_hidden, >, 0);
  g_assert_false (opt_change_plan_is_free (plan));
  g_assert_false (opt_change_plan_is_allowed (plan));
  hidden = opt_change_plan_describe_hidden (plan);
  g_assert_nonnull (strstr (hidden, "pg_monitor"));

  opt_connection_close (stranger);
  close_session (session);
  change_fixture_run (fixture->app, "DROP ROLE plan_blind");
}

static void
test_gone (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  change_fixture_run (fixture->app, "DROP TABLE t");
  g_assert_null (
      opt_change_plan_read_sync (fixture->app, fixture->request->changes, NULL, -1, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NOT_FOUND);
}

#define add(name, func)                                                               \
  g_test_add ("/change/plan/" name, ChangeFixture, NULL, change_fixture_set_up, func, \
              change_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("free", test_free);
  add ("writer", test_writer);
  add ("conflict", test_conflict);
  add ("snapshot", test_snapshot);
  add ("prepared", test_prepared);
  add ("vacuum", test_vacuum);
  add ("awaited", test_awaited);
  add ("reader", test_reader);
  add ("rights", test_rights);
  add ("hidden", test_hidden);
  add ("gone", test_gone);

  return g_test_run ();
}
