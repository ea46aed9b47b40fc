/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "opt-error.h"

static void
test_server_fields (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) copy = NULL;
  g_autofree char *text = NULL;

  opt_set_error (&error, OPT_ERROR_SYNTAX, NULL, "column \"%s\" does not exist", "pirce");
  g_assert_error (error, OPT_ERROR, OPT_ERROR_SYNTAX);
  g_assert_null (opt_error_get_next_step (error));
  g_assert_null (opt_error_get_sqlstate (error));

  opt_error_set_server_fields (error, "42703", "A detail.", "Perhaps you meant \"price\".", 8);
  copy = g_error_copy (error);
  g_clear_error (&error);
  g_assert_cmpstr (opt_error_get_sqlstate (copy), ==, "42703");
  g_assert_cmpstr (opt_error_get_detail (copy), ==, "A detail.");
  g_assert_cmpstr (opt_error_get_hint (copy), ==, "Perhaps you meant \"price\".");
  g_assert_cmpstr (opt_error_get_next_step (copy), ==, opt_error_get_hint (copy));
  g_assert_cmpint (opt_error_get_position (copy), ==, 8);

  opt_error_set_next_step (copy, "Correct the name.");
  g_assert_cmpstr (opt_error_get_next_step (copy), ==, "Correct the name.");
  text = opt_error_to_text (copy);
  g_assert_cmpstr (text, ==,
                   "column \"pirce\" does not exist (SQLSTATE 42703)\n"
                   "  Detail: A detail.\n"
                   "  Server's hint: Perhaps you meant \"price\".\n"
                   "  Next step: Correct the name.");
}

static void
test_other_domain (void)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  g_autofree char *text = opt_error_to_text (error);

  opt_error_set_next_step (error, "Try again.");
  g_assert_null (opt_error_get_next_step (error));
  g_assert_null (opt_error_get_sqlstate (error));
  g_assert_cmpint (opt_error_get_position (error), ==, 0);
  g_assert_cmpstr (text, ==, "Cancelled");
  g_assert_null (opt_error_get_next_step (NULL));
}

static void
test_nobody_asks (void)
{
  opt_set_error (NULL, OPT_ERROR_FAILED, "Nothing.", "Nobody looks at this");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/error/server-fields", test_server_fields);
  g_test_add_func ("/base/error/other-domain", test_other_domain);
  g_test_add_func ("/base/error/nobody-asks", test_nobody_asks);

  return g_test_run ();
}
