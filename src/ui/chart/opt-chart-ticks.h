/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptChartTick:
 * @time: microseconds since 1970
 * @label: the time of day, or the date where one begins
 *
 * A mark of a time axis.
 */
typedef struct
{
  gint64 time;
  char *label;
} OptChartTick;

GArray *opt_chart_ticks_new (gint64 from, gint64 to, guint max, GTimeZone *zone);
char *opt_chart_time_format (gint64 time, gint64 resolution, GTimeZone *zone);

G_END_DECLS
