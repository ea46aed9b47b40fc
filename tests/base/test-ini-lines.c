/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-ini-lines.h"

static const char text[] = "# Ours, since the spring\n"
                           "\n"
                           "[one]\n"
                           "# why\n"
                           "a = 1\n"
                           "unknown=kept\n"
                           "\n"
                           "# About two\n"
                           "[two]\n"
                           "a=2\n";

static void
assert_text (OptIniLines *lines, const char *expected)
{
  g_autofree char *now = opt_ini_lines_to_text (lines);

  g_assert_cmpstr (now, ==, expected);
}

static void
test_find (void)
{
  g_autoptr (OptIniLines) lines = opt_ini_lines_new (text);

  assert_text (lines, text);
  g_assert_cmpuint (opt_ini_lines_find (lines, "one", "a"), ==, 5);
  g_assert_cmpuint (opt_ini_lines_find (lines, "two", "a"), ==, 10);
  g_assert_cmpuint (opt_ini_lines_find (lines, "two", NULL), ==, 9);
  g_assert_cmpuint (opt_ini_lines_find (lines, "two", "b"), ==, 0);
  g_assert_cmpuint (opt_ini_lines_find (lines, "three", NULL), ==, 0);
}

static void
test_set (void)
{
  g_autoptr (OptIniLines) lines = opt_ini_lines_new (text);

  opt_ini_lines_set (lines, "one", "a", "3");
  opt_ini_lines_set (lines, "one", "b", "4");
  opt_ini_lines_set (lines, "two", "a", NULL);
  opt_ini_lines_set (lines, "three", "a", "5");
  assert_text (lines, "# Ours, since the spring\n\n[one]\n# why\na=3\nunknown=kept\nb=4\n\n"
                      "# About two\n[two]\n\n[three]\na=5\n");
  opt_ini_lines_remove_group (lines, "one");
  assert_text (lines, "# Ours, since the spring\n\n# why\n\n# About two\n[two]\n\n[three]\na=5\n");
}

/* A group that is there twice is one, and its last word counts, as with GKeyFile. */
static void
test_twice (void)
{
  g_autoptr (OptIniLines) lines = opt_ini_lines_new ("[x]\na=1\n[y]\n[x]\na=2\n");

  g_assert_cmpuint (opt_ini_lines_find (lines, "x", "a"), ==, 5);
  opt_ini_lines_set (lines, "x", "a", NULL);
  assert_text (lines, "[x]\n[y]\n[x]\n");
}

static void
test_malformed (void)
{
  static const struct
  {
    const char *text;
    guint line;
  } cases[] = {
    { text, 0 },
    { "", 0 },
    { "[x]\na\n", 2 },
    { "a=1\n", 1 },
    { "[x\n", 1 },
    { "[x]\n\n=1\n", 3 },
    { "[x]\n\xff=1\n", 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (OptIniLines) lines = opt_ini_lines_new (cases[i].text);

      g_assert_cmpuint (opt_ini_lines_find_malformed (lines), ==, cases[i].line);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ini-lines/find", test_find);
  g_test_add_func ("/ini-lines/set", test_set);
  g_test_add_func ("/ini-lines/twice", test_twice);
  g_test_add_func ("/ini-lines/malformed", test_malformed);

  return g_test_run ();
}
