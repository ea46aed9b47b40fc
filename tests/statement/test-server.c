/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-cluster.h"
#include "opt-parameter-set.h"
#include "opt-statement-repair.h"
#include "opt-statement-text.h"
#include "opt-test.h"
#include "opt-workload-file.h"

#include <string.h>

/* Statements as a real server stores them: they must be repaired, typed and planned. */

static OptConnection *connection;
static OptCatalog *catalog;

static OptResult *
run (const char *sql)
{
  g_autoptr (GError) error = NULL;
  OptResult *result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_SCRIPT, NULL, &error);

  if (error != NULL)
    g_test_message ("%s", sql);
  g_assert_no_error (error);
  return result;
}

static void
run_all (GPtrArray *spans)
{
  for (guint i = 0; i < spans->len; i++)
    opt_result_unref (run (((OptStatementSpan *) spans->pdata[i])->sql));
}

static GPtrArray *
read_statements (const char *name)
{
  g_autofree char *text = opt_test_read_data (name, NULL);
  g_autoptr (GError) error = NULL;
  GPtrArray *spans = opt_statement_split (text, &error);

  g_assert_no_error (error);
  return spans;
}

static void
start (void)
{
  g_autoptr (OptConninfo) conninfo = opt_cluster_get_conninfo (opt_test_get_cluster (), NULL, NULL);
  g_autoptr (GPtrArray) schema = read_statements ("statement/tpch-schema.sql");
  g_autoptr (GError) error = NULL;

  connection = opt_connection_new (conninfo, OPT_CONNECTION_ROLE_SANDBOX, "test");
  opt_connection_open_sync (connection, NULL, &error);
  g_assert_no_error (error);
  run_all (schema);
  catalog = opt_catalog_load_sync (connection, NULL, &error);
  g_assert_no_error (error);
}

/* Prepares a text; its parameters' types. */
static char **
prepare (const char *sql)
{
  g_autofree char *statement = g_strconcat ("PREPARE stored AS ", sql, NULL);
  g_autoptr (OptResult) prepared = run (statement);
  g_autoptr (OptResult) types = run (
      "SELECT parameter_types::text[] AS types FROM pg_prepared_statements WHERE name = 'stored'");

  return opt_result_get_text_array (types, 0, "types");
}

static void
explain (const OptParameterSet *set)
{
  g_autoptr (GString) sql = g_string_new ("EXPLAIN ANALYZE EXECUTE stored");
  g_autoptr (OptResult) plan = NULL;

  for (guint i = 0; i < set->values->len; i++)
    {
      const OptParameterValue *value = set->values->pdata[i];
      g_auto (GStrv)
        parts = g_strsplit (value->value, "'", -1);
      g_autofree char *quoted = g_strjoinv ("''", parts);

      g_string_append_printf (sql, "%s'%s'", i == 0 ? " (" : ", ", quoted);
    }
  if (set->values->len > 0)
    g_string_append_c (sql, ')');
  plan = run (sql->str);
  g_assert_cmpuint (opt_result_get_n_rows (plan), >, 0);
}

static void
check_stored (const char *stored, guint *n_unknown)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *repaired = opt_statement_repair (stored, catalog, NULL, &error);
  g_autoptr (OptStatementInfo) info = NULL;
  g_auto (GStrv)
    types = NULL;
  g_autoptr (OptResult) done = NULL;

  g_assert_no_error (error);
  g_test_message ("%s", repaired);
  info = opt_statement_info_new (repaired, catalog, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < info->unresolved->len; i++)
    g_test_message ("unresolved: %s", (char *) info->unresolved->pdata[i]);
  g_assert_cmpuint (info->unresolved->len, ==, 0);
  types = prepare (repaired);
  g_assert_cmpint ((int) g_strv_length (types), ==, info->n_parameters);
  for (int choice = OPT_PARAMETER_TYPICAL; choice <= OPT_PARAMETER_RARE; choice++)
    {
      g_autoptr (OptParameterSet) set
          = opt_parameter_set_new (info, (const char *const *) types, choice);

      explain (set);
      *n_unknown += set->n_unknown;
    }
  done = run ("DEALLOCATE stored");
}

static void
test_tpch (void)
{
  g_autoptr (GPtrArray) statements = read_statements ("statement/tpch.sql");
  g_autoptr (OptResult) extension = run ("CREATE EXTENSION pg_stat_statements");
  g_autoptr (OptResult) stored = NULL;
  guint n_unknown = 0;

  run_all (statements);
  stored = run ("SELECT query FROM pg_stat_statements WHERE query LIKE 'select %'");
  g_assert_cmpuint (opt_result_get_n_rows (stored), ==, 22);
  for (guint i = 0; i < opt_result_get_n_rows (stored); i++)
    check_stored (opt_result_get_text (stored, i, "query"), &n_unknown);
  g_test_message ("%u values were defaults", n_unknown);
}

/* A formatted statement has the same fingerprint, and the server takes it. */
static void
test_format (void)
{
  g_autoptr (GPtrArray) statements = read_statements ("statement/tpch.sql");

  for (guint i = 0; i < statements->len; i++)
    {
      const char *sql = ((OptStatementSpan *) statements->pdata[i])->sql;
      g_autofree char *formatted = opt_statement_format (sql);
      g_autofree char *before = opt_statement_fingerprint (sql, NULL);
      g_autofree char *after = opt_statement_fingerprint (formatted, NULL);
      g_autofree char *explain_sql = g_strconcat ("EXPLAIN ", formatted, NULL);
      g_autoptr (OptResult) plan = run (explain_sql);

      g_assert_cmpstr (before, ==, after);
      g_assert_nonnull (strstr (formatted, "\nfrom "));
      g_test_message ("%s", formatted);
    }
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  start ();
  g_test_add_func ("/statement/server/tpch", test_tpch);
  g_test_add_func ("/statement/server/format", test_format);
  status = g_test_run ();
  g_clear_object (&catalog);
  g_clear_object (&connection);
  return status;
}
