/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test.h"

/**
 * opt_test_read_data:
 * @name: a file below tests/data
 * @length: (out) (optional): its length
 *
 * Returns: (transfer full): what is in it; a missing file ends the test
 */
char *
opt_test_read_data (const char *name, gsize *length)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, length, &error);
  g_assert_no_error (error);

  return text;
}
