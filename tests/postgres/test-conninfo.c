/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-conninfo-uri.h"

static void
assert_uri (const char *address, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptConninfo) conninfo = opt_conninfo_new (address, &error);
  g_autoptr (OptConninfo) again = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_assert_no_error (error);
  uri = opt_conninfo_to_uri (conninfo);
  g_assert_cmpstr (uri, ==, expected);

  /* What libpq reads in it is the same. */
  again = opt_conninfo_new (uri, &error);
  g_assert_no_error (error);
  before = opt_conninfo_to_string (conninfo);
  after = opt_conninfo_to_string (again);
  g_assert_cmpstr (before, ==, after);
}

static void
test_uri (void)
{
  assert_uri ("", "postgresql://");
  assert_uri ("dbname=shop", "postgresql:///shop");
  assert_uri ("user=ann", "postgresql://ann@");
  assert_uri ("host=db.example.org dbname=shop user=ann port=5433 password=hush",
              "postgresql://ann@db.example.org:5433/shop");
  assert_uri ("port=5433 dbname=shop", "postgresql://:5433/shop");
  assert_uri ("host=/var/run/postgresql port=5433 dbname=shop",
              "postgresql:///shop?host=/var/run/postgresql&port=5433");
  assert_uri ("host=a,b port=1,2", "postgresql://?host=a,b&port=1,2");
  assert_uri ("host=::1 dbname=shop", "postgresql://[::1]/shop");
  assert_uri ("user='a@b:c/d' dbname='x y/z?' host=h", "postgresql://a%40b%3Ac%2Fd@h/x%20y%2Fz%3F");
  assert_uri ("host=h sslmode=verify-full sslrootcert='/a b/root.crt' application_name='a&b=c'",
              "postgresql://h?application_name=a%26b%3Dc&sslmode=verify-full&"
              "sslrootcert=/a%20b/root.crt");
  assert_uri ("service=shop", "postgresql://?service=shop");
  assert_uri ("hostaddr=127.0.0.1 dbname=d", "postgresql:///d?hostaddr=127.0.0.1");
}

static void
test_take_secrets (void)
{
  static const struct
  {
    const char *text;
    const char *rest;
    const char *password;
    const char *ssl_password;
  } cases[] = {
    { "", "", NULL, NULL },
    { "postgresql://ann@h/d", "postgresql://ann@h/d", NULL, NULL },
    { "postgresql://h:5432/d", "postgresql://h:5432/d", NULL, NULL },
    { "postgresql://ann:hush@h:5432/d", "postgresql://ann@h:5432/d", "hush", NULL },
    { "postgres://:hush@h", "postgres://@h", "hush", NULL },
    { "postgresql://ann:h%40%2Fs%25h@h/d", "postgresql://ann@h/d", "h@/s%h", NULL },
    /* What should have been escaped, and was not. */
    { "postgresql://ann:h/u@s@h/d@e", "postgresql://ann@h/d@e", "h/u@s", NULL },
    { "postgresql://ann:100%@h/d", "postgresql://ann@h/d", "100%", NULL },
    /* An address that is none, and a name with an "@" in it. */
    { "postgresql://ann:hush@h/d?foo=bar", "postgresql://ann@h/d?foo=bar", "hush", NULL },
    { "postgresql://h:5432/d?user=ann@corp", "postgresql://h:5432/d?user=ann@corp", NULL, NULL },
    { "postgresql://h:5432/d@e", "postgresql://h:5432/d@e", NULL, NULL },
    { "postgresql://h/d?password=hush&user=ann", "postgresql://h/d?user=ann", "hush", NULL },
    { "postgresql://h/d?user=ann&password=a%26b", "postgresql://h/d?user=ann", "a&b", NULL },
    { "postgresql://ann:hush@h/d?", "postgresql://ann@h/d?", "hush", NULL },
    { "postgresql://h/d?user=ann&", "postgresql://h/d?user=ann&", NULL, NULL },
    { "postgresql://h/d?sslpassword=key", "postgresql://h/d", NULL, "key" },
    /* The last word counts, as it does for libpq. */
    { "postgresql://ann:one@h/d?password=two", "postgresql://ann@h/d", "two", NULL },
    { "host=h password=hush dbname=d", "host=h dbname=d", "hush", NULL },
    { "password = 'hu\\'s h' host=h", " host=h", "hu's h", NULL },
    { "host=h password='hush", "host=h", "hush", NULL },
    { "host=h password=", "host=h", "", NULL },
    { "host=h sslpassword=key password=hush", "host=h", "hush", "key" },
    { "host=h options='-c password=none'", "host=h options='-c password=none'", NULL, NULL },
    { "host=h dbname", "host=h dbname", NULL, NULL },
    { "host=h passwd=x", "host=h passwd=x", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *password = NULL;
      g_autofree char *ssl_password = NULL;
      g_autofree char *rest = opt_conninfo_take_secrets (cases[i].text, &password, &ssl_password);

      g_assert_cmpstr (rest, ==, cases[i].rest);
      g_assert_cmpstr (password, ==, cases[i].password);
      g_assert_cmpstr (ssl_password, ==, cases[i].ssl_password);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/conninfo/uri", test_uri);
  g_test_add_func ("/conninfo/take-secrets", test_take_secrets);

  return g_test_run ();
}
