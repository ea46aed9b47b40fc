/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "opt-chart-colour.h"
#include "opt-chart-unit.h"

G_BEGIN_DECLS

/* What no point in time is. */
#define OPT_CHART_NO_TIME G_MININT64

/* There are no more colours to tell them apart by. */
#define OPT_CHART_MAX_SERIES OPT_N_CHART_COLOURS

/**
 * OptChartPoint:
 * @time: microseconds since 1970
 * @value: in the model's unit; NAN where nothing is known: a gap
 *
 * A value at a time. In columns it is the value of the interval since the point before.
 */
typedef struct
{
  gint64 time;
  double value;
} OptChartPoint;

/**
 * OptChartEvent:
 * @time: microseconds since 1970
 * @text: for a person
 *
 * Something that happened.
 */
typedef struct
{
  gint64 time;
  char *text;
} OptChartEvent;

/**
 * OptChartStyle:
 * @OPT_CHART_STYLE_LINE: a line
 * @OPT_CHART_STYLE_AREA: a line, and what is below it tinted
 * @OPT_CHART_STYLE_COLUMNS: a column for each interval
 *
 * How a series is drawn where there is room for it. Where there are more points than pixels each
 * column of pixels shows the lowest and the highest of its points, in any style.
 */
typedef enum
{
  OPT_CHART_STYLE_LINE,
  OPT_CHART_STYLE_AREA,
  OPT_CHART_STYLE_COLUMNS,
} OptChartStyle;

/**
 * OptChartBase:
 * @OPT_CHART_BASE_ZERO: the axis starts at zero
 * @OPT_CHART_BASE_RATIO: it ends at 100 %, and starts higher than zero where all values allow it
 */
typedef enum
{
  OPT_CHART_BASE_ZERO,
  OPT_CHART_BASE_RATIO,
} OptChartBase;

/**
 * OptChartChange:
 *
 * What is another than before.
 */
typedef enum
{
  OPT_CHART_CHANGE_POINTS = 1 << 0,
  OPT_CHART_CHANGE_EVENTS = 1 << 1,
  OPT_CHART_CHANGE_WINDOW = 1 << 2,
  OPT_CHART_CHANGE_SHAPE = 1 << 3, /* series, their visibility, how they are drawn */
  OPT_CHART_CHANGE_RESET = 1 << 4, /* it shows something else */
} OptChartChange;

/**
 * OptChartModel:
 *
 * What a chart shows: series of points, events, the window of time. What is set is told to the
 * charts once, before the next frame, in ::changed.
 */
#define OPT_TYPE_CHART_MODEL (opt_chart_model_get_type ())
G_DECLARE_FINAL_TYPE (OptChartModel, opt_chart_model, OPT, CHART_MODEL, GObject)

OptChartModel *opt_chart_model_new (OptChartUnit unit);

guint opt_chart_model_add_series (OptChartModel *self, const char *label, OptChartColour colour);
void opt_chart_model_set_stacked (OptChartModel *self, gboolean stacked);
void opt_chart_model_set_style (OptChartModel *self, OptChartStyle style);
void opt_chart_model_set_base (OptChartModel *self, OptChartBase base);

void opt_chart_model_set_counted (OptChartModel *self, gboolean counted);
void opt_chart_model_set_weights (OptChartModel *self, OptChartModel *weights);

void opt_chart_model_set_points (OptChartModel *self,
                                 guint series,
                                 const OptChartPoint *points,
                                 gsize n);
void opt_chart_model_set_before (OptChartModel *self,
                                 const char *label,
                                 const OptChartPoint *points,
                                 gsize n);
void opt_chart_model_set_events (OptChartModel *self, const OptChartEvent *events, gsize n);
void opt_chart_model_set_window (OptChartModel *self, gint64 from, gint64 to);
void opt_chart_model_set_visible (OptChartModel *self, guint series, gboolean visible);
void opt_chart_model_clear (OptChartModel *self);
void opt_chart_model_commit (OptChartModel *self);

OptChartUnit opt_chart_model_get_unit (OptChartModel *self);
gboolean opt_chart_model_get_stacked (OptChartModel *self);
OptChartStyle opt_chart_model_get_style (OptChartModel *self);
OptChartBase opt_chart_model_get_base (OptChartModel *self);
guint opt_chart_model_get_n_series (OptChartModel *self);
guint opt_chart_model_get_n_parts (OptChartModel *self);
const char *opt_chart_model_get_label (OptChartModel *self, guint series);
OptChartColour opt_chart_model_get_colour (OptChartModel *self, guint series);
gboolean opt_chart_model_get_visible (OptChartModel *self, guint series);
const OptChartPoint *opt_chart_model_get_points (OptChartModel *self, guint series, gsize *n);
const OptChartEvent *opt_chart_model_get_events (OptChartModel *self, gsize *n);
gboolean opt_chart_model_get_counted (OptChartModel *self);
OptChartModel *opt_chart_model_get_weights (OptChartModel *self);
void opt_chart_model_get_window (OptChartModel *self, gint64 *from, gint64 *to);
gboolean opt_chart_model_get_extent (OptChartModel *self, gint64 *from, gint64 *to);

G_END_DECLS
