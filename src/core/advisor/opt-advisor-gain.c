/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-advisor-private.h"

#include <math.h>

/* Half of a statement that takes a tenth of a second is worth an index, too. */
#define SLOW_MS 100.0
#define SLOW_FACTOR 2.0
/* A statement is worse where its projected time grows by more than this; that is borne where what
   is saved outweighs it so many times. */
#define MAX_WORSE 0.1
#define OUTWEIGHED 10.0
/* Measured time in proportion to cost: a raw cost would let one statement of a huge cost decide. */
static double
project (const OptAdvisorItem *item, double cost)
{
  return item->cost > 0 ? item->time * cost / item->cost : item->time;
}

static double
get_mean_ms (const OptAdvisorItem *item, double cost)
{
  return item->cost > 0 ? item->statement->mean_ms * cost / item->cost : NAN;
}

/* Adds what becomes of one statement when its cost goes from @before to @after. */
void
opt_advisor_gain_add (OptAdvisorGain *self,
                      const OptAdvisorRun *run,
                      const OptAdvisorItem *item,
                      double before,
                      double after)
{
  double mean_ms = get_mean_ms (item, before);
  gboolean halves = before >= SLOW_FACTOR * after;

  self->saved += project (item, before) - project (item, after);
  self->saved_cost += (before - after) * item->statement->weight;
  if (after > before * (1 + MAX_WORSE))
    self->worse += project (item, after) - project (item, before);
  if (halves)
    self->halves = TRUE;
  if (halves && isfinite (mean_ms) && mean_ms > SLOW_MS)
    self->relieves = TRUE;
}

/*
 * Whether that is worth an index. Where no times were measured, costs stand for them: then it must
 * also show in plain costs, as a statement that gets twice as cheap or as a hundredth of them all.
 */
gboolean
opt_advisor_gain_is_enough (const OptAdvisorRun *run, const OptAdvisorGain *self)
{
  if (self->saved <= 0 || self->saved + self->worse < OUTWEIGHED * self->worse)
    return FALSE;
  if (self->relieves)
    return TRUE;
  if (self->saved < OPT_ADVISOR_MIN_SHARE * run->time)
    return FALSE;

  return run->measured || self->halves
         || self->saved_cost >= OPT_ADVISOR_MIN_SHARE * run->advice->cost_before;
}
