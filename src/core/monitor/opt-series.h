/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-series-unit.h"

G_BEGIN_DECLS

/**
 * OptSeriesPoint:
 * @time: the server's clock, microseconds since 1970
 * @value: in the series' unit: of the interval since the point before, or, where it is no rate, at
 *   @time; NAN: what lies before it is a gap
 */
typedef struct
{
  gint64 time;
  double value;
} OptSeriesPoint;

/**
 * OptSeriesInfo:
 * @name: for machines, the same in any language: "wal.written"
 * @item: (nullable): of what, where there are several: a slot's name
 * @label: for a person
 * @unit: of its values
 *
 * What a series is of.
 */
typedef struct
{
  const char *name;
  const char *item;
  const char *label;
  OptSeriesUnit unit;
} OptSeriesInfo;

/**
 * OptSeries:
 *
 * A figure of a server over time.
 */
typedef struct _OptSeries OptSeries;

OptSeries *opt_series_new (const OptSeriesInfo *info);
void opt_series_free (OptSeries *self);

void opt_series_add (OptSeries *self, gint64 start, gint64 time, double value);
void opt_series_forget_until (OptSeries *self, gint64 time);
void opt_series_forget_since (OptSeries *self, gint64 time);

const OptSeriesInfo *opt_series_get_info (const OptSeries *self);
const OptSeriesPoint *opt_series_get_points (const OptSeries *self, guint *n);
gboolean opt_series_follows_gap (const OptSeries *self);
const OptSeriesPoint *opt_series_get_last (const OptSeries *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptSeries, opt_series_free)

G_END_DECLS
