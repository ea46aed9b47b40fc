/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "change-fixture.h"
#include "opt-change-leftover.h"
#include "opt-test.h"

/* Another person, with a log of one's own, who applies the same advice. */
typedef struct
{
  ChangeFixture *fixture;
  char *path;
  OptAudit *audit;
  OptChangeRequest *request;
  GThread *thread;
  char *change_id;
  GError *error;
} Person;

static void
person_set_up (Person *person, ChangeFixture *fixture, guint lock_timeout)
{
  g_autofree char *name = g_strdup_printf ("audit-%u.db", lock_timeout);
  g_autoptr (GError) error = NULL;

  *person = (Person){ .fixture = fixture };
  person->path = g_build_filename (fixture->folder, name, NULL);
  person->audit = opt_audit_open_sync (person->path, &error);
  g_assert_no_error (error);
  person->request = opt_change_request_new (fixture->request->conninfo, fixture->request->changes);
  person->request->title = g_strdup ("Index t (v)");
  person->request->lock_timeout = lock_timeout;
}

static gpointer
apply_thread (gpointer data)
{
  Person *person = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  person->change_id
      = opt_change_apply_sync (person->request, person->audit, NULL, NULL, &person->error);
  g_main_context_pop_thread_default (context);

  return NULL;
}

static void
person_apply (Person *person)
{
  person->thread = g_thread_new ("apply", apply_thread, person);
}

static OptAuditChange *
person_get_change (Person *person)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = opt_audit_list_sync (person->audit, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (changes->len, ==, 1);

  return g_object_ref (changes->pdata[0]);
}

static void
person_tear_down (Person *person)
{
  opt_change_request_free (person->request);
  g_clear_object (&person->audit);
  change_fixture_remove_log (person->path);
  g_free (person->path);
  g_free (person->change_id);
  g_clear_error (&person->error);
}

/* What came of it is another's index, which neither the attempt nor its undo touches. */
static void
assert_left_alone (Person *person, const char *sqlstate)
{
  g_autoptr (OptAuditChange) change = person_get_change (person);
  g_autoptr (GError) error = NULL;

  g_assert_null (person->change_id);
  g_assert_cmpstr (opt_error_get_sqlstate (person->error), ==, sqlstate);
  g_assert_nonnull (strstr (person->error->message, "left alone"));
  g_assert_cmpint (opt_audit_change_get_state (change), ==, OPT_AUDIT_STATE_FAILED);
  g_assert_nonnull (strstr (opt_audit_change_get_detail (change, OPT_AUDIT_FAILED), "foreign"));
  g_assert_false (opt_change_has_leftover (change));
  g_assert_false (opt_change_undo_sync (person->request->conninfo, person->audit,
                                        opt_audit_change_get_id (change), 0, NULL, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
}

static void
assert_made (Person *person)
{
  g_autoptr (GError) error = NULL;

  g_assert_no_error (person->error);
  g_assert_nonnull (person->change_id);
  g_assert_cmpint (change_fixture_count_indexes (person->fixture,
                                                 "indisvalid AND NOT indisprimary"),
                   ==, 1);
  g_assert_true (opt_change_undo_sync (person->request->conninfo, person->audit, person->change_id,
                                       0, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* Keeps a person who has looked, and found nobody in the way, from writing that down. */
static sqlite3 *
hold_log (Person *person)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (person->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);

  return db;
}

static void
wait_for_look (ChangeFixture *fixture)
{
  while (change_fixture_count (fixture->app,
                               "SELECT count(*) AS n FROM pg_stat_activity WHERE state = 'idle' "
                               "AND application_name = 'optischema/change' "
                               "AND query LIKE '-- Who builds an index%'")
         == 0)
    g_usleep (1000);
}

/* The second's patience ends while the first builds: what is half made is the first's. */
static void
test_built_by_another (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) locker
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) writer
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  sqlite3 *log;
  Person first;
  Person second;

  person_set_up (&first, fixture, 60000);
  person_set_up (&second, fixture, 1000);
  change_fixture_run (locker, "BEGIN; LOCK TABLE t IN SHARE UPDATE EXCLUSIVE MODE");
  change_fixture_run (writer, "BEGIN; LOCK TABLE t IN ROW EXCLUSIVE MODE");
  log = hold_log (&second);
  person_apply (&second);
  wait_for_look (fixture);
  person_apply (&first);
  change_fixture_wait_for_waiting (fixture, "CREATE INDEX CONC", 1);
  change_fixture_run (locker, "ROLLBACK");
  /* The first has the table, and builds. */
  while (change_fixture_count_indexes (fixture, "NOT indisvalid") == 0)
    g_usleep (1000);
  g_assert_cmpint (sqlite3_close (log), ==, SQLITE_OK);
  g_thread_join (second.thread);
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisvalid"), ==, 1);
  assert_left_alone (&second, "55P03");

  change_fixture_run (writer, "ROLLBACK");
  g_thread_join (first.thread);
  assert_made (&first);
  person_tear_down (&first);
  person_tear_down (&second);
  opt_connection_close (locker);
  opt_connection_close (writer);
}

/* The name is taken by what somebody else has made meanwhile. */
static void
test_made_by_another (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) other
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  Person person;

  person_set_up (&person, fixture, 60000);
  change_fixture_run (other, "BEGIN; CREATE INDEX t_v_idx ON t (v)");
  person_apply (&person);
  change_fixture_wait_for_waiting (fixture, "CREATE INDEX CONC", 1);
  change_fixture_run (other, "COMMIT");
  g_thread_join (person.thread);
  assert_left_alone (&person, "42P07");
  g_assert_cmpint (change_fixture_count_indexes (fixture, "indisvalid AND NOT indisprimary"), ==,
                   1);
  person_tear_down (&person);
  opt_connection_close (other);
}

/* The same, where what was made is not valid. */
static void
test_half_made_by_another (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) other
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  Person person;

  person_set_up (&person, fixture, 60000);
  change_fixture_run (
      other, "BEGIN; CREATE INDEX t_v_idx ON t (v);"
             "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_v_idx'::regclass");
  person_apply (&person);
  change_fixture_wait_for_waiting (fixture, "CREATE INDEX CONC", 1);
  change_fixture_run (other, "COMMIT");
  g_thread_join (person.thread);
  assert_left_alone (&person, "42P07");
  g_assert_cmpint (change_fixture_count_indexes (fixture, "NOT indisvalid"), ==, 1);
  person_tear_down (&person);
  opt_connection_close (other);
}

/* One that begins while another builds is told who does. */
static void
test_begun_by_another (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) writer
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  Person first;

  person_set_up (&first, fixture, 60000);
  change_fixture_run (writer, "BEGIN; LOCK TABLE t IN ROW EXCLUSIVE MODE");
  person_apply (&first);
  change_fixture_wait_for_waiting (fixture, "CREATE INDEX CONC", 1);
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, "is building an index");
  change_fixture_assert_events (fixture, "");
  change_fixture_run (writer, "ROLLBACK");
  g_thread_join (first.thread);
  assert_made (&first);
  person_tear_down (&first);
  opt_connection_close (writer);
}

/* Who waits beside a build could take it down, and does not begin. */
static void
test_busy_table (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptConnection) locker
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  Person first;

  person_set_up (&first, fixture, 60000);
  change_fixture_run (locker, "BEGIN; LOCK TABLE t IN SHARE UPDATE EXCLUSIVE MODE");
  person_apply (&first);
  change_fixture_wait_for_waiting (fixture, "CREATE INDEX CONC", 1);
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, "deadlock");
  change_fixture_assert_events (fixture, "");
  change_fixture_run (locker, "ROLLBACK");
  g_thread_join (first.thread);
  assert_made (&first);
  person_tear_down (&first);
  opt_connection_close (locker);
}

#define ADD(path, func) \
  g_test_add (path, ChangeFixture, NULL, change_fixture_set_up, func, change_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/change/race/built-by-another", test_built_by_another);
  ADD ("/change/race/made-by-another", test_made_by_another);
  ADD ("/change/race/half-made-by-another", test_half_made_by_another);
  ADD ("/change/race/begun-by-another", test_begun_by_another);
  ADD ("/change/race/busy-table", test_busy_table);

  return g_test_run ();
}
