/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-sql-line.h"

#include <string.h>

static const struct
{
  const char *sql;
  const char *line;
} cases[] = {
  { "SELECT 1", "SELECT 1" },
  { "\n  SELECT\ta,\r\n         b\n    FROM t  ", "SELECT a, b FROM t" },
  { "SELECT a -- the key\n  FROM t", "SELECT a FROM t" },
  { "/* who */ SELECT a/* b /* c */ d */FROM t -- end", "SELECT a FROM t" },
  { "SELECT a FROM t /*route='%2Fshop'*/", "SELECT a FROM t" },
  /* Strings and names are left as they are, but for what would break the line. */
  { "SELECT 'a  -- b', \"c  /* d\"", "SELECT 'a  -- b', \"c  /* d\"" },
  { "SELECT 'it''s  so',  'a\nb'", "SELECT 'it''s  so', 'a b'" },
  { "SELECT E'\\'  --',  1", "SELECT E'\\'  --', 1" },
  { "SELECT date'\\',  1 -- x", "SELECT date'\\', 1" },
  { "SELECT $1,  $2  FROM t", "SELECT $1, $2 FROM t" },
  { "DO $$ a  -- b $$  LANGUAGE x", "DO $$ a  -- b $$ LANGUAGE x" },
  { "DO $_b$ a  $$ -- b $_b$  -- c", "DO $_b$ a  $$ -- b $_b$" },
  { "SELECT a$b$c,  d$b$  -- e", "SELECT a$b$c, d$b$" },
  { "SELECT a - -1, b / c", "SELECT a - -1, b / c" },
  { "SELECT 'größe',  \"naïve\"  FROM été", "SELECT 'größe', \"naïve\" FROM été" },
  /* What does not end, and what is nothing but a comment. */
  { "SELECT 'open  --", "SELECT 'open  --" },
  { "SELECT 1 /* open", "SELECT 1" },
  { "DO $a$ open  --", "DO $a$ open  --" },
  { "SELECT E'\\", "SELECT E'\\" },
  { "-- ping", "-- ping" },
  { "", "" },
  { " \n ", "" },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = opt_sql_line (cases[i].sql);

      g_assert_cmpstr (line, ==, cases[i].line);
    }
}

static const struct
{
  const char *line;
  const char *brief;
} briefs[] = {
  { "SELECT 1", "SELECT 1" },
  { "SELECT id, name FROM t", "SELECT id, name FROM t" },
  { "SELECT l.id, l.product_id, p.name, l.quantity FROM order_line l WHERE l.id = $1",
    "SELECT … FROM order_line l WHERE l.id = $1" },
  { "select a_long_name, another_long_name from t", "select … from t" },
  { "SELECT extract(year FROM placed_at), sum(amount) FROM t", "SELECT … FROM t" },
  { "SELECT (SELECT max(x) FROM u WHERE u.a = t.a), b FROM t", "SELECT … FROM t" },
  { "SELECT first_column IS DISTINCT FROM second FROM t", "SELECT … FROM t" },
  { "SELECT 'from here to there, and back' FROM t", "SELECT … FROM t" },
  { "SELECT \"a from\", 'it''s (', $$ ( from $$, b FROM t", "SELECT … FROM t" },
  /* What is computed of nothing is what the statement is about. */
  { "SELECT pg_catalog.set_config($1, $2, $3)", "SELECT pg_catalog.set_config($1, $2, $3)" },
  { "SELECT a_long_function($1, $2, $3) UNION SELECT x FROM t",
    "SELECT a_long_function($1, $2, $3) UNION SELECT x FROM t" },
  { "WITH w AS (SELECT a, b, c, d, e, f, g, h, i FROM t) SELECT a, b, c, d, e, f, g, h, i FROM w",
    "WITH w AS (SELECT … FROM t) SELECT … FROM w" },
  { "INSERT INTO shop.order_line (order_id, product_id, quantity) VALUES ($1, $2, $3, $4, $5, $6, "
    "$7)",
    "INSERT INTO shop.order_line (…) VALUES (…)" },
  { "INSERT INTO t (a) VALUES ($1) RETURNING id", "INSERT INTO t (a) VALUES ($1) RETURNING id" },
  { "INSERT INTO t SELECT first_column, second_column FROM u", "INSERT INTO t SELECT … FROM u" },
  { "UPDATE t SET a = $1 WHERE b = $2", "UPDATE t SET a = $1 WHERE b = $2" },
  { "SELECT selected, unselected, from_here FROM größe", "SELECT … FROM größe" },
  /* What is cut or does not end. */
  { "SELECT a, b, (SELECT c FROM u", "SELECT a, b, (SELECT c FROM u" },
  { "INSERT INTO t (a, b, c, d, e, f, g, h", "INSERT INTO t (a, b, c, d, e, f, g, h" },
  { "INSERT INTO", "INSERT INTO" },
  { "SELECT", "SELECT" },
  { ") SELECT )", ") SELECT )" },
  { "", "" },
};

static void
test_briefs (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (briefs); i++)
    {
      g_autofree char *brief = opt_sql_brief (briefs[i].line);

      g_assert_cmpstr (brief, ==, briefs[i].brief);
    }
}

static void
test_long (void)
{
  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *filler = g_strnfill (i, 'x');
      g_autoptr (GString) sql = g_string_new (filler);
      g_autofree char *line = NULL;

      g_string_append (sql, "SELECT begin,");
      for (guint j = 0; j < 5000; j++)
        g_string_append (sql, " ä€");
      g_string_append (sql, " LIMIT 10");
      line = opt_sql_line (sql->str);

      g_assert_true (g_utf8_validate (line, -1, NULL));
      g_assert_cmpuint (strlen (line), <=, 1010);
      g_assert_cmpuint (strlen (line), >=, 980);
      g_assert_nonnull (strstr (line, "SELECT begin,"));
      g_assert_nonnull (strstr (line, " … "));
      g_assert_true (g_str_has_suffix (line, " LIMIT 10"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/monitor/sql-line/cases", test_cases);
  g_test_add_func ("/monitor/sql-line/long", test_long);
  g_test_add_func ("/monitor/sql-line/briefs", test_briefs);

  return g_test_run ();
}
