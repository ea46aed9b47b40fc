/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In seconds. */
#define OPT_HISTORY_MINUTE 60
#define OPT_HISTORY_TEN_MINUTES 600
#define OPT_HISTORY_HOUR 3600
#define OPT_HISTORY_DAY 86400
#define OPT_HISTORY_LONGEST (28 * OPT_HISTORY_DAY)

#define OPT_HISTORY_N_STEPS 7

#define OPT_HISTORY_ONE_DAY (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

/**
 * OptHistoryStep:
 * @seconds: how long it is; a multiple of the step before, which it is summed up from
 * @days: for how long it is kept
 *
 * How finely the history is kept.
 */
typedef struct
{
  gint64 seconds;
  gint64 days;
} OptHistoryStep;

extern const OptHistoryStep opt_history_steps[OPT_HISTORY_N_STEPS];

gint64 opt_history_floor (gint64 time, gint64 seconds);
gint64 opt_history_get_bucket (gint64 ended, gint64 seconds);
gint64 opt_history_get_bucket_end (gint64 ended, gint64 seconds);

G_END_DECLS
