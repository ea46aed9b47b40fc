/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "opt-audit-redact.h"

static void
test_sql (void)
{
  static const struct
  {
    const char *sql;
    const char *redacted; /* NULL: as it is */
  } cases[] = {
    { "ALTER ROLE bob PASSWORD 'secret'", "ALTER ROLE bob PASSWORD '…'" },
    { "alter user bob with encrypted password 'secret' login",
      "alter user bob with encrypted password '…' login" },
    { "ALTER ROLE bob PASSWORD 'it''s secret' VALID UNTIL '2030-01-01'",
      "ALTER ROLE bob PASSWORD '…' VALID UNTIL '2030-01-01'" },
    { "ALTER ROLE bob PASSWORD E'it\\'s secret'", "ALTER ROLE bob PASSWORD '…'" },
    { "ALTER ROLE bob PASSWORD\n-- soon\n/* or so */'secret'",
      "ALTER ROLE bob PASSWORD\n-- soon\n/* or so */'…'" },
    { "ALTER ROLE bob PASSWORD'secret'", "ALTER ROLE bob PASSWORD'…'" },
    { "ALTER ROLE bob PASSWORD 'sec'\n 'ret'", "ALTER ROLE bob PASSWORD '…'" },
    { "ALTER ROLE bob PASSWORD $$secret$$", "ALTER ROLE bob PASSWORD '…'" },
    { "ALTER ROLE bob PASSWORD $x$sec$$ret$x$;", "ALTER ROLE bob PASSWORD '…';" },
    { "ALTER ROLE bob PASSWORD U&'s\\0065cret'", "ALTER ROLE bob PASSWORD '…'" },
    { "ALTER ROLE bob PASSWORD 'secret", "ALTER ROLE bob PASSWORD '…'" },
    { "CREATE USER MAPPING FOR bob SERVER s OPTIONS (user 'bob', password 'secret')",
      "CREATE USER MAPPING FOR bob SERVER s OPTIONS (user 'bob', password '…')" },
    { "DO 'BEGIN EXECUTE ''ALTER ROLE bob PASSWORD ''''secret'''' ''; END'", "*" },
    { "CREATE SUBSCRIPTION s CONNECTION 'host=a password=secret user=b' PUBLICATION p",
      "CREATE SUBSCRIPTION s CONNECTION 'host=a password=… user=b' PUBLICATION p" },
    { "CREATE SUBSCRIPTION s CONNECTION 'host=a password=''se cret'' user=b' PUBLICATION p", "*" },
    { "SELECT dblink('postgresql://bob:secret@host/db', 'SELECT 1')",
      "SELECT dblink('postgresql://bob:…@host/db', 'SELECT 1')" },
    { "SELECT dblink($$host=a password=secret$$)", "*" },

    { "CREATE INDEX i ON users (password)", NULL },
    { "CREATE INDEX i ON users (id) WHERE password = 'x'", NULL },
    { "SELECT \"password=\" FROM t WHERE password=$1 AND a = 'it''s'", NULL },
    { "SELECT 1 -- don't\n, 'b'", NULL },
    { "ALTER ROLE bob PASSWORD NULL", NULL },
    { "SELECT E'\\'', '', $$ $$, $1", NULL },
    { "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *redacted = opt_audit_redact_sql (cases[i].sql);
      const char *expected = cases[i].redacted != NULL ? cases[i].redacted : cases[i].sql;

      g_test_message ("%s", redacted);
      g_assert_null (strstr (redacted, "secret"));
      g_assert_null (strstr (redacted, "cret"));
      if (g_str_equal (expected, "*"))
        g_assert_cmpstr (redacted, !=, cases[i].sql);
      else
        g_assert_cmpstr (redacted, ==, expected);
    }
}

static void
test_text (void)
{
  g_autofree char *json
      = opt_audit_redact_text ("{\"error\": \"at PASSWORD 'secret'\", \"from\": "
                               "\"host=a password=secret\", \"uri\": \"postgresql://b:secret@h\"}");

  g_assert_cmpstr (json, ==,
                   "{\"error\": \"at PASSWORD '…'\", \"from\": "
                   "\"host=a password=…\", \"uri\": \"postgresql://b:…@h\"}");
}

/* Whatever is long or odd comes back, in time, and without the secret. */
static void
test_large (void)
{
  g_autofree char *spaces = g_strnfill (200000, ' ');
  g_autofree char *quotes = g_strnfill (200001, '\'');
  g_autofree char *letters = g_strnfill (2000000, 'a');
  g_autofree char *sql = g_strconcat ("ALTER ROLE bob PASSWORD", spaces, "'secret'; SELECT '",
                                      letters, "', ", quotes, NULL);
  g_autofree char *redacted = opt_audit_redact_sql (sql);

  g_assert_null (strstr (redacted, "secret"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/audit/redact/sql", test_sql);
  g_test_add_func ("/audit/redact/text", test_text);
  g_test_add_func ("/audit/redact/large", test_large);

  return g_test_run ();
}
