/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-format.h"
#include "opt-statement-charts.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "opt-card-grid.h"
#include "opt-chart.h"
#include "opt-recent.h"
#include "opt-server-record.h"
#include "opt-statement-trend.h"

#define CHART_WIDTH 280
/* About as many as a chart has pixels. */
#define POINTS_AT_MOST 300

typedef double (*ReadFunc) (const OptTrendPoint *point);

typedef struct
{
  const char *title;
  OptChartUnit unit;
  OptChartColour colour;
  OptChartStyle style;
  ReadFunc read;
} Kind;

static double
read_calls (const OptTrendPoint *point)
{
  return point->observed > 0 ? point->calls * G_USEC_PER_SEC / (double) point->observed : NAN;
}

static double
read_mean (const OptTrendPoint *point)
{
  return point->calls > 0 ? point->total_ms / point->calls : NAN;
}

enum
{
  CALLS,
  LATENCY,
};

static const Kind kinds[] = {
  [CALLS] = { N_ ("Calls/s"), OPT_CHART_UNIT_RATE, OPT_CHART_COLOUR_BLUE, OPT_CHART_STYLE_COLUMNS,
              read_calls },
  [LATENCY] = { N_ ("Mean latency"), OPT_CHART_UNIT_DURATION, OPT_CHART_COLOUR_ORANGE,
                OPT_CHART_STYLE_COLUMNS, read_mean },
  { N_ ("Sessions, by calls that ended"), OPT_CHART_UNIT_NUMBER, OPT_CHART_COLOUR_GREEN,
    OPT_CHART_STYLE_COLUMNS, opt_trend_point_get_busy },
};

#define N_KINDS G_N_ELEMENTS (kinds)

struct _OptStatementCharts
{
  AdwBin parent_instance;

  gint64 from;
  gint64 to; /* of what is read */

  /* Owned */
  GCancellable *reading;        /* (nullable) while it is read */
  GCancellable *before_reading; /* (nullable) likewise, what was before */
  OptRangeBefore *before;       /* (nullable) */
  GArray *events;               /* of OptChartEvent, whose texts are owned */
  OptChartGroup *group;
  OptChartModel *models[N_KINDS];
};

G_DEFINE_FINAL_TYPE (OptStatementCharts, opt_statement_charts, ADW_TYPE_BIN)

static void
stop_reading (OptStatementCharts *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
stop_reading_before (OptStatementCharts *self)
{
  g_cancellable_cancel (self->before_reading);
  g_clear_object (&self->before_reading);
}

static void
opt_statement_charts_dispose (GObject *object)
{
  OptStatementCharts *self = OPT_STATEMENT_CHARTS (object);

  stop_reading (self);
  stop_reading_before (self);
  g_clear_object (&self->before);
  g_clear_pointer (&self->events, g_array_unref);
  for (guint i = 0; i < N_KINDS; i++)
    g_clear_object (&self->models[i]);
  g_clear_object (&self->group);

  G_OBJECT_CLASS (opt_statement_charts_parent_class)->dispose (object);
}

static void
opt_statement_charts_class_init (OptStatementChartsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_statement_charts_dispose;
}

static GtkWidget *
make_chart (OptStatementCharts *self, guint i)
{
  GtkWidget *chart;

  self->models[i] = opt_chart_model_new (kinds[i].unit);
  opt_chart_model_add_series (self->models[i], _ (kinds[i].title), kinds[i].colour);
  opt_chart_model_set_style (self->models[i], kinds[i].style);
  chart = opt_chart_new (_ (kinds[i].title), self->models[i]);
  opt_chart_set_group (OPT_CHART (chart), self->group);

  return chart;
}

static void
clear_event (gpointer event)
{
  g_free ((char *) ((OptChartEvent *) event)->text);
}

static void
opt_statement_charts_init (OptStatementCharts *self)
{
  GtkWidget *grid = opt_card_grid_new (CHART_WIDTH);

  self->events = g_array_new (FALSE, FALSE, sizeof (OptChartEvent));
  g_array_set_clear_func (self->events, clear_event);
  self->group = opt_chart_group_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Charts"), -1);
  for (guint i = 0; i < N_KINDS; i++)
    opt_card_grid_append (OPT_CARD_GRID (grid), make_chart (self, i));
  opt_chart_model_set_weights (self->models[LATENCY], self->models[CALLS]);
  adw_bin_set_child (ADW_BIN (self), grid);
}

/**
 * opt_statement_charts_new:
 *
 * Returns: (transfer floating): charts of no statement
 */
GtkWidget *
opt_statement_charts_new (void)
{
  return g_object_new (OPT_TYPE_STATEMENT_CHARTS, NULL);
}

/* A value is that of the time since the point before: what was not observed is a gap. */
static GArray *
make_points (guint i, const GArray *trend, gint64 width, gint64 shift)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (OptChartPoint));
  gint64 until = G_MININT64;

  for (guint j = 0; j < trend->len; j++)
    {
      const OptTrendPoint *piece = &g_array_index (trend, OptTrendPoint, j);
      OptChartPoint gap = { piece->start + shift, NAN };
      OptChartPoint point = { piece->start + width + shift, kinds[i].read (piece) };

      if (gap.time != until)
        g_array_append_val (points, gap);
      g_array_append_val (points, point);
      until = point.time;
    }

  return points;
}

/* Another statement's went with its points. */
static void
show_events (OptStatementCharts *self)
{
  for (guint i = 0; i < N_KINDS; i++)
    opt_chart_model_set_events (self->models[i], (const OptChartEvent *) self->events->data,
                                self->events->len);
}

static void
set_points (OptStatementCharts *self, guint i, const GArray *trend, gint64 width)
{
  g_autoptr (GArray) points = make_points (i, trend, width, 0);

  opt_chart_model_set_points (self->models[i], 0, (const OptChartPoint *) points->data,
                              points->len);
}

/**
 * opt_statement_charts_show:
 * @self: charts
 * @item: (nullable): a statement, or %NULL: nothing is known
 */
void
opt_statement_charts_show (OptStatementCharts *self, OptStatementItem *item)
{
  g_autoptr (GArray) trend = NULL;
  gint64 begin, end;

  g_return_if_fail (OPT_IS_STATEMENT_CHARTS (self));

  stop_reading (self);
  if (item != NULL)
    trend = opt_statement_item_get_trend (item);
  if (trend == NULL || trend->len == 0)
    {
      for (guint i = 0; i < N_KINDS; i++)
        opt_chart_model_clear (self->models[i]);
      return;
    }

  for (guint i = 0; i < N_KINDS; i++)
    set_points (self, i, trend, OPT_TREND_BUCKET);
  show_events (self);
  end = g_array_index (trend, OptTrendPoint, trend->len - 1).start + OPT_TREND_BUCKET;
  begin = g_array_index (trend, OptTrendPoint, 0).start;
  opt_chart_group_set_past (self->group, FALSE);
  opt_chart_group_set_window (self->group, end - opt_recent_fit (end - begin), end);
}

/* ---- What was recorded ----------------------------------------------------------------------- */

/* Where it was watched and not called that is known, too. */
static GArray *
list_pieces (const OptHistoryTrend *trend)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (OptTrendPoint));

  for (guint i = 0; i < trend->points->len; i++)
    {
      const OptHistoryPoint *point = &g_array_index (trend->points, OptHistoryPoint, i);
      const OptStatementCounters *counters = trend->counters->pdata[i];
      OptTrendPoint piece = { .start = point->start, .observed = point->observed };

      if (point->observed == 0)
        continue;
      if (counters != NULL)
        {
          piece.calls = (double) counters->calls;
          piece.total_ms = counters->total_exec_ms;
          piece.rows = (double) counters->rows;
        }
      g_array_append_val (pieces, piece);
    }

  return pieces;
}

static void
trend_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptStatementCharts) self = data;
  g_autoptr (OptHistoryTrend) trend
      = opt_server_get_trend_finish (OPT_SERVER (object), result, NULL);
  g_autoptr (GArray) pieces = NULL;

  /* Something else is shown since. */
  if (self->reading == NULL || g_task_get_cancellable (G_TASK (result)) != self->reading)
    return;

  g_clear_object (&self->reading);
  if (trend != NULL)
    pieces = list_pieces (trend);
  for (guint i = 0; i < N_KINDS; i++)
    if (pieces != NULL)
      set_points (self, i, pieces, trend->width);
    else
      opt_chart_model_clear (self->models[i]);
  opt_chart_group_set_past (self->group, TRUE);
  show_events (self);
  opt_chart_group_set_window (self->group, self->from, self->to);
}

/**
 * opt_statement_charts_show_past:
 * @self: charts
 * @server: a server that was connected to
 * @key: one of its statements
 * @from: microseconds since 1970
 * @to: likewise
 *
 * Shows what was recorded of it, as soon as that was read. Where that can't be the range says why.
 */
void
opt_statement_charts_show_past (OptStatementCharts *self,
                                OptServer *server,
                                const OptStatementKey *key,
                                gint64 from,
                                gint64 to)
{
  g_return_if_fail (OPT_IS_STATEMENT_CHARTS (self));
  g_return_if_fail (OPT_IS_SERVER (server) && key != NULL);
  g_return_if_fail (from < to);

  stop_reading (self);
  self->from = from;
  self->to = to;
  self->reading = g_cancellable_new ();
  opt_server_get_trend_async (server, key, from, to, POINTS_AT_MOST, self->reading, trend_read,
                              g_object_ref (self));
}

static char *
describe_change (const OptPlanRecord *record)
{
  g_autofree char *returned = opt_format_time (record->returned);
  g_autofree char *what = record->returned != 0
                              ? g_strdup_printf (_ ("Back to the plan of %s"), returned)
                              : g_strdup (_ ("Another plan"));

  if (record->difference == NULL)
    return g_steal_pointer (&what);

  /* Translators: "Another plan", and in a sentence what changed */
  return g_strdup_printf (_ ("%s: %s"), what, record->difference);
}

/**
 * opt_statement_charts_set_plans:
 * @self: charts
 * @records: (element-type OptPlanRecord): the plans that the statement had
 *
 * Marks where it got another plan on the server, or one again that it had had.
 */
void
opt_statement_charts_set_plans (OptStatementCharts *self, GPtrArray *records)
{
  g_return_if_fail (OPT_IS_STATEMENT_CHARTS (self) && records != NULL);

  g_array_set_size (self->events, 0);
  for (guint i = records->len; i > 0; i--)
    {
      const OptPlanRecord *record = records->pdata[i - 1];
      OptChartEvent event = { record->first_seen, NULL };

      if ((!record->changed && record->returned == 0) || strcmp (record->place, "server") != 0)
        continue;
      event.text = describe_change (record);
      g_array_append_val (self->events, event);
    }
  show_events (self);
}

/**
 * opt_statement_charts_get_events:
 * @self: charts
 *
 * Returns: (transfer none) (element-type OptChartEvent): what they mark
 */
GArray *
opt_statement_charts_get_events (OptStatementCharts *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_CHARTS (self), NULL);

  return self->events;
}

/* ---- What was before ------------------------------------------------------------------------- */

static void
set_before (OptStatementCharts *self, const OptHistoryTrend *trend)
{
  const char *label = self->before != NULL ? opt_range_before_get_label (self->before) : NULL;
  g_autoptr (GArray) pieces = trend != NULL ? list_pieces (trend) : NULL;

  for (guint i = 0; i < N_KINDS; i++)
    {
      g_autoptr (GArray) points
          = pieces != NULL
                ? make_points (i, pieces, trend->width, opt_range_before_get_shift (self->before))
                : NULL;

      opt_chart_model_set_before (self->models[i], label,
                                  points != NULL ? (gpointer) points->data : NULL,
                                  points != NULL ? points->len : 0);
    }
}

static void
before_read (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptStatementCharts) self = data;
  g_autoptr (OptHistoryTrend) trend
      = opt_server_get_trend_finish (OPT_SERVER (object), result, NULL);

  /* Something else is compared since. */
  if (self->before_reading == NULL
      || g_task_get_cancellable (G_TASK (result)) != self->before_reading)
    return;

  g_clear_object (&self->before_reading);
  set_before (self, trend);
}

/**
 * opt_statement_charts_show_before:
 * @self: charts
 * @server: (nullable): a server that was connected to
 * @key: one of its statements
 * @before: (nullable): what is compared with
 *
 * Draws what was recorded of it then, as soon as that was read. Where that can't be the range says
 * why.
 */
void
opt_statement_charts_show_before (OptStatementCharts *self,
                                  OptServer *server,
                                  const OptStatementKey *key,
                                  OptRangeBefore *before)
{
  gint64 from, to;

  g_return_if_fail (OPT_IS_STATEMENT_CHARTS (self) && key != NULL);

  stop_reading_before (self);
  g_set_object (&self->before, before);
  if (server == NULL || before == NULL || !opt_range_before_get_window (before, &from, &to))
    {
      set_before (self, NULL);
      return;
    }

  self->before_reading = g_cancellable_new ();
  opt_server_get_trend_async (server, key, from, to, POINTS_AT_MOST, self->before_reading,
                              before_read, g_object_ref (self));
}
