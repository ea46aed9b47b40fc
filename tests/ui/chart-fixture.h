/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-plot.h"
#include "opt-chart-series.h"
#include "opt-chart.h"
#include "ui-fixture.h"

G_BEGIN_DECLS

#define CHART_SECOND G_GINT64_CONSTANT (1000000)

/* 2024-05-31 12:00:00 UTC */
#define CHART_NOON (G_GINT64_CONSTANT (1717156800) * CHART_SECOND)

GtkWidget *chart_fixture_find_child (GtkWidget *widget, GType type);
OptChartPlot *chart_fixture_get_plot (GtkWidget *chart);
OptChartSeries *chart_fixture_get_series (GtkWidget *chart, guint series);
OptChartModel *chart_fixture_create_model (guint n_series, guint n);
void chart_fixture_set_value (OptChartModel *model, guint series, guint i, double value);
GtkWidget *chart_fixture_show (GtkWidget *widget);

G_END_DECLS
