/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chain-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <unistd.h>

#include "opt-store.h"

void
chain_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("optischema-chain-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "audit.db", NULL);
  fixture->head = g_build_filename (fixture->folder, "audit.db.head", NULL);
}

void
chain_tear_down (Fixture *fixture, gconstpointer data)
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
  g_free (fixture->head);
}

OptAudit *
chain_open_audit (const char *path)
{
  g_autoptr (GError) error = NULL;
  OptAudit *audit = opt_audit_open_sync (path, &error);

  g_assert_no_error (error);

  return audit;
}

void
chain_append (OptAudit *audit, const char *change_id, OptAuditEvent event)
{
  g_autoptr (GError) error = NULL;
  OptAuditEntry entry = {
    .change_id = (char *) change_id,
    .event = event,
    .title = event == OPT_AUDIT_PREPARED ? (char *) "Index orders (customer)" : NULL,
    .detail = (char *) "{}",
  };

  opt_audit_append_sync (audit, &entry, &error);
  g_assert_no_error (error);
}

/* Five entries: one is prepared, started and done, another prepared and started. */
void
chain_fill (const char *path)
{
  g_autoptr (OptAudit) audit = chain_open_audit (path);

  chain_append (audit, "a", OPT_AUDIT_PREPARED);
  chain_append (audit, "a", OPT_AUDIT_STARTED);
  chain_append (audit, "a", OPT_AUDIT_DONE);
  chain_append (audit, "b", OPT_AUDIT_PREPARED);
  chain_append (audit, "b", OPT_AUDIT_STARTED);
}

void
chain_tamper (const char *path, const char *sql)
{
  sqlite3 *raw = NULL;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &raw), ==, SQLITE_OK);
  sqlite3_exec (raw, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (raw);
}

OptAuditCheck *
chain_check_against (const char *path, const OptAuditHead *head)
{
  g_autoptr (OptAudit) audit = chain_open_audit (path);
  g_autoptr (GError) error = NULL;
  OptAuditCheck *check = opt_audit_check_sync (audit, head, &error);

  g_assert_no_error (error);

  return check;
}

void
chain_assert_fault (const OptAuditCheck *check,
                    OptAuditFault fault,
                    gint64 first_id,
                    gint64 last_id)
{
  g_autofree char *words = opt_audit_check_describe (check);

  g_test_message ("%s", words);
  g_assert_cmpstr (opt_audit_fault_get_nick (check->fault), ==, opt_audit_fault_get_nick (fault));
  g_assert_cmpint (check->first_id, ==, first_id);
  g_assert_cmpint (check->last_id, ==, last_id);
}

void
chain_assert_found (const char *path, OptAuditFault fault, gint64 first_id, gint64 last_id)
{
  g_autoptr (OptAuditCheck) check = chain_check_against (path, NULL);

  chain_assert_fault (check, fault, first_id, last_id);
}

/* A log as the first version wrote it, with a number left out. */
void
chain_make_old (const char *path)
{
  chain_tamper (path, opt_store_sql ("audit", "1-entries"));
  chain_tamper (path, opt_store_sql ("store", "create-versions"));
  chain_tamper (path,
                "INSERT INTO store_versions VALUES ('audit', 1);"
                "INSERT INTO entries (id, time, change_id, event, title, redacted, writer) VALUES"
                " (1, 1, 'a', 'prepared', 'Index', 0, '?'), (2, 2, 'a', 'started', NULL, 0, '?'),"
                " (4, 3, 'a', 'done', NULL, 0, '?')");
}
