/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-recent.h"

/**
 * opt_recent_fit:
 * @age: how long something has been watched, in microseconds
 *
 * A server that is watched since a minute says nothing in a chart of a quarter of an hour.
 *
 * Returns: how far back to show it: a round time, at most %OPT_RECENT_SPAN
 */
gint64
opt_recent_fit (gint64 age)
{
  static const gint64 minutes[] = { 1, 2, 5 };

  for (guint i = 0; i < G_N_ELEMENTS (minutes); i++)
    if (age <= minutes[i] * 60 * G_USEC_PER_SEC)
      return minutes[i] * 60 * G_USEC_PER_SEC;

  return OPT_RECENT_SPAN;
}
