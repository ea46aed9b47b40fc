/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"

#include <string.h>

#include "opt-connection.h"
#include "opt-sql.h"

static OptConnection *
connect_to (const char *database)
{
  return opt_test_connect (database, OPT_CONNECTION_ROLE_SANDBOX);
}

static OptResult *
query (OptConnection *connection, const char *sql, GError **error)
{
  return opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, NULL, error);
}

/* Our quoting agrees with the server's own for every keyword and some hostile names. */
static void
test_quoting (void)
{
  g_autoptr (OptConnection) connection = connect_to ("postgres");
  g_autoptr (GError) error = NULL;
  g_autoptr (OptResult) result = query (
      connection,
      "SELECT word, quote_ident(word) AS quoted, quote_literal(word) AS literal "
      "FROM (SELECT word::text FROM pg_get_keywords() "
      "UNION ALL SELECT unnest(ARRAY['Order', 'a b', 'a\"b', 'ä', 'x1', '1x', '_y', E'a\\\\b', "
      "'it''s', 'a$b', E'new\\nline'])) w",
      &error);

  g_assert_no_error (error);
  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    {
      const char *word = opt_result_get_text (result, row, "word");
      g_autofree char *quoted = opt_sql_quote_identifier (word);
      g_autofree char *literal = opt_sql_quote_literal (word);

      /* A keyword that only later servers reserve may be quoted needlessly. */
      if (strcmp (quoted, word) == 0)
        g_assert_cmpstr (quoted, ==, opt_result_get_text (result, row, "quoted"));
      g_assert_cmpstr (literal, ==,
                       g_strchug ((char *) opt_result_get_text (result, row, "literal")));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/quoting/agrees", test_quoting);

  return g_test_run ();
}
