/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-report-plan.h"

#include "opt-text.h"

static char *
style_words (OptPlanTextStyle style, const char *words)
{
  static const OptTextStyle styles[] = {
    [OPT_PLAN_TEXT_PLAIN] = OPT_TEXT_PLAIN,     [OPT_PLAN_TEXT_BOLD] = OPT_TEXT_BOLD,
    [OPT_PLAN_TEXT_DIM] = OPT_TEXT_DIM,         [OPT_PLAN_TEXT_BAD] = OPT_TEXT_BAD,
    [OPT_PLAN_TEXT_WARNING] = OPT_TEXT_WARNING,
  };

  return opt_text_style (styles[style], words);
}

/**
 * opt_report_plan_to_text:
 * @plan: a plan
 * @columns: how wide the terminal is, or 0
 *
 * Returns: (transfer full): what opt_plan_to_text() says, for a terminal that shows colours;
 * nothing is told by them alone
 */
char *
opt_report_plan_to_text (OptPlan *plan, guint columns)
{
  return opt_plan_to_styled_text (plan, style_words, columns);
}
