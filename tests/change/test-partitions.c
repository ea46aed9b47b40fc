/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "change-fixture.h"
#include "opt-change-leftover.h"
#include "opt-test.h"

#define COUNT(condition)                                                        \
  "SELECT count(*) AS n FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid " \
  "LEFT JOIN pg_inherits h ON h.inhrelid = i.indexrelid "                       \
  "WHERE t.relname IN ('p', 'p1', 'p2', 'P 21', 'p3', 'p4') AND " condition

static gint64
count (ChangeFixture *fixture, const char *sql)
{
  return change_fixture_count (fixture->app, sql);
}

/* One of the table itself, one of the partition that is partitioned, three that have rows. */
static void
assert_made (ChangeFixture *fixture)
{
  g_assert_cmpint (count (fixture, COUNT ("i.indisvalid")), ==, 5);
  g_assert_cmpint (count (fixture, COUNT ("NOT i.indisvalid")), ==, 0);
  g_assert_cmpint (count (fixture, COUNT ("h.inhparent IS NOT NULL")), ==, 4);
}

static void
test_made (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = NULL;
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (OptChangeSet) again = NULL;

  change_fixture_partition (fixture, "SELECT 1", NULL);
  /* It is read back whole. */
  node = opt_change_set_to_json (fixture->request->changes);
  again = opt_change_set_from_json (node, &error);
  g_assert_no_error (error);
  g_set_object (&fixture->request->changes, again);

  change_id = change_fixture_apply (fixture, &error);
  g_assert_no_error (error);
  assert_made (fixture);
  change = change_fixture_get_only_change (fixture);
  g_assert_cmpstr (opt_audit_change_get_kind (change), ==, "create-partitioned-index");
  g_assert_cmpstr (opt_audit_change_get_undo_sql (change), ==, "DROP INDEX public.p_v_idx");
  g_assert_nonnull (strstr (opt_audit_change_get_sql (change), "ON ONLY public.p USING"));
  g_assert_nonnull (strstr (opt_audit_change_get_sql (change),
                            "CREATE INDEX CONCURRENTLY \"P 21_v_idx\" ON public.\"P 21\" USING"));

  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, "is there already");
  g_assert_true (change_fixture_undo (fixture, change_id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, COUNT ("true")), ==, 0);
  g_assert_false (change_fixture_undo (fixture, change_id, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
}

/* What a partition had before is not built twice, and comes back when the change is taken back. */
static void
test_adopted (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = NULL;
  g_autoptr (OptAuditChange) change = NULL;

  change_fixture_partition (fixture,
                            "CREATE INDEX mine ON p1 (v); COMMENT ON INDEX mine IS 'of old'", NULL);
  change_id = change_fixture_apply (fixture, &error);
  g_assert_no_error (error);
  assert_made (fixture);
  g_assert_cmpint (count (fixture, COUNT ("t.relname = 'p1'")), ==, 1);
  change = change_fixture_get_only_change (fixture);
  g_assert_nonnull (strstr (opt_audit_change_get_undo_sql (change),
                            "CREATE INDEX CONCURRENTLY mine ON public.p1"));

  g_assert_true (change_fixture_undo (fixture, change_id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, COUNT ("true")), ==, 1);
  g_assert_cmpint (count (fixture, "SELECT count(*) AS n FROM pg_index WHERE indexrelid = "
                                   "'mine'::regclass AND indisvalid AND "
                                   "obj_description(indexrelid) = 'of old'"),
                   ==, 1);
}

static void
test_other_partitions (ChangeFixture *fixture, gconstpointer data)
{
  change_fixture_partition (fixture, "CREATE INDEX mine ON p1 (v)", NULL);
  change_fixture_run (fixture->app, "CREATE TABLE p4 PARTITION OF p DEFAULT");
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, "p4");
  change_fixture_run (fixture->app, "DROP TABLE p4; ALTER TABLE p DETACH PARTITION p3");
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, "p3");
  change_fixture_run (fixture->app,
                      "ALTER TABLE p ATTACH PARTITION p3 FOR VALUES FROM (200) TO (300);"
                      "DROP INDEX mine; CREATE INDEX mine ON p1 (id)");
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, "mine");
  change_fixture_assert_events (fixture, "");
}

/* A foreign table can't have one, and so the whole can't. */
static void
test_foreign (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptChangeSet) changes = opt_change_set_new ();
  g_autoptr (OptIndexSpec) spec = NULL;
  g_autoptr (GError) error = NULL;
  OptRelation *relation;

  change_fixture_partition (fixture,
                            "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;"
                            "CREATE TABLE q (v int) PARTITION BY RANGE (v);"
                            "CREATE FOREIGN TABLE q1 PARTITION OF q DEFAULT SERVER s",
                            NULL);
  relation = opt_catalog_find_relation (fixture->catalog, "public", "q");
  spec = opt_index_spec_new (relation->oid, "btree");
  opt_index_spec_add_column (spec, 1, NULL, FALSE, FALSE);
  g_assert_false (opt_change_set_add_create_index (changes, fixture->catalog, spec, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "q1"));
  g_assert_cmpint (opt_change_set_get_length (changes), ==, 0);
}

/* The second partition's build fails: what was made by then goes again. */
static void
test_fails (ChangeFixture *fixture, gconstpointer data)
{
  change_fixture_partition (fixture, "UPDATE p SET v = 0 WHERE id = 250", "1000 / v");
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_DATA, "division by zero");
  g_assert_cmpint (count (fixture, COUNT ("true")), ==, 0);
}

static void
cancel_at_third (const char *step, gint64 done, gint64 total, gpointer data)
{
  if (strstr (step, "p3") != NULL)
    g_cancellable_cancel (data);
}

static char *
apply_cancelled (ChangeFixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  OptProgress progress = { cancel_at_third, cancellable };
  g_autoptr (GError) error = NULL;

  g_assert_null (
      opt_change_apply_sync (fixture->request, fixture->audit, &progress, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  return g_strdup (error->message);
}

static void
test_cancelled (ChangeFixture *fixture, gconstpointer data)
{
  g_autofree char *message = NULL;
  g_autoptr (OptAuditChange) change = NULL;

  change_fixture_partition (fixture, "CREATE INDEX mine ON p1 (v)", NULL);
  message = apply_cancelled (fixture);
  g_assert_cmpint (count (fixture, COUNT ("true")), ==, 1);
  change = change_fixture_get_only_change (fixture);
  g_assert_cmpint (opt_audit_change_get_state (change), ==, OPT_AUDIT_STATE_FAILED);
  g_assert_false (opt_change_has_leftover (change));
}

/* Where somebody reads the table what was made can't be dropped, and is by the undo later. */
static void
test_left (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) reader
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *message = NULL;
  g_autofree char *change_id = NULL;
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (GError) error = NULL;

  change_fixture_partition (fixture, "SELECT 1", NULL);
  fixture->request->lock_timeout = 200;
  change_fixture_run (reader, "BEGIN; LOCK TABLE p1 IN ACCESS SHARE MODE");
  message = apply_cancelled (fixture);
  g_assert_nonnull (strstr (message, "undo the change"));
  g_assert_cmpint (count (fixture, COUNT ("true")), >, 0);
  change_id = change_fixture_get_only_change_id (fixture);
  change = change_fixture_get_only_change (fixture);
  g_assert_true (opt_change_has_leftover (change));
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, change_id);

  change_fixture_run (reader, "ROLLBACK");
  g_assert_true (change_fixture_undo (fixture, change_id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, COUNT ("true")), ==, 0);
  opt_connection_close (reader);
}

static void
test_replaced (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = NULL;

  change_fixture_partition (fixture, "SELECT 1", NULL);
  change_id = change_fixture_apply (fixture, &error);
  g_assert_no_error (error);
  change_fixture_run (fixture->app, "DROP INDEX p_v_idx; CREATE INDEX p_v_idx ON p (v, id)");
  g_assert_false (change_fixture_undo (fixture, change_id, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "(v, id)"));
  assert_made (fixture);
}

/* ---- What others make meanwhile -------------------------------------------------------------- */

static gpointer
apply_thread (gpointer data)
{
  ChangeFixture *fixture = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  GError *error = NULL;

  g_main_context_push_thread_default (context);
  g_assert_null (opt_change_apply_sync (fixture->request, fixture->audit, NULL, NULL, &error));
  g_main_context_pop_thread_default (context);

  return error;
}

/* All that is left is an index of p3, which works. */
static void
assert_theirs (ChangeFixture *fixture)
{
  g_autoptr (OptAuditChange) change = change_fixture_get_only_change (fixture);

  g_assert_cmpint (count (fixture, COUNT ("true")), ==, 1);
  g_assert_cmpint (count (fixture, COUNT ("i.indisvalid AND t.relname = 'p3'")), ==, 1);
  g_assert_cmpint (opt_audit_change_get_state (change), ==, OPT_AUDIT_STATE_FAILED);
  g_assert_false (opt_change_has_leftover (change));
}

/* Another session had the name first, and commits it while the step waits for its lock. */
static void
test_name_taken (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) other
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  GThread *thread;

  change_fixture_partition (fixture, "SELECT 1", NULL);
  fixture->request->lock_timeout = 30000;
  change_fixture_run (other, "BEGIN; CREATE INDEX p3_v_idx ON p3 (v)");
  thread = g_thread_new ("apply", apply_thread, fixture);
  change_fixture_wait_for_waiting (fixture, "CREATE INDEX CONCURRENTLY p3_v_idx", 1);
  change_fixture_run (other, "COMMIT");
  error = g_thread_join (thread);
  g_assert_cmpstr (opt_error_get_sqlstate (error), ==, "42P07");
  assert_theirs (fixture);
  opt_connection_close (other);
}

static void
take_name (const char *step, gint64 done, gint64 total, gpointer data)
{
  ChangeFixture *fixture = data;

  if (strstr (step, "CREATE INDEX CONCURRENTLY p1_v_idx") != NULL)
    change_fixture_run (fixture->app, "CREATE INDEX IF NOT EXISTS p3_v_idx ON p3 (v)");
}

static void
test_name_taken_before (ChangeFixture *fixture, gconstpointer data)
{
  OptProgress progress = { take_name, fixture };
  g_autoptr (GError) error = NULL;

  change_fixture_partition (fixture, "SELECT 1", NULL);
  g_assert_null (opt_change_apply_sync (fixture->request, fixture->audit, &progress, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "p3_v_idx meanwhile"));
  assert_theirs (fixture);
}

/* The index of a partition that came later would go with the table's, and not come back. */
static void
test_later_partition (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = NULL;

  change_fixture_partition (fixture, "SELECT 1", NULL);
  change_id = change_fixture_apply (fixture, &error);
  g_assert_no_error (error);
  change_fixture_run (fixture->app, "REINDEX INDEX CONCURRENTLY p1_v_idx;");
  change_fixture_run (fixture->app,
                      "CREATE TABLE p4 (v int, id int); CREATE INDEX old ON p4 (v);"
                      "ALTER TABLE p2 DETACH PARTITION \"P 21\";"
                      "ALTER TABLE p2 ATTACH PARTITION p4 FOR VALUES FROM (100) TO (200)");
  g_assert_false (change_fixture_undo (fixture, change_id, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "public.old of the partition p4"));
  g_assert_cmpint (count (fixture, COUNT ("i.indisvalid")), ==, 6);
  g_clear_error (&error);

  change_fixture_run (fixture->app, "ALTER TABLE p2 DETACH PARTITION p4");
  g_assert_true (change_fixture_undo (fixture, change_id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, COUNT ("true")), ==, 1);
}

/* Also while it is still being made: then nothing of the whole is dropped. */
static void
attach_to_second (const char *step, gint64 done, gint64 total, gpointer data)
{
  ChangeFixture *fixture = data;

  if (strstr (step, "CREATE INDEX CONCURRENTLY p3_") != NULL)
    change_fixture_run (fixture->app, "CREATE TABLE IF NOT EXISTS p4 PARTITION OF p DEFAULT");
}

static void
test_partition_meanwhile (ChangeFixture *fixture, gconstpointer data)
{
  OptProgress progress = { attach_to_second, fixture };
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = NULL;

  change_fixture_partition (fixture, "UPDATE p SET v = 0 WHERE id = 250", "1000 / v");
  g_assert_null (opt_change_apply_sync (fixture->request, fixture->audit, &progress, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_DATA);
  g_assert_cmpint (count (fixture, COUNT ("t.relname IN ('p', 'p4')")), ==, 2);
  g_clear_error (&error);
  change_id = change_fixture_get_only_change_id (fixture);
  g_assert_false (change_fixture_undo (fixture, change_id, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_clear_error (&error);
  change_fixture_run (fixture->app, "DROP TABLE p4");
  g_assert_true (change_fixture_undo (fixture, change_id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, COUNT ("true")), ==, 0);
}

static gpointer
undo_thread (gpointer data)
{
  ChangeFixture *fixture = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autofree char *change_id = change_fixture_get_only_change_id (fixture);
  GError *error = NULL;

  g_main_context_push_thread_default (context);
  g_assert_false (opt_change_undo_sync (fixture->request->conninfo, fixture->audit, change_id,
                                        30000, NULL, NULL, &error));
  g_main_context_pop_thread_default (context);

  return error;
}

/* The partition comes while the dropping waits for its lock. */
static void
test_partition_while_waiting (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) other
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = NULL;
  GThread *thread;

  change_fixture_partition (fixture, "CREATE TABLE p4 (id int, v int); CREATE INDEX old ON p4 (v)",
                            NULL);
  change_id = change_fixture_apply (fixture, &error);
  g_assert_no_error (error);
  change_fixture_run (other,
                      "BEGIN; ALTER TABLE p ATTACH PARTITION p4 FOR VALUES FROM (300) TO (400)");
  thread = g_thread_new ("undo", undo_thread, fixture);
  change_fixture_wait_for_waiting (fixture, "LOCK TABLE public.p IN ACCESS EXCLUSIVE MODE", 1);
  change_fixture_run (other, "COMMIT");
  error = g_thread_join (thread);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "public.old of the partition p4"));
  g_assert_cmpint (count (fixture, COUNT ("i.indisvalid")), ==, 6);
  g_clear_error (&error);

  change_fixture_run (other, "ALTER TABLE p DETACH PARTITION p4");
  g_assert_true (change_fixture_undo (fixture, change_id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, COUNT ("true")), ==, 1);
  opt_connection_close (other);
}

/* What has the name of an index that was there before is not that one. */
static void
test_adopted_replaced (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = NULL;

  change_fixture_partition (fixture, "CREATE INDEX mine ON p1 ((v + 1 * 2))", "v + 1 * 2");
  change_id = change_fixture_apply (fixture, &error);
  g_assert_no_error (error);
  /* It was known again by what it says, not by how. */
  assert_made (fixture);
  g_assert_cmpint (count (fixture, COUNT ("t.relname = 'p1'")), ==, 1);

  change_fixture_run (fixture->app, "DROP INDEX p_expr_idx; CREATE INDEX mine ON p1 (id)");
  g_assert_false (change_fixture_undo (fixture, change_id, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "mine ON public.p1 USING btree (id)"));
  g_clear_error (&error);
  change_fixture_run (fixture->app, "DROP INDEX mine");
  g_assert_true (change_fixture_undo (fixture, change_id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, COUNT ("i.indisvalid AND t.relname = 'p1'")), ==, 1);
}

#define ADD(path, func) \
  g_test_add (path, ChangeFixture, NULL, change_fixture_set_up, func, change_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/change/partitions/made", test_made);
  ADD ("/change/partitions/adopted", test_adopted);
  ADD ("/change/partitions/other-partitions", test_other_partitions);
  ADD ("/change/partitions/foreign", test_foreign);
  ADD ("/change/partitions/fails", test_fails);
  ADD ("/change/partitions/cancelled", test_cancelled);
  ADD ("/change/partitions/left", test_left);
  ADD ("/change/partitions/replaced", test_replaced);

  ADD ("/change/partitions/name-taken", test_name_taken);
  ADD ("/change/partitions/name-taken-before", test_name_taken_before);
  ADD ("/change/partitions/later-partition", test_later_partition);
  ADD ("/change/partitions/partition-meanwhile", test_partition_meanwhile);
  ADD ("/change/partitions/partition-while-waiting", test_partition_while_waiting);
  ADD ("/change/partitions/adopted-replaced", test_adopted_replaced);

  return g_test_run ();
}
