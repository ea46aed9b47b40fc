/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-slowdown.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-change-point.h"
#include "opt-format.h"
#include "opt-trend.h"

/* Of a hundred times the span of the trend, one may have a false alarm. */
#define CHANCE_AT_MOST 0.01
/* One that was found is not lost again by a single piece of the trend. */
#define CHANCE_TO_STAY 0.05
/* The least that the advisor takes for worth an index, of all execution time; and a thousandth of a
 * core: of an idle server every statement has a large share. */
#define SHARE_AT_LEAST 0.01
#define ADDED_AT_LEAST 1.0
/* One that was worth it stays so until it is at half of that. */
#define PART_TO_STAY 0.5

typedef struct
{
  double calls;
  double total_ms;
  gint64 observed;
} Part;

static void
add_point (Part *part, const OptTrendPoint *point)
{
  part->calls += point->calls;
  part->total_ms += point->total_ms;
  part->observed += point->observed;
}

/* Only where it was called is there a time of a call. */
static GArray *
get_means (GArray *trend, GArray *indices)
{
  GArray *means = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < trend->len; i++)
    {
      const OptTrendPoint *point = &g_array_index (trend, OptTrendPoint, i);
      double mean = point->total_ms / point->calls;

      if (point->calls > 0 && isfinite (mean))
        {
          g_array_append_val (means, mean);
          g_array_append_val (indices, i);
        }
    }

  return means;
}

/* Bonferroni's correction: each statement is tested, and again with each new piece of its trend. */
static double
get_n_chances (guint n_tested)
{
  return (double) MAX (n_tested, 1) * OPT_TREND_BUCKETS;
}

/**
 * opt_slowdown_find:
 * @trend: (element-type OptTrendPoint): of a statement
 * @n_tested: how many statements are tested, with this one
 * @known: whether it was found to have got slower before: then it stays so until the chance of a
 *   mistake is five times as large
 * @slowdown: (out): what was found
 *
 * Looks in the means of ten seconds for the moment that a statement got slower, with
 * opt_change_point(). There is no threshold for how much slower: it is one where the chance of a
 * mistake is small, however many statements are tested, and each of them again with each new piece
 * of its trend (Bonferroni's correction for both).
 *
 * Returns: whether it got slower
 */
gboolean
opt_slowdown_find (GArray *trend, guint n_tested, gboolean known, OptSlowdown *slowdown)
{
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) means = NULL;
  Part before = { 0 };
  Part after = { 0 };
  gsize position;
  guint first;
  double chance;

  g_return_val_if_fail (trend != NULL && slowdown != NULL, FALSE);

  means = get_means (trend, indices);
  chance = opt_change_point ((const double *) means->data, means->len, &position)
           * get_n_chances (n_tested);
  if (chance > (known ? CHANCE_TO_STAY : CHANCE_AT_MOST))
    return FALSE;

  first = g_array_index (indices, guint, position);
  for (guint i = 0; i < trend->len; i++)
    add_point (i < first ? &before : &after, &g_array_index (trend, OptTrendPoint, i));
  *slowdown = (OptSlowdown){
    .since = g_array_index (trend, OptTrendPoint, first).start,
    .before_ms = before.total_ms / before.calls,
    .after_ms = after.total_ms / after.calls,
    .chance = chance,
  };
  slowdown->added_ms = (slowdown->after_ms - slowdown->before_ms) * after.calls
                       / ((double) after.observed / G_USEC_PER_SEC);

  /* The test is about most calls, the means are about all of them: they have to agree. */
  return slowdown->after_ms > slowdown->before_ms;
}

/**
 * opt_slowdown_can_be_found:
 * @trend: (element-type OptTrendPoint): of a statement
 * @n_tested: how many statements are tested, with this one
 *
 * Returns: whether there is so much of it that opt_slowdown_find() could find that it got slower:
 *   where there is not, nobody knows whether it did
 */
gboolean
opt_slowdown_can_be_found (GArray *trend, guint n_tested)
{
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) means = NULL;

  g_return_val_if_fail (trend != NULL, FALSE);

  means = get_means (trend, indices);

  return opt_change_point_least (means->len) * get_n_chances (n_tested) <= CHANCE_AT_MOST;
}

/**
 * opt_slowdown_is_worth_an_alert:
 * @self: a slowdown
 * @share: of all statements' execution time in the window, from 0 to 1; NAN: not known
 * @told: whether it was worth one before
 *
 * Returns: whether the statement costs enough for somebody to be told: a hundredth of all execution
 *   time, and a millisecond a second more than before; where it was told half of that
 */
gboolean
opt_slowdown_is_worth_an_alert (const OptSlowdown *self, double share, gboolean told)
{
  double part = told ? PART_TO_STAY : 1;

  g_return_val_if_fail (self != NULL, FALSE);

  return share >= SHARE_AT_LEAST * part && self->added_ms >= ADDED_AT_LEAST * part;
}

/**
 * opt_slowdown_to_text:
 * @self: a slowdown
 *
 * Returns: (transfer full): a sentence that says so
 */
char *
opt_slowdown_to_text (const OptSlowdown *self)
{
  g_autofree char *since = opt_format_time (self->since);
  g_autofree char *before = opt_format_duration (self->before_ms);
  g_autofree char *after = opt_format_duration (self->after_ms);

  /* Translators: a time of day, and two durations */
  return g_strdup_printf (_ ("Slower since %s: %s a call, %s before."), since, after, before);
}

/**
 * opt_slowdown_explain:
 * @self: a slowdown
 *
 * Returns: (transfer full): how that is known
 */
char *
opt_slowdown_explain (const OptSlowdown *self)
{
  g_autofree char *chance
      = self->chance < 0.001 ? g_strdup ("0.001") : g_strdup_printf ("%.3f", self->chance);

  /* Translators: the parameter is a probability */
  return g_strdup_printf (
      _ ("Found in the means of ten seconds of the last 15 minutes, by Pettitt’s "
         "test for a change; the chance that one of all statements looks so "
         "without one is below %s."),
      chance);
}
