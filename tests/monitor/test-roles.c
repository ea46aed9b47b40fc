/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-list.h"
#include "opt-test.h"

static void
run (OptConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  g_assert_no_error (error);
}

static void
assert_role (OptWorkload *workload, const char *text, const char *role)
{
  g_autoptr (GPtrArray) entries
      = opt_workload_get_entries (workload, OPT_WORKLOAD_SORT_TOTAL, TRUE, NULL);
  g_autoptr (OptStatementList) list = opt_statement_list_new (workload);
  guint n_found = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const OptWorkloadEntry *entry = entries->pdata[i];

      if (g_strcmp0 (entry->text, text) == 0)
        {
          g_assert_cmpstr (entry->role, ==, role);
          n_found++;
        }
    }

  opt_statement_list_update (list);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (OptStatementItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (g_strcmp0 (opt_statement_item_get_text (item), text) == 0)
        {
          g_assert_cmpstr (opt_statement_item_get_role (item), ==, role);
          n_found++;
        }
    }
  g_assert_cmpuint (n_found, ==, 2);
}

/* Who runs a statement has a name, whatever it is, for as long as there is such a role. */
static void
test_names (void)
{
  g_autofree char *database = opt_test_create_database ();
  g_autoptr (OptConnection) app = opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
  g_autoptr (OptConnection) poll = NULL;
  g_autoptr (OptServerFacts) facts = NULL;
  g_autoptr (OptWorkload) workload = NULL;
  g_autoptr (GError) error = NULL;

  run (app, "CREATE EXTENSION pg_stat_statements; SELECT pg_stat_statements_reset();"
            "CREATE TABLE t (v int); GRANT SELECT ON t TO public;"
            "CREATE ROLE \"The \"\"odd\"\"\nclerk\"; CREATE ROLE leaver;");
  run (app, "SET ROLE \"The \"\"odd\"\"\nclerk\"; SELECT v + 1 FROM t; RESET ROLE;");
  run (app, "SET ROLE leaver; SELECT v + 1 + 2 FROM t; RESET ROLE; DROP ROLE leaver");

  poll = opt_test_connect (database, OPT_CONNECTION_ROLE_MONITOR);
  facts = opt_server_facts_load_sync (poll, NULL, &error);
  g_assert_no_error (error);
  workload = opt_workload_since_reset_sync (poll, facts, NULL, &error);
  g_assert_no_error (error);
  assert_role (workload, "SELECT v + $1 FROM t", "The \"odd\"\nclerk");
  assert_role (workload, "SELECT v + $1 + $2 FROM t", NULL);

  run (app, "DROP ROLE \"The \"\"odd\"\"\nclerk\"");
  opt_connection_close (app);
  opt_connection_close (poll);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/monitor/roles/names", test_names);

  return g_test_run ();
}
