/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-error.h"
#include "opt-given-provider.h"
#include "opt-sandbox-copy.h"
#include "opt-shadow.h"
#include "opt-test-standby.h"
#include "opt-test.h"

/* All that a server has, but what is going on. */
#define INVENTORY                                                                             \
  "SELECT concat_ws(E'\\n', "                                                                 \
  "(SELECT string_agg(d.datname || coalesce(d.datacl::text, ''), ',' ORDER BY d.datname) "    \
  "   FROM pg_database d), "                                                                  \
  "(SELECT string_agg(r.rolname || coalesce(r.rolconfig::text, ''), ',' ORDER BY r.rolname) " \
  "   FROM pg_roles r), "                                                                     \
  "(SELECT count(*)::text FROM pg_db_role_setting), "                                         \
  "(SELECT string_agg(e.extname, ',' ORDER BY e.extname) FROM pg_extension e), "              \
  "(SELECT string_agg(n.nspname, ',' ORDER BY n.nspname) FROM pg_namespace n "                \
  "  WHERE n.nspname !~ '^pg_(toast_)?temp_'), "                                              \
  "(SELECT string_agg(s.name || s.setting, ',' ORDER BY s.name) FROM pg_file_settings s))"

typedef struct
{
  char *database;
  OptConnection *production;
  OptCatalog *catalog;
  OptServerFacts *facts;
  OptCluster *given;
  OptConninfo *conninfo;
  OptConnection *watcher; /* of the given server */
  char *inventory;
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
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    g_string_append_printf (text, "%s%s", row > 0 ? "\n" : "",
                            opt_result_get_cell (result, row, 0, NULL));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static OptConnection *
open_connection (OptConninfo *conninfo, const char *lane)
{
  OptConnection *connection = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, lane);
  g_autoptr (GError) error = NULL;

  opt_connection_open_sync (connection, NULL, &error);
  g_assert_no_error (error);

  return connection;
}

static void
set_up_given (void)
{
  g_autoptr (OptConninfo) as_postgres = NULL;
  g_autoptr (OptConninfo) as_boss = NULL;
  g_autoptr (OptConnection) admin = NULL;
  g_autoptr (GError) error = NULL;

  shop.given = opt_cluster_new ();
  opt_cluster_start_sync (shop.given, NULL, &error);
  g_assert_no_error (error);
  as_postgres = opt_cluster_get_conninfo (shop.given, NULL, NULL);
  admin = open_connection (as_postgres, "test");
  /* A server that asks for passwords; its own way in is for the test alone. */
  run (admin, "CREATE ROLE boss LOGIN SUPERUSER PASSWORD 'known to boss';"
              "CREATE ROLE weak LOGIN CREATEDB CREATEROLE PASSWORD 'weak';"
              "CREATE TABLE public.mine (a int)");
  run (admin, "CREATE DATABASE theirs");
  run (admin, "COPY (SELECT unnest(ARRAY['local all postgres trust', 'local all all "
              "scram-sha-256'])) TO PROGRAM 'cat > pg_hba.conf'");
  run (admin, "SELECT pg_reload_conf()");
  as_boss = opt_conninfo_as (as_postgres, "boss", "known to boss");
  shop.conninfo = g_steal_pointer (&as_boss);
  shop.watcher = g_steal_pointer (&admin);
  shop.inventory = ask (shop.watcher, INVENTORY);
}

static void
set_up (void)
{
  g_autofree char *sql = opt_test_read_data ("catalog/shop.sql", NULL);
  g_auto (GStrv)
    parts = g_strsplit (sql, ";\n", -1);
  g_autoptr (OptConnection) admin = NULL;
  g_autoptr (GError) error = NULL;

  shop.database = opt_test_create_database ();
  admin = opt_test_connect (shop.database, OPT_CONNECTION_ROLE_SANDBOX);
  for (guint i = 0; parts[i] != NULL; i++)
    run (admin, parts[i]);
  run (admin,
       "CREATE TABLE shop.wide (id bigint PRIMARY KEY, k int, day date);"
       "INSERT INTO shop.wide SELECT i, i % 977, '2024-01-01'::date + (i / 1000)::int"
       "  FROM generate_series (1, 200000) i;"
       "CREATE INDEX wide_k ON shop.wide (k, id); CREATE INDEX wide_day ON shop.wide USING brin "
       "(day); CREATE INDEX wide_hash ON shop.wide USING hash (k)");
  run (admin, "VACUUM ANALYZE shop.wide");
  shop.production = opt_test_connect (shop.database, OPT_CONNECTION_ROLE_MONITOR);
  shop.facts = opt_server_facts_load_sync (shop.production, NULL, &error);
  g_assert_no_error (error);
  shop.catalog = opt_catalog_load_sync (shop.production, NULL, &error);
  g_assert_no_error (error);
  set_up_given ();
}

static void
tear_down (void)
{
  g_autoptr (GError) error = NULL;

  opt_connection_close (shop.watcher);
  g_object_unref (shop.watcher);
  opt_conninfo_unref (shop.conninfo);
  opt_cluster_close_sync (shop.given, &error);
  g_assert_no_error (error);
  g_object_unref (shop.given);
  g_object_unref (shop.catalog);
  g_object_unref (shop.facts);
  g_object_unref (shop.production);
  g_free (shop.inventory);
  g_free (shop.database);
}

static OptSandbox *
make_sandbox (OptConninfo *conninfo)
{
  g_autoptr (OptSandboxProvider) provider = opt_given_provider_new (conninfo);

  return opt_sandbox_new_with_provider (provider);
}

static void
assert_nothing_left (void)
{
  g_autofree char *now = ask (shop.watcher, INVENTORY);

  g_assert_cmpstr (now, ==, shop.inventory);
}

static const char *
find_limit (GPtrArray *limits, const char *name)
{
  for (guint i = 0; i < limits->len; i++)
    if (g_str_equal (((const OptUnreadable *) limits->pdata[i])->name, name))
      return ((const OptUnreadable *) limits->pdata[i])->reason;

  return NULL;
}

static char *
copy_orders (OptSandbox *sandbox, GPtrArray *limits)
{
  guint32 oid = opt_catalog_find_relation (shop.catalog, "shop", "orders")->oid;
  g_autoptr (GError) error = NULL;
  char *database = opt_sandbox_copy_tables_sync (sandbox, shop.production, shop.catalog, shop.facts,
                                                 &oid, 1, NULL, NULL, limits, NULL, NULL, &error);

  g_assert_no_error (error);

  return database;
}

/* Two at a time do not see each other, and each takes along what it made and nothing else. */
static void
test_copy (void)
{
  static const char *const hash
      = "SELECT count(*) || ' ' || sum(hashtextextended(t::text, 0)) FROM shop.orders t";
  g_autoptr (OptSandbox) first = make_sandbox (shop.conninfo);
  g_autoptr (OptSandbox) second = make_sandbox (shop.conninfo);
  g_autoptr (GPtrArray) limits
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_unreadable_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *database = copy_orders (first, limits);
  g_autofree char *other = copy_orders (second, limits);
  g_autofree char *twin = NULL;
  g_autoptr (OptConnection) owner = NULL;
  g_autofree char *expected = ask (shop.production, hash);
  g_autofree char *got = NULL;
  g_autofree char *rights = NULL;

  g_assert_true (g_str_has_prefix (database, "optischema_"));
  g_assert_cmpint (strncmp (database, other, 27), !=, 0);
  g_assert_nonnull (find_limit (limits, "autovacuum"));
  g_assert_null (find_limit (limits, "PostgreSQL"));
  twin = opt_sandbox_copy_database_sync (first, database, NULL, &error);
  g_assert_no_error (error);

  owner = opt_sandbox_connect_sync (first, OPT_SANDBOX_USER_OWNER, twin, NULL, &error);
  g_assert_no_error (error);
  got = ask (owner, hash);
  g_assert_cmpstr (got, ==, expected);
  rights
      = ask (owner, "SELECT concat_ws(' ', r.rolsuper, r.rolcreatedb, r.rolcreaterole, "
                    "  r.rolreplication, r.rolbypassrls, (SELECT count(*) FROM pg_auth_members "
                    "  m WHERE m.member = r.oid)) FROM pg_roles r WHERE r.rolname = current_user");
  g_assert_cmpstr (rights, ==, "f f f f f 0");
  opt_connection_close (owner);

  g_assert_true (opt_sandbox_close_sync (first, &error));
  g_assert_no_error (error);
  g_assert_false (opt_sandbox_is_running (first));
  g_assert_true (opt_sandbox_is_running (second));
  g_assert_true (opt_sandbox_drop_database_sync (second, other, NULL, &error));
  g_assert_no_error (error);
  /* Its last reference takes the rest along, too. */
  g_clear_object (&second);
  assert_nothing_left ();
}

static void
test_shadow (void)
{
  static const char *const statements[] = {
    "EXPLAIN SELECT * FROM shop.wide WHERE k = 5",
    "EXPLAIN SELECT * FROM shop.wide WHERE id < 900",
    "EXPLAIN SELECT * FROM shop.wide WHERE id > 199900",
    "EXPLAIN SELECT * FROM shop.wide WHERE day = '2024-03-01'",
    "EXPLAIN SELECT count(*) FROM shop.wide",
    "EXPLAIN SELECT * FROM shop.orders o JOIN shop.customer c ON c.id = o.customer_id",
    "EXPLAIN SELECT * FROM shop.event WHERE at > '2024-06-01'",
  };
  g_autoptr (OptSandbox) sandbox = make_sandbox (shop.conninfo);
  g_autoptr (GError) error = NULL;
  gint64 started = g_get_monotonic_time ();
  g_autoptr (OptShadow) shadow = opt_shadow_build_sync (sandbox, shop.production, shop.catalog,
                                                        shop.facts, NULL, NULL, &error);
  guint32 handle;

  g_assert_no_error (error);
  g_test_message ("Shadow of %.1f MB built through the server in %.0f ms",
                  opt_shadow_get_modelled_bytes (shadow) / 1e6,
                  (g_get_monotonic_time () - started) / 1000.0);
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autoptr (OptResult) planned = opt_connection_query_sync (shop.production, statements[i],
                                                                 NULL, OPT_QUERY_NONE, NULL, NULL);
      g_autofree char *here = NULL;
      g_autofree char *there = NULL;

      if (planned == NULL)
        continue;
      here = ask (shop.production, statements[i]);
      there = ask (opt_shadow_get_connection (shadow), statements[i]);
      g_assert_cmpstr (there, ==, here);
    }
  handle = opt_shadow_add_hypothetical_sync (shadow, "CREATE INDEX ON shop.orders (created)", NULL,
                                             NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (handle, !=, 0);

  g_clear_object (&shadow);
  g_assert_true (opt_sandbox_close_sync (sandbox, &error));
  g_assert_no_error (error);
  assert_nothing_left ();
}

/* The statements that a server gives as those that make its schemas are not run. */
static void
test_schemas (void)
{
  g_autoptr (OptCatalog) catalog = opt_catalog_load_sync (shop.production, NULL, NULL);
  GPtrArray *objects = opt_catalog_get_objects (catalog);
  guint32 oid = opt_catalog_find_relation (catalog, "shop", "orders")->oid;
  g_autoptr (OptSandbox) sandbox = make_sandbox (shop.conninfo);
  g_autoptr (GPtrArray) limits
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_unreadable_free);
  g_autoptr (OptConnection) owner = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *database = NULL;
  g_autofree char *schemas = NULL;

  for (guint i = 0; i < objects->len; i++)
    {
      OptObject *object = g_ptr_array_index (objects, i);

      if (object->kind != OPT_OBJECT_SCHEMA)
        continue;
      g_free (object->sql);
      object->sql = g_strdup ("CREATE SCHEMA IF NOT EXISTS another");
    }
  database = opt_sandbox_copy_tables_sync (sandbox, shop.production, catalog, shop.facts, &oid, 1,
                                           NULL, NULL, limits, NULL, NULL, &error);
  g_assert_no_error (error);
  owner = opt_sandbox_connect_sync (sandbox, OPT_SANDBOX_USER_OWNER, database, NULL, &error);
  g_assert_no_error (error);
  schemas = ask (owner, "SELECT string_agg(nspname, ' ' ORDER BY nspname) FROM pg_namespace "
                        "WHERE nspname IN ('shop', 'another')");
  g_assert_cmpstr (schemas, ==, "shop");
  opt_connection_close (owner);
}

static void
assert_refused (OptConninfo *conninfo,
                OptServerFacts *facts,
                int code,
                const char *cause,
                const char *next_step)
{
  g_autoptr (OptSandbox) sandbox = make_sandbox (conninfo);
  g_autoptr (GError) error = NULL;

  g_assert_false (opt_sandbox_start_sync (sandbox, facts, NULL, &error));
  g_assert_error (error, OPT_ERROR, code);
  g_test_message ("%s %s", error->message, opt_error_get_next_step (error));
  g_assert_nonnull (strstr (error->message, cause));
  g_assert_nonnull (strstr (opt_error_get_next_step (error), next_step));
  g_assert_false (opt_sandbox_is_running (sandbox));
  g_assert_null (strstr (error->message, "known to boss"));
}

static void
test_production (void)
{
  g_autoptr (OptConninfo) itself = opt_test_get_conninfo (NULL);
  g_autoptr (OptConnection) admin = opt_test_connect (NULL, OPT_CONNECTION_ROLE_SANDBOX);
  g_autofree char *before = ask (admin, INVENTORY);
  g_autofree char *after = NULL;

  assert_refused (itself, shop.facts, OPT_ERROR_REFUSED, "is the watched one",
                  "docker-compose.yml");
  after = ask (admin, INVENTORY);
  g_assert_cmpstr (after, ==, before);
}

/* A standby of production's, and one of another server. */
static void
test_standby (void)
{
  g_autoptr (OptCluster) primary = opt_cluster_new ();
  g_autoptr (OptConninfo) there = NULL;
  g_autoptr (OptConnection) admin = NULL;
  g_autoptr (OptServerFacts) facts = NULL;
  g_autoptr (OptConninfo) standing_by = NULL;
  g_autofree char *folder = NULL;
  OptCluster *standby;
  g_autoptr (GError) error = NULL;

  opt_cluster_start_sync (primary, NULL, &error);
  g_assert_no_error (error);
  there = opt_cluster_get_conninfo (primary, NULL, NULL);
  admin = open_connection (there, "test");
  facts = opt_server_facts_load_sync (admin, NULL, &error);
  g_assert_no_error (error);
  standby = opt_test_start_standby (primary, &folder);
  standing_by = opt_cluster_get_conninfo (standby, NULL, NULL);

  assert_refused (standing_by, facts, OPT_ERROR_REFUSED, "a standby of it", "docker-compose.yml");
  assert_refused (standing_by, shop.facts, OPT_ERROR_UNSUPPORTED, "it is a standby", "no standby");

  opt_test_remove_standby (standby, g_steal_pointer (&folder));
  opt_connection_close (admin);
  g_assert_true (opt_cluster_close_sync (primary, &error));
  g_assert_no_error (error);
}

static void
test_rights (void)
{
  g_autoptr (OptConninfo) weak = opt_conninfo_as (shop.conninfo, "weak", "weak");
  g_autoptr (OptConninfo) stranger = opt_conninfo_as (shop.conninfo, "boss", "wrong");
  g_autoptr (OptConninfo) nowhere = opt_conninfo_with (shop.conninfo, "host", "/nonexistent");

  assert_refused (weak, shop.facts, OPT_ERROR_DENIED, "The role weak is no superuser",
                  "ALTER ROLE weak SUPERUSER");
  assert_refused (stranger, shop.facts, OPT_ERROR_AUTHENTICATION, "boss", "password");
  assert_refused (nowhere, shop.facts, OPT_ERROR_UNREACHABLE, "/nonexistent", "host");
  assert_nothing_left ();
}

/* What one left that was killed is removed; what one has that lives is not. */
static void
test_left (void)
{
  g_autoptr (OptSandbox) sandbox = make_sandbox (shop.conninfo);
  g_autoptr (OptConninfo) as_postgres = opt_cluster_get_conninfo (shop.given, NULL, NULL);
  g_autoptr (OptConnection) keeper = open_connection (as_postgres, "optischema_00000000000000aa");
  g_autoptr (GError) error = NULL;
  g_autofree char *left = NULL;

  run (shop.watcher, "CREATE ROLE optischema_00000000000000aa_sandbox");
  run (shop.watcher, "CREATE ROLE optischema_00000000000000bb_sandbox LOGIN");
  run (shop.watcher, "CREATE ROLE optischema_keeper");
  run (shop.watcher, "CREATE DATABASE optischema_00000000000000bb_1 OWNER "
                     "optischema_00000000000000bb_sandbox");
  g_assert_true (opt_sandbox_start_sync (sandbox, shop.facts, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (opt_sandbox_close_sync (sandbox, &error));
  g_assert_no_error (error);
  left = ask (shop.watcher, "SELECT rolname FROM pg_roles WHERE rolname ~ '^optischema_' UNION ALL "
                            "SELECT datname FROM pg_database WHERE datname ~ '^optischema_' "
                            "ORDER BY 1");
  g_assert_cmpstr (left, ==, "optischema_00000000000000aa_sandbox\noptischema_keeper");

  run (shop.watcher, "DROP ROLE optischema_keeper");
  opt_connection_close (keeper);
  g_assert_true (opt_sandbox_start_sync (sandbox, shop.facts, NULL, &error));
  g_assert_no_error (error);
  g_clear_object (&sandbox);
  assert_nothing_left ();
}

/* A server that was restarted in between has still what was made, and is no longer ours. */
static void
test_lost (void)
{
  g_autoptr (OptSandbox) sandbox = make_sandbox (shop.conninfo);
  g_autoptr (GPtrArray) limits
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_unreadable_free);
  g_autofree char *database = copy_orders (sandbox, limits);
  g_autoptr (GError) error = NULL;

  g_assert_true (opt_sandbox_is_running (sandbox));
  run (shop.watcher, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                     "application_name ~ '^optischema/optischema_'");
  g_assert_false (opt_sandbox_is_running (sandbox));
  g_assert_true (opt_sandbox_start_sync (sandbox, shop.facts, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (opt_sandbox_is_running (sandbox));
  g_assert_true (opt_sandbox_close_sync (sandbox, &error));
  g_assert_no_error (error);
  assert_nothing_left ();
}

int
main (int argc, char *argv[])
{
  int status;

  /* A shadow there leaves none of its values on this machine, however the program ends. */
  g_setenv ("TMPDIR", "/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);
  set_up ();

  g_test_add_func ("/given/copy", test_copy);
  g_test_add_func ("/given/shadow", test_shadow);
  g_test_add_func ("/given/schemas", test_schemas);
  g_test_add_func ("/given/production", test_production);
  g_test_add_func ("/given/standby", test_standby);
  g_test_add_func ("/given/rights", test_rights);
  g_test_add_func ("/given/left", test_left);
  g_test_add_func ("/given/lost", test_lost);

  status = g_test_run ();
  tear_down ();

  return status;
}
