/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "change-fixture.h"
#include "opt-change-plan.h"
#include "opt-change-property-state.h"
#include "opt-change-recovery.h"
#include "opt-test.h"

static OptChangeProperty *
make_parameter (const char *name, const char *database, const char *value)
{
  OptChangeProperty *property = opt_change_property_new (OPT_PROPERTY_PARAMETER, name);

  property->database = g_strdup (database);
  property->after = g_strdup (value);

  return property;
}

static OptChangeProperty *
make_target (const char *value)
{
  OptChangeProperty *property
      = opt_change_property_new (OPT_PROPERTY_COLUMN_TARGET, "statistics target");

  property->table = g_strdup ("public.t");
  property->column = g_strdup ("v");
  property->after = g_strdup (value);

  return property;
}

static OptChangeProperty *
make_distinct (const char *value)
{
  OptChangeProperty *property = opt_change_property_new (OPT_PROPERTY_COLUMN_OPTION, "n_distinct");

  property->table = g_strdup ("public.t");
  property->column = g_strdup ("v");
  property->after = g_strdup (value);

  return property;
}

static OptChangeProperty *
make_statistics (void)
{
  OptChangeProperty *property = opt_change_property_new (OPT_PROPERTY_STATISTICS, "t_both");

  property->schema = g_strdup ("public");
  property->table = g_strdup ("public.t");
  property->kinds = g_strdup ("ndistinct, dependencies");
  property->columns = g_strdup ("id, v");
  property->after = g_strdup ("");

  return property;
}

static void
assert_value (ChangeFixture *fixture, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *value = NULL;

  opt_change_property_read_sync (fixture->app,
                                 opt_change_set_get (fixture->request->changes, 0)->property,
                                 &value, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (value, ==, expected);
}

static char *
apply (ChangeFixture *fixture, OptChangeProperty *property)
{
  g_autoptr (GError) error = NULL;
  char *change_id;

  g_assert_true (change_fixture_set (fixture, property, &error));
  g_assert_no_error (error);
  change_id = change_fixture_apply (fixture, &error);
  g_assert_no_error (error);

  return change_id;
}

static void
undo (ChangeFixture *fixture, const char *change_id)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (change_fixture_undo (fixture, change_id, &error));
  g_assert_no_error (error);
}

static void
assert_undo_fails (ChangeFixture *fixture, const char *change_id, OptErrorCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (change_fixture_undo (fixture, change_id, &error));
  g_assert_error (error, OPT_ERROR, (int) code);
}

/* What it was comes back, be it a value or none; what another has set since stays. */
static void
test_set_and_undone (ChangeFixture *fixture, gconstpointer data)
{
  g_autofree char *first = apply (fixture, make_parameter ("WORK_MEM", fixture->database, "64MB"));
  g_autofree char *second = apply (fixture, make_parameter ("work_mem", fixture->database, "8MB"));
  g_autofree char *sql
      = g_strdup_printf ("ALTER DATABASE \"%s\" SET work_mem = '1MB'", fixture->database);

  assert_value (fixture, "8MB");
  /* The first is not what is set now. */
  assert_undo_fails (fixture, first, OPT_ERROR_CONFLICT);
  undo (fixture, second);
  assert_value (fixture, "64MB");
  assert_undo_fails (fixture, second, OPT_ERROR_REFUSED);
  change_fixture_run (fixture->app, sql);
  assert_undo_fails (fixture, first, OPT_ERROR_CONFLICT);
  assert_value (fixture, "1MB");
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_CONFLICT, "1MB");
}

static void
test_server (ChangeFixture *fixture, gconstpointer data)
{
  g_autofree char *change_id = apply (fixture, make_parameter ("random_page_cost", NULL, "1.25"));
  g_autoptr (OptAuditChange) change = change_fixture_get_only_change (fixture);

  g_assert_nonnull (strstr (opt_audit_change_get_sql (change), "pg_reload_conf"));
  g_assert_nonnull (
      strstr (opt_audit_change_get_undo_sql (change), "ALTER SYSTEM RESET random_page_cost"));
  assert_value (fixture, "1.25");
  /* The server's own sessions hear of it a moment later. */
  while (change_fixture_count (fixture->app, "SELECT (setting = '1.25')::int AS n FROM pg_settings "
                                             "WHERE name = 'random_page_cost'")
         == 0)
    g_usleep (10000);
  undo (fixture, change_id);
  assert_value (fixture, NULL);
}

static void
test_refused (ChangeFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "archive_command",
                                       "shared_preload_libraries",
                                       "listen_addresses",
                                       "hba_file",
                                       "fsync",
                                       "session_preload_libraries",
                                       "ssl",
                                       "data_directory",
                                       "log_directory",
                                       "shared_buffers",
                                       "max_worker_processes",
                                       "wal_buffers" };
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_false (change_fixture_set (fixture, make_parameter (names[i], NULL, "x"), &error));
      g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
      g_clear_error (&error);
    }
  g_assert_false (change_fixture_set (fixture,
                                      make_parameter ("max_wal_size", fixture->database, "2GB"),
                                      &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED);
  g_clear_error (&error);

  /* The server takes that, and would not start with it: a segment has 16 MB. */
  g_assert_false (
      change_fixture_set (fixture, make_parameter ("min_wal_size", NULL, "31"), &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (
      change_fixture_set (fixture, make_parameter ("min_wal_size", NULL, "32MB"), &error));
  g_assert_no_error (error);
  g_assert_true (
      change_fixture_set (fixture, make_parameter ("max_wal_size", NULL, "1 GB"), &error));
  g_assert_no_error (error);

  /* What the server does not take is not set. */
  g_assert_true (change_fixture_set (fixture, make_parameter ("work_mem", NULL, "much"), &error));
  g_assert_no_error (error);
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_DATA, "work_mem");
  assert_value (fixture, NULL);
}

static void
test_rights (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (OptChangePlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *rights = NULL;

  change_fixture_run (fixture->app, "CREATE ROLE property_nobody LOGIN");
  g_assert_true (change_fixture_set (fixture, make_parameter ("work_mem", NULL, "9MB"), &error));
  plan = opt_change_plan_read_sync (fixture->app, fixture->request->changes, "property_nobody", -1,
                                    NULL, &error);
  g_assert_no_error (error);
  g_assert_false (opt_change_plan_is_allowed (plan));
  rights = opt_change_plan_describe_rights (plan);
  g_assert_nonnull (strstr (rights, "GRANT ALTER SYSTEM ON PARAMETER work_mem"));

  opt_conninfo_unref (fixture->request->conninfo);
  fixture->request->conninfo
      = opt_cluster_get_conninfo (opt_test_get_cluster (), "property_nobody", fixture->database);
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_DENIED, "work_mem");
  change_fixture_assert_events (fixture, "");
}

#define SAMPLED \
  "SELECT count(*) AS n FROM pg_stats WHERE tablename = 't' AND attname = 'v' AND n_distinct = 77"

static void
test_column (ChangeFixture *fixture, gconstpointer data)
{
  g_autofree char *target = NULL;
  g_autofree char *distinct = NULL;

  change_fixture_run (fixture->app, "ALTER TABLE t ALTER v SET STATISTICS 50");
  target = apply (fixture, make_target ("500"));
  assert_value (fixture, "500");
  undo (fixture, target);
  assert_value (fixture, "50");

  /* It counts from the ANALYZE on that is part of it, and so does its undo. */
  distinct = apply (fixture, make_distinct ("77"));
  assert_value (fixture, "77");
  g_assert_cmpint (change_fixture_count (fixture->app, SAMPLED), ==, 1);
  undo (fixture, distinct);
  assert_value (fixture, NULL);
  g_assert_cmpint (change_fixture_count (fixture->app, SAMPLED), ==, 0);
}

static void
test_statistics (ChangeFixture *fixture, gconstpointer data)
{
  g_autofree char *first = apply (fixture, make_statistics ());
  g_autofree char *second = NULL;

  g_assert_cmpint (change_fixture_count (fixture->app, "SELECT count(*) AS n FROM pg_stats_ext "
                                                       "WHERE statistics_name = 't_both' AND "
                                                       "n_distinct IS NOT NULL"),
                   ==, 1);
  undo (fixture, first);
  assert_value (fixture, NULL);

  second = apply (fixture, make_statistics ());
  change_fixture_run (fixture->app, "DROP STATISTICS t_both; "
                                    "CREATE STATISTICS t_both (mcv) ON id, v FROM t");
  assert_undo_fails (fixture, second, OPT_ERROR_CONFLICT);
  change_fixture_run (fixture->app, "DROP STATISTICS t_both");
  assert_undo_fails (fixture, second, OPT_ERROR_NOT_FOUND);
}

static OptAuditChange *
get_change (ChangeFixture *fixture, const char *change_id)
{
  g_autoptr (GError) error = NULL;
  OptAuditChange *change = opt_audit_get_change_sync (fixture->audit, change_id, &error);

  g_assert_no_error (error);

  return change;
}

/* ---- Beside another who sets it -------------------------------------------------------------- */

typedef struct
{
  ChangeFixture *fixture;
  const char *undo; /* (nullable) a change */
  gboolean done;
  GError *error;
} Try;

static gpointer
try_thread (gpointer data)
{
  Try *self = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autofree char *change_id = NULL;

  g_main_context_push_thread_default (context);
  if (self->undo != NULL)
    self->done = change_fixture_undo (self->fixture, self->undo, &self->error);
  else
    change_id = change_fixture_apply (self->fixture, &self->error);
  self->done = self->done || change_id != NULL;
  g_main_context_pop_thread_default (context);

  return NULL;
}

/* Another does @sql while the change, or the undo, waits in @statement, and is done then. */
static void
assert_fails_beside (ChangeFixture *fixture,
                     const char *undo,
                     const char *sql,
                     const char *statement,
                     const char *words)
{
  g_autoptr (OptConnection) other
      = opt_test_connect (fixture->database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *begun = g_strconcat ("BEGIN; ", sql, NULL);
  Try try = { .fixture = fixture, .undo = undo };
  GThread *thread;

  change_fixture_run (other, begun);
  thread = g_thread_new ("try", try_thread, &try);
  change_fixture_wait_for_waiting (fixture, statement, 1);
  change_fixture_run (other, "COMMIT");
  g_thread_join (thread);
  g_assert_false (try.done);
  g_assert_nonnull (strstr (try.error->message, words));
  g_clear_error (&try.error);
  opt_connection_close (other);
}

static void
test_set_by_another (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = NULL;

  g_assert_true (change_fixture_set (fixture, make_target ("500"), &error));
  assert_fails_beside (fixture, NULL, "ALTER TABLE t ALTER v SET STATISTICS 7", "LOCK TABLE",
                       "“7” by now");
  assert_value (fixture, "7");

  change_id = apply (fixture, make_target ("500"));
  assert_fails_beside (fixture, change_id, "ALTER TABLE t ALTER v SET STATISTICS 8", "LOCK TABLE",
                       "somebody else has set it");
  assert_value (fixture, "8");
}

/* A materialized view takes no LOCK TABLE. */
static void
test_view_set_by_another (ChangeFixture *fixture, gconstpointer data)
{
  OptChangeProperty *property = make_target ("500");
  g_autoptr (GError) error = NULL;
  g_autofree char *change_id = NULL;

  change_fixture_run (fixture->app, "CREATE MATERIALIZED VIEW m AS SELECT * FROM t");
  g_free (property->table);
  property->table = g_strdup ("public.m");
  change_id = apply (fixture, property);
  assert_value (fixture, "500");
  assert_fails_beside (fixture, change_id, "ALTER MATERIALIZED VIEW m ALTER v SET STATISTICS 8",
                       "ALTER TABLE", "somebody else has set it");
  assert_value (fixture, "8");
}

/* The name is taken when it is our turn: on the same table, and on another. */
static void
test_made_by_another (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  change_fixture_run (fixture->app, "CREATE TABLE o (a int, b int)");
  g_assert_true (change_fixture_set (fixture, make_statistics (), &error));
  assert_fails_beside (fixture, NULL, "CREATE STATISTICS t_both ON id, v FROM t", "LOCK TABLE",
                       "by now");
  assert_value (fixture, "CREATE STATISTICS public.t_both ON id, v FROM t");
  change_fixture_run (fixture->app, "DROP STATISTICS t_both");
  assert_fails_beside (fixture, NULL, "CREATE STATISTICS t_both ON a, b FROM o",
                       "CREATE STATISTICS", "pg_statistic_ext");
  assert_value (fixture, "CREATE STATISTICS public.t_both ON a, b FROM o");
}

static void
append (ChangeFixture *fixture, OptAuditChange *model, OptAuditEvent event, const char *detail)
{
  g_autoptr (GError) error = NULL;
  OptAuditEntry entry = {
    .change_id = (char *) "interrupted",
    .event = event,
    .server_id = (char *) opt_audit_change_get_server_id (model),
    .server_name = (char *) "here",
    .database = fixture->database,
    .user = (char *) "me",
    .kind = (char *) opt_audit_change_get_kind (model),
    .title = (char *) "t_both",
    .sql = (char *) opt_audit_change_get_sql (model),
    .undo_sql = (char *) opt_audit_change_get_undo_sql (model),
    .detail = (char *) detail,
  };

  g_assert_true (opt_audit_append_sync (fixture->audit, &entry, &error));
  g_assert_no_error (error);
}

static OptAuditState
settle (ChangeFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptChangeRecovery) recovery
      = opt_change_recover_sync (fixture->request->conninfo, fixture->audit, "interrupted", TRUE,
                                 NULL, &error);
  g_autoptr (OptAuditChange) change = NULL;

  g_assert_no_error (error);
  g_assert_true (recovery->settled);
  change = get_change (fixture, "interrupted");

  return opt_audit_change_get_state (change);
}

/* What is there after an interruption is ours only where that one was noted. */
static void
test_interrupted (ChangeFixture *fixture, gconstpointer data)
{
  gboolean noted = data != NULL;
  g_autofree char *model_id = apply (fixture, make_statistics ());
  g_autoptr (OptAuditChange) model = get_change (fixture, model_id);
  g_autofree char *note = NULL;

  append (fixture, model, OPT_AUDIT_PREPARED,
          opt_audit_change_get_detail (model, OPT_AUDIT_PREPARED));
  append (fixture, model, OPT_AUDIT_STARTED,
          opt_audit_change_get_detail (model, OPT_AUDIT_STARTED));
  if (noted)
    {
      note = g_strdup_printf ("{\"statistics_oid\":%" G_GINT64_FORMAT "}",
                              change_fixture_count (fixture->app,
                                                    "SELECT oid::bigint AS n FROM pg_statistic_ext "
                                                    "WHERE stxname = 't_both'"));
      append (fixture, model, OPT_AUDIT_NOTE, note);
    }
  append (fixture, model, OPT_AUDIT_NOTE, "{\"leftover\":\"unknown\"}");

  g_assert_cmpint (settle (fixture), ==, noted ? OPT_AUDIT_STATE_APPLIED : OPT_AUDIT_STATE_FAILED);
  if (noted)
    undo (fixture, "interrupted");
  else
    assert_undo_fails (fixture, "interrupted", OPT_ERROR_REFUSED);
  g_assert_cmpint (change_fixture_count (fixture->app,
                                         "SELECT count(*) AS n FROM pg_statistic_ext"),
                   ==, noted ? 0 : 1);
}

/* A child's own target is not touched, neither by the change nor by its undo. */
static void
test_children (ChangeFixture *fixture, gconstpointer data)
{
  static const char sql[] = "SELECT attstattarget::bigint AS n FROM pg_attribute "
                            "WHERE attrelid = 'child'::regclass AND attname = 'v'";
  g_autofree char *change_id = NULL;

  change_fixture_run (fixture->app, "CREATE TABLE child () INHERITS (t);"
                                    "ALTER TABLE child ALTER v SET STATISTICS 33");
  change_id = apply (fixture, make_target ("500"));
  g_assert_cmpint (change_fixture_count (fixture->app, sql), ==, 33);
  undo (fixture, change_id);
  assert_value (fixture, NULL);
  g_assert_cmpint (change_fixture_count (fixture->app, sql), ==, 33);
}

/* ---- What follows fails ---------------------------------------------------------------------- */

static void
make_analyze_fail (ChangeFixture *fixture, gboolean fails)
{
  g_autofree char *sql = g_strdup_printf ("ALTER DATABASE \"%s\" SET my.fail = '%s'",
                                          fixture->database, fails ? "on" : "off");

  change_fixture_run (fixture->app, sql);
}

static void
make_failing_index (ChangeFixture *fixture)
{
  change_fixture_run (fixture->app,
                      "CREATE FUNCTION f(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$BEGIN "
                      "IF current_setting('my.fail', true) = 'on' THEN RAISE EXCEPTION 'failing'; "
                      "END IF; RETURN i; END$$; CREATE INDEX ON t (f(v))");
}

/* Without its ANALYZE it is not made, and so it is set back, which the log says first. */
static void
test_consequence_fails (ChangeFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  make_failing_index (fixture);
  make_analyze_fail (fixture, TRUE);
  g_assert_true (change_fixture_set (fixture, make_target ("500"), &error));
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_FAILED, "failing");
  assert_value (fixture, NULL);
  /* Each with its step and its end; ANALYZE fails after either. */
  change_fixture_assert_events (fixture, "prepared started note note note note note note failed");
}

/* An undo whose rest failed is not done; the next one runs that. */
static void
test_undo_consequence_fails (ChangeFixture *fixture, gconstpointer data)
{
  g_autofree char *change_id = NULL;
  g_autoptr (OptAuditChange) change = NULL;

  make_failing_index (fixture);
  change_id = apply (fixture, make_target ("500"));
  make_analyze_fail (fixture, TRUE);
  assert_undo_fails (fixture, change_id, OPT_ERROR_FAILED);
  assert_value (fixture, NULL);
  change = get_change (fixture, change_id);
  g_assert_cmpint (opt_audit_change_get_state (change), ==, OPT_AUDIT_STATE_UNDO_FAILED);

  make_analyze_fail (fixture, FALSE);
  undo (fixture, change_id);
  assert_value (fixture, NULL);
}

#define ADD(path, func) ADD_WITH (path, NULL, func)
#define ADD_WITH(path, data, func) \
  g_test_add (path, ChangeFixture, data, change_fixture_set_up, func, change_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/change/property/set-and-undone", test_set_and_undone);
  ADD ("/change/property/server", test_server);
  ADD ("/change/property/refused", test_refused);
  ADD ("/change/property/rights", test_rights);
  ADD ("/change/property/column", test_column);
  ADD ("/change/property/statistics", test_statistics);
  ADD ("/change/property/consequence-fails", test_consequence_fails);
  ADD ("/change/property/undo-consequence-fails", test_undo_consequence_fails);
  ADD ("/change/property/set-by-another", test_set_by_another);
  ADD ("/change/property/view-set-by-another", test_view_set_by_another);
  ADD ("/change/property/made-by-another", test_made_by_another);
  ADD ("/change/property/interrupted", test_interrupted);
  ADD_WITH ("/change/property/interrupted-noted", "noted", test_interrupted);
  ADD ("/change/property/children", test_children);

  return g_test_run ();
}
