/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-chart-frame.h"
#include "opt-chart-model.h"

G_BEGIN_DECLS

/* What a chart shows, for those who don't see it. */
const char *opt_chart_words_name_mean (OptChartModel *model);
char *opt_chart_words_describe (const char *title,
                                OptChartModel *model,
                                const OptChartView *view,
                                gint64 cursor,
                                gboolean mean,
                                gint64 clock);
char *opt_chart_words_describe_age (OptChartModel *model, const OptChartView *view, gint64 clock);

G_END_DECLS
