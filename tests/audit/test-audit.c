/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "opt-audit.h"
#include "opt-error.h"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("optischema-audit-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "audit.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static OptAudit *
open_audit (const char *path)
{
  g_autoptr (GError) error = NULL;
  OptAudit *audit = opt_audit_open_sync (path, &error);

  g_assert_no_error (error);

  return audit;
}

static void
append (OptAudit *audit, const char *change_id, OptAuditEvent event, const char *detail)
{
  g_autoptr (GError) error = NULL;
  OptAuditEntry entry = {
    .change_id = (char *) change_id,
    .event = event,
    .detail = (char *) detail,
  };

  opt_audit_append_sync (audit, &entry, &error);
  g_assert_no_error (error);
}

static void
prepare (OptAudit *audit, const char *change_id, const char *server_id)
{
  g_autoptr (GError) error = NULL;
  OptAuditEntry entry = {
    .time = 1234567890,
    .change_id = (char *) change_id,
    .event = OPT_AUDIT_PREPARED,
    .server_id = (char *) server_id,
    .server_name = (char *) "shop on localhost",
    .database = (char *) "shop",
    .user = (char *) "owner",
    .kind = (char *) "create-index",
    .title = (char *) "Index orders (customer)",
    .sql = (char *) "CREATE INDEX CONCURRENTLY i ON orders (customer)",
    .undo_sql = (char *) "DROP INDEX CONCURRENTLY i",
    .recommendation_id = (char *) "r1",
  };

  opt_audit_append_sync (audit, &entry, &error);
  g_assert_no_error (error);
}

static void
assert_state (OptAudit *audit, const char *change_id, OptAuditState state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptAuditChange) change = opt_audit_get_change_sync (audit, change_id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (opt_audit_state_get_nick (opt_audit_change_get_state (change)), ==,
                   opt_audit_state_get_nick (state));
}

static void
test_life (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptAudit) audit = open_audit (fixture->path);
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = opt_audit_make_change_id ();
  gint64 before = g_get_real_time ();

  g_assert_cmpuint (strlen (id), ==, 8);
  prepare (audit, id, "42");
  assert_state (audit, id, OPT_AUDIT_STATE_PREPARED);
  append (audit, id, OPT_AUDIT_STARTED, NULL);
  assert_state (audit, id, OPT_AUDIT_STATE_RUNNING);
  append (audit, id, OPT_AUDIT_DONE, "{\"ms\": 12}");
  assert_state (audit, id, OPT_AUDIT_STATE_APPLIED);
  append (audit, id, OPT_AUDIT_NOTE, "{}");
  append (audit, id, OPT_AUDIT_CONFIRMED, NULL);
  assert_state (audit, id, OPT_AUDIT_STATE_APPLIED);
  append (audit, id, OPT_AUDIT_UNDO_STARTED, NULL);
  assert_state (audit, id, OPT_AUDIT_STATE_UNDOING);
  append (audit, id, OPT_AUDIT_UNDO_FAILED, NULL);
  assert_state (audit, id, OPT_AUDIT_STATE_UNDO_FAILED);
  append (audit, id, OPT_AUDIT_UNDO_STARTED, NULL);
  append (audit, id, OPT_AUDIT_UNDONE, NULL);

  change = opt_audit_get_change_sync (audit, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (opt_audit_change_get_state (change), ==, OPT_AUDIT_STATE_UNDONE);
  g_assert_cmpint (opt_audit_change_get_verdict (change), ==, OPT_AUDIT_VERDICT_CONFIRMED);
  g_assert_cmpuint (opt_audit_change_get_entries (change)->len, ==, 9);
  g_assert_cmpstr (opt_audit_change_get_id (change), ==, id);
  g_assert_cmpstr (opt_audit_change_get_server_id (change), ==, "42");
  g_assert_cmpstr (opt_audit_change_get_server_name (change), ==, "shop on localhost");
  g_assert_cmpstr (opt_audit_change_get_database (change), ==, "shop");
  g_assert_cmpstr (opt_audit_change_get_user (change), ==, "owner");
  g_assert_cmpstr (opt_audit_change_get_kind (change), ==, "create-index");
  g_assert_cmpstr (opt_audit_change_get_title (change), ==, "Index orders (customer)");
  g_assert_cmpstr (opt_audit_change_get_undo_sql (change), ==, "DROP INDEX CONCURRENTLY i");
  g_assert_cmpstr (opt_audit_change_get_recommendation_id (change), ==, "r1");
  g_assert_cmpint (opt_audit_change_get_time (change, OPT_AUDIT_PREPARED), ==, 1234567890);
  g_assert_cmpint (opt_audit_change_get_time (change, OPT_AUDIT_DONE), >=, before);
  g_assert_cmpint (opt_audit_change_get_time (change, OPT_AUDIT_FAILED), ==, 0);
  g_assert_cmpstr (opt_audit_change_get_detail (change, OPT_AUDIT_DONE), ==, "{\"ms\": 12}");
  g_assert_false (opt_audit_change_is_redacted (change));
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptAudit) audit = open_audit (fixture->path);
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) one = NULL;
  g_autoptr (OptAuditChange) none = NULL;
  g_autoptr (GError) error = NULL;
  OptAuditEntry again = { .change_id = (char *) "b", .event = OPT_AUDIT_PREPARED };

  prepare (audit, "a", "1");
  prepare (audit, "b", "2");
  append (audit, "a", OPT_AUDIT_STARTED, NULL);
  prepare (audit, "c", "1");
  append (audit, "a", OPT_AUDIT_FAILED, "{\"message\": \"PASSWORD 'secret'\"}");

  all = opt_audit_list_sync (audit, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 3);
  g_assert_cmpstr (opt_audit_change_get_id (all->pdata[1]), ==, "b");
  one = opt_audit_list_sync (audit, "1", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (one->len, ==, 2);
  g_assert_cmpint (opt_audit_change_get_state (one->pdata[0]), ==, OPT_AUDIT_STATE_FAILED);
  g_assert_cmpuint (opt_audit_change_get_entries (one->pdata[0])->len, ==, 3);
  g_assert_cmpstr (opt_audit_change_get_detail (one->pdata[0], OPT_AUDIT_FAILED), ==,
                   "{\"message\": \"PASSWORD '…'\"}");
  g_assert_cmpstr (opt_audit_change_get_id (one->pdata[1]), ==, "c");

  none = opt_audit_get_change_sync (audit, "zzz", &error);
  g_assert_null (none);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_false (opt_audit_append_sync (audit, &again, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_DATA);
}

static void
test_redacted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (OptAudit) audit = open_audit (fixture->path);
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  OptAuditEntry entry = {
    .change_id = (char *) "a",
    .event = OPT_AUDIT_PREPARED,
    .sql = (char *) "ALTER ROLE bob PASSWORD 'tell-nobody'",
    .server_name = (char *) "postgresql://bob:tell-nobody@db/shop",
  };

  g_assert_true (opt_audit_append_sync (audit, &entry, &error));
  change = opt_audit_get_change_sync (audit, "a", &error);
  g_assert_no_error (error);
  g_assert_true (opt_audit_change_is_redacted (change));
  g_assert_cmpstr (opt_audit_change_get_sql (change), ==, "ALTER ROLE bob PASSWORD '…'");

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *contents = NULL;
      gsize length;

      g_file_get_contents (i == 0 ? fixture->path : wal, &contents, &length, &error);
      g_assert_no_error (error);
      g_assert_null (memmem (contents, length, "tell-nobody", strlen ("tell-nobody")));
    }
}

/* Not even with SQL of one's own. */
static void
test_append_only (Fixture *fixture, gconstpointer data)
{
  static const char *const attempts[] = {
    "UPDATE entries SET title = 'nothing happened'",
    "DELETE FROM entries",
    "INSERT OR REPLACE INTO entries (id, time, change_id, event, redacted, writer)"
    " VALUES (1, 0, 'a', 'note', 0, '')",
  };
  g_autoptr (OptAudit) audit = open_audit (fixture->path);
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *raw = NULL;

  prepare (audit, "a", "1");
  g_assert_cmpint (sqlite3_open (fixture->path, &raw), ==, SQLITE_OK);
  for (guint i = 0; i < G_N_ELEMENTS (attempts); i++)
    {
      g_assert_cmpint (sqlite3_exec (raw, attempts[i], NULL, NULL, NULL), ==, SQLITE_CONSTRAINT);
      g_assert_nonnull (strstr (sqlite3_errmsg (raw), "only appended to"));
    }
  sqlite3_close (raw);

  change = opt_audit_get_change_sync (audit, "a", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (opt_audit_change_get_title (change), ==, "Index orders (customer)");
}

/* A child that starts a change and dies of it. */
static int
child_that_dies (const char *path, OptAuditEvent last)
{
  OptAudit *audit = open_audit (path);

  prepare (audit, "a", "1");
  append (audit, "a", OPT_AUDIT_STARTED, NULL);
  if (last == OPT_AUDIT_UNDO_STARTED)
    {
      append (audit, "a", OPT_AUDIT_DONE, NULL);
      append (audit, "a", OPT_AUDIT_UNDO_STARTED, NULL);
    }
  _exit (9);
}

static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  gboolean undo = GPOINTER_TO_INT (data);
  g_autoptr (GError) error = NULL;
  g_autofree char *self = g_file_read_link ("/proc/self/exe", &error);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (OptAudit) audit = NULL;

  g_assert_no_error (error);
  child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, self, "--child",
                            undo ? "undo" : "apply", fixture->path, NULL);
  g_assert_no_error (error);
  g_subprocess_wait (child, NULL, NULL);
  g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 9);

  audit = open_audit (fixture->path);
  assert_state (audit, "a", undo ? OPT_AUDIT_STATE_UNDO_INTERRUPTED : OPT_AUDIT_STATE_INTERRUPTED);
  append (audit, "a", undo ? OPT_AUDIT_UNDONE : OPT_AUDIT_FAILED, NULL);
  assert_state (audit, "a", undo ? OPT_AUDIT_STATE_UNDONE : OPT_AUDIT_STATE_FAILED);
}

/* The test's folder is where this program's data are. */
static void
test_usual_place (void)
{
  const char *data_dir = g_get_user_data_dir ();
  Fixture fixture = { g_build_filename (data_dir, "optischema", NULL),
                      g_build_filename (data_dir, "optischema", "audit.db", NULL) };
  OptAudit *audit = open_audit (NULL);

  g_assert_true (g_file_test (fixture.path, G_FILE_TEST_EXISTS));
  g_assert_null (opt_audit_get_set_aside (audit));
  g_object_unref (audit);

  tear_down (&fixture, NULL);
  g_assert_cmpint (g_rmdir (data_dir), ==, 0);
}

#define add(name, data, func) g_test_add ("/audit/" name, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *data_dir = NULL;

  if (argc == 4 && g_str_equal (argv[1], "--child"))
    return child_that_dies (argv[3], g_str_equal (argv[2], "undo") ? OPT_AUDIT_UNDO_STARTED
                                                                   : OPT_AUDIT_STARTED);

  data_dir = g_dir_make_tmp ("optischema-data-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", data_dir, TRUE);
  g_test_init (&argc, &argv, NULL);
  add ("life", NULL, test_life);
  add ("list", NULL, test_list);
  add ("redacted", NULL, test_redacted);
  add ("append-only", NULL, test_append_only);
  add ("interrupted/apply", GINT_TO_POINTER (FALSE), test_interrupted);
  add ("interrupted/undo", GINT_TO_POINTER (TRUE), test_interrupted);
  g_test_add_func ("/audit/usual-place", test_usual_place);

  return g_test_run ();
}
