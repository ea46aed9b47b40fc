/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-statement.h"

static void
test_kinds (void)
{
  static const struct
  {
    const char *sql;
    OptChangeStatementKind kind;
    gboolean analyzes;
    gboolean wants_analyze;
  } cases[] = {
    { "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)", OPT_CHANGE_STATEMENT_INDEX, FALSE, FALSE },
    { "CREATE STATISTICS s ON a, b FROM t", OPT_CHANGE_STATEMENT_STATISTICS, FALSE, TRUE },
    { "ALTER STATISTICS s SET STATISTICS 500", OPT_CHANGE_STATEMENT_STATISTICS, FALSE, TRUE },
    { "ALTER TABLE t ALTER a SET STATISTICS 500, ALTER b SET STATISTICS 1",
      OPT_CHANGE_STATEMENT_STATISTICS, FALSE, TRUE },
    { "ALTER TABLE t ALTER a SET STATISTICS 500, ADD c int", OPT_CHANGE_STATEMENT_OTHER, FALSE,
      FALSE },
    { "ANALYZE t (a)", OPT_CHANGE_STATEMENT_STATISTICS, TRUE, FALSE },
    { "VACUUM (FULL, ANALYZE) t", OPT_CHANGE_STATEMENT_STATISTICS, TRUE, FALSE },
    { "VACUUM (ANALYZE off, ANALYZE) t", OPT_CHANGE_STATEMENT_STATISTICS, TRUE, FALSE },
    { "VACUUM (ANALYZE FALSE) t", OPT_CHANGE_STATEMENT_OTHER, FALSE, FALSE },
    { "VACUUM (ANALYZE 0) t", OPT_CHANGE_STATEMENT_OTHER, FALSE, FALSE },
    { "VACUUM t", OPT_CHANGE_STATEMENT_OTHER, FALSE, FALSE },
    { "DROP INDEX CONCURRENTLY a, b", OPT_CHANGE_STATEMENT_DROP, FALSE, FALSE },
    { "DROP STATISTICS s", OPT_CHANGE_STATEMENT_DROP, FALSE, FALSE },
    /* Rows go with it. */
    { "DROP TABLE t", OPT_CHANGE_STATEMENT_OTHER, FALSE, FALSE },
    { "ALTER TABLE t DROP CONSTRAINT c", OPT_CHANGE_STATEMENT_OTHER, FALSE, FALSE },
    /* No change of its own. */
    { "SELECT set_config('jit', 'off', false)", OPT_CHANGE_STATEMENT_QUERY, FALSE, FALSE },
    { "DO 'BEGIN END'", OPT_CHANGE_STATEMENT_QUERY, FALSE, FALSE },
    { "CALL p()", OPT_CHANGE_STATEMENT_QUERY, FALSE, FALSE },
    { "EXPLAIN ANALYZE SELECT f()", OPT_CHANGE_STATEMENT_QUERY, FALSE, FALSE },
    { "UPDATE t SET a = 1", OPT_CHANGE_STATEMENT_QUERY, FALSE, FALSE },
    { "BEGIN", OPT_CHANGE_STATEMENT_QUERY, FALSE, FALSE },
    { "SELECT 1; DROP INDEX i", OPT_CHANGE_STATEMENT_OTHER, FALSE, FALSE },
    { "CREATE INDX i", OPT_CHANGE_STATEMENT_OTHER, FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptChangeStatement) statement = opt_change_statement_new (cases[i].sql);

      g_test_message ("%s", cases[i].sql);
      g_assert_cmpstr (statement->sql, ==, cases[i].sql);
      g_assert_cmpint (statement->kind, ==, cases[i].kind);
      g_assert_cmpint (statement->analyzes, ==, cases[i].analyzes);
      g_assert_cmpint (statement->wants_analyze, ==, cases[i].wants_analyze);
      g_assert_null (statement->setting);
    }
}

/* What may do nothing says so, wherever it stands. */
static void
test_tolerance (void)
{
  static const struct
  {
    const char *sql;
    gboolean tolerates;
  } cases[] = {
    { "DROP INDEX IF EXISTS i", TRUE },
    { "DROP INDEX i", FALSE },
    { "DROP STATISTICS IF EXISTS s", TRUE },
    { "CREATE INDEX IF NOT EXISTS i ON t (a)", TRUE },
    { "CREATE INDEX i ON t (a)", FALSE },
    { "CREATE STATISTICS IF NOT EXISTS s ON a, b FROM t", TRUE },
    { "ALTER TABLE IF EXISTS t ADD c int", TRUE },
    { "ALTER TABLE t ADD b int, ADD COLUMN IF NOT EXISTS c int", TRUE },
    { "ALTER TABLE t DROP COLUMN IF EXISTS c", TRUE },
    { "ALTER TABLE t DROP COLUMN c", FALSE },
    { "ALTER INDEX IF EXISTS i RENAME TO j", TRUE },
    { "CREATE TABLE IF NOT EXISTS t (a int)", TRUE },
    { "CREATE TABLE t (a int)", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptChangeStatement) statement = opt_change_statement_new (cases[i].sql);

      g_test_message ("%s", cases[i].sql);
      g_assert_cmpint (statement->tolerates, ==, cases[i].tolerates);
    }
}

static void
test_names (void)
{
  g_autoptr (OptChangeStatement) drop
      = opt_change_statement_new ("DROP INDEX a, \"S\".b, c.s.d CASCADE");
  const OptChangeName *first = drop->names->pdata[0];
  const OptChangeName *second = drop->names->pdata[1];
  const OptChangeName *third = drop->names->pdata[2];

  g_assert_cmpuint (drop->names->len, ==, 3);
  g_assert_true (drop->cascades);
  g_assert_cmpstr (first->schema, ==, NULL);
  g_assert_cmpstr (first->name, ==, "a");
  g_assert_cmpstr (second->schema, ==, "S");
  g_assert_cmpstr (second->name, ==, "b");
  g_assert_cmpstr (third->schema, ==, "s");
  g_assert_cmpstr (third->name, ==, "d");
}

/* Only an ANALYZE of the same table fills what is made for it. */
static void
test_analyzes_for (void)
{
  static const struct
  {
    const char *made;
    const char *analyze;
    gboolean filled;
  } cases[] = {
    { "CREATE STATISTICS s ON a, b FROM t", "ANALYZE t", TRUE },
    { "CREATE STATISTICS s ON a, b FROM t", "ANALYZE", TRUE },
    { "CREATE STATISTICS s ON a, b FROM t", "ANALYZE u, t (a, b)", TRUE },
    { "CREATE STATISTICS s ON a, b FROM t", "ANALYZE public.t", TRUE },
    { "CREATE STATISTICS s ON a, b FROM t", "ANALYZE u", FALSE },
    { "CREATE STATISTICS s ON a, b FROM s.t", "ANALYZE public.t", FALSE },
    { "CREATE STATISTICS s ON a, b FROM t", "VACUUM t", FALSE },
    { "ALTER TABLE t ALTER a SET STATISTICS 500", "VACUUM ANALYZE t", TRUE },
    { "ALTER TABLE t ALTER a SET STATISTICS 500", "ANALYZE u", FALSE },
    { "ALTER INDEX i ALTER 1 SET STATISTICS 500", "ANALYZE t", TRUE },
    { "ALTER STATISTICS s SET STATISTICS 500", "ANALYZE u", TRUE },
    { "SET default_statistics_target = 500", "ANALYZE u", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptChangeStatement) made = opt_change_statement_new (cases[i].made);
      g_autoptr (OptChangeStatement) analyze = opt_change_statement_new (cases[i].analyze);

      g_test_message ("%s; %s", cases[i].made, cases[i].analyze);
      g_assert_true (made->wants_analyze);
      g_assert_cmpint (opt_change_statement_analyzes_for (analyze, made), ==, cases[i].filled);
    }
}

static void
test_settings (void)
{
  static const struct
  {
    const char *sql;
    OptSettingScope scope;
    const char *name;
    const char *value;
    const char *role;
    const char *database;
  } cases[] = {
    { "SET work_mem = '64MB'", OPT_SETTING_SESSION, "work_mem", "64MB", NULL, NULL },
    { "SET SESSION \"Work_Mem\" TO 65536", OPT_SETTING_SESSION, "work_mem", "65536", NULL, NULL },
    { "SET jit = off", OPT_SETTING_SESSION, "jit", "off", NULL, NULL },
    { "SET enable_sort TO true", OPT_SETTING_SESSION, "enable_sort", "true", NULL, NULL },
    { "SET random_page_cost = 1.1", OPT_SETTING_SESSION, "random_page_cost", "1.1", NULL, NULL },
    { "SET seq_page_cost = 0", OPT_SETTING_SESSION, "seq_page_cost", "0", NULL, NULL },
    { "ALTER ROLE ann SET jit = off", OPT_SETTING_ROLE, "jit", "off", "ann", NULL },
    { "ALTER USER CURRENT_USER SET jit = off", OPT_SETTING_ROLE, "jit", "off", NULL, NULL },
    { "ALTER ROLE ALL SET jit = off", OPT_SETTING_ROLE, "jit", "off", NULL, NULL },
    { "ALTER ROLE ann IN DATABASE shop SET jit = off", OPT_SETTING_ROLE_IN_DATABASE, "jit", "off",
      "ann", "shop" },
    { "ALTER DATABASE \"My Shop\" SET jit = off", OPT_SETTING_DATABASE, "jit", "off", NULL,
      "My Shop" },
    { "ALTER SYSTEM SET jit = off", OPT_SETTING_SERVER, "jit", "off", NULL, NULL },
    /* What has no one value that lasts. */
    { "SET LOCAL jit = off", OPT_SETTING_SESSION, "jit", NULL, NULL, NULL },
    { "SET jit TO DEFAULT", OPT_SETTING_SESSION, "jit", NULL, NULL, NULL },
    { "SET search_path = a, b", OPT_SETTING_SESSION, "search_path", NULL, NULL, NULL },
    { "RESET jit", OPT_SETTING_SESSION, "jit", NULL, NULL, NULL },
    { "RESET ALL", OPT_SETTING_SESSION, NULL, NULL, NULL, NULL },
    { "ALTER DATABASE shop RESET jit", OPT_SETTING_DATABASE, "jit", NULL, NULL, "shop" },
    { "ALTER ROLE ann SET jit FROM CURRENT", OPT_SETTING_ROLE, "jit", NULL, "ann", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptChangeStatement) statement = opt_change_statement_new (cases[i].sql);
      const OptSettingChange *setting = statement->setting;

      g_test_message ("%s", cases[i].sql);
      g_assert_cmpint (statement->kind, ==, OPT_CHANGE_STATEMENT_SETTING);
      g_assert_cmpint (setting->scope, ==, cases[i].scope);
      g_assert_cmpstr (setting->name, ==, cases[i].name);
      g_assert_cmpstr (setting->value, ==, cases[i].value);
      g_assert_cmpstr (setting->role, ==, cases[i].role);
      g_assert_cmpstr (setting->database, ==, cases[i].database);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement/change/kinds", test_kinds);
  g_test_add_func ("/statement/change/tolerance", test_tolerance);
  g_test_add_func ("/statement/change/names", test_names);
  g_test_add_func ("/statement/change/analyzes-for", test_analyzes_for);
  g_test_add_func ("/statement/change/settings", test_settings);
  return g_test_run ();
}
