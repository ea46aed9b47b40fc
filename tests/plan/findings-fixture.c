/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "findings-fixture.h"

#include "opt-test.h"

OptPlan *
findings_fixture_read (const char *name)
{
  g_autofree char *path = g_build_filename ("plans", name, NULL);
  g_autofree char *text = opt_test_read_data (path, NULL);
  g_autoptr (GError) error = NULL;
  OptPlan *plan = opt_plan_new_from_text (text, -1, &error);

  g_assert_no_error (error);

  return plan;
}

/* Numbers and their units stand together. */
char *
findings_fixture_to_plain (const char *text)
{
  GString *plain = g_string_new (text);

  g_string_replace (plain, "\u00a0", " ", 0);
  g_string_replace (plain, "\u202f", " ", 0);

  return g_string_free (plain, FALSE);
}

char *
findings_fixture_describe (OptPlan *plan)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < opt_plan_get_n_findings (plan); i++)
    {
      OptFinding *finding = opt_plan_get_finding (plan, i);
      OptPlanNode *node = opt_finding_get_node (finding);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                              opt_finding_kind_get_nick (opt_finding_get_kind (finding)));
      if (node != NULL)
        g_string_append_printf (text, ":%d", opt_plan_node_get_id (node));
    }

  return g_string_free (text, FALSE);
}

OptFinding *
findings_fixture_find (OptPlan *plan, OptFindingKind kind)
{
  for (guint i = 0; i < opt_plan_get_n_findings (plan); i++)
    if (opt_finding_get_kind (opt_plan_get_finding (plan, i)) == kind)
      return opt_plan_get_finding (plan, i);

  return NULL;
}
