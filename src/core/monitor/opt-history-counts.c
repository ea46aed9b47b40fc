/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-history-counts.h"

#include <math.h>
#include <string.h>

#include "opt-vital.h"

#define PER_SECOND "/s"

static gboolean
is_count (const char *series)
{
  const OptVital *vital = opt_vital_find (series);

  return vital != NULL && vital->kind == OPT_VITAL_KIND_EVENTS;
}

/**
 * opt_history_counts_get_name:
 * @series: a name for machines
 *
 * Returns: (transfer full) (nullable): under which name the rate of what it counts is kept; %NULL
 *   of a series that is kept as it is
 */
char *
opt_history_counts_get_name (const char *series)
{
  g_return_val_if_fail (series != NULL, NULL);

  return is_count (series) ? g_strconcat (series, PER_SECOND, NULL) : NULL;
}

/**
 * opt_history_counts_restore:
 * @series: as it was read; of a rate it becomes the series of what is counted, with how often in
 *   each point as the mean, and no peaks
 * @observed: (array length=n): of each point, the microseconds that its mean is over
 * @n: how many points it has
 *
 * Returns: whether it says something: what was kept before as the mean of counts can't be told
 *   apart any more into how often in what time
 */
gboolean
opt_history_counts_restore (OptHistorySeries *series, const double *observed, guint n)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (series != NULL && (observed != NULL || n == 0), FALSE);

  if (!g_str_has_suffix (series->name, PER_SECOND))
    return !is_count (series->name);

  name = g_strndup (series->name, strlen (series->name) - strlen (PER_SECOND));
  if (!is_count (name))
    return TRUE;
  g_free (series->name);
  series->name = g_steal_pointer (&name);
  for (guint i = 0; i < n; i++)
    {
      series->means[i] *= observed[i] / G_USEC_PER_SEC;
      series->peaks[i] = NAN;
    }

  return TRUE;
}
