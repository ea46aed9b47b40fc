/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-fuzz.h"
#include "opt-plan.h"

/* A plan from anywhere: whatever it is, it is read or refused, and what was read can be shown. */
int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text ((const char *) data, (gssize) size, &error);
  g_autoptr (JsonNode) json = NULL;
  g_autofree char *text = NULL;

  g_assert_true ((plan == NULL) == (error != NULL));
  if (plan == NULL)
    return 0;

  text = opt_plan_to_text (plan);
  json = opt_plan_to_json (plan);
  g_assert_nonnull (text);
  g_assert_nonnull (json);

  return 0;
}
