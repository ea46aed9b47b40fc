/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-error.h"
#include "opt-format.h"
#include "opt-sandbox-copy.h"
#include "opt-test.h"

typedef struct
{
  char *database;
  OptConnection *admin;
  OptConnection *production;
  OptCatalog *catalog;
  OptServerFacts *facts;
  OptSandbox *sandbox;
} Fixture;

static Fixture shop;

static void
run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
}

static char *
ask (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (opt_result_get_n_rows (result), ==, 1);

  return g_strdup (opt_result_get_cell (result, 0, 0, NULL));
}

static OptConnection *
connect_as (const char *user)
{
  g_autoptr (OptConninfo) conninfo
      = opt_cluster_get_conninfo (opt_test_get_cluster (), user, shop.database);
  OptConnection *connection = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_MONITOR, "test");
  g_autoptr (GError) error = NULL;

  opt_connection_open_sync (connection, NULL, &error);
  g_assert_no_error (error);

  return connection;
}

static void
set_up (void)
{
  g_autofree char *sql = opt_test_read_data ("catalog/shop.sql", NULL);
  g_auto (GStrv)
    parts = g_strsplit (sql, ";\n", -1);
  g_autoptr (GError) error = NULL;

  shop.database = opt_test_create_database ();
  shop.admin = opt_test_connect (shop.database, OPT_CONNECTION_ROLE_SANDBOX);
  for (guint i = 0; parts[i] != NULL; i++)
    run (shop.admin, parts[i]);
  run (shop.admin,
       "ALTER TABLE shop.orders ALTER COLUMN note SET STATISTICS 7; ANALYZE shop.orders;"
       "CREATE ROLE watcher LOGIN; GRANT USAGE ON SCHEMA shop TO watcher;"
       "CREATE TABLE shop.ruled (a int); ALTER TABLE shop.ruled ENABLE ROW LEVEL SECURITY;"
       "GRANT SELECT ON shop.ruled TO watcher");
  shop.production = connect_as (NULL);
  shop.facts = opt_server_facts_load_sync (shop.production, NULL, &error);
  g_assert_no_error (error);
  shop.catalog = opt_catalog_load_sync (shop.production, NULL, &error);
  g_assert_no_error (error);
  shop.sandbox = opt_sandbox_new ();
}

static void
tear_down (void)
{
  g_autoptr (GError) error = NULL;

  opt_sandbox_close_sync (shop.sandbox, &error);
  g_assert_no_error (error);
  g_object_unref (shop.sandbox);
  g_object_unref (shop.catalog);
  g_object_unref (shop.facts);
  g_object_unref (shop.production);
  g_object_unref (shop.admin);
  g_free (shop.database);
}

static guint32
get_oid (const char *name)
{
  return opt_catalog_find_relation (shop.catalog, "shop", name)->oid;
}

static char *
copy (OptConnection *production,
      OptCatalog *catalog,
      const char *const *names,
      const OptCopyOptions *options,
      OptCopyReport *report,
      GPtrArray *limits,
      GError **error)
{
  g_autoptr (GArray) oids = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; names[i] != NULL; i++)
    {
      guint32 oid = get_oid (names[i]);

      g_array_append_val (oids, oid);
    }

  return opt_sandbox_copy_tables_sync (shop.sandbox, production, catalog, shop.facts,
                                       (const guint32 *) (gpointer) oids->data, oids->len, options,
                                       report, limits, NULL, NULL, error);
}

static GPtrArray *
limits_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) opt_unreadable_free);
}

static guint
count_databases (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConnection) admin
      = opt_sandbox_connect_sync (shop.sandbox, OPT_SANDBOX_USER_ADMIN, NULL, NULL, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = ask (admin, "SELECT count(*) FROM pg_database WHERE datname LIKE 'optischema%'");

  return (guint) g_ascii_strtoull (text, NULL, 10);
}

/* A view brings its table, a partitioned table its partitions. */
static void
test_rows (void)
{
  static const char *const names[] = { "big", "customer", "event", "base", NULL };
  static const char *const same[] = {
    "SELECT count(*) || ' ' || sum(hashtextextended(t::text, 0)) FROM shop.orders t",
    "SELECT count(*) || ' ' || sum(hashtextextended(t::text, 0)) FROM shop.customer t",
    "SELECT count(*) || ' ' || sum(hashtextextended(t::text, 0)) FROM shop.event t",
    "SELECT count(*) || ' ' || sum(hashtextextended(t::text, 0)) FROM ONLY shop.event_2024 t",
    "SELECT count(*) || ' ' || sum(hashtextextended(t::text, 0)) FROM shop.base t",
    "SELECT count(*) || ' ' || sum(hashtextextended(t::text, 0)) FROM shop.big t",
    "SELECT string_agg(indexdef, chr(10) ORDER BY indexdef) FROM pg_indexes WHERE schemaname = "
    "'shop' AND tablename IN ('orders', 'customer', 'event', 'event_2024', 'event_2025')",
    "SELECT string_agg(conname || replace(pg_get_constraintdef(oid), ' NOT VALID', ''), chr(10) "
    "ORDER BY conname) FROM pg_constraint WHERE conrelid = 'shop.orders'::regclass",
    "SELECT count(*)::text FROM pg_index WHERE indrelid = 'shop.orders'::regclass AND indisvalid",
    "SELECT reltuples::text FROM pg_class WHERE oid = 'shop.orders'::regclass",
    "SELECT array_length(histogram_bounds, 1)::text FROM pg_stats WHERE tablename = 'orders' AND "
    "attname = 'note'",
    "SELECT nextval('shop.orders_id_seq')::text",
    "SELECT string_agg(attname || format_type(atttypid, atttypmod) || attnotnull || attidentity::text "
    "|| attgenerated::text, ',' ORDER BY attname) FROM pg_attribute WHERE attrelid IN "
    "('shop.orders'::regclass, 'shop.customer'::regclass) AND attnum > 0 AND NOT attisdropped",
  };
  static const char *const planner
      = "SELECT current_setting('work_mem') || current_setting('max_parallel_workers_per_gather')";
  g_autoptr (GPtrArray) limits = limits_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *database = NULL;
  g_autofree char *twin = NULL;
  g_autofree char *settings = NULL;
  g_autoptr (OptConnection) here = NULL;
  g_autoptr (OptConnection) there = NULL;

  /* The session's own settings of the planner are those that the copies have, both of them. */
  run (shop.production, "SET work_mem = '7777kB'; SET max_parallel_workers_per_gather = 0");
  database = copy (shop.production, shop.catalog, names, NULL, NULL, limits, &error);
  g_assert_no_error (error);
  g_assert_cmpint (limits->len, ==, 0);
  twin = opt_sandbox_copy_database_sync (shop.sandbox, database, NULL, &error);
  g_assert_no_error (error);

  here = opt_test_connect (shop.database, OPT_CONNECTION_ROLE_SANDBOX);
  run (here, "SET search_path = pg_catalog");
  there = opt_sandbox_connect_sync (shop.sandbox, OPT_SANDBOX_USER_OWNER, twin, NULL, &error);
  g_assert_no_error (error);
  settings = ask (there, planner);
  g_assert_cmpstr (settings, ==, "7777kB0");
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autofree char *expected = ask (here, same[i]);
      g_autofree char *got = ask (there, same[i]);

      g_assert_nonnull (expected);
      g_assert_cmpstr (got, ==, expected);
    }
  opt_connection_close (there);

  g_assert_true (opt_sandbox_drop_database_sync (shop.sandbox, twin, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (opt_sandbox_drop_database_sync (shop.sandbox, database, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count_databases (), ==, 0);
}

static void
test_rights (void)
{
  static const char *const orders[] = { "orders", NULL };
  static const char *const ruled[] = { "ruled", NULL };
  g_autoptr (OptConnection) watcher = connect_as ("watcher");
  g_autoptr (GPtrArray) limits = limits_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (OptCatalog) catalog = opt_catalog_load_sync (watcher, NULL, &error);

  g_assert_no_error (error);
  g_assert_null (copy (watcher, catalog, orders, NULL, NULL, limits, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_DENIED);
  g_assert_cmpstr (opt_error_get_next_step (error), ==, "GRANT SELECT ON shop.orders TO watcher");
  g_clear_error (&error);

  g_assert_null (copy (watcher, catalog, ruled, NULL, NULL, limits, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_DENIED);
  g_assert_cmpstr (opt_error_get_next_step (error), ==, "ALTER ROLE watcher BYPASSRLS");
  g_assert_cmpint (count_databases (), ==, 0);
}

static void
test_space (void)
{
  static const char *const orders[] = { "orders", NULL };
  OptRelation *relation = opt_catalog_find_relation (shop.catalog, "shop", "orders");
  gint64 bytes = relation->total_bytes;
  const OptCopyOptions small = { .max_bytes = bytes - 1 };
  /* At the rate that was measured it takes two seconds at least. */
  const OptCopyOptions slow
      = { .measured_rate = (double) relation->bytes / 2, .max_time = G_USEC_PER_SEC };
  g_autoptr (GPtrArray) limits = limits_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (OptCopyReport) report = opt_copy_report_new ();
  g_autofree char *text = NULL;
  g_autofree char *two = opt_format_duration (2000);

  g_assert_null (copy (shop.production, shop.catalog, orders, &small, NULL, limits, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (opt_error_get_next_step (error), "--sample"));
  g_clear_error (&error);
  g_assert_null (copy (shop.production, shop.catalog, orders, &slow, report, limits, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, two));
  g_assert_cmpint (report->expected_us, ==, 2 * G_USEC_PER_SEC);
  text = opt_copy_report_describe (report);
  g_assert_nonnull (strstr (text, "shop.orders"));
  g_assert_nonnull (strstr (text, two));
  g_clear_error (&error);

  relation->total_bytes = G_GINT64_CONSTANT (1) << 58;
  g_assert_null (copy (shop.production, shop.catalog, orders, NULL, NULL, limits, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_NO_SPACE);
  relation->total_bytes = bytes;
  g_assert_cmpint (count_databases (), ==, 0);
}

static gboolean
refuse_estimate (const OptCopyReport *estimate, gpointer data, GError **error)
{
  const OptCopiedTable *table = g_ptr_array_index (estimate->tables, 0);

  g_assert_cmpstr (table->name, ==, "shop.orders");
  g_assert_cmpint (estimate->copy_bytes, ==, table->total_bytes);
  g_assert_cmpint (estimate->needed_bytes, >=, 2 * table->total_bytes);
  g_assert_cmpint (estimate->free_bytes, >, 0);
  g_assert_cmpint (estimate->expected_us, ==, -1);
  g_assert_cmpint (count_databases (), ==, 0);
  opt_set_error (error, OPT_ERROR_REFUSED, NULL, "too much for me");

  return FALSE;
}

/* Who is asked knows everything before anything is copied, and may refuse. */
static void
test_asked (void)
{
  static const char *const orders[] = { "orders", NULL };
  const OptCopyOptions options = { .ask = refuse_estimate };
  g_autoptr (GPtrArray) limits = limits_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (copy (shop.production, shop.catalog, orders, &options, NULL, limits, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, "too much for me");
  g_assert_cmpint (count_databases (), ==, 0);
}

/* Production sends no more a second than it may, and is let go when the time is over. */
static void
test_pace (void)
{
  static const char *const orders[] = { "orders", NULL };
  g_autoptr (GPtrArray) limits = limits_new ();
  g_autoptr (OptCopyReport) fast = opt_copy_report_new ();
  g_autoptr (OptCopyReport) paced = opt_copy_report_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *first = copy (shop.production, shop.catalog, orders, NULL, fast, limits, &error);
  g_autofree char *second = NULL;
  g_autofree char *alive = NULL;
  OptCopyOptions options = { 0 };

  g_assert_no_error (error);
  g_assert_cmpint (fast->read_bytes, >, 0);
  g_assert_cmpint (fast->waited_us, ==, 0);

  options.rate = fast->read_bytes * 2;
  second = copy (shop.production, shop.catalog, orders, &options, paced, limits, &error);
  g_assert_no_error (error);
  g_assert_cmpint (paced->read_bytes, ==, fast->read_bytes);
  /* Half a second, less what may come at once; where the machine is slower nothing is held back. */
  g_assert_cmpint (paced->read_us, >=, G_USEC_PER_SEC * 38 / 100);

  options.max_time = G_USEC_PER_SEC / 10;
  g_assert_null (copy (shop.production, shop.catalog, orders, &options, NULL, limits, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_TOO_LARGE);
  alive = ask (shop.production, "SELECT 'still'");
  g_assert_cmpstr (alive, ==, "still");
  opt_sandbox_drop_database_sync (shop.sandbox, first, NULL, NULL);
  opt_sandbox_drop_database_sync (shop.sandbox, second, NULL, NULL);
  g_assert_cmpint (count_databases (), ==, 0);
}

static void
cancel_when_copying (const char *step, gint64 done, gint64 total, gpointer user_data)
{
  if (g_str_has_prefix (step, "Copying"))
    g_cancellable_cancel (user_data);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const OptProgress progress = { cancel_when_copying, cancellable };
  guint32 oid = get_oid ("orders");
  g_autoptr (GPtrArray) limits = limits_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *alive = NULL;

  g_assert_null (opt_sandbox_copy_tables_sync (shop.sandbox, shop.production, shop.catalog,
                                               shop.facts, &oid, 1, NULL, NULL, limits, &progress,
                                               cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (count_databases (), ==, 0);
  alive = ask (shop.production, "SELECT 'still'");
  g_assert_cmpstr (alive, ==, "still");
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  set_up ();

  g_test_add_func ("/copy/rows", test_rows);
  g_test_add_func ("/copy/rights", test_rights);
  g_test_add_func ("/copy/space", test_space);
  g_test_add_func ("/copy/asked", test_asked);
  g_test_add_func ("/copy/pace", test_pace);
  g_test_add_func ("/copy/cancelled", test_cancelled);

  status = g_test_run ();
  tear_down ();

  return status;
}
