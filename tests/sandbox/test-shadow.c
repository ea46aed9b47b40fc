/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "opt-error.h"
#include "opt-json.h"
#include "opt-shadow.h"
#include "opt-test.h"

/* 0.01 % */
#define TOLERANCE 1e-4

/* Each is planned on production and on the shadow. Plans that a GIN index could serve are left out:
 * what it costs stands on a page that is not copied. */
static const char *const statements[] = {
  "SELECT * FROM shop.orders WHERE id = 77",
  "SELECT * FROM shop.orders WHERE customer_id = 3",
  "SELECT * FROM shop.orders WHERE customer_id = 1",
  "SELECT created, price FROM shop.orders ORDER BY created DESC NULLS LAST LIMIT 20",
  "SELECT * FROM shop.orders WHERE shop.slug (note) = 'note 500' AND price > 10",
  "SELECT count(*) FROM shop.orders WHERE created > now() - interval '3 days'",
  "SELECT * FROM shop.customer c JOIN shop.orders o ON o.customer_id = c.id WHERE c.id = 42",
  "SELECT c.mood, sum(o.price) FROM shop.customer c JOIN shop.orders o ON o.customer_id = c.id "
  "GROUP BY c.mood",
  "SELECT * FROM shop.customer WHERE name LIKE 'name 12%'",
  "SELECT * FROM shop.customer WHERE email = 'u77@x'",
  "SELECT * FROM shop.customer WHERE mood = 'it''s ok' ORDER BY id LIMIT 5",
  "SELECT * FROM shop.customer WHERE 'b3' = ANY (tags)",
  "SELECT * FROM shop.customer WHERE tags @> ARRAY['b4', 'a']",
  "SELECT * FROM shop.event WHERE at = '2024-05-05'",
  "SELECT kind, count(*) FROM shop.event GROUP BY kind",
  "SELECT * FROM shop.event WHERE kind = 3 AND at BETWEEN '2024-12-01' AND '2025-02-01'",
  "SELECT * FROM shop.event WHERE id = 900",
  "SELECT * FROM shop.base WHERE id = 77",
  "SELECT * FROM shop.big WHERE customer_id = 9",
  "SELECT * FROM shop.per_customer WHERE n > 100",
  "SELECT qty, count(*) FROM shop.orders WHERE qty < 3 GROUP BY qty",
  "SELECT * FROM shop.wide w WHERE k = 5 AND v < 100 ORDER BY v",
  "SELECT * FROM shop.wide WHERE v BETWEEN 1000 AND 1200",
  "SELECT * FROM shop.wide WHERE v > 401000",
  "SELECT * FROM shop.wide WHERE v > 395000 AND v < 401000",
  "SELECT max(v) FROM shop.wide",
  "SELECT * FROM shop.wide WHERE long_key = repeat ('x', 100) || '77'",
  "SELECT * FROM shop.wide a JOIN shop.wide b USING (v) WHERE a.k = 1",
  "SELECT * FROM shop.wide WHERE day >= '2024-03-01' AND day < '2024-03-04'",
  "SELECT count(*) FROM shop.wide WHERE flag",
  "UPDATE shop.orders SET qty = 2 WHERE customer_id = 3",
  "DELETE FROM shop.wide WHERE v = 7",
  "SELECT * FROM shop.orders WHERE id = 77 FOR UPDATE",
};

/* Where the planner looks values up at the ends of indexes, since its statistics are old: the table
 * lost its first rows and got new ones at the other end after it was analysed. */
static const char *const near_ends[] = {
  "SELECT * FROM shop.sale WHERE id < 30",
  "SELECT * FROM shop.sale WHERE id < 530",
  "SELECT * FROM shop.sale WHERE id <= 501",
  "SELECT * FROM shop.sale WHERE id < 501",
  "SELECT * FROM shop.sale WHERE id < -5",
  "SELECT * FROM shop.sale WHERE id > 40100",
  "SELECT * FROM shop.sale WHERE id > 44990",
  "SELECT * FROM shop.sale WHERE id >= 45000",
  "SELECT * FROM shop.sale WHERE id > 1000000000",
  "SELECT * FROM shop.sale WHERE id BETWEEN 39990 AND 40010",
  "SELECT * FROM shop.sale WHERE id NOT BETWEEN 1000 AND 44000",
  "SELECT * FROM shop.sale WHERE at > '2024-03-25'",
  "SELECT * FROM shop.sale WHERE at > '2024-04-01 05:00+00' AND shop_id = 3",
  "SELECT * FROM shop.sale WHERE at > '2030-01-01'",
  "SELECT * FROM shop.sale WHERE at < '2024-01-02'",
  "SELECT * FROM shop.sale WHERE at < '1999-01-01'",
  "SELECT shop_id, count(*) FROM shop.sale WHERE at >= '2024-03-20' AND at < '2024-04-02' GROUP BY 1",
  "SELECT * FROM shop.sale WHERE code > 'code 44990'",
  "SELECT * FROM shop.sale WHERE code < 'code 00510'",
  "SELECT * FROM shop.sale WHERE code < 'a'",
  "SELECT * FROM shop.sale WHERE price > 449",
  "SELECT * FROM shop.sale WHERE price < 5.1",
  "SELECT * FROM shop.sale WHERE price > 440 ORDER BY price DESC LIMIT 10",
  "SELECT * FROM shop.sale WHERE key > 'ffffff00-0000-0000-0000-000000000000'",
  "SELECT * FROM shop.sale WHERE key < '00000100-0000-0000-0000-000000000000'",
  "SELECT * FROM shop.sale WHERE amount > 44900",
  "SELECT * FROM shop.sale WHERE amount < 510",
  "SELECT * FROM shop.sale WHERE tags > ARRAY['t44990']",
  "SELECT * FROM shop.sale WHERE tags < ARRAY['t00510']",
  "SELECT * FROM shop.sale WHERE label > repeat ('m', 300) || '44990'",
  "SELECT * FROM shop.sale WHERE label < repeat ('m', 300) || '00510'",
  "SELECT * FROM shop.sale WHERE email > 'U44990'",
  "SELECT * FROM shop.sale WHERE email < 'u00510'",
  "SELECT * FROM shop.sale WHERE rest < 3",
  "SELECT * FROM shop.sale WHERE rest > 3",
  "SELECT * FROM shop.sale WHERE rest > 6",
  "SELECT * FROM shop.sale WHERE code = 'code 30000'",
  "SELECT * FROM shop.sale WHERE lone > 2",
  "SELECT * FROM shop.sale s JOIN shop.wide w ON w.v = s.id ORDER BY s.id",
  "SELECT count(*) FROM shop.sale s JOIN shop.orders o ON o.id = s.id",
  "SELECT count(*) FROM shop.sale s JOIN shop.part p ON p.id = s.id",
  "SELECT count(*) FROM shop.sale s LEFT JOIN shop.part p ON p.id = s.id WHERE s.id > 44000",
  "SELECT p.id FROM shop.part p JOIN shop.sale s ON s.id = p.id JOIN shop.wide w ON w.v = s.id",
  "SELECT * FROM shop.part WHERE id < 39010",
  "SELECT * FROM shop.event WHERE id > 19995",
  "SELECT * FROM shop.orders WHERE id < 30",
  "SELECT * FROM shop.orders WHERE created > now() - interval '20 minutes'",
  "SELECT * FROM shop.customer WHERE name < 'name 1001'",
  "DELETE FROM shop.sale WHERE id < 510",
  "UPDATE shop.sale SET price = 1 WHERE at > '2024-04-01'",
};

typedef struct
{
  char *database;
  OptConnection *production;
  OptCatalog *catalog;
  OptServerFacts *facts;
  OptSandbox *sandbox;
  OptShadow *shadow;
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

static void
fill_database (const char *database)
{
  g_autoptr (OptConnection) connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *sql = opt_test_read_data ("catalog/shop.sql", NULL);
  g_auto (GStrv)
    parts = g_strsplit (sql, ";\n", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    run (connection, parts[i]);
  run (
      connection,
      "CREATE TABLE shop.wide (id bigint, k int, v int, long_key text, day date, flag boolean);"
      "INSERT INTO shop.wide SELECT i, (i % 1000)::int / (1 + i % 100), (i * 7919::bigint) % 400000,"
      "  repeat ('x', 100) || i, '2024-01-01'::date + (i / 1000)::int, i % 500 = 0"
      "  FROM generate_series (1, 400000) i;"
      "CREATE INDEX wide_kv ON shop.wide (k, v);"
      "CREATE INDEX wide_v ON shop.wide (v);"
      "CREATE INDEX wide_long ON shop.wide (long_key);"
      "CREATE INDEX wide_day ON shop.wide USING brin (day);"
      "CREATE INDEX wide_flag ON shop.wide (id) WHERE flag;"
      "CREATE INDEX wide_hash ON shop.wide USING hash (k);");
  run (connection, "VACUUM ANALYZE shop.wide");
  /* What is newest is in the index, and not in the statistics. */
  run (connection, "INSERT INTO shop.wide (id, k, v) SELECT i, 5000, 400000 + i FROM "
                   "generate_series (1, 20000) i");
}

static void
fill_ends (const char *database)
{
  static const char *const rows
      = "INSERT INTO shop.sale SELECT i, i % 40, '2024-01-01 00:00+00'::timestamptz + i * interval "
        "'3 minutes', 'code ' || lpad (i::text, 5, '0'), i / 100.0, "
        "  CASE WHEN i % 4 = 0 THEN md5 (i::text)::uuid END, i,"
        "  ARRAY['t' || lpad (i::text, 5, '0')], repeat ('m', 300) || lpad (i::text, 5, '0'),"
        "  'u' || lpad (i::text, 5, '0'), i % 7, nullif (i % 2, 0)"
        "  FROM generate_series ";
  g_autoptr (OptConnection) connection = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *old = g_strconcat (rows, "(1, 40000) i", NULL);
  g_autofree char *new = g_strconcat (rows, "(40001, 45000) i", NULL);

  run (connection,
       "CREATE TABLE shop.sale (id bigint PRIMARY KEY, shop_id int NOT NULL, at timestamptz,"
       "  code text UNIQUE, price numeric, key uuid, amount shop.amount, tags text[], label text,"
       "  email citext, rest int, lone int, CHECK (id <> shop_id + 100000000));"
       "CREATE TABLE shop.part (id bigint PRIMARY KEY);"
       "INSERT INTO shop.part SELECT generate_series (39000, 60000)");
  run (connection, old);
  run (connection, "CREATE INDEX ON shop.sale (at DESC NULLS LAST, shop_id);"
                   "CREATE INDEX ON shop.sale (price DESC, code) INCLUDE (amount);"
                   "CREATE INDEX ON shop.sale (key);"
                   "CREATE INDEX ON shop.sale (amount, tags, label);"
                   "CREATE INDEX ON shop.sale (tags);"
                   "CREATE INDEX ON shop.sale (label NULLS FIRST);"
                   "CREATE INDEX ON shop.sale (email);"
                   "CREATE INDEX sale_rest_z ON shop.sale (rest);"
                   "CREATE INDEX sale_rest_a ON shop.sale (rest);"
                   "CREATE UNIQUE INDEX sale_z ON shop.sale (code);"
                   "CREATE INDEX ON shop.sale (lone);");
  run (connection, "VACUUM ANALYZE shop.sale");
  run (connection, "VACUUM ANALYZE shop.part");
  run (connection, "DELETE FROM shop.sale WHERE id <= 500");
  run (connection, new);
}

static void
set_up (void)
{
  g_autoptr (GError) error = NULL;
  gint64 started;

  shop.database = opt_test_create_database ();
  fill_database (shop.database);
  fill_ends (shop.database);
  shop.production = opt_test_connect (shop.database, OPT_CONNECTION_ROLE_MONITOR);
  run (shop.production, "SET random_page_cost = 1.7; SET work_mem = '2MB'");
  shop.facts = opt_server_facts_load_sync (shop.production, NULL, &error);
  g_assert_no_error (error);
  shop.catalog = opt_catalog_load_sync (shop.production, NULL, &error);
  g_assert_no_error (error);

  shop.sandbox = opt_sandbox_new ();
  opt_sandbox_start_sync (shop.sandbox, shop.facts, NULL, &error);
  g_assert_no_error (error);
  started = g_get_monotonic_time ();
  shop.shadow = opt_shadow_build_sync (shop.sandbox, shop.production, shop.catalog, shop.facts,
                                       NULL, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("Shadow of %.1f MB built in %.0f ms, %.2f MB on disk",
                  opt_shadow_get_modelled_bytes (shop.shadow) / 1e6,
                  (g_get_monotonic_time () - started) / 1000.0,
                  opt_shadow_get_disk_bytes (shop.shadow) / 1e6);
}

static void
tear_down (void)
{
  g_autoptr (GError) error = NULL;

  opt_shadow_drop_sync (shop.shadow, NULL, &error);
  g_assert_no_error (error);
  g_assert_finalize_object (shop.shadow);
  opt_sandbox_close_sync (shop.sandbox, &error);
  g_assert_no_error (error);
  g_object_unref (shop.sandbox);
  g_object_unref (shop.catalog);
  g_object_unref (shop.facts);
  g_object_unref (shop.production);
  g_free (shop.database);
}

static JsonNode *
explain (OptConnection *connection, const char *statement)
{
  g_autofree char *sql = g_strconcat ("EXPLAIN (FORMAT JSON) ", statement, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, NULL, &error);
  JsonNode *node;

  g_assert_no_error (error);
  node = opt_json_parse (opt_result_get_cell (result, 0, 0, NULL), -1, &error);
  g_assert_no_error (error);

  return node;
}

static JsonObject *
get_plan (JsonNode *node)
{
  return json_object_get_object_member (json_array_get_object_element (json_node_get_array (node),
                                                                       0),
                                        "Plan");
}

static void
add_shape (GString *shape, JsonObject *plan)
{
  const char *relation = opt_json_get_string (plan, "Relation Name");
  const char *index = opt_json_get_string (plan, "Index Name");
  JsonArray *children = opt_json_get_array (plan, "Plans");

  g_string_append_printf (shape, "%s %s %s rows=%.0f (", opt_json_get_string (plan, "Node Type"),
                          relation != NULL ? relation : "", index != NULL ? index : "",
                          opt_json_get_double (plan, "Plan Rows", -1));
  for (guint i = 0; children != NULL && i < json_array_get_length (children); i++)
    add_shape (shape, json_array_get_object_element (children, i));
  g_string_append (shape, ")");
}

/* How far the statement's cost deviates. */
static double
compare (const char *statement)
{
  g_autoptr (JsonNode) here = explain (shop.production, statement);
  g_autoptr (JsonNode) there = explain (opt_shadow_get_connection (shop.shadow), statement);
  g_autoptr (GString) shape_here = g_string_new (NULL);
  g_autoptr (GString) shape_there = g_string_new (NULL);
  double cost_here = opt_json_get_double (get_plan (here), "Total Cost", -1);
  double cost_there = opt_json_get_double (get_plan (there), "Total Cost", -1);
  double deviation = fabs (cost_there / cost_here - 1);

  add_shape (shape_here, get_plan (here));
  add_shape (shape_there, get_plan (there));
  if (!g_str_equal (shape_here->str, shape_there->str) || deviation > TOLERANCE)
    {
      g_test_message ("%s\n  %s %g\n  %s %g", statement, shape_here->str, cost_here,
                      shape_there->str, cost_there);
      g_test_fail ();
    }

  return deviation;
}

static void
compare_all (const char *const *these, guint n)
{
  double worst = 0;

  for (guint i = 0; i < n; i++)
    worst = MAX (worst, compare (these[i]));
  g_test_message ("%u statements, largest deviation of the cost %.4f %%", n, worst * 100);
}

static void
test_agrees (void)
{
  compare_all (statements, G_N_ELEMENTS (statements));
}

static void
test_near_ends (void)
{
  compare_all (near_ends, G_N_ELEMENTS (near_ends));
}

static void
test_limits (void)
{
  GPtrArray *limits = opt_shadow_get_limits (shop.shadow);
  gboolean has_gin = FALSE;

  for (guint i = 0; i < limits->len; i++)
    {
      const OptUnreadable *limit = g_ptr_array_index (limits, i);

      g_test_message ("%s: %s", limit->name, limit->reason);
      if (g_str_equal (limit->name, "shop.orders_note_trgm"))
        has_gin = TRUE;
      else
        /* A range, and a type that a user made. */
        g_assert_true (g_str_equal (limit->name, "shop.customer.life")
                       || g_str_equal (limit->name, "shop.customer.home"));
    }
  g_assert_true (has_gin);
}

static void
test_hypothetical (void)
{
  static const char *const statement
      = "SELECT * FROM shop.orders WHERE customer_id = 3 ORDER BY created";
  OptConnection *connection = opt_shadow_get_connection (shop.shadow);
  g_autoptr (JsonNode) before = explain (connection, statement);
  g_autoptr (JsonNode) with = NULL;
  g_autoptr (JsonNode) without = NULL;
  g_autoptr (GString) shape = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  gint64 bytes = 0;
  guint32 handle;

  handle = opt_shadow_add_hypothetical_sync (shop.shadow,
                                             "CREATE INDEX ON shop.orders (customer_id, created)",
                                             &name, &bytes, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (handle, !=, 0);
  g_assert_cmpint (bytes, >, 500000);
  g_assert_cmpint (bytes, <, 5000000);

  with = explain (connection, statement);
  add_shape (shape, get_plan (with));
  g_assert_nonnull (strstr (shape->str, name));
  g_assert_cmpfloat (opt_json_get_double (get_plan (with), "Total Cost", -1), <,
                     opt_json_get_double (get_plan (before), "Total Cost", -1));

  g_assert_true (opt_shadow_remove_hypothetical_sync (shop.shadow, handle, NULL, &error));
  g_assert_no_error (error);
  without = explain (connection, statement);
  g_assert_cmpfloat (opt_json_get_double (get_plan (without), "Total Cost", -1), ==,
                     opt_json_get_double (get_plan (before), "Total Cost", -1));

  g_assert_cmpint (opt_shadow_add_hypothetical_sync (shop.shadow,
                                                     "CREATE INDEX ON shop.orders USING gin (note)",
                                                     NULL, NULL, NULL, &error),
                   ==, 0);
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_cmpint (opt_shadow_add_hypothetical_sync (shop.shadow, "SELECT 1", NULL, NULL, NULL,
                                                     &error),
                   ==, 0);
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_true (opt_shadow_reset_hypothetical_sync (shop.shadow, NULL, &error));
  g_assert_no_error (error);
}

/* What would undo the fake. */
static void
test_read_only (void)
{
  static const char *const refused[] = {
    "INSERT INTO shop.base VALUES (1)",
    "DELETE FROM shop.orders",
    "CREATE INDEX ON shop.base (id)",
    "CREATE TEMP TABLE t (a int)",
    "DROP TABLE shop.base",
    "TRUNCATE shop.orders",
    "SET ROLE postgres",
    "SET ROLE optischema_sandbox",
    "SELECT pg_read_file ('/etc/passwd')",
  };
  OptConnection *connection = opt_shadow_get_connection (shop.shadow);
  g_autoptr (JsonNode) after = NULL;
  g_autoptr (JsonNode) here = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (opt_connection_execute_sync (connection, refused[i], NULL, NULL, &error));
      g_assert_nonnull (opt_error_get_sqlstate (error));
    }

  /* A table's owner alone can analyse or vacuum it: the server skips it with a warning. */
  run (connection, "ANALYZE shop.orders");
  run (connection, "VACUUM shop.orders");
  after = explain (connection, "SELECT * FROM shop.orders");
  here = explain (shop.production, "SELECT * FROM shop.orders");
  g_assert_cmpfloat (opt_json_get_double (get_plan (after), "Total Cost", -1), ==,
                     opt_json_get_double (get_plan (here), "Total Cost", -1));
}

/* What can't be read in time is named, and nothing else fails. */
static void
test_locked (void)
{
  g_autoptr (OptConnection) other = opt_test_connect (shop.database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptShadow) shadow = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *limits;
  gboolean is_named = FALSE;

  run (other, "BEGIN");
  run (other, "LOCK TABLE shop.part IN ACCESS EXCLUSIVE MODE");
  shadow = opt_shadow_build_sync (shop.sandbox, shop.production, shop.catalog, shop.facts, NULL,
                                  NULL, &error);
  run (other, "ROLLBACK");
  g_assert_no_error (error);

  limits = opt_shadow_get_limits (shadow);
  g_assert_cmpuint (limits->len, ==, opt_shadow_get_limits (shop.shadow)->len + 1);
  for (guint i = 0; i < limits->len; i++)
    {
      const OptUnreadable *limit = g_ptr_array_index (limits, i);

      is_named = is_named || g_str_equal (limit->name, "shop.part.id");
    }
  g_assert_true (is_named);
  run (opt_shadow_get_connection (shadow), "EXPLAIN SELECT * FROM shop.part WHERE id < 39010");
  g_assert_true (opt_shadow_drop_sync (shadow, NULL, &error));
  g_assert_no_error (error);
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (opt_shadow_build_sync (shop.sandbox, shop.production, shop.catalog, shop.facts,
                                        NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A second one in the same sandbox leaves the first one alone. */
static void
test_second (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptShadow) second = opt_shadow_build_sync (shop.sandbox, shop.production, shop.catalog,
                                                        shop.facts, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (opt_shadow_get_database (second), !=, opt_shadow_get_database (shop.shadow));
  test_agrees ();
  g_assert_true (opt_shadow_open_sync (second, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (opt_shadow_drop_sync (second, NULL, &error));
  g_assert_no_error (error);
}

/* Files past a gigabyte: the planner takes the pages of all segments. */
static void
test_segments (void)
{
  OptRelation *wide = opt_catalog_find_relation (shop.catalog, "shop", "wide");
  gint64 bytes = wide->bytes;
  double factor = 3.5 * (1 << 30) / bytes;
  g_autoptr (JsonNode) here = explain (shop.production, "SELECT * FROM shop.wide");
  g_autoptr (JsonNode) there = NULL;
  g_autoptr (OptShadow) large = NULL;
  g_autoptr (GError) error = NULL;
  double rows;

  wide->bytes = (gint64) (bytes * factor) / 8192 * 8192;
  large = opt_shadow_build_sync (shop.sandbox, shop.production, shop.catalog, shop.facts, NULL,
                                 NULL, &error);
  wide->bytes = bytes;
  g_assert_no_error (error);

  there = explain (opt_shadow_get_connection (large), "SELECT * FROM shop.wide");
  rows = opt_json_get_double (get_plan (here), "Plan Rows", -1) * factor;
  g_assert_cmpfloat_with_epsilon (opt_json_get_double (get_plan (there), "Plan Rows", -1), rows,
                                  rows * 0.001);
  g_assert_cmpint (opt_shadow_get_disk_bytes (large), <, 5000000);
  g_assert_true (opt_shadow_drop_sync (large, NULL, &error));
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  set_up ();

  g_test_add_func ("/shadow/agrees", test_agrees);
  g_test_add_func ("/shadow/near-ends", test_near_ends);
  g_test_add_func ("/shadow/limits", test_limits);
  g_test_add_func ("/shadow/hypothetical", test_hypothetical);
  g_test_add_func ("/shadow/read-only", test_read_only);
  g_test_add_func ("/shadow/locked", test_locked);
  g_test_add_func ("/shadow/cancelled", test_cancelled);
  g_test_add_func ("/shadow/second", test_second);
  g_test_add_func ("/shadow/segments", test_segments);

  status = g_test_run ();
  tear_down ();

  return status;
}
