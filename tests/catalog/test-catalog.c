/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "opt-catalog.h"
#include "opt-cluster.h"
#include "opt-error.h"
#include "opt-sql.h"
#include "opt-test.h"

static OptConnection *
open_connection (const char *user, const char *database, OptConnectionRole role)
{
  g_autoptr (OptConninfo) conninfo
      = opt_cluster_get_conninfo (opt_test_get_cluster (), user, database);
  OptConnection *connection = opt_connection_new (conninfo, role, "test");
  g_autoptr (GError) error = NULL;

  opt_connection_open_sync (connection, NULL, &error);
  g_assert_no_error (error);

  return connection;
}

static void
run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
}

static OptCatalog *
load (const char *user, const char *database)
{
  g_autoptr (OptConnection) connection
      = open_connection (user, database, OPT_CONNECTION_ROLE_MONITOR);
  g_autoptr (GError) error = NULL;
  OptCatalog *catalog = opt_catalog_load_sync (connection, NULL, &error);

  g_assert_no_error (error);

  return catalog;
}

static void
start (void)
{
  g_autoptr (OptConnection) first = NULL;
  g_autoptr (OptConnection) shop = NULL;
  g_autofree char *sql = opt_test_read_data ("catalog/shop.sql", NULL);

  first = open_connection (NULL, NULL, OPT_CONNECTION_ROLE_SANDBOX);
  run (first, "CREATE DATABASE shop");
  shop = open_connection (NULL, "shop", OPT_CONNECTION_ROLE_SANDBOX);
  for (char *statement = sql; statement != NULL && *statement != '\0';)
    {
      char *end = strstr (statement, ";\n");

      if (end != NULL)
        *end = '\0';
      run (shop, statement);
      statement = end != NULL ? end + 2 : NULL;
    }
}

static const OptUnreadable *
find_unreadable (OptCatalog *catalog, const char *name)
{
  GPtrArray *unreadable = opt_catalog_get_unreadable (catalog);

  for (guint i = 0; i < unreadable->len; i++)
    {
      const OptUnreadable *entry = g_ptr_array_index (unreadable, i);

      if (g_str_equal (entry->name, name))
        return entry;
    }

  return NULL;
}

static void
test_relations (void)
{
  g_autoptr (OptCatalog) catalog = load (NULL, "shop");
  OptRelation *orders = opt_catalog_find_relation (catalog, "shop", "orders");
  OptRelation *part = opt_catalog_find_relation (catalog, "shop", "event_2024");
  OptRelation *tree = opt_catalog_find_relation (catalog, "shop", "event");
  OptRelation *derived = opt_catalog_find_relation (catalog, "shop", "derived");
  g_autofree char *weird = NULL;

  g_assert_cmpstr (opt_catalog_get_database (catalog), ==, "shop");
  g_assert_nonnull (orders);
  g_assert_true (opt_catalog_get_relation (catalog, orders->oid) == orders);
  g_assert_cmpint (orders->kind, ==, 'r');
  g_assert_cmpfloat (orders->tuples, ==, 30000);
  g_assert_cmpint (orders->bytes, ==, orders->pages * 8192);
  g_assert_cmpfloat (opt_relation_get_tuples (orders), ==, 30000);
  g_assert_cmpint (orders->inserts, ==, 30000);
  g_assert_cmpint (orders->last_analyze, >, 0);
  g_assert_true (orders->readable);
  g_assert_null (opt_relation_find_column (orders, "gone"));
  g_assert_cmpint (orders->columns->len, ==, 7);

  g_assert_cmpint (part->parent, ==, tree->oid);
  g_assert_cmpstr (tree->partition_key, ==, "RANGE (at)");
  g_assert_nonnull (strstr (part->partition_bound, "2024-01-01"));
  g_assert_cmpint (derived->n_inherits, ==, 1);
  g_assert_cmpint (derived->inherits[0], ==,
                   opt_catalog_find_relation (catalog, "shop", "base")->oid);
  g_assert_nonnull (opt_catalog_find_relation (catalog, "shop", "big")->view_definition);

  weird = opt_relation_get_quoted_name (
      opt_catalog_find_relation (catalog, NULL, "we\"ird ' schema"));
  g_assert_cmpstr (weird, ==, "public.\"we\"\"ird ' schema\"");
  /* The search path has no shop; pg_class is the system's. */
  g_assert_null (opt_catalog_find_relation (catalog, NULL, "orders"));
  g_assert_null (opt_catalog_find_relation (catalog, NULL, "pg_class"));
}

static void
test_columns (void)
{
  g_autoptr (OptCatalog) catalog = load (NULL, "shop");
  OptRelation *orders = opt_catalog_find_relation (catalog, "shop", "orders");
  OptRelation *customer = opt_catalog_find_relation (catalog, "shop", "customer");
  OptColumn *qty = opt_relation_find_column (orders, "qty");
  OptColumn *mood = opt_relation_find_column (customer, "mood");

  g_assert_cmpstr (qty->type, ==, "shop.amount");
  g_assert_cmpint (qty->type_kind, ==, 'd');
  g_assert_true (opt_relation_get_column (orders, qty->number) == qty);
  g_assert_cmpstr (opt_relation_find_column (orders, "price")->type, ==, "numeric(10,2)");
  g_assert_nonnull (opt_relation_find_column (orders, "total")->generated_sql);
  g_assert_null (opt_relation_find_column (orders, "total")->default_sql);
  g_assert_cmpstr (opt_relation_find_column (orders, "created")->default_sql, ==, "now()");
  g_assert_cmpint (opt_relation_find_column (customer, "id")->identity, ==, 'a');
  g_assert_cmpstr (opt_relation_find_column (customer, "name")->collation, ==, "pg_catalog.\"C\"");

  g_assert_cmpint (mood->type_kind, ==, 'e');
  g_assert_cmpint (mood->statistics->n_most_common, ==, 3);
  g_assert_true (
      g_strv_contains ((const char *const *) mood->statistics->most_common_values, "it's ok"));
  g_assert_cmpfloat_with_epsilon (mood->statistics->most_common_frequencies[0], 1 / 3.0, 0.01);
  g_assert_cmpint (opt_relation_find_column (orders, "created")->statistics->n_histogram_bounds, ==,
                   101);
  g_assert_cmpfloat (opt_column_get_distinct (opt_relation_find_column (orders, "id"), 30000), ==,
                     30000);
  g_assert_cmpfloat (opt_column_get_distinct (mood, 2000), ==, 3);
}

static void
test_indexes (void)
{
  g_autoptr (OptCatalog) catalog = load (NULL, "shop");
  OptRelation *orders = opt_catalog_find_relation (catalog, "shop", "orders");
  OptIndex *created = opt_catalog_find_index (catalog, "shop", "orders_created");
  OptIndex *slug = opt_relation_find_index (orders, "orders_slug");
  OptIndex *trigram = opt_relation_find_index (orders, "orders_note_trgm");
  OptIndex *primary = opt_relation_find_index (orders, "orders_pkey");
  OptConstraint *foreign = NULL;

  g_assert_cmpint (created->n_keys, ==, 1);
  g_assert_cmpint (created->n_columns, ==, 2);
  g_assert_true (created->keys[0].descending && !created->keys[0].nulls_first);
  g_assert_cmpstr (created->keys[1].definition, ==, "price");
  g_assert_true (created->valid && created->ready && !created->unique);
  g_assert_cmpint (created->bytes, >, 0);

  g_assert_cmpint (slug->keys[0].column, ==, 0);
  g_assert_cmpstr (slug->keys[0].definition, ==, "shop.slug(note)");
  g_assert_cmpstr (slug->predicate, ==, "(price > (10)::numeric)");
  g_assert_cmpstr (trigram->method, ==, "gin");
  g_assert_cmpstr (trigram->keys[0].opclass, ==, "public.gin_trgm_ops");
  g_assert_true (primary->primary && primary->unique && primary->constraint != 0);

  for (guint i = 0; i < orders->constraints->len; i++)
    {
      OptConstraint *constraint = g_ptr_array_index (orders->constraints, i);

      if (constraint->type == 'f')
        foreign = constraint;
    }
  g_assert_nonnull (foreign);
  g_assert_cmpint (foreign->n_columns, ==, 1);
  g_assert_cmpint (foreign->columns[0], ==,
                   opt_relation_find_column (orders, "customer_id")->number);
  g_assert_cmpint (foreign->referenced, ==,
                   opt_catalog_find_relation (catalog, "shop", "customer")->oid);
  g_assert_cmpint (foreign->referenced_columns[0], ==, 1);
  g_assert_true (foreign->validated);
}

static void
test_objects (void)
{
  g_autoptr (OptCatalog) catalog = load (NULL, "shop");
  GPtrArray *objects = opt_catalog_get_objects (catalog);
  guint n[5] = { 0 };

  for (guint i = 0; i < objects->len; i++)
    n[((OptObject *) g_ptr_array_index (objects, i))->kind]++;

  g_assert_cmpint (n[OPT_OBJECT_SCHEMA], ==, 2);
  g_assert_cmpint (n[OPT_OBJECT_EXTENSION], ==, 3);
  g_assert_cmpint (n[OPT_OBJECT_TYPE], ==, 4);
  g_assert_cmpint (n[OPT_OBJECT_SEQUENCE], ==, 2);
  g_assert_cmpint (n[OPT_OBJECT_FUNCTION], ==, 2);
  g_assert_nonnull (find_unreadable (catalog, "shop.mysum(integer)"));
}

static void
test_digest (void)
{
  g_autoptr (OptCatalog) first = load (NULL, "shop");
  g_autoptr (OptCatalog) analysed = NULL;
  g_autoptr (OptCatalog) changed = NULL;
  g_autoptr (OptConnection) connection
      = open_connection (NULL, "shop", OPT_CONNECTION_ROLE_SANDBOX);

  g_assert_cmpint (strlen (opt_catalog_get_digest (first)), ==, 64);
  run (connection, "INSERT INTO shop.base SELECT generate_series (1, 500); ANALYZE shop.base");
  analysed = load (NULL, "shop");
  g_assert_cmpstr (opt_catalog_get_digest (first), ==, opt_catalog_get_digest (analysed));

  run (connection, "CREATE INDEX base_id ON shop.base (id)");
  changed = load (NULL, "shop");
  g_assert_cmpstr (opt_catalog_get_digest (first), !=, opt_catalog_get_digest (changed));
}

static void
test_rights (void)
{
  g_autoptr (OptConnection) connection
      = open_connection (NULL, "shop", OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptCatalog) catalog = NULL;
  const OptUnreadable *base, *orders, *hidden;

  run (connection, "CREATE ROLE \"the watcher\" LOGIN; GRANT pg_monitor TO \"the watcher\";"
                   "CREATE SCHEMA closed; CREATE TABLE closed.t (a int);"
                   "CREATE TABLE public.ruled (a int); ALTER TABLE public.ruled ENABLE ROW LEVEL "
                   "SECURITY; GRANT USAGE ON SCHEMA shop TO \"the watcher\";"
                   "GRANT SELECT ON shop.orders, public.ruled TO \"the watcher\"");
  catalog = load ("the watcher", "shop");

  g_assert_nonnull (opt_catalog_find_relation (catalog, "closed", "t"));
  g_assert_false (opt_catalog_find_relation (catalog, "shop", "base")->readable);
  base = find_unreadable (catalog, "shop.base");
  g_assert_cmpstr (base->grant, ==, "GRANT SELECT ON shop.base TO \"the watcher\"");
  hidden = find_unreadable (catalog, "closed.t");
  g_assert_cmpstr (hidden->grant, ==, "GRANT USAGE ON SCHEMA closed TO \"the watcher\"");
  g_assert_cmpstr (find_unreadable (catalog, "public.ruled")->grant, ==,
                   "ALTER ROLE \"the watcher\" BYPASSRLS");
  orders = find_unreadable (catalog, "shop.orders");
  g_assert_null (orders);
  g_assert_nonnull (
      opt_relation_find_column (opt_catalog_find_relation (catalog, "shop", "orders"), "note")
          ->statistics);
  g_assert_null (
      opt_relation_find_column (opt_catalog_find_relation (catalog, "shop", "customer"), "name")
          ->statistics);

  /* What it asks for is what helps. */
  run (connection, base->grant);
  g_clear_object (&catalog);
  catalog = load ("the watcher", "shop");
  g_assert_true (opt_catalog_find_relation (catalog, "shop", "base")->readable);
  g_assert_null (find_unreadable (catalog, "shop.base"));
}

static void
test_locked (void)
{
  g_autoptr (OptConnection) holder = open_connection (NULL, "shop", OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptCatalog) catalog = NULL;

  run (holder, "BEGIN; LOCK TABLE shop.orders IN ACCESS EXCLUSIVE MODE");
  catalog = load (NULL, "shop");
  g_assert_null (opt_catalog_find_relation (catalog, "shop", "orders"));
  g_assert_nonnull (find_unreadable (catalog, "shop.orders"));
  g_assert_nonnull (opt_catalog_find_relation (catalog, "shop", "customer"));
  run (holder, "ROLLBACK");
}

static void
test_cancelled (void)
{
  g_autoptr (OptConnection) connection
      = open_connection (NULL, "shop", OPT_CONNECTION_ROLE_MONITOR);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (OptCatalog) catalog = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (opt_catalog_load_sync (connection, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  /* The connection is still good. */
  catalog = opt_catalog_load_sync (connection, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (catalog);
}

static void
test_search_path (void)
{
  static const char *const path[] = { "pg_temp_3", "a \"b\", c", "public", NULL };
  g_autoptr (OptCatalog) catalog = opt_catalog_new ("shop", path);
  g_autofree char *sql = opt_catalog_get_search_path_sql (catalog);

  g_assert_cmpstr (sql, ==, "pg_catalog, \"a \"\"b\"\", c\", public");
}

/* A user's objects that look like the system's are not what the queries use. */
static void
test_hostile_search_path (void)
{
  g_autoptr (OptConnection) connection
      = open_connection (NULL, "shop", OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) monitor = NULL;
  g_autoptr (OptCatalog) catalog = NULL;
  g_autoptr (GError) error = NULL;

  run (connection, "CREATE SCHEMA evil; CREATE TABLE evil.pg_class (oid oid, relname text);"
                   "CREATE FUNCTION evil.current_schemas (boolean) RETURNS name[] LANGUAGE plpgsql "
                   "AS $$ BEGIN RAISE EXCEPTION 'called'; END $$;"
                   "CREATE FUNCTION evil.has_table_privilege (oid, text) RETURNS boolean LANGUAGE "
                   "plpgsql AS $$ BEGIN RAISE EXCEPTION 'called'; END $$");
  monitor = open_connection (NULL, "shop", OPT_CONNECTION_ROLE_MONITOR);
  run (monitor, "SET search_path = evil, pg_catalog, public");
  catalog = opt_catalog_load_sync (monitor, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (opt_catalog_get_search_path (catalog)[0], ==, "evil");
  g_assert_cmpstr (opt_catalog_find_relation (catalog, NULL, "pg_class")->schema, ==, "evil");
  run (connection, "DROP SCHEMA evil CASCADE");
}

static void
test_many_tables (void)
{
  g_autoptr (OptConnection) first = open_connection (NULL, NULL, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) many = NULL;
  g_autoptr (OptCatalog) catalog = NULL;
  gint64 started;

  run (first, "CREATE DATABASE many");
  many = open_connection (NULL, "many", OPT_CONNECTION_ROLE_SANDBOX);
  for (int i = 0; i < 10; i++)
    {
      g_autofree char *sql = g_strdup_printf (
          "DO $$ BEGIN FOR i IN %d..%d LOOP EXECUTE format('CREATE TABLE t%%s (id int PRIMARY KEY, "
          "a text, b date)', i); END LOOP; END $$",
          i * 1000, i * 1000 + 999);

      run (many, sql);
    }

  started = g_get_monotonic_time ();
  catalog = load (NULL, "many");
  g_test_message ("10000 tables loaded in %.0f ms", (g_get_monotonic_time () - started) / 1000.0);
  g_assert_cmpint (opt_catalog_get_relations (catalog)->len, ==, 10000);
  g_assert_cmpint (opt_catalog_find_relation (catalog, NULL, "t9999")->columns->len, ==, 3);
  g_assert_nonnull (opt_catalog_find_index (catalog, NULL, "t9999_pkey"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  start ();

  g_test_add_func ("/catalog/relations", test_relations);
  g_test_add_func ("/catalog/columns", test_columns);
  g_test_add_func ("/catalog/indexes", test_indexes);
  g_test_add_func ("/catalog/objects", test_objects);
  g_test_add_func ("/catalog/digest", test_digest);
  g_test_add_func ("/catalog/rights", test_rights);
  g_test_add_func ("/catalog/locked", test_locked);
  g_test_add_func ("/catalog/cancelled", test_cancelled);
  g_test_add_func ("/catalog/search-path", test_search_path);
  g_test_add_func ("/catalog/hostile-search-path", test_hostile_search_path);
  g_test_add_func ("/catalog/many-tables", test_many_tables);

  return g_test_run ();
}
