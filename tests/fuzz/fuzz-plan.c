/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-fuzz.h"
#include "opt-plan-anonymize.h"
#include "opt-plan-box.h"
#include "opt-plan-html.h"

/* A plan from anywhere: whatever it is, it is read or refused, and what was read can be shown. */
int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlan) plan = opt_plan_new_from_text ((const char *) data, (gssize) size, &error);
  g_autoptr (JsonNode) json = NULL;
  g_autofree char *text = NULL;
  g_autofree char *html = NULL;
  g_autoptr (GArray) boxes = NULL;
  g_autoptr (OptPlan) anonymous = NULL;

  g_assert_true ((plan == NULL) == (error != NULL));
  if (plan == NULL)
    return 0;

  text = opt_plan_to_text (plan);
  json = opt_plan_to_json (plan);
  g_assert_nonnull (text);
  g_assert_nonnull (json);
  boxes = opt_plan_lay_out_boxes (plan, NULL);
  html = opt_plan_to_html (plan, NULL, NULL);
  g_assert_nonnull (boxes);
  g_assert_nonnull (html);
  anonymous = opt_plan_anonymize (plan, &error);
  g_assert_true ((anonymous == NULL) == (error != NULL));
  if (anonymous != NULL)
    g_assert_cmpuint (opt_plan_get_n_nodes (anonymous), ==, opt_plan_get_n_nodes (plan));

  return 0;
}
