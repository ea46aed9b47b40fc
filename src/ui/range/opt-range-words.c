/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-range-words.h"

#include <string.h>

#include "opt-format.h"

#define SHORT (10 * 60 * G_USEC_PER_SEC)

static char *
format (gint64 time, const char *how)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, how) : g_strdup (OPT_FORMAT_NONE);
}

/**
 * opt_range_format:
 * @from: microseconds since 1970
 * @to: likewise
 *
 * Returns: (transfer full): a stretch of time: "14:03–14:17", with the day where that is not today,
 *   with seconds where it is short
 */
char *
opt_range_format (gint64 from, gint64 to)
{
  const char *clock = to - from < SHORT ? "%H:%M:%S" : "%H:%M";
  g_autofree char *first_day = format (from, "%F");
  g_autofree char *last_day = format (to, "%F");
  g_autofree char *today = format (g_get_real_time (), "%F");
  g_autofree char *first = format (from, clock);
  g_autofree char *last = format (to, clock);

  if (strcmp (first_day, last_day) != 0)
    return g_strdup_printf ("%s %s – %s %s", first_day, first, last_day, last);
  if (strcmp (first_day, today) != 0)
    return g_strdup_printf ("%s %s–%s", first_day, first, last);

  return g_strdup_printf ("%s–%s", first, last);
}
