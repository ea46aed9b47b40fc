/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-error.h"
#include "opt-statement-info.h"
#include "opt-statement-repair.h"
#include "opt-statement-plain.h"
#include "opt-statement-text.h"
#include "opt-workload-file.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
repeat (const char *before, const char *text, guint n, const char *after)
{
  GString *string = g_string_new (before);

  for (guint i = 0; i < n; i++)
    g_string_append (string, text);
  g_string_append (string, after);
  return g_string_free (string, FALSE);
}

static void
test_fingerprint (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = opt_statement_fingerprint ("SELECT * FROM t WHERE a = 1", &error);
  g_autofree char *b = opt_statement_fingerprint ("select * from t /* x */ where a=$1", &error);
  g_autofree char *c = opt_statement_fingerprint ("SELECT * FROM t WHERE b = 1", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (a), ==, 16);
  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, c);
}

static void
test_normalize (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *a = opt_statement_normalize ("SELECT 'x' FROM t WHERE a = $1 AND b = 7", &error);
  g_autofree char *redacted
      = opt_statement_redact_literals ("SELECT 'secret', 7 FROM t -- mine\nWHERE x = E'a\\'b'",
                                       &error);

  g_assert_no_error (error);
  g_assert_cmpstr (a, ==, "SELECT $2 FROM t WHERE a = $1 AND b = $3");
  g_assert_cmpstr (redacted, ==, "SELECT ?, ? FROM t \nWHERE x = ?");
}

static void
assert_syntax_error (const char *sql, int position)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) info_error = NULL;
  g_autofree char *fingerprint = opt_statement_fingerprint (sql, &error);
  g_autofree char *formatted = opt_statement_format (sql);
  OptStatementInfo *info = opt_statement_info_new (sql, NULL, NULL, &info_error);

  g_assert_null (fingerprint);
  g_assert_error (error, OPT_ERROR, OPT_ERROR_SYNTAX);
  g_assert_cmpint (opt_error_get_position (error), ==, position);
  g_assert_null (info);
  g_assert_error (info_error, OPT_ERROR, OPT_ERROR_SYNTAX);
  g_assert_cmpstr (formatted, ==, sql);
  g_assert_false (opt_statement_is_system (sql));
}

static void
test_hostile (void)
{
  g_autofree char *parentheses = repeat ("SELECT ", "(", 20000, "");
  g_autofree char *closed = repeat ("SELECT ", "(SELECT ", 3000, "1");
  g_autofree char *sum = repeat ("SELECT 1", "+1", 100000, "");
  g_autofree char *unions = repeat ("SELECT 1", " UNION SELECT 1", 20000, "");
  g_autofree char *nots = repeat ("SELECT ", "NOT ", 9000, "true");
  g_autofree char *casts = repeat ("SELECT 1", "::int", 20000, "");
  g_autofree char *large = repeat ("SELECT '", "x", 1024 * 1024, "'");

  assert_syntax_error ("SELECT 'é' frm x y z", 16);
  assert_syntax_error ("SELECT '\xff'", 9);
  assert_syntax_error ("SELECT 'open", 8);
  assert_syntax_error (parentheses, 1);
  assert_syntax_error (closed, 1);
  assert_syntax_error (sum, 1);
  assert_syntax_error (unions, 1);
  assert_syntax_error (nots, 1);
  assert_syntax_error (casts, 1);
  assert_syntax_error (large, 1);
}

static gpointer
analyze_in_thread (gpointer sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptStatementInfo) info = opt_statement_info_new (sql, NULL, NULL, &error);
  g_autofree char *repaired = opt_statement_repair (sql, NULL, NULL, NULL);

  g_assert_no_error (error);
  g_assert_nonnull (repaired);
  return NULL;
}

/* What is just below the limit fits into a thread's stack. */
static void
test_threads (void)
{
  g_autofree char *sum = repeat ("SELECT 1 FROM t WHERE a = 1", "+a", 1900, "");
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("analyze", analyze_in_thread, sum);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_deep_enough (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sum = repeat ("SELECT 1", "+1", 1500, "");
  g_autofree char *conditions = repeat ("SELECT 1 FROM t WHERE a = 1", " OR a = 1", 20000, "");
  g_autofree char *list = repeat ("SELECT 1 FROM t WHERE a IN (1", ",1", 100000, ")");
  g_autofree char *a = opt_statement_fingerprint (sum, &error);
  g_autofree char *b = NULL;
  g_autofree char *c = NULL;

  g_assert_no_error (error);
  b = opt_statement_fingerprint (conditions, &error);
  g_assert_no_error (error);
  c = opt_statement_fingerprint (list, &error);
  g_assert_no_error (error);
  g_assert_nonnull (a);
  g_assert_nonnull (b);
  g_assert_nonnull (c);
}

static void
test_one_statement (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (opt_statement_info_new ("SELECT 1; SELECT 2", NULL, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_null (opt_statement_info_new ("-- nothing", NULL, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_SYNTAX);
}

static void
test_split (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) spans = opt_statement_split (
      "SELECT ';' ; ;\n-- a; comment\nSELECT 2 /* ; */ + $$;$$;\n\n  SELECT (3)", &error);
  const OptStatementSpan *span;

  g_assert_no_error (error);
  g_assert_cmpuint (spans->len, ==, 3);
  span = spans->pdata[0];
  g_assert_cmpstr (span->sql, ==, "SELECT ';'");
  g_assert_cmpuint (span->line, ==, 1);
  span = spans->pdata[1];
  g_assert_cmpstr (span->sql, ==, "SELECT 2 /* ; */ + $$;$$");
  g_assert_cmpuint (span->line, ==, 3);
  g_assert_cmpuint (span->comments->len, ==, 1);
  span = spans->pdata[2];
  g_assert_cmpstr (span->sql, ==, "SELECT (3)");
  g_assert_cmpuint (span->line, ==, 5);
}

static void
test_workload (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptWorkloadFile) file = opt_workload_file_parse (
      "-- weight: 12.5\nSELECT * FROM t WHERE id = $1;\n\n/* no weight */\nUPDATE t SET a = 1",
      &error);
  const OptWorkloadStatement *statement;

  g_assert_no_error (error);
  g_assert_cmpuint (file->statements->len, ==, 2);
  statement = file->statements->pdata[0];
  g_assert_cmpstr (statement->sql, ==, "SELECT * FROM t WHERE id = $1");
  g_assert_cmpfloat (statement->weight, ==, 12.5);
  statement = file->statements->pdata[1];
  g_assert_cmpfloat (statement->weight, ==, 1);
  g_assert_cmpuint (statement->line, ==, 5);
}

static void
assert_workload_error (const char *text, int code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (opt_workload_file_parse (text, &error));
  g_assert_error (error, OPT_ERROR, code);
  g_assert_true (strstr (error->message, message) != NULL);
}

static void
test_workload_errors (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("workload-XXXXXX", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  assert_workload_error ("SELECT 1;\n\nSELECT\n  1\nFORM t x y;\n", OPT_ERROR_SYNTAX, "Line 5: ");
  assert_workload_error ("SELECT 1;\nSELECT 'open;\n", OPT_ERROR_SYNTAX, "Line 2: ");
  assert_workload_error ("-- weight: many\nSELECT 1;", OPT_ERROR_SYNTAX, "line 2");
  assert_workload_error ("-- weight: -1\nSELECT 1;", OPT_ERROR_SYNTAX, "line 2");
  assert_workload_error (" -- nothing\n;", OPT_ERROR_INVALID, "no statement");
  assert_workload_error ("SELECT '\xff'", OPT_ERROR_SYNTAX, "UTF-8");

  g_assert_true (g_file_set_contents (path, "SELECT 1\0;", 10, NULL));
  g_assert_null (opt_workload_file_load (path, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_INVALID);
  g_clear_error (&error);
  g_unlink (path);
  g_assert_null (opt_workload_file_load (path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
assert_repaired (const char *sql, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *repaired = opt_statement_repair (sql, NULL, NULL, &error);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (repaired, ==, expected);
  again = opt_statement_repair (repaired, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again, ==, expected);
}

static void
test_repair_outputs (void)
{
  g_autofree char *recursive = opt_statement_repair_outputs (
      "WITH RECURSIVE p AS (SELECT $1 AS n UNION ALL SELECT n + $2 FROM p) SELECT n FROM p", NULL);
  g_autofree char *nothing
      = opt_statement_repair_outputs ("UPDATE t SET a = $1 WHERE b = $2", NULL);

  g_assert_cmpstr (recursive, ==,
                   "WITH RECURSIVE p AS (SELECT CAST($1 AS integer) AS n UNION ALL "
                   "SELECT n + $2 FROM p) SELECT n FROM p");
  g_assert_null (nothing);
}

static void
test_repair (void)
{
  assert_repaired ("SELECT date $1", "SELECT CAST($1 AS date)");
  assert_repaired ("SELECT d - interval $2 day AS x FROM t",
                   "SELECT d - CAST($2 AS interval) AS x FROM t");
  assert_repaired ("SELECT interval $1 day to second (3), $2", "SELECT CAST($1 AS interval), $2");
  assert_repaired ("SELECT timestamp with time zone $1, numeric(3,2) $2, pg_catalog.date $3",
                   "SELECT CAST($1 AS timestamp with time zone), CAST($2 AS numeric(3,2)), "
                   "CAST($3 AS pg_catalog.date)");
  assert_repaired ("SELECT extract($1 from d) FROM t", "SELECT date_part($1, d) FROM t");
  assert_repaired ("SELECT extract( $1 FROM date $2 )", "SELECT date_part($1, CAST($2 AS date) )");
  assert_repaired ("SELECT extract(year FROM d) FROM t", "SELECT extract(year FROM d) FROM t");
  assert_repaired ("SELECT 'é', date $1", "SELECT 'é', CAST($1 AS date)");
  assert_repaired ("SELECT 1 FROM t WHERE a IN ($1 /*, ... */)",
                   "SELECT 1 FROM t WHERE a IN ($1 /*, ... */)");
  assert_repaired ("SELECT $1::date, $2", "SELECT $1::date, $2");
  assert_repaired ("SELECT sum(CASE WHEN a = $1 THEN $2 ELSE $3 END) FROM t",
                   "SELECT sum(CASE WHEN a = $1 THEN CAST($2 AS numeric) ELSE CAST($3 AS numeric) "
                   "END) FROM t");
  assert_repaired ("SELECT substring(a from $1 for $2) FROM t",
                   "SELECT substring(a from CAST($1 AS integer) for CAST($2 AS integer)) FROM t");
  assert_repaired ("VACUUM t", "VACUUM t");
}

static void
test_repair_errors (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (opt_statement_repair ("SET work_mem TO $1", NULL, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (opt_statement_repair ("SELECT a FROM t WHERE", NULL, NULL, &error));
  g_assert_error (error, OPT_ERROR, OPT_ERROR_SYNTAX);
}

static void
test_system (void)
{
  static const char *const system[] = {
    "BEGIN",
    "COMMIT /* orders */",
    "SET work_mem = '1MB'",
    "SHOW all",
    "DISCARD ALL",
    "RESET ALL",
    "DEALLOCATE x",
    "PREPARE x AS SELECT * FROM orders",
    "EXPLAIN SELECT * FROM orders",
    "VACUUM pg_class",
    "ANALYZE pg_catalog.pg_statistic",
    "REINDEX SYSTEM shop",
    "REINDEX TABLE pg_class",
    "LOCK TABLE pg_class",
    "COPY pg_class TO STDOUT",
    "CREATE TABLE orders (id int)",
    "CHECKPOINT",
    "SELECT * FROM pg_stat_activity",
    "SELECT * FROM pg_catalog.pg_class c",
    "WITH c AS (SELECT * FROM pg_class) SELECT * FROM c",
    "SELECT pg_backend_pid()",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM public.pg_stat_statements(true)",
    "SELECT * FROM public.pg_stat_statements",
    "(select Current_Setting('x')) UNION ALL SELECT version()",
    "SELECT * FROM U&\"\\0070g_class\"",
  };
  static const char *const business[] = {
    "SELECT * FROM orders",
    "/* pg_catalog */ SELECT * FROM orders -- BEGIN",
    "SELECT 1",
    "SELECT my_function($1)",
    "SELECT * FROM pg_class, orders",
    "DELETE FROM orders",
    "WITH pg_x AS (SELECT * FROM orders) SELECT * FROM pg_x",
    "CALL p()",
    "SELECT * FROM app.pg_things",
    "COPY orders TO STDOUT",
    "COPY (SELECT * FROM orders) TO STDOUT",
    "VACUUM orders",
    "VACUUM",
    "/* night */ ANALYZE orders, pg_class",
    "LOCK TABLE orders IN EXCLUSIVE MODE",
    "CREATE INDEX CONCURRENTLY i ON orders (id)",
    "TRUNCATE orders",
    "REFRESH MATERIALIZED VIEW sums",
    "CLUSTER orders USING i",
    "CLUSTER",
    "REINDEX TABLE orders",
    "REINDEX DATABASE shop",
    "SELECT * FROM \"PG_orders\"",
    "INSERT INTO orders SELECT 'pg_class'",
    "(SELECT a FROM orders) UNION SELECT b FROM items",
    "SELECT 1 frm orders",
  };

  for (guint i = 0; i < G_N_ELEMENTS (system); i++)
    if (!opt_statement_is_system (system[i]))
      g_error ("not told as a system statement: %s", system[i]);
  for (guint i = 0; i < G_N_ELEMENTS (business); i++)
    if (opt_statement_is_system (business[i]))
      g_error ("told as a system statement: %s", business[i]);
}

/* Of what the server takes the values out, and of what not. */
static void
test_literals (void)
{
  g_assert_false (opt_statement_may_keep_literals ("SELECT $1"));
  g_assert_false (opt_statement_may_keep_literals (" -- one\n/* two */ (WITH a AS (SELECT $1) "
                                                   "SELECT * FROM a)"));
  g_assert_true (opt_statement_may_keep_literals ("COPY (SELECT 1) TO STDOUT"));
  g_assert_true (opt_statement_may_keep_literals ("CREATE INDEX i ON t (a) WHERE b = 'x'"));
  g_assert_true (opt_statement_may_keep_literals ("/* SELECT"));
  g_assert_true (opt_statement_is_maintenance ("CREATE INDEX i ON t (a)"));
  g_assert_true (opt_statement_is_maintenance ("VACUUM pg_class"));
  g_assert_false (opt_statement_is_maintenance ("SELECT 1"));
  g_assert_false (opt_statement_is_maintenance ("CALL p()"));
}

static void
assert_plain (const char *sql, const char *expected, const char *kept)
{
  g_autofree char *plain = opt_statement_make_plain (sql);
  g_autofree char *head = opt_statement_make_plain_head (sql);

  g_assert_cmpstr (plain, ==, expected);
  if (kept == NULL)
    g_assert_cmpstr (head, ==, expected);
  else
    g_assert_true (g_str_has_prefix (head, kept) && g_str_has_suffix (head, " */"));
  g_assert_null (strstr (head, "secret"));
}

/* No value is left, whatever the server left in it. */
static void
test_plain (void)
{
  assert_plain ("SELECT a, $1 FROM t2 WHERE b = $2", "SELECT a, $1 FROM t2 WHERE b = $2", NULL);
  assert_plain ("SELECT a::numeric(8, 2) FROM t WHERE b = $1 ORDER BY 1",
                "SELECT a::numeric(8, 2) FROM t WHERE b = $1 ORDER BY 1", NULL);
  assert_plain ("SELECT 'secret' AS a, 7 AS b INTO u FROM t WHERE c = 'secret'",
                "SELECT $1 AS a, $2 AS b INTO u FROM t WHERE c = $3", NULL);
  assert_plain ("SELECT $$secret$$ WHERE a = 1", "SELECT $1 WHERE a = $2", NULL);
  assert_plain ("ALTER ROLE r PASSWORD 'secret'", "ALTER ROLE r PASSWORD ?", NULL);
  assert_plain ("SELECT 'secret' frm t WHERE a IS OF 5", "SELECT ? frm t WHERE a IS OF ?", NULL);
  /* What the lexer refuses, and what it may read otherwise than the server. */
  assert_plain ("SELECT a FROM t WHERE b = 'secret", NULL, "SELECT a FROM t WHERE b = … /* ");
  assert_plain ("ALTER ROLE r PASSWORD 'secret", NULL, "ALTER ROLE r PASSWORD … /* ");
  assert_plain ("INSERT INTO t VALUES ('a\\'secret\\'b', 1)", NULL, "INSERT INTO t VALUES ( … /* ");
  assert_plain ("SELECT /* 'secret */ 'x' || \"secret", NULL, "SELECT … /* ");
  assert_plain ("SELECT E'it\\'s', 'a'", "SELECT $1, $2", NULL);
}

static void
assert_format (const char *sql, const char *expected)
{
  g_autofree char *formatted = opt_statement_format (sql);
  g_autofree char *again = opt_statement_format (formatted);

  g_assert_cmpstr (formatted, ==, expected);
  g_assert_cmpstr (again, ==, expected);
}

static void
test_format (void)
{
  assert_format (
      "select a, b from t where a between 1 and 2 and b = 'x  y' order by a desc limit 5",
      "select a,\n  b\nfrom t\nwhere a between 1 and 2\n  and b = 'x  y'\norder by a "
      "desc\nlimit 5");
  assert_format ("SELECT extract(year from d), left(a,1) FROM t LEFT OUTER JOIN u ON t.id = u.id",
                 "SELECT extract(year from d),\n  left(a,1)\nFROM t\n  LEFT OUTER JOIN u ON t.id = "
                 "u.id");
  assert_format (
      "SELECT 1 FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = t.a) AND x IS DISTINCT FROM 1",
      "SELECT 1\nFROM t\nWHERE EXISTS (\n    SELECT 1\n    FROM u\n    WHERE u.a = t.a\n  "
      ")\n  AND x IS DISTINCT FROM 1");
  assert_format ("SELECT 1 -- one\n, 2", "SELECT 1 -- one\n,\n  2");
  assert_format ("UPDATE t SET a = 1, b = $1 WHERE id = $2 RETURNING *",
                 "UPDATE t\nSET a = 1, b = $1\nWHERE id = $2\nRETURNING *");
  assert_format ("this is   no SQL", "this is   no SQL");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statement/text/fingerprint", test_fingerprint);
  g_test_add_func ("/statement/text/normalize", test_normalize);
  g_test_add_func ("/statement/text/hostile", test_hostile);
  g_test_add_func ("/statement/text/deep-enough", test_deep_enough);
  g_test_add_func ("/statement/text/threads", test_threads);
  g_test_add_func ("/statement/text/one-statement", test_one_statement);
  g_test_add_func ("/statement/text/split", test_split);
  g_test_add_func ("/statement/text/workload", test_workload);
  g_test_add_func ("/statement/text/workload-errors", test_workload_errors);
  g_test_add_func ("/statement/text/repair", test_repair);
  g_test_add_func ("/statement/text/repair-outputs", test_repair_outputs);
  g_test_add_func ("/statement/text/repair-errors", test_repair_errors);
  g_test_add_func ("/statement/text/system", test_system);
  g_test_add_func ("/statement/text/literals", test_literals);
  g_test_add_func ("/statement/text/plain", test_plain);
  g_test_add_func ("/statement/text/format", test_format);
  return g_test_run ();
}
