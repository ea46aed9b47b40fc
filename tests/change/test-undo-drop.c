/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "change-fixture.h"
#include "opt-change-leftover.h"
#include "opt-test.h"

/* Drops an index that @sql makes with the name t_own. Returns the change. */
static char *
drop (ChangeFixture *fixture, const char *sql)
{
  g_autoptr (OptChangeSet) changes = opt_change_set_new ();
  g_autoptr (GError) error = NULL;
  OptRelation *relation;
  OptIndex *index;
  char *change_id;

  change_fixture_run (fixture->app, sql);
  g_clear_object (&fixture->catalog);
  fixture->catalog = opt_catalog_load_sync (fixture->app, NULL, &error);
  g_assert_no_error (error);
  relation = opt_catalog_find_relation (fixture->catalog, "public", "t");
  index = opt_relation_find_index (relation, "t_own");
  g_assert_nonnull (index);
  opt_change_set_add_drop_index (changes, fixture->catalog, index, &error);
  g_assert_no_error (error);
  g_set_object (&fixture->request->changes, changes);

  change_id = change_fixture_apply (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisprimary"), ==, 0);

  return change_id;
}

static void
assert_last_events (ChangeFixture *fixture, const char *expected)
{
  g_autoptr (OptAuditChange) change = change_fixture_get_only_change (fixture);
  GPtrArray *entries = opt_audit_change_get_entries (change);
  g_autoptr (GString) events = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      const OptAuditEntry *entry = entries->pdata[i];

      if (entry->event != OPT_AUDIT_NOTE || strstr (entry->detail, "index_oid") == NULL)
        g_string_append_printf (events, " %s", opt_audit_event_get_nick (entry->event));
    }
  g_assert_true (g_str_has_suffix (events->str, expected));
}

static OptAuditState
get_state (ChangeFixture *fixture)
{
  g_autoptr (OptAuditChange) change = change_fixture_get_only_change (fixture);

  return opt_audit_change_get_state (change);
}

static void
assert_undo_restores (ChangeFixture *fixture, const char *change_id)
{
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (change_fixture_undo (fixture, change_id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "indisvalid AND NOT indisprimary"), ==,
                   1);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisvalid"), ==, 0);
  change = change_fixture_get_only_change (fixture);
  g_assert_cmpint (opt_audit_change_get_state (change), ==, OPT_AUDIT_STATE_UNDONE);
  g_assert_false (opt_change_has_leftover (change));
}

static void
test_restores (ChangeFixture *fixture, gconstpointer data)
{
  g_autofree char *change_id = drop (fixture, "CREATE INDEX t_own ON t (v)");

  assert_undo_restores (fixture, change_id);
}

/* What an undo leaves is reported, and is no index that is there already. */
static void
test_left (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) writer
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *change_id = drop (fixture, "CREATE INDEX t_own ON t (v)");
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (GError) error = NULL;

  change_fixture_run (writer, "BEGIN; LOCK TABLE t IN ROW EXCLUSIVE MODE");
  g_assert_false (opt_change_undo_sync (fixture->request->conninfo, fixture->audit, change_id, 200,
                                        NULL, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "not valid is left"));
  g_clear_error (&error);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisvalid"), ==, 1);
  change = change_fixture_get_only_change (fixture);
  g_assert_cmpint (opt_audit_change_get_state (change), ==, OPT_AUDIT_STATE_UNDO_FAILED);
  g_assert_true (opt_change_has_leftover (change));

  change_fixture_run (writer, "ROLLBACK");
  assert_undo_restores (fixture, change_id);
  /* What was left is dropped as a step of the undo, and gone with its end. */
  assert_last_events (fixture, "undo-started note note undone");
  opt_connection_close (writer);
}

/* One that can't be built again leaves nothing, and can be tried again. */
static void
test_cleans_up (ChangeFixture *fixture, gconstpointer data)
{
  g_autofree char *change_id = NULL;
  g_autoptr (GError) error = NULL;

  change_fixture_run (fixture->app, "DELETE FROM t WHERE v = 0");
  change_id = drop (fixture, "CREATE INDEX t_own ON t ((1000 / v))");
  change_fixture_run (fixture->app, "UPDATE t SET v = 0 WHERE id = 1");
  g_assert_false (change_fixture_undo (fixture, change_id, &error));
  g_assert_cmpstr (opt_error_get_sqlstate (error), ==, "22012");
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisprimary"), ==, 0);
  g_assert_cmpint (get_state (fixture), ==, OPT_AUDIT_STATE_UNDO_FAILED);

  change_fixture_run (fixture->app, "UPDATE t SET v = 1 WHERE id = 1");
  assert_undo_restores (fixture, change_id);
}

/* Only one that can be used is there already; one that another left is not dropped. */
static void
test_there_already (ChangeFixture *fixture, gconstpointer data)
{
  g_autofree char *change_id = drop (fixture, "CREATE INDEX t_own ON t (v)");
  g_autoptr (GError) error = NULL;

  change_fixture_run (
      fixture->app, "CREATE INDEX t_own ON t (v);"
                    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_own'::regclass");
  g_assert_false (change_fixture_undo (fixture, change_id, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "not valid"));
  g_assert_nonnull (strstr (opt_error_get_next_step (error), "DROP INDEX CONCURRENTLY"));
  g_clear_error (&error);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisvalid"), ==, 1);

  change_fixture_run (fixture->app, "REINDEX INDEX t_own");
  g_assert_false (change_fixture_undo (fixture, change_id, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "there already"));
  g_clear_error (&error);

  change_fixture_run (fixture->app, "DROP INDEX t_own; CREATE INDEX t_own ON t (v, id)");
  g_assert_false (change_fixture_undo (fixture, change_id, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "(v, id)"));
}

static char *
describe (ChangeFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = opt_connection_query_sync (
      fixture->app,
      "SELECT concat_ws('|', pg_get_indexdef(i.indexrelid), s.spcname, "
      "obj_description(i.indexrelid), i.indisclustered, i.indisvalid, "
      "(SELECT string_agg(attnum || '=' || attstattarget, ',' ORDER BY attnum) "
      " FROM pg_attribute WHERE attrelid = i.indexrelid), "
      "(SELECT count(*) FROM pg_stats WHERE tablename = c.relname)) AS it "
      "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
      "JOIN pg_tablespace s ON s.oid = c.reltablespace "
      "WHERE c.relname = 't_own'",
      NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (opt_result_get_n_rows (result), ==, 1);

  return g_strdup (opt_result_get_text (result, 0, "it"));
}

/* All that it was, where its definition does not say it, too. */
static void
test_whole (ChangeFixture *fixture, gconstpointer data)
{
  static const char *const parts[] = {
    "SET allow_in_place_tablespaces = on",
    "CREATE TABLESPACE \"Fast disk\" LOCATION ''",
    "CREATE INDEX t_own ON t (v, (id % 7)) WITH (fillfactor = 70) TABLESPACE \"Fast disk\" "
    "WHERE v > 3",
    "COMMENT ON INDEX t_own IS E'it''s; for \\\\ the report\n;'",
    "ALTER INDEX t_own ALTER COLUMN 2 SET STATISTICS 250",
    "ANALYZE t",
  };
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *change_id = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    change_fixture_run (fixture->app, parts[i]);
  before = describe (fixture);
  g_assert_nonnull (strstr (before, "Fast disk|it's; for"));
  g_assert_nonnull (strstr (before, "2=250"));
  change_id = drop (fixture, "SELECT 1");
  assert_undo_restores (fixture, change_id);
  after = describe (fixture);
  g_assert_cmpstr (after, ==, before);
  change_fixture_run (fixture->app, "DROP INDEX t_own");
  change_fixture_run (fixture->app, "DROP TABLESPACE \"Fast disk\"");
}

static void
test_clustered (ChangeFixture *fixture, gconstpointer data)
{
  g_autofree char *change_id
      = drop (fixture, "CREATE INDEX t_own ON t (v); ALTER TABLE t CLUSTER ON t_own");

  assert_undo_restores (fixture, change_id);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "indisclustered"), ==, 1);
}

/* What can't be given back of it is noted, and the index stays. */
static void
test_remainder_fails (ChangeFixture *fixture, gconstpointer data)
{
  g_autofree char *change_id
      = drop (fixture, "CREATE INDEX t_own ON t (v); COMMENT ON INDEX t_own IS 'mine'");
  g_autoptr (OptAuditChange) change = NULL;

  change_fixture_run (fixture->app,
                      "CREATE FUNCTION forbid() RETURNS event_trigger LANGUAGE plpgsql AS "
                      "'BEGIN RAISE EXCEPTION ''no comments''; END';"
                      "CREATE EVENT TRIGGER forbid ON ddl_command_start WHEN TAG IN ('COMMENT') "
                      "EXECUTE FUNCTION forbid()");
  g_test_expect_message ("optischema-change", G_LOG_LEVEL_MESSAGE,
                         "*COMMENT ON INDEX*no comments*");
  assert_undo_restores (fixture, change_id);
  g_test_assert_expected_messages ();
  change = change_fixture_get_only_change (fixture);
  g_assert_nonnull (strstr (opt_audit_change_get_detail (change, OPT_AUDIT_UNDONE), "no comments"));
}

/* A dropping that has to give up has made the index useless by then. Returns the change. */
static char *
drop_half (ChangeFixture *fixture, OptConnection *reader)
{
  g_autoptr (OptChangeSet) changes = opt_change_set_new ();
  g_autoptr (GError) error = NULL;

  change_fixture_run (fixture->app, "CREATE INDEX t_own ON t (v)");
  g_clear_object (&fixture->catalog);
  fixture->catalog = opt_catalog_load_sync (fixture->app, NULL, &error);
  g_assert_no_error (error);
  opt_change_set_add_drop_index (changes, fixture->catalog,
                                 opt_catalog_find_index (fixture->catalog, "public", "t_own"),
                                 &error);
  g_assert_no_error (error);
  g_set_object (&fixture->request->changes, changes);
  fixture->request->lock_timeout = 200;
  fixture->request->tries = 1;
  change_fixture_run (reader, "BEGIN; SELECT count(*) FROM t");
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, "not valid any more");
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisvalid"), ==, 1);
  change_fixture_run (reader, "ROLLBACK");

  return change_fixture_get_only_change_id (fixture);
}

static void
test_half_undone (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) reader
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *change_id = drop_half (fixture, reader);
  g_autoptr (OptAuditChange) change = change_fixture_get_only_change (fixture);

  g_assert_true (opt_change_has_leftover (change));
  assert_undo_restores (fixture, change_id);
  opt_connection_close (reader);
}

static void
test_half_finished (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) reader
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *half_id = drop_half (fixture, reader);
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = change_fixture_apply (fixture, &error);
  g_autoptr (OptAuditChange) half = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisprimary"), ==, 0);
  half = opt_audit_get_change_sync (fixture->audit, half_id, &error);
  g_assert_no_error (error);
  g_assert_false (opt_change_has_leftover (half));
  g_assert_true (change_fixture_undo (fixture, change_id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "indisvalid AND NOT indisprimary"), ==,
                   1);
  opt_connection_close (reader);
}

/* What has become a rule since is not dropped. */
static void
test_needed (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) reader
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *half_id = drop_half (fixture, reader);

  change_fixture_run (fixture->app,
                      "DROP INDEX t_own; CREATE UNIQUE INDEX t_own ON t (id);"
                      "ALTER TABLE t ALTER v SET NOT NULL, REPLICA IDENTITY USING INDEX t_own");
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, "enforces a rule");
  g_assert_cmpint (change_fixture_count_indexes (fixture, "indisreplident"), ==, 1);
  opt_connection_close (reader);
}

#define ADD(path, func) \
  g_test_add (path, ChangeFixture, NULL, change_fixture_set_up, func, change_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/change/undo-drop/restores", test_restores);
  ADD ("/change/undo-drop/left", test_left);
  ADD ("/change/undo-drop/cleans-up", test_cleans_up);
  ADD ("/change/undo-drop/there-already", test_there_already);
  ADD ("/change/undo-drop/whole", test_whole);
  ADD ("/change/undo-drop/clustered", test_clustered);
  ADD ("/change/undo-drop/remainder-fails", test_remainder_fails);
  ADD ("/change/undo-drop/half-undone", test_half_undone);
  ADD ("/change/undo-drop/half-finished", test_half_finished);
  ADD ("/change/undo-drop/needed", test_needed);

  return g_test_run ();
}
