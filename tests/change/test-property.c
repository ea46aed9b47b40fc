/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "change-fixture.h"
#include "opt-change-plan.h"
#include "opt-change-property-state.h"
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
                                 &value, NULL, &error);
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
  g_autofree char *restart = NULL;

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

  restart = apply (fixture, make_parameter ("max_worker_processes", NULL, "9"));
  g_assert_true (opt_change_set_get (fixture->request->changes, 0)->property->restart);
  assert_value (fixture, "9");
  undo (fixture, restart);
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
                                       "log_directory" };
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

/* Without its ANALYZE it is not made, and so it is set back. */
static void
test_consequence_fails (ChangeFixture *fixture, gconstpointer data)
{
  g_autofree char *fail
      = g_strdup_printf ("ALTER DATABASE \"%s\" SET my.fail = 'on'", fixture->database);
  g_autoptr (GError) error = NULL;

  change_fixture_run (fixture->app,
                      "CREATE FUNCTION f(i int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$BEGIN "
                      "IF current_setting('my.fail', true) = 'on' THEN RAISE EXCEPTION 'failing'; "
                      "END IF; RETURN i; END$$; CREATE INDEX ON t (f(v))");
  change_fixture_run (fixture->app, fail);
  g_assert_true (change_fixture_set (fixture, make_target ("500"), &error));
  change_fixture_assert_apply_fails (fixture, OPT_ERROR_FAILED, "failing");
  assert_value (fixture, NULL);
}

#define ADD(path, func) \
  g_test_add (path, ChangeFixture, NULL, change_fixture_set_up, func, change_fixture_tear_down)

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

  return g_test_run ();
}
