/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "change-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "opt-change-property-state.h"
#include "opt-error.h"
#include "opt-test.h"

void
change_fixture_run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
}

gint64
change_fixture_count (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);

  return opt_result_get_int (result, 0, "n");
}

gint64
change_fixture_count_indexes (ChangeFixture *fixture, const char *condition)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) AS n FROM pg_index "
                                          "WHERE indrelid = 't'::regclass AND %s",
                                          condition);

  return change_fixture_count (fixture->app, sql);
}

static OptChangeSet *
make_changes (ChangeFixture *fixture, gboolean unique)
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

/* Asks for something to be set. */
gboolean
change_fixture_set (ChangeFixture *fixture, OptChangeProperty *property, GError **error)
{
  g_autoptr (OptChangeSet) changes = opt_change_set_new ();
  g_autoptr (OptChangeProperty) owned = property;

  if (!opt_change_set_add_property_sync (changes, fixture->app, owned, NULL, error))
    return FALSE;
  g_set_object (&fixture->request->changes, changes);

  return TRUE;
}

/* Asks for an index of v, or of an expression, of a partitioned table with three partitions that
 * have rows, one of them below another. */
void
change_fixture_partition (ChangeFixture *fixture, const char *more, const char *expression)
{
  g_autoptr (OptChangeSet) changes = opt_change_set_new ();
  g_autoptr (OptIndexSpec) spec = NULL;
  g_autoptr (GError) error = NULL;
  OptRelation *relation;

  change_fixture_run (
      fixture->app,
      "CREATE TABLE p (id int, v int) PARTITION BY RANGE (id);"
      "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);"
      "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (100) TO (200) PARTITION BY RANGE (id);"
      "CREATE TABLE \"P 21\" (v int, id int);"
      "ALTER TABLE p2 ATTACH PARTITION \"P 21\" FOR VALUES FROM (100) TO (200);"
      "CREATE TABLE p3 PARTITION OF p FOR VALUES FROM (200) TO (300);"
      "INSERT INTO p SELECT g, g % 10 + 1 FROM generate_series(0, 299) g");
  change_fixture_run (fixture->app, more);
  g_clear_object (&fixture->catalog);
  fixture->catalog = opt_catalog_load_sync (fixture->app, NULL, &error);
  g_assert_no_error (error);
  relation = opt_catalog_find_relation (fixture->catalog, "public", "p");
  spec = opt_index_spec_new (relation->oid, "btree");
  if (expression != NULL)
    opt_index_spec_add_expression (spec, expression, NULL, FALSE, FALSE);
  else
    opt_index_spec_add_column (spec, opt_relation_find_column (relation, "v")->number, NULL, FALSE,
                               FALSE);
  opt_change_set_add_create_index (changes, fixture->catalog, spec, &error);
  g_assert_no_error (error);
  g_set_object (&fixture->request->changes, changes);
}

void
change_fixture_set_up (ChangeFixture *fixture, gconstpointer data)
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
  change_fixture_run (fixture->app,
                      "CREATE TABLE t (id int PRIMARY KEY, v int);"
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

/* With the head that is kept beside it, unless nothing was written. */
void
change_fixture_remove_log (const char *path)
{
  g_autofree char *head = g_strconcat (path, ".head", NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_true (!g_file_test (head, G_FILE_TEST_EXISTS) || g_remove (head) == 0);
}

void
change_fixture_tear_down (ChangeFixture *fixture, gconstpointer data)
{
  opt_change_request_free (fixture->request);
  g_clear_object (&fixture->audit);
  g_clear_object (&fixture->catalog);
  opt_connection_close (fixture->app);
  g_clear_object (&fixture->app);
  change_fixture_remove_log (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->database);
}

/* Whether it was seen being built depends on how fast that was. */
static gboolean
is_sighting (const OptAuditEntry *entry)
{
  return entry->event == OPT_AUDIT_NOTE && strstr (entry->detail, "index_oid") != NULL;
}

/* The events of all changes in the log, in order. */
static char *
get_events (ChangeFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = opt_audit_list_sync (fixture->audit, NULL, &error);
  GString *events = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < changes->len; i++)
    {
      GPtrArray *entries = opt_audit_change_get_entries (changes->pdata[i]);

      for (guint j = 0; j < entries->len; j++)
        if (!is_sighting (entries->pdata[j]))
          g_string_append_printf (events, events->len > 0 ? " %s" : "%s",
                                  opt_audit_event_get_nick (
                                      ((OptAuditEntry *) entries->pdata[j])->event));
    }

  return g_string_free (events, FALSE);
}

void
change_fixture_assert_events (ChangeFixture *fixture, const char *expected)
{
  g_autofree char *events = get_events (fixture);

  g_assert_cmpstr (events, ==, expected);
}

char *
change_fixture_get_only_change_id (ChangeFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = opt_audit_list_sync (fixture->audit, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (changes->len, ==, 1);

  return g_strdup (opt_audit_change_get_id (changes->pdata[0]));
}

char *
change_fixture_apply (ChangeFixture *fixture, GError **error)
{
  return opt_change_apply_sync (fixture->request, fixture->audit, NULL, NULL, error);
}

gboolean
change_fixture_undo (ChangeFixture *fixture, const char *change_id, GError **error)
{
  return opt_change_undo_sync (fixture->request->conninfo, fixture->audit, change_id, 0, NULL, NULL,
                               error);
}

/* Waits until @n sessions wait for a lock in a statement that begins so. */
void
change_fixture_wait_for_waiting (ChangeFixture *fixture, const char *statement, int n)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT count(*) AS n FROM pg_stat_activity WHERE datname = "
                         "current_database() AND query LIKE '%s%%' AND wait_event_type = 'Lock'",
                         statement);

  while (change_fixture_count (fixture->app, sql) != n)
    g_usleep (10000);
}

void
change_fixture_assert_apply_fails (ChangeFixture *fixture, OptErrorCode code, const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = change_fixture_apply (fixture, &error);

  g_assert_null (change_id);
  g_assert_error (error, OPT_ERROR, (int) code);
  if (words != NULL)
    {
      g_autofree char *text = opt_error_to_text (error);

      g_assert_nonnull (strstr (text, words));
    }
}

OptAuditChange *
change_fixture_get_only_change (ChangeFixture *fixture)
{
  g_autofree char *change_id = change_fixture_get_only_change_id (fixture);
  g_autoptr (GError) error = NULL;
  OptAuditChange *change = opt_audit_get_change_sync (fixture->audit, change_id, &error);

  g_assert_no_error (error);

  return change;
}
