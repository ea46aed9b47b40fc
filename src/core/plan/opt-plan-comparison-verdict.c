/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-comparison-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-format.h"

static char *
say_totals (OptPlanComparison *self)
{
  double first = self->sides[0].total;
  double second = self->sides[1].total;
  gboolean is_time = self->measure == OPT_PLAN_MEASURE_TIME;
  g_autofree char *from = is_time ? opt_format_duration (first) : opt_format_number (first);
  g_autofree char *to = is_time ? opt_format_duration (second) : opt_format_number (second);

  if (self->measure == OPT_PLAN_MEASURE_NONE)
    return g_strdup (_ ("The plans have neither times nor costs that could be compared"));
  if (!opt_plan_comparison_is_notable (self, second - first))
    return g_strdup_printf (is_time ? _ ("Both took about as long, %s and %s")
                                    : _ ("The planner expects about the same cost, %s and %s"),
                            from, to);

  return g_strdup_printf (is_time
                              ? _ ("The second took %s instead of %s")
                              : _ ("The planner expects a cost of %s for the second instead of %s"),
                          to, from);
}

/* Of a plan that came after another one. */
static char *
say_brief_totals (OptPlanComparison *self)
{
  double first = self->sides[0].total;
  double second = self->sides[1].total;
  gboolean is_time = self->measure == OPT_PLAN_MEASURE_TIME;
  g_autofree char *from = is_time ? opt_format_duration (first) : opt_format_number (first);
  g_autofree char *to = is_time ? opt_format_duration (second) : opt_format_number (second);

  if (self->measure == OPT_PLAN_MEASURE_NONE)
    return g_strdup (_ ("Nothing that could be weighed"));
  if (!opt_plan_comparison_is_notable (self, second - first))
    return g_strdup_printf (is_time ? _ ("About as long, %s after %s")
                                    : _ ("About the same cost, %s after %s"),
                            to, from);

  return g_strdup_printf (is_time ? _ ("%s instead of %s") : _ ("Cost %s instead of %s"), to, from);
}

static double
get_moved (OptPlanComparison *self, OptPlanChange *change)
{
  return self->measure == OPT_PLAN_MEASURE_TIME ? opt_plan_change_get_moved_ms (change)
                                                : opt_plan_change_get_moved_cost (change);
}

static OptPlanChange *
find_mover (OptPlanComparison *self, double moved, gboolean of_shape)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      OptPlanChange *change = g_ptr_array_index (self->changes, i);

      if (get_moved (self, change) * moved > 0
          && (!of_shape
              || (opt_plan_change_is_of_shape (change)
                  && opt_plan_comparison_is_notable (self, get_moved (self, change)))))
        return change;
    }

  return NULL;
}

static OptPlanChange *
find_first_of_shape (OptPlanComparison *self)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      OptPlanChange *change = g_ptr_array_index (self->changes, i);

      if (opt_plan_change_is_of_shape (change))
        return change;
    }

  return NULL;
}

/* The change that moved most the way that the whole went; where it went nowhere, the first. Rows
 * and loops follow from what the plan does, where it does something else. */
static OptPlanChange *
find_reason (OptPlanComparison *self)
{
  double moved = self->sides[1].total - self->sides[0].total;
  OptPlanChange *mover;
  OptPlanChange *of_shape;

  if (!opt_plan_comparison_is_notable (self, moved))
    return find_first_of_shape (self);

  mover = find_mover (self, moved, FALSE);
  if (mover == NULL
      || (mover->kind != OPT_PLAN_CHANGE_LOOPS && mover->kind != OPT_PLAN_CHANGE_ROWS))
    return mover;
  of_shape = find_mover (self, moved, TRUE);

  return of_shape != NULL ? of_shape : mover;
}

/* What the planner changed its mind by, if it was an estimate. */
static OptPlanChange *
find_cause (OptPlanComparison *self, OptPlanChange *reason)
{
  if (reason == NULL || !opt_plan_change_is_of_shape (reason))
    return NULL;

  for (guint i = 0; i < self->changes->len; i++)
    {
      OptPlanChange *change = g_ptr_array_index (self->changes, i);

      if (change->kind == OPT_PLAN_CHANGE_ESTIMATE)
        return change;
    }

  return NULL;
}

static char *
say_with_reason (OptPlanComparison *self, const char *totals)
{
  OptPlanChange *reason = find_reason (self);
  OptPlanChange *cause = find_cause (self, reason);
  gboolean same_shape = opt_plan_comparison_has_same_shape (self);

  if (reason == NULL && same_shape)
    return g_strdup_printf (_ ("%s, with the same plan."), totals);
  if (reason == NULL)
    return g_strdup_printf (_ ("%s."), totals);
  if (same_shape)
    return g_strdup_printf (_ ("%s, with the same plan: %s."), totals, reason->words);
  if (cause != NULL)
    return g_strdup_printf (_ ("%s: %s; %s."), totals, reason->words, cause->words);

  return g_strdup_printf (_ ("%s: %s."), totals, reason->words);
}

static void
add_sentence (GString *text, const char *sentence)
{
  if (sentence == NULL)
    return;
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
}

static const char *
say_likeness (OptPlanComparison *self)
{
  switch (self->likeness)
    {
    case OPT_PLAN_LIKENESS_OTHER_TEXT:
      return _ ("They are plans of different statements.");
    case OPT_PLAN_LIKENESS_OTHER_RELATIONS:
      return _ ("They do not seem to be plans of one statement: they read different relations.");
    case OPT_PLAN_LIKENESS_UNKNOWN:
    case OPT_PLAN_LIKENESS_SAME_TEXT:
    case OPT_PLAN_LIKENESS_SAME_RELATIONS:
    default:
      return NULL;
    }
}

static const char *
say_measure (OptPlanComparison *self)
{
  gboolean first = opt_plan_has_times (self->sides[0].plan);
  gboolean second = opt_plan_has_times (self->sides[1].plan);

  if (self->measure != OPT_PLAN_MEASURE_COST || first == second)
    return NULL;

  return first ? _ ("Only the first was run and timed, so only costs are compared; these are the "
                    "planner's, and no time.")
               : _ ("Only the second was run and timed, so only costs are compared; these are the "
                    "planner's, and no time.");
}

static double
sum_result_rows (OptPlan *plan)
{
  double rows = 0;

  for (guint i = 0; i < plan->roots->len; i++)
    {
      OptPlanNode *root = g_ptr_array_index (plan->roots, i);

      rows += root->rows * root->loops;
    }

  return rows;
}

/* Another result is another task: other values, or other data. */
static char *
say_result (OptPlanComparison *self)
{
  double first = sum_result_rows (self->sides[0].plan);
  double second = sum_result_rows (self->sides[1].plan);
  g_autofree char *from = opt_format_number (first);
  g_autofree char *to = opt_format_number (second);

  if (!(fabs (second - first) > 0.05 * MAX (first, second)))
    return NULL;

  return g_strdup_printf (
      _ ("The second gave %s rows instead of %s: it had other values, or other data."), to, from);
}

/*
 * opt_plan_comparison_say_verdict:
 *
 * Says what came of the whole, and what is to be kept in mind with it.
 */
void
opt_plan_comparison_say_verdict (OptPlanComparison *self)
{
  g_autoptr (GString) caveat = g_string_new (NULL);
  g_autofree char *result = say_result (self);
  g_autofree char *totals = say_totals (self);
  g_autofree char *brief_totals = say_brief_totals (self);

  self->verdict = say_with_reason (self, totals);
  self->brief = say_with_reason (self, brief_totals);
  add_sentence (caveat, say_likeness (self));
  add_sentence (caveat, say_measure (self));
  add_sentence (caveat, result);
  self->caveat = caveat->len > 0 ? g_strdup (caveat->str) : NULL;
}
