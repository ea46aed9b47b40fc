/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-error.h"
#include "opt-extension-list.h"
#include "opt-sandbox-copy.h"
#include "opt-shadow.h"
#include "opt-test.h"

/* Every extension that this machine has, but those that a sandbox has itself or leaves out without
 * a word. */
static const char all[]
    = "DO $$ DECLARE extension name; BEGIN CREATE SCHEMA \"their own\";"
      "FOR extension IN SELECT name FROM pg_available_extensions WHERE name NOT IN ('plpgsql', "
      "'hypopg', 'pg_stat_statements', 'hstore') ORDER BY name LOOP "
      "EXECUTE format('CREATE EXTENSION IF NOT EXISTS %I CASCADE', extension); END LOOP;"
      "CREATE EXTENSION hstore SCHEMA \"their own\"; END $$";

static const char schema[]
    = "CREATE TABLE public.place (id int PRIMARY KEY, name citext, tags \"their own\".hstore, at "
      "earth);"
      "INSERT INTO public.place SELECT i, 'Name ' || i, \"their own\".hstore('k', i::text), "
      "  ll_to_earth(i % 90, i % 180) FROM generate_series(1, 500) i;"
      "CREATE INDEX place_name ON public.place (name);"
      "CREATE INDEX place_tags ON public.place USING gin (tags \"their own\".gin_hstore_ops);"
      "CREATE INDEX place_bloom ON public.place USING bloom (id);"
      "CREATE FUNCTION public.elsewhere () RETURNS SETOF record LANGUAGE sql AS "
      "  $$ SELECT * FROM dblink('dbname=postgres', 'SELECT 1') AS t(i int) $$;"
      "ANALYZE public.place";

typedef struct
{
  char *database;
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

static GStrv
ask_all (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, NULL, &error);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_assert_no_error (error);
  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    g_strv_builder_add (builder, opt_result_get_cell (result, row, 0, NULL));

  return g_strv_builder_end (builder);
}

static void
set_up (void)
{
  g_autoptr (OptConnection) admin = NULL;
  g_autoptr (GError) error = NULL;

  shop.database = opt_test_create_database ();
  admin = opt_test_connect (shop.database, OPT_CONNECTION_ROLE_SANDBOX);
  run (admin, all);
  run (admin, schema);
  shop.production = opt_test_connect (shop.database, OPT_CONNECTION_ROLE_MONITOR);
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
  g_free (shop.database);
}

static const char *
find_reason (GPtrArray *limits, const char *extension)
{
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", extension);

  for (guint i = 0; i < limits->len; i++)
    {
      const OptUnreadable *limit = g_ptr_array_index (limits, i);

      if (g_str_equal (limit->name, extension) || g_str_equal (limit->name, quoted))
        return limit->reason;
    }

  return NULL;
}

/* Those of the list are there, where production has them, whether or not their server trusts them;
 * the others are not, and are told by name. */
static void
check_extensions (OptConnection *connection, GPtrArray *limits)
{
  static const char *const names
      = "SELECT e.extname || ' ' || n.nspname FROM pg_catalog.pg_extension e JOIN "
        "pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'hypopg'";
  g_auto (GStrv)
    there = ask_all (connection, names);
  g_auto (GStrv)
    here = ask_all (shop.production, names);
  guint n_restored = 0, n_left_out = 0;

  for (guint i = 0; here[i] != NULL; i++)
    {
      g_autofree char *name = g_strndup (here[i], strcspn (here[i], " "));
      gboolean restored = g_strv_contains ((const char *const *) there, here[i]);
      const char *refusal = opt_extension_list_get_refusal (name);

      g_test_message ("%s: %s", name, refusal != NULL ? refusal : "restored");
      g_assert_cmpint (restored, ==, refusal == NULL);
      g_assert_cmpstr (find_reason (limits, name), ==, refusal);
      n_restored += restored;
      n_left_out += !restored;
    }
  g_assert_cmpint (g_strv_length (there), ==, n_restored);
  g_assert_cmpint (n_restored, >, 10);
  g_assert_cmpint (n_left_out, >, 10);
}

static void
test_copy (void)
{
  guint32 oid = opt_catalog_find_relation (shop.catalog, "public", "place")->oid;
  g_autoptr (GPtrArray) limits
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_unreadable_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConnection) owner = NULL;
  g_autofree char *database = NULL;
  g_auto (GStrv)
    rows = NULL;
  g_auto (GStrv)
    indexes = NULL;

  database = opt_sandbox_copy_tables_sync (shop.sandbox, shop.production, shop.catalog, shop.facts,
                                           &oid, 1, NULL, NULL, limits, NULL, NULL, &error);
  g_assert_no_error (error);
  owner = opt_sandbox_connect_sync (shop.sandbox, OPT_SANDBOX_USER_OWNER, database, NULL, &error);
  g_assert_no_error (error);
  check_extensions (owner, limits);

  /* What they are for works there, for who owns the copy. */
  run (owner, "SET search_path = public, \"their own\"");
  rows
      = ask_all (owner, "SELECT count(*)::text FROM place WHERE name = 'NAME 7' AND tags ? 'k' AND "
                        "earth_distance(at, ll_to_earth(7, 7)) < 1");
  g_assert_cmpstr (rows[0], ==, "1");
  indexes = ask_all (owner, "SELECT indexname::text FROM pg_indexes WHERE tablename = 'place'");
  g_assert_cmpint (g_strv_length (indexes), ==, 4);

  /* What has left out goes without. */
  g_assert_null (opt_connection_query_sync (owner, "SELECT * FROM elsewhere() AS t(i int)", NULL,
                                            OPT_QUERY_NONE, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_null (opt_connection_query_sync (owner, "CREATE EXTENSION dblink", NULL, OPT_QUERY_NONE,
                                            NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_DENIED);
  g_clear_error (&error);

  opt_connection_close (owner);
  g_assert_true (opt_sandbox_drop_database_sync (shop.sandbox, database, NULL, &error));
  g_assert_no_error (error);
}

static void
test_shadow (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptShadow) shadow = opt_shadow_build_sync (shop.sandbox, shop.production, shop.catalog,
                                                        shop.facts, NULL, NULL, &error);

  g_assert_no_error (error);
  check_extensions (opt_shadow_get_connection (shadow), opt_shadow_get_limits (shadow));
  g_assert_true (opt_shadow_drop_sync (shadow, NULL, &error));
  g_assert_no_error (error);
}

/* What one of the list stands for is not decided by how its name begins or ends. */
static void
test_list (void)
{
  static const char *const refused[] = {
    "dblink",        "postgres_fdw", "oracle_fdw", "plpython3u", "plperl",  "lo",
    "hstore_plperl", "Citext",       "citext2",    "",           "pg_cron", "postgis_raster"
  };
  static const char *const restored[] = { "citext", "postgis", "vector", "uuid-ossp", "bloom" };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_nonnull (opt_extension_list_get_refusal (refused[i]));
  for (guint i = 0; i < G_N_ELEMENTS (restored); i++)
    g_assert_null (opt_extension_list_get_refusal (restored[i]));
  g_assert_nonnull (strstr (opt_extension_list_get_refusal ("oracle_fdw"), "leads out"));
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  set_up ();

  g_test_add_func ("/extensions/list", test_list);
  g_test_add_func ("/extensions/copy", test_copy);
  g_test_add_func ("/extensions/shadow", test_shadow);

  status = g_test_run ();
  tear_down ();

  return status;
}
