/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-model.h"

G_BEGIN_DECLS

typedef struct
{
  char *label;
  OptChartColour colour;
  gboolean visible;
  GArray *points; /* (element-type OptChartPoint) */
} OptChartSeriesData;

struct _OptChartModel
{
  GObject parent_instance;

  OptChartUnit unit;
  OptChartStyle style;
  OptChartBase base;
  gboolean stacked;
  gboolean counted;
  gint64 from;
  gint64 to;

  /* Owned */
  GArray *series;         /* (element-type OptChartSeriesData) */
  GArray *events;         /* (element-type OptChartEvent) */
  OptChartModel *weights; /* (nullable) */

  /* Not told yet */
  OptChartChange changes;
  guint changed_series; /* a bit for each */

  /* Sources */
  guint idle;
};

static inline OptChartSeriesData *
opt_chart_model_get_series (OptChartModel *self, guint position)
{
  g_assert (position < self->series->len);

  return &g_array_index (self->series, OptChartSeriesData, position);
}

G_END_DECLS
