/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-error.h"
#include "opt-literals.h"

#include <string.h>

/* The values in one string: «a» «b» ∅ */
static char *
pair (const char *normalized, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptParams) params = opt_literals_pair (normalized, sql, &error);
  GString *text;

  if (params == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (error->domain == OPT_ERROR);
      return NULL;
    }
  g_assert_no_error (error);
  text = g_string_new (NULL);
  for (guint i = 0; i < opt_params_get_length (params); i++)
    {
      const char *value = opt_params_get (params, i);

      if (value != NULL)
        g_string_append_printf (text, "«%s»", value);
      else
        g_string_append (text, "∅");
    }
  return g_string_free (text, FALSE);
}

static void
assert_pair (const char *normalized, const char *sql, const char *expected)
{
  g_autofree char *text = pair (normalized, sql);

  g_autofree char *shown = g_strescape (sql, NULL);

  g_test_message ("%s", shown);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_places (void)
{
  assert_pair ("SELECT * FROM t WHERE a = $1 AND b = $2", "SELECT * FROM t WHERE a = 7 AND b = 'x'",
               "«7»«x»");
  assert_pair ("SELECT * FROM t WHERE a = $2 AND b = $1", "SELECT * FROM t WHERE a = 7 AND b = 'x'",
               "«x»«7»");
  assert_pair ("SELECT * FROM t WHERE a = $1",
               "/* '9' */ select *\n-- b = 3\nfrom T where A/*1*/=/*'*/ 5;", "«5»");
  assert_pair ("UPDATE t SET a = a + $1, b = $2 WHERE c = $3",
               "UPDATE t SET a = a + 1, b = NULL WHERE c = -12", "«1»∅«-12»");
  assert_pair ("INSERT INTO t VALUES ($1, $2, $3)", "INSERT INTO t VALUES (true, FALSE, 1.50e3)",
               "«true»«false»«1.50e3»");
  assert_pair ("SELECT a FROM t ORDER BY 1 LIMIT $1 OFFSET $2",
               "SELECT a FROM t ORDER BY 1 LIMIT ALL OFFSET 0", "∅«0»");
  assert_pair ("SELECT a - $1 FROM t WHERE b = ANY($2)",
               "SELECT a -5 FROM t WHERE b = ANY('{1,2}')", "«5»«{1,2}»");
  assert_pair ("SELECT a FROM t WHERE b IN ($1, $2) AND c = ARRAY[$3, $4]",
               "SELECT a FROM t WHERE b IN (1, -2) AND c = ARRAY['x', 'y']", "«1»«-2»«x»«y»");
  assert_pair ("SELECT $1::numeric(5,2), a::varchar(3) FROM t",
               "SELECT 99999999999999999999::numeric(5,2), a::varchar(3) FROM t",
               "«99999999999999999999»");
}

static void
test_strings (void)
{
  assert_pair ("SELECT * FROM t WHERE a = $1", "SELECT * FROM t WHERE a = 'it''s $1 -- no'",
               "«it's $1 -- no»");
  assert_pair ("SELECT * FROM t WHERE a = $1", "SELECT * FROM t WHERE a = E'a\\tb\\'\\u00e9'",
               "«a\tb'é»");
  assert_pair ("SELECT * FROM t WHERE a = $1", "SELECT * FROM t WHERE a = $$it's$$", "«it's»");
  assert_pair ("SELECT * FROM t WHERE a = $1", "SELECT * FROM t WHERE a = $q$ $$; $q$", "« $$; »");
  assert_pair ("SELECT * FROM t WHERE a = $1", "SELECT * FROM t WHERE a = 'a'\n'b'", "«ab»");
  assert_pair ("SELECT * FROM t WHERE a = $1", "SELECT * FROM t WHERE a = U&'\\00e9'", "«é»");
  assert_pair ("SELECT * FROM t WHERE a = $1", "SELECT * FROM t WHERE a = B'101'", "«b101»");
  assert_pair ("SELECT * FROM t WHERE a = $1", "SELECT * FROM t WHERE a = ''", "«»");
}

static void
test_casts (void)
{
  assert_pair ("SELECT * FROM t WHERE d >= date $1", "SELECT * FROM t WHERE d >= date '2024-02-29'",
               "«2024-02-29»");
  assert_pair ("SELECT * FROM t WHERE d >= $1::date",
               "SELECT * FROM t WHERE d >= CAST('2024-02-29' AS date)", "«2024-02-29»");
  /* As a parameter it is the whole interval, and “3” would be seconds. */
  assert_pair ("SELECT now() - interval $1 day", "SELECT now() - interval '3' day", "«3 day»");
  assert_pair ("SELECT now() - interval $1", "SELECT now() - interval '3 h'", "«3 h»");
  assert_pair ("SELECT now() - interval $1 day to second",
               "SELECT now() - interval '3 04:05' day to second", NULL);
  assert_pair ("SELECT now() - interval $1 day", "SELECT now() - interval '3 h' day", NULL);
  assert_pair ("SELECT now() - interval $1 day", "SELECT now() - interval '3' month", NULL);
  assert_pair ("SELECT extract($1 from d) FROM t", "SELECT extract(year from d) FROM t", "«year»");
}

static void
test_others (void)
{
  /* Not the same statement */
  assert_pair ("SELECT * FROM t WHERE a = $1", "SELECT * FROM t WHERE b = 1", NULL);
  assert_pair ("SELECT * FROM t WHERE a = $1", "SELECT * FROM t WHERE a > 1", NULL);
  assert_pair ("SELECT * FROM t WHERE a = $1", "SELECT * FROM t WHERE a = b", NULL);
  assert_pair ("SELECT * FROM t WHERE a = $1", "SELECT * FROM \"T\" WHERE a = 1", NULL);
  assert_pair ("SELECT a FROM t WHERE b = $1 ORDER BY 1", "SELECT a FROM t WHERE b = 3 ORDER BY 2",
               NULL);
  assert_pair ("SELECT a FROM t WHERE b = $1 ORDER BY a",
               "SELECT a FROM t WHERE b = 3 ORDER BY a DESC", NULL);
  /* A list of other length, and one that the server keeps as the first of its values */
  assert_pair ("SELECT * FROM t WHERE a IN ($1, $2)", "SELECT * FROM t WHERE a IN (1, 2, 3)", NULL);
  assert_pair ("SELECT * FROM t WHERE a IN ($1 /*, ... */)", "SELECT * FROM t WHERE a IN (1, 2)",
               NULL);
  /* The values were sent apart, all or some of them */
  assert_pair ("SELECT * FROM t WHERE a = $1", "SELECT * FROM t WHERE a = $1", NULL);
  assert_pair ("SELECT * FROM t WHERE a = $1 AND b = $2", "SELECT * FROM t WHERE a = $1 AND b = 3",
               NULL);
  /* Nothing to be taken, or nothing that can be read */
  assert_pair ("SELECT * FROM t", "SELECT * FROM t", NULL);
  assert_pair ("SELECT * FROM t WHERE a = $1", "SELECT * FROM t WHERE a = 'cut o", NULL);
  assert_pair ("SELECT * FROM t WHERE a = $1", "SELECT * FROM t WHERE a = '\xff'", NULL);
  assert_pair ("SELECT * FROM t WHERE a = $1", "SELECT * FROM t WHERE a = 'a\357\277\275'", NULL);
  assert_pair ("SELECT * FROM t WHERE a = $1", "", NULL);
}

static void
test_scripts (void)
{
  assert_pair ("SELECT * FROM t WHERE a = $1",
               "SELECT 1; SELECT * FROM t WHERE a = 4; SELECT * FROM t", "«4»");
  assert_pair ("SELECT * FROM t WHERE a = $1",
               "SELECT * FROM t WHERE a = 4; SELECT * FROM t WHERE a = 5", NULL);
}

static void
assert_limit (guint bytes, gboolean kept)
{
  g_autofree char *value = g_strnfill (bytes, 's');
  g_autofree char *sql = g_strdup_printf ("SELECT * FROM t WHERE a = '%s'", value);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptParams) params = opt_literals_pair ("SELECT * FROM t WHERE a = $1", sql, &error);

  g_assert_cmpint (params != NULL, ==, kept);
  if (!kept)
    g_assert_null (strstr (error->message, "ss"));
}

static void
test_limits (void)
{
  assert_limit (OPT_LITERAL_MAX_BYTES, TRUE);
  assert_limit (OPT_LITERAL_MAX_BYTES + 1, FALSE);
}

static void
test_shape (void)
{
  g_autofree char *a
      = opt_literals_get_shape ("SELECT * FROM t WHERE a IN ($1, $2) AND b IN ($3)", NULL);
  g_autofree char *b
      = opt_literals_get_shape ("/* x */ select *\nFROM t WHERE a IN ($1,$2) AND b IN ($3);", NULL);
  g_autofree char *c
      = opt_literals_get_shape ("SELECT * FROM t WHERE a IN ($1) AND b IN ($2, $3)", NULL);
  g_autofree char *d
      = opt_literals_get_shape ("SELECT * FROM \"T\" WHERE a IN ($1, $2) AND b IN ($3)", NULL);

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, c);
  g_assert_cmpstr (a, !=, d);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/literals/places", test_places);
  g_test_add_func ("/literals/strings", test_strings);
  g_test_add_func ("/literals/casts", test_casts);
  g_test_add_func ("/literals/others", test_others);
  g_test_add_func ("/literals/scripts", test_scripts);
  g_test_add_func ("/literals/limits", test_limits);
  g_test_add_func ("/literals/shape", test_shape);
  return g_test_run ();
}
