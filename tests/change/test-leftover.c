/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "change-fixture.h"
#include "opt-change-build.h"
#include "opt-change-leftover.h"
#include "opt-test.h"

/* A writer is waited for only after the index is there, and not valid yet. It can't be dropped
 * either while the writer is there. Returns the change that failed. */
static char *
leave_half (ChangeFixture *fixture, OptConnection *writer)
{
  g_autoptr (OptAuditChange) change = NULL;

  fixture->request->lock_timeout = 1000;
  fixture->request->tries = 1;
  change_fixture_run (writer, "BEGIN; LOCK TABLE t IN ROW EXCLUSIVE MODE");
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT,
                                     "DROP INDEX CONCURRENTLY public.t_v_idx");
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisvalid"), ==, 1);
  change_fixture_assert_events (fixture, "prepared started failed");
  change = change_fixture_get_only_change (fixture);
  g_assert_true (opt_change_has_leftover (change));

  return g_strdup (opt_audit_change_get_id (change));
}

/* What is left, and why, is told, and the next attempt knows its own leftover. */
static void
test_writer (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) writer
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *change_id = leave_half (fixture, writer);
  g_autoptr (OptAuditChange) change = change_fixture_get_only_change (fixture);
  g_autoptr (GError) error = NULL;
  g_autofree char *again = NULL;

  g_assert_nonnull (strstr (opt_audit_change_get_detail (change, OPT_AUDIT_FAILED),
                            "Another session held a lock for longer than 1\u00a0s (the session "));
  again = change_fixture_apply (fixture, &error);
  g_assert_null (again);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "An earlier attempt has left"));
  g_assert_nonnull (strstr (opt_error_get_next_step (error), change_id));
  change_fixture_assert_events (fixture, "prepared started failed");
  opt_connection_close (writer);
}

/* What is left is removed by the undo of the change that left it, as soon as that can be. */
static void
test_remove_left (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) writer
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *change_id = leave_half (fixture, writer);
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *second_id = NULL;

  g_assert_false (opt_change_undo_sync (fixture->request->conninfo, fixture->audit, change_id, 200,
                                        NULL, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_nonnull (strstr (error->message, "200\u00a0ms"));
  g_clear_error (&error);
  change = change_fixture_get_only_change (fixture);
  g_assert_cmpint (opt_audit_change_get_state (change), ==, OPT_AUDIT_STATE_UNDO_FAILED);
  g_assert_true (opt_change_has_leftover (change));

  change_fixture_run (writer, "ROLLBACK");
  g_assert_true (change_fixture_undo (fixture, change_id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisprimary"), ==, 0);
  change_fixture_assert_events (
      fixture,
      "prepared started failed undo-started note note note undo-failed undo-started undone");
  g_clear_object (&change);
  change = change_fixture_get_only_change (fixture);
  g_assert_cmpint (opt_audit_change_get_state (change), ==, OPT_AUDIT_STATE_UNDONE);
  g_assert_false (opt_change_has_leftover (change));

  /* And then it can be tried again. */
  second_id = change_fixture_apply (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "indisvalid AND NOT indisprimary"), ==,
                   1);
  opt_connection_close (writer);
}

/* Somebody else may have dropped it, which the next attempt finds out. */
static void
test_left_is_gone (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) writer
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *change_id = leave_half (fixture, writer);
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *second_id = NULL;

  change_fixture_run (writer, "ROLLBACK");
  change_fixture_run (fixture->app, "DROP INDEX t_v_idx");
  second_id = change_fixture_apply (fixture, &error);
  g_assert_no_error (error);
  change_fixture_assert_events (fixture, "prepared started failed undone prepared started done");
  change = opt_audit_get_change_sync (fixture->audit, change_id, &error);
  g_assert_no_error (error);
  g_assert_false (opt_change_has_leftover (change));
  opt_connection_close (writer);
}

/* It may have gone with its table, which is nobody's then. */
static void
test_table_is_gone (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) writer
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *change_id = leave_half (fixture, writer);
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (GError) error = NULL;

  change_fixture_run (writer, "ROLLBACK");
  change_fixture_run (fixture->app, "DROP TABLE t CASCADE");
  g_assert_true (change_fixture_undo (fixture, change_id, &error));
  g_assert_no_error (error);
  change = change_fixture_get_only_change (fixture);
  g_assert_false (opt_change_has_leftover (change));
  opt_connection_close (writer);
}

/* What somebody made valid is not dropped. */
static void
test_left_is_valid (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) writer
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *change_id = leave_half (fixture, writer);
  g_autoptr (GError) error = NULL;

  change_fixture_run (writer, "ROLLBACK");
  change_fixture_run (fixture->app, "REINDEX INDEX t_v_idx");
  g_assert_false (change_fixture_undo (fixture, change_id, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_CONFLICT);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "indisvalid AND NOT indisprimary"), ==,
                   1);
  change_fixture_assert_events (fixture, "prepared started failed undone");
  opt_connection_close (writer);
}

/* An index that is not valid and that the log knows nothing of is left alone. */
static void
test_foreign_half (ChangeFixture *fixture, gconstpointer data)
{
  change_fixture_run (
      fixture->app,
      "CREATE INDEX t_v_idx ON t (v);"
      "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_v_idx'::regclass");
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, "is not valid");
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisvalid"), ==, 1);
  change_fixture_assert_events (fixture, "");
}

/* The server writes an expression with parentheses and casts of its own. */
static void
test_same_index (void)
{
  static const struct
  {
    const char *ours;
    const char *servers;
  } same[] = {
    { "v", "v" },
    { "(lower(email))", "lower((email)::text)" },
    { "(payload ->> 'k')", "((payload ->> 'k'::text))" },
    { "(made::timestamp)", "((made)::timestamp without time zone)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autofree char *ours
          = g_strdup_printf ("CREATE INDEX CONCURRENTLY t_lower_idx ON public.t USING btree (%s)",
                             same[i].ours);
      g_autofree char *servers
          = g_strdup_printf ("CREATE INDEX t_lower_idx ON public.t USING btree (%s)",
                             same[i].servers);

      g_assert_true (opt_change_is_same_index (ours, servers));
    }
  g_assert_false (opt_change_is_same_index ("CREATE INDEX i ON t USING btree (lower(a))",
                                            "CREATE INDEX i ON t USING btree (lower(b))"));
  g_assert_false (opt_change_is_same_index ("CREATE INDEX i ON t USING btree (a)",
                                            "CREATE UNIQUE INDEX i ON t USING btree (a)"));
  g_assert_false (opt_change_is_same_index ("CREATE INDEX i ON t USING btree (a)",
                                            "CREATE INDEX i ON t USING btree (a, b)"));
}

#define ADD(path, data, func) \
  g_test_add (path, ChangeFixture, data, change_fixture_set_up, func, change_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/change/same-index", test_same_index);
  ADD ("/change/leftover/writer", NULL, test_writer);
  ADD ("/change/leftover/remove-left", NULL, test_remove_left);
  ADD ("/change/leftover/left-is-gone", NULL, test_left_is_gone);
  ADD ("/change/leftover/table-is-gone", NULL, test_table_is_gone);
  ADD ("/change/leftover/left-is-valid", NULL, test_left_is_valid);
  ADD ("/change/leftover/foreign-half", NULL, test_foreign_half);

  return g_test_run ();
}
