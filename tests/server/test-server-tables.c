/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server-fixture.h"

#include <string.h>

#include "opt-error.h"

static void
wait_for_catalog (OptServerTables *tables)
{
  while (opt_server_tables_get_catalog (tables) == NULL)
    {
      g_assert_no_error (opt_server_tables_get_error (tables));
      g_main_context_iteration (NULL, TRUE);
    }
}

static const OptTableUse *
wait_for_use (OptServerTables *tables, const char *sql)
{
  const OptTableUse *use;

  while ((use = opt_server_tables_find (tables, sql)) == NULL)
    g_main_context_iteration (NULL, TRUE);

  return use;
}

static OptServerTables *
read_tables (ServerFixture *fixture)
{
  OptServerTables *tables = opt_server_get_tables (fixture->server);

  server_fixture_go_online (fixture);
  opt_server_tables_want (tables);
  wait_for_catalog (tables);

  return tables;
}

static void
test_catalog (ServerFixture *fixture, gconstpointer data)
{
  OptServerTables *tables = opt_server_get_tables (fixture->server);
  const OptTableUse *use;
  OptRelation *relation;

  /* Nothing is known of what is not connected. */
  opt_server_tables_want (tables);
  g_assert_error (opt_server_tables_get_error (tables), OPT_ERROR, OPT_ERROR_UNREACHABLE);
  g_assert_null (opt_server_tables_find (tables, "SELECT * FROM visits"));

  /* Who wanted it gets it once it is. */
  server_fixture_go_online (fixture);
  wait_for_catalog (tables);
  relation = opt_server_tables_find_relation (tables, "public.visits");
  g_assert_nonnull (relation);
  g_assert_null (opt_server_tables_find_relation (tables, "visits"));
  g_assert_cmpint (opt_catalog_get_total_bytes (opt_server_tables_get_catalog (tables), relation),
                   >, 1024 * 1024);

  g_assert_null (opt_server_tables_find (tables, "SELECT * FROM visits, pg_class"));
  use = wait_for_use (tables, "SELECT * FROM visits, pg_class");
  g_assert_true (opt_table_use_has (use, relation->oid));
  g_assert_cmpuint (use->missing->len, ==, 0);
  g_assert_cmpstr (use->system->pdata[0], ==, "pg_class");

  opt_server_disconnect (fixture->server);
  g_assert_null (opt_server_tables_get_catalog (tables));
  g_assert_error (opt_server_tables_get_error (tables), OPT_ERROR, OPT_ERROR_UNREACHABLE);
}

static void
test_partitions (ServerFixture *fixture, gconstpointer data)
{
  OptServerTables *tables;
  OptCatalog *catalog;
  OptRelation *whole;
  OptRelation *part;

  server_fixture_run (fixture->name, "CREATE TABLE log (id int) PARTITION BY RANGE (id)");
  server_fixture_run (fixture->name,
                      "CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (1000)");
  server_fixture_run (fixture->name, "INSERT INTO log SELECT generate_series(0, 999)");
  server_fixture_run (fixture->name, "VACUUM ANALYZE log_1");
  tables = read_tables (fixture);
  catalog = opt_server_tables_get_catalog (tables);
  whole = opt_server_tables_find_relation (tables, "public.log");
  part = opt_server_tables_find_relation (tables, "public.log_1");
  g_assert_cmpfloat (opt_catalog_get_tuples (catalog, whole), ==, 1000);
  g_assert_cmpint (opt_catalog_get_total_bytes (catalog, whole), >, 0);
  g_assert_cmpint (opt_catalog_get_total_bytes (catalog, whole), ==, part->total_bytes);
}

/* The heaviest first, and how many are not known. */
static void
test_users (ServerFixture *fixture, gconstpointer data)
{
  OptServerTables *tables = read_tables (fixture);
  OptStatementList *list = opt_server_get_statements (fixture->server);
  guint32 oid = opt_server_tables_find_relation (tables, "public.visits")->oid;
  g_autoptr (GPtrArray) users = NULL;
  guint n_unknown = 0;

  do
    {
      server_fixture_run (fixture->name, "SELECT count(*) FROM visits");
      server_fixture_run (fixture->name,
                          "SELECT count(*) FROM visits a JOIN visits b USING (customer)");
      server_fixture_run (fixture->name, "SELECT sum(i) FROM generate_series(1, 10) i");
      opt_server_poll_now (fixture->server);
      server_fixture_wait_for_polls (fixture, 1);
      g_clear_pointer (&users, g_ptr_array_unref);
      users = opt_server_tables_list_users (tables, list, oid, &n_unknown);
    }
  while (users->len < 2 || n_unknown > 0);

  g_assert_cmpuint (users->len, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), >, 2);
  g_assert_nonnull (strstr (opt_statement_item_get_text (users->pdata[0]), "USING"));
}

int
main (int argc, char **argv)
{
  static const ServerTest tests[] = {
    { "/server/tables/catalog", test_catalog },
    { "/server/tables/partitions", test_partitions },
    { "/server/tables/users", test_users },
  };

  return server_fixture_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
