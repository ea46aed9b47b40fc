/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-test-plan.h"

#include <string.h>

#include "opt-test.h"

/**
 * opt_test_read_plan:
 * @folder: a folder below tests/data
 * @name: a file in it
 *
 * Returns: (transfer full): the plan in it; one that can't be read ends the test
 */
OptPlan *
opt_test_read_plan (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gsize length;
  g_autofree char *text = opt_test_read_data (path, &length);
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_new_from_text (text, (gssize) length, &error);

  g_assert_no_error (error);

  return plan;
}

/**
 * opt_test_read_plan_text:
 * @text: a plan, in any format
 *
 * Returns: (transfer full): the plan; one that can't be read ends the test
 */
OptPlan *
opt_test_read_plan_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_new_from_text (text, -1, &error);

  if (error != NULL)
    g_test_message ("%s", text);
  g_assert_no_error (error);

  return plan;
}

/**
 * opt_test_add_plans:
 * @prefix: path of the cases: "/plan/box"
 * @func: is given the name of a file in tests/data/plans
 *
 * Adds a case for each plan whose figures are known.
 */
void
opt_test_add_plans (const char *prefix, GTestDataFunc func)
{
  g_autofree char *table = opt_test_read_data ("plans/expected.tsv", NULL);
  g_auto (GStrv)
    lines = g_strsplit (g_strchomp (table), "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), >, 1);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      char *name = g_strndup (lines[i], strcspn (lines[i], "\t"));
      g_autofree char *path = g_strdup_printf ("%s/%s", prefix, name);

      g_test_add_data_func_full (path, name, func, g_free);
    }
}
