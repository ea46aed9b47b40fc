/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "opt-error.h"
#include "opt-given-provider.h"
#include "opt-sandbox-copy.h"
#include "opt-shadow.h"
#include "opt-test.h"

/* Tries whatever it may in a sandbox, where the databases have our names, and leaves a trace of who
 * it was. {marker} is a file that nobody may make. */
static const char attack[]
    = "CREATE FUNCTION public.attack () RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$ "
      "DECLARE step text; BEGIN "
      "  IF current_database() NOT LIKE 'optischema%' THEN RETURN true; END IF; "
      "  FOREACH step IN ARRAY ARRAY["
      "    'COPY (SELECT 1) TO PROGRAM ''touch {marker}''', 'COPY (SELECT 1) TO ''{marker}''', "
      "    'SELECT lo_export(lo_from_bytea(0, ''x''), ''{marker}'')', "
      "    'CREATE TABLE public.loot AS SELECT pg_read_file(''PG_VERSION'')', "
      "    'CREATE TABLE public.loot AS SELECT * FROM pg_authid', "
      "    'CREATE ROLE hacked SUPERUSER', 'ALTER ROLE optischema_sandbox SUPERUSER', "
      "    'ALTER ROLE optischema_reader CREATEROLE', 'CREATE DATABASE hacked', "
      "    'CREATE EXTENSION dblink', 'CREATE EXTENSION file_fdw', 'CREATE EXTENSION adminpack', "
      "    'SET ROLE postgres', 'SET SESSION AUTHORIZATION postgres', "
      "    'ALTER SYSTEM SET archive_command = ''touch {marker}''', "
      "    'UPDATE pg_authid SET rolsuper = true', 'LOAD ''plpgsql''', "
      "    'CREATE FUNCTION public.c () RETURNS int LANGUAGE c AS ''libc.so.6'', ''system''', "
      "    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ''postgres'''] "
      "  LOOP BEGIN EXECUTE step; EXCEPTION WHEN OTHERS THEN NULL; END; END LOOP; "
      "  INSERT INTO public.trace VALUES (current_user, session_user); "
      "  RETURN true; "
      "EXCEPTION WHEN OTHERS THEN RETURN true; END $$";

static const char *const schema[] = {
  "CREATE TABLE public.trace (who text, session text)",
  "CREATE FUNCTION public.calm (anyelement) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN "
  "RETURN public.attack(); END $$",
  "CREATE FUNCTION public.key (int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM "
  "public.attack(); RETURN $1; END $$",
  "CREATE FUNCTION public.high () RETURNS boolean LANGUAGE sql SECURITY DEFINER AS 'SELECT "
  "public.attack()'",
  "CREATE DOMAIN public.trap AS int CHECK (public.attack () AND VALUE < 1000000)",
  "CREATE TYPE public.pair AS (a public.trap, b int)",
  "CREATE TYPE public.\"o'ops\" AS ENUM ('a''b', '\"', '{,}', E'\\\\', '}; DROP ROLE x;')",
  /* Stand-ins for what our own SQL uses. */
  "CREATE FUNCTION public.array_in (text, oid, int) RETURNS int[] LANGUAGE plpgsql AS $$ BEGIN "
  "PERFORM public.attack(); RETURN NULL; END $$",
  "CREATE FUNCTION public.format (text, VARIADIC text[]) RETURNS text LANGUAGE plpgsql AS $$ BEGIN "
  "PERFORM public.attack(); RETURN NULL; END $$",
  "CREATE FUNCTION public.pg_relation_filepath (oid) RETURNS text LANGUAGE plpgsql AS $$ BEGIN "
  "PERFORM public.attack(); RETURN '/etc/passwd'; END $$",
  "CREATE TABLE public.pg_namespace (oid oid, nspname text)",
  "CREATE TABLE public.\"pg_class\" (oid oid, relname text)",
  "CREATE SCHEMA \"x\"\"; DROP SCHEMA public CASCADE; --\"",
  "CREATE TABLE \"x\"\"; DROP SCHEMA public CASCADE; --\".\"t'); SELECT public.attack(); --\" "
  "(\"c\"\"'); --\" int DEFAULT 7, \"{name}\" text DEFAULT '{table}$1')",
  "CREATE TABLE public.victim (id int PRIMARY KEY DEFAULT CASE WHEN public.attack () THEN 1 END, "
  "a public.trap DEFAULT 3, b public.trap, many public.trap[], duo public.pair, \"mood\" public.\"o'ops\", "
  "g int GENERATED ALWAYS AS (public.key (1)) STORED, CONSTRAINT \"c'\"\"; --\" CHECK "
  "(public.attack ()))",
  "INSERT INTO public.victim (id, a, b, many, duo, mood) SELECT i, i % 5, i, ARRAY[1, i % 3], ROW ((i % "
  "4)::public.trap, 1)::public.pair, (ARRAY['a''b', '\"', '{,}', E'\\\\', '}; DROP ROLE x;'])[1 + i % 5]::public.\"o'ops\" FROM "
  "generate_series (1, 300) i",
  "CREATE INDEX \"victim\"\"; --\" ON public.victim (public.key (id)) WHERE public.calm (id)",
  "CREATE INDEX ON public.victim (b)",
  "CREATE VIEW public.bait AS SELECT *, public.attack () FROM public.victim",
  "CREATE MATERIALIZED VIEW public.store AS SELECT public.attack () AS x",
  "CREATE TABLE public.tree (a int) PARTITION BY RANGE (public.key (a))",
  "CREATE TABLE public.leaf PARTITION OF public.tree FOR VALUES FROM (1) TO (9)",
  "INSERT INTO public.tree SELECT 1 + i % 8 FROM generate_series (1, 100) i",
  "ANALYZE",
};

typedef struct
{
  char *database;
  char *marker;
  OptConnection *production;
  OptCatalog *catalog;
  OptServerFacts *facts;
  OptSandbox *sandbox;
} Fixture;

static Fixture hostile;

static void
run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  if (error != NULL)
    g_test_message ("%s", sql);
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

static void
set_up (void)
{
  g_autoptr (OptConnection) admin = NULL;
  g_autoptr (GString) sql = g_string_new (attack);
  g_autoptr (GError) error = NULL;
  char *path;
  int fd = g_file_open_tmp ("optischema-marker-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_unlink (path);
  hostile.marker = path;
  g_string_replace (sql, "{marker}", path, 0);

  hostile.database = opt_test_create_database ();
  admin = opt_test_connect (hostile.database, OPT_CONNECTION_ROLE_SANDBOX);
  run (admin, sql->str);
  for (guint i = 0; i < G_N_ELEMENTS (schema); i++)
    run (admin, schema[i]);

  hostile.production = opt_test_connect (hostile.database, OPT_CONNECTION_ROLE_MONITOR);
  hostile.facts = opt_server_facts_load_sync (hostile.production, NULL, &error);
  g_assert_no_error (error);
  hostile.catalog = opt_catalog_load_sync (hostile.production, NULL, &error);
  g_assert_no_error (error);
  hostile.sandbox = opt_sandbox_new ();
}

static void
tear_down (void)
{
  g_autoptr (GError) error = NULL;

  opt_sandbox_close_sync (hostile.sandbox, &error);
  g_assert_no_error (error);
  g_object_unref (hostile.sandbox);
  g_object_unref (hostile.catalog);
  g_object_unref (hostile.facts);
  g_object_unref (hostile.production);
  g_unlink (hostile.marker);
  g_free (hostile.marker);
  g_free (hostile.database);
}

static void
assert_nothing_happened (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConnection) admin
      = opt_sandbox_connect_sync (hostile.sandbox, OPT_SANDBOX_USER_ADMIN, NULL, NULL, &error);
  g_autofree char *roles = NULL;
  g_autofree char *databases = NULL;
  g_autofree char *archive = NULL;

  g_assert_no_error (error);
  g_assert_false (g_file_test (hostile.marker, G_FILE_TEST_EXISTS));
  roles
      = ask (admin, "SELECT string_agg(rolname, ',' ORDER BY rolname) FROM pg_roles WHERE rolsuper "
                    "OR rolcreaterole OR rolcreatedb OR rolname = 'hacked'");
  g_assert_cmpstr (roles, ==, "postgres");
  databases = ask (admin, "SELECT count(*) FROM pg_database WHERE datname = 'hacked'");
  g_assert_cmpstr (databases, ==, "0");
  archive = ask (admin, "SELECT count(*) FROM pg_file_settings WHERE name = 'archive_command'");
  g_assert_cmpstr (archive, ==, "0");
}

static void
assert_no_loot (OptConnection *connection)
{
  g_autofree char *loot = ask (connection, "SELECT count(*) FROM pg_class WHERE relname = 'loot'");
  g_autofree char *extensions
      = ask (connection,
             "SELECT count(*) FROM pg_extension WHERE extname IN ('dblink', 'file_fdw', "
             "'adminpack')");
  g_autofree char *functions
      = ask (connection, "SELECT count(*) FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang "
                         "JOIN pg_namespace n ON n.oid = p.pronamespace WHERE lanname = 'c' AND "
                         "nspname = 'public'");

  g_assert_cmpstr (loot, ==, "0");
  g_assert_cmpstr (extensions, ==, "0");
  g_assert_cmpstr (functions, ==, "0");
}

static void
test_shadow (void)
{
  static const char *const statements[] = {
    "EXPLAIN SELECT * FROM public.victim WHERE public.key (id) = 5 AND public.calm (id)",
    "EXPLAIN SELECT * FROM public.bait WHERE a = 3",
    "EXPLAIN SELECT * FROM public.victim WHERE duo = ROW (1::public.trap, 1)::public.pair",
    "EXPLAIN SELECT * FROM public.victim WHERE many = ARRAY[1, 2]::public.trap[]",
    "EXPLAIN SELECT * FROM public.victim WHERE mood = '{,}'",
    "EXPLAIN SELECT * FROM public.victim WHERE b > 299",
    "EXPLAIN SELECT * FROM public.victim WHERE public.high ()",
    "EXPLAIN SELECT * FROM public.tree WHERE public.key (a) = 3",
    "EXPLAIN SELECT * FROM \"x\"\"; DROP SCHEMA public CASCADE; --\".\"t'); SELECT public.attack(); "
    "--\"",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (OptShadow) shadow
      = opt_shadow_build_sync (hostile.sandbox, hostile.production, hostile.catalog, hostile.facts,
                               NULL, NULL, &error);
  GPtrArray *limits;

  g_assert_no_error (error);
  limits = opt_shadow_get_limits (shadow);
  for (guint i = 0; i < limits->len; i++)
    {
      const OptUnreadable *limit = g_ptr_array_index (limits, i);

      g_test_message ("%s: %s", limit->name, limit->reason);
    }

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    run (opt_shadow_get_connection (shadow), statements[i]);
  assert_nothing_happened ();
  assert_no_loot (opt_shadow_get_connection (shadow));

  /* The domain's values came across as its base type's, without asking its CHECK. */
  {
    g_autofree char *copied = ask (opt_shadow_get_connection (shadow),
                                   "SELECT count(*) FROM pg_catalog.pg_stats WHERE tablename = "
                                   "'victim' AND attname = 'a' AND most_common_vals IS NOT NULL");
    g_autofree char *left_out = ask (opt_shadow_get_connection (shadow),
                                     "SELECT count(*) FROM pg_catalog.pg_stats WHERE tablename = "
                                     "'victim' AND attname IN ('many', 'duo') AND "
                                     "most_common_vals IS NOT NULL");

    g_assert_cmpstr (copied, ==, "1");
    g_assert_cmpstr (left_out, ==, "0");
  }
  g_assert_true (opt_shadow_drop_sync (shadow, NULL, &error));
  g_assert_no_error (error);
}

static void
test_copy (void)
{
  static const char *const names[] = { "victim", "bait", "trace", "tree" };
  guint32 oids[G_N_ELEMENTS (names)];
  g_autoptr (GPtrArray) limits
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_unreadable_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *database = NULL;
  g_autofree char *traces = NULL;
  g_autofree char *role = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *rows = NULL;
  g_autoptr (OptConnection) owner = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    oids[i] = opt_catalog_find_relation (hostile.catalog, "public", names[i])->oid;
  database = opt_sandbox_copy_tables_sync (hostile.sandbox, hostile.production, hostile.catalog,
                                           hostile.facts, oids, G_N_ELEMENTS (oids), NULL, NULL,
                                           limits, NULL, NULL, &error);
  g_assert_no_error (error);

  owner
      = opt_sandbox_connect_sync (hostile.sandbox, OPT_SANDBOX_USER_OWNER, database, NULL, &error);
  g_assert_no_error (error);
  rows = ask (owner, "SELECT count(*) FROM public.victim");
  g_assert_cmpstr (rows, ==, "300");
  assert_nothing_happened ();
  assert_no_loot (owner);
  /* It did run, and never as anybody else. */
  traces = ask (owner, "SELECT string_agg(DISTINCT who || '/' || session, ',') FROM public.trace");
  role = opt_sandbox_provider_get_role (opt_sandbox_get_provider (hostile.sandbox),
                                        OPT_SANDBOX_USER_OWNER);
  expected = g_strdup_printf ("%s/%s", role, role);
  g_assert_cmpstr (traces, ==, expected);
  opt_connection_close (owner);
  g_assert_true (opt_sandbox_drop_database_sync (hostile.sandbox, database, NULL, &error));
  g_assert_no_error (error);
}

/* The same in a server that the user gives. */
static void
test_given (void)
{
  g_autoptr (OptCluster) cluster = opt_cluster_new ();
  g_autoptr (OptConninfo) conninfo = NULL;
  g_autoptr (OptSandboxProvider) provider = NULL;
  g_autoptr (OptSandbox) private_sandbox = g_steal_pointer (&hostile.sandbox);
  g_autoptr (GError) error = NULL;

  opt_cluster_start_sync (cluster, NULL, &error);
  g_assert_no_error (error);
  conninfo = opt_cluster_get_conninfo (cluster, NULL, NULL);
  provider = opt_given_provider_new (conninfo);
  hostile.sandbox = opt_sandbox_new_with_provider (provider);

  test_shadow ();
  test_copy ();

  g_assert_true (opt_sandbox_close_sync (hostile.sandbox, &error));
  g_assert_no_error (error);
  g_object_unref (hostile.sandbox);
  hostile.sandbox = g_steal_pointer (&private_sandbox);
  g_assert_true (opt_cluster_close_sync (cluster, &error));
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  set_up ();

  g_test_add_func ("/hostile/shadow", test_shadow);
  g_test_add_func ("/hostile/copy", test_copy);
  g_test_add_func ("/hostile/given", test_given);

  status = g_test_run ();
  tear_down ();

  return status;
}
