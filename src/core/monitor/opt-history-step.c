/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-step.h"

/* Each row takes its time to read: with these no range is the sum of more than some sixty. */
const OptHistoryStep opt_history_steps[OPT_HISTORY_N_STEPS] = {
  { .seconds = OPT_HISTORY_MINUTE, .days = 3 },
  { .seconds = OPT_HISTORY_TEN_MINUTES, .days = 14 },
  { .seconds = OPT_HISTORY_HOUR, .days = 60 },
  { .seconds = OPT_HISTORY_DAY / 4, .days = 60 },
  { .seconds = OPT_HISTORY_DAY, .days = 730 },
  { .seconds = OPT_HISTORY_DAY * 7, .days = 730 },
  { .seconds = OPT_HISTORY_LONGEST, .days = 730 },
};

/**
 * opt_history_floor:
 * @time: microseconds
 * @seconds: a step's length
 *
 * Returns: when the step began that @time is in
 */
gint64
opt_history_floor (gint64 time, gint64 seconds)
{
  return time - time % (seconds * G_USEC_PER_SEC);
}

/**
 * opt_history_get_bucket:
 * @ended: when an interval ended
 * @seconds: a step's length
 *
 * Returns: when the step began that it belongs to: the one that it ended in, or with
 */
gint64
opt_history_get_bucket (gint64 ended, gint64 seconds)
{
  return opt_history_floor (ended - 1, seconds);
}

/**
 * opt_history_get_bucket_end:
 * @ended: when an interval ended; 0: there is none
 * @seconds: a step's length
 *
 * Returns: when the step ends that it belongs to, or 0
 */
gint64
opt_history_get_bucket_end (gint64 ended, gint64 seconds)
{
  return ended > 0 ? opt_history_get_bucket (ended, seconds) + seconds * G_USEC_PER_SEC : 0;
}
