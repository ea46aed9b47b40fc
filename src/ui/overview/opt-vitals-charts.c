/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-vitals-charts.h"

#include <glib/gi18n.h>
#include <math.h>

#include "opt-chart-note.h"
#include "opt-chart.h"
#include "opt-server-vitals.h"
#include "opt-timeline-chart.h"

#define SERIES_AT_MOST 3
#define N_MAIN 4

typedef struct
{
  const char *name; /* of an OptSeries */
  const char *label;
  OptChartColour colour;
} Line;

typedef struct
{
  const char *title;
  OptChartUnit unit;
  OptChartStyle style;
  gboolean stacked;
  Line lines[SERIES_AT_MOST]; /* ended by one without a name */
  const char *note;           /* (nullable) what it measures, and where from */
  gboolean counted; /* how often since the read before: its mean over a minute is another figure */
} Kind;

static const Kind kinds[] = {
  { N_ ("Connections of clients"),
    OPT_CHART_UNIT_NUMBER,
    OPT_CHART_STYLE_AREA,
    TRUE,
    { { "connections.active", N_ ("Active"), OPT_CHART_COLOUR_GREEN },
      { "connections.idle_in_transaction", N_ ("Idle in a transaction"), OPT_CHART_COLOUR_ORANGE },
      { "connections.idle", N_ ("Idle"), OPT_CHART_COLOUR_GREY } } },
  { N_ ("WAL written"),
    OPT_CHART_UNIT_BYTES_RATE,
    OPT_CHART_STYLE_COLUMNS,
    FALSE,
    { { "wal.written", N_ ("WAL written"), OPT_CHART_COLOUR_PURPLE } },
    N_ ("How far the log’s end went on (pg_current_wal_lsn): all that the server logged, whoever "
        "caused it, with page headers and what is left empty of a segment.") },
  { N_ ("WAL replayed"),
    OPT_CHART_UNIT_BYTES_RATE,
    OPT_CHART_STYLE_COLUMNS,
    FALSE,
    { { "wal.replayed", N_ ("WAL replayed"), OPT_CHART_COLOUR_PURPLE } } },
  { N_ ("Read and written"),
    OPT_CHART_UNIT_BYTES_RATE,
    OPT_CHART_STYLE_COLUMNS,
    TRUE,
    { { "io.read_bytes", N_ ("Read"), OPT_CHART_COLOUR_BLUE },
      { "io.write_bytes", N_ ("Written"), OPT_CHART_COLOUR_ORANGE },
      { "io.extend_bytes", N_ ("Extended"), OPT_CHART_COLOUR_BROWN } } },
  { N_ ("Checkpoints"),
    OPT_CHART_UNIT_NUMBER,
    OPT_CHART_STYLE_COLUMNS,
    TRUE,
    { { "checkpoints.timed", N_ ("On time"), OPT_CHART_COLOUR_BLUE },
      { "checkpoints.requested", N_ ("Requested"), OPT_CHART_COLOUR_ORANGE } },
    NULL,
    TRUE },
  { N_ ("WAL since the last checkpoint"),
    OPT_CHART_UNIT_BYTES,
    OPT_CHART_STYLE_LINE,
    FALSE,
    { { "last-checkpoint.distance", N_ ("WAL since the last checkpoint"),
        OPT_CHART_COLOUR_PURPLE } } },
  { N_ ("Rows changed/s"),
    OPT_CHART_UNIT_RATE,
    OPT_CHART_STYLE_COLUMNS,
    TRUE,
    { { "databases.rows_inserted", N_ ("Inserted"), OPT_CHART_COLOUR_GREEN },
      { "databases.rows_updated", N_ ("Updated"), OPT_CHART_COLOUR_BLUE },
      { "databases.rows_deleted", N_ ("Deleted"), OPT_CHART_COLOUR_ORANGE } } },
  { N_ ("Rows read/s"),
    OPT_CHART_UNIT_RATE,
    OPT_CHART_STYLE_COLUMNS,
    FALSE,
    { { "databases.rows_returned", N_ ("Rows read/s"), OPT_CHART_COLOUR_BLUE } } },
  { N_ ("Deadlocks and conflicts"),
    OPT_CHART_UNIT_NUMBER,
    OPT_CHART_STYLE_COLUMNS,
    TRUE,
    { { "databases.deadlocks", N_ ("Deadlocks"), OPT_CHART_COLOUR_RED },
      { "databases.conflicts", N_ ("Cancelled by replay"), OPT_CHART_COLOUR_ORANGE } },
    NULL,
    TRUE },
  { N_ ("Standbys are behind by"),
    OPT_CHART_UNIT_DURATION,
    OPT_CHART_STYLE_LINE,
    FALSE,
    { { "replication.replay_lag_ms", N_ ("Standbys are behind by"), OPT_CHART_COLOUR_ORANGE } } },
  { N_ ("This standby is behind by"),
    OPT_CHART_UNIT_DURATION,
    OPT_CHART_STYLE_LINE,
    FALSE,
    { { "wal.replay_lag_ms", N_ ("This standby is behind by"), OPT_CHART_COLOUR_ORANGE } } },
  { N_ ("WAL kept for slots"),
    OPT_CHART_UNIT_BYTES,
    OPT_CHART_STYLE_LINE,
    FALSE,
    { { "slots.retained_bytes", N_ ("WAL kept for slots"), OPT_CHART_COLOUR_PURPLE } } },
};

#define N_KINDS G_N_ELEMENTS (kinds)

struct _OptVitalsCharts
{
  GObject parent_instance;

  /* Borrowed from the grids, which outlive them here */
  OptChart *charts[N_KINDS];

  /* Owned */
  OptChartModel *models[N_KINDS];
};

G_DEFINE_FINAL_TYPE (OptVitalsCharts, opt_vitals_charts, G_TYPE_OBJECT)

static void
opt_vitals_charts_dispose (GObject *object)
{
  OptVitalsCharts *self = OPT_VITALS_CHARTS (object);

  for (guint i = 0; i < N_KINDS; i++)
    {
      g_clear_object (&self->models[i]);
      g_clear_object (&self->charts[i]);
    }

  G_OBJECT_CLASS (opt_vitals_charts_parent_class)->dispose (object);
}

static void
opt_vitals_charts_class_init (OptVitalsChartsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_vitals_charts_dispose;
}

static guint
count_lines (const Kind *kind)
{
  guint n = 0;

  while (n < SERIES_AT_MOST && kind->lines[n].name != NULL)
    n++;

  return n;
}

static void
opt_vitals_charts_init (OptVitalsCharts *self)
{
  for (guint i = 0; i < N_KINDS; i++)
    {
      const Kind *kind = &kinds[i];
      OptChartModel *model = opt_chart_model_new (kind->unit);

      opt_chart_model_set_style (model, kind->style);
      opt_chart_model_set_stacked (model, kind->stacked);
      opt_chart_model_set_counted (model, kind->counted);
      for (guint j = 0; j < count_lines (kind); j++)
        opt_chart_model_add_series (model, _ (kind->lines[j].label), kind->lines[j].colour);
      self->models[i] = model;
      self->charts[i] = g_object_ref_sink (OPT_CHART (opt_chart_new (_ (kind->title), model)));
      if (kind->note != NULL)
        opt_chart_note_attach (self->charts[i], _ (kind->note));
    }
}

/**
 * opt_vitals_charts_new:
 * @main: where those go that are looked at first
 * @more: where the others go
 *
 * Returns: (transfer full): the charts
 */
OptVitalsCharts *
opt_vitals_charts_new (OptCardGrid *main, OptCardGrid *more)
{
  OptVitalsCharts *self;

  g_return_val_if_fail (OPT_IS_CARD_GRID (main) && OPT_IS_CARD_GRID (more), NULL);

  self = g_object_new (OPT_TYPE_VITALS_CHARTS, NULL);
  for (guint i = 0; i < N_KINDS; i++)
    opt_card_grid_append (i <= N_MAIN ? main : more, GTK_WIDGET (self->charts[i]));

  return self;
}

/**
 * opt_vitals_charts_set_group:
 * @self: charts
 * @group: of their page: one window of time, one cursor
 */
void
opt_vitals_charts_set_group (OptVitalsCharts *self, OptChartGroup *group)
{
  g_return_if_fail (OPT_IS_VITALS_CHARTS (self));

  for (guint i = 0; i < N_KINDS; i++)
    opt_chart_set_group (self->charts[i], group);
}

static void
append_gap (GArray *points, gint64 time)
{
  OptChartPoint gap = { time, NAN };

  g_array_append_val (points, gap);
}

/* What was recorded before @first, the first that was read live: each as long as it was watched,
 * and what nobody watched is a gap. */
static void
append_recorded (GArray *points, const OptHistoryRange *range, const char *name, gint64 first)
{
  const OptHistorySeries *source
      = range != NULL ? opt_history_range_find_series (range, name, NULL) : NULL;
  gint64 until = G_MININT64;

  for (guint i = 0; source != NULL && i < range->points->len; i++)
    {
      const OptHistoryPoint *point = &g_array_index (range->points, OptHistoryPoint, i);
      OptChartPoint value = { point->watched_until, source->means[i] };

      if (point->watched_until == 0 || point->watched_until >= first)
        continue;
      if (point->watched_from > until)
        append_gap (points, point->watched_from);
      g_array_append_val (points, value);
      until = point->watched_until;
    }
  if (points->len > 0 && until < first - 1)
    append_gap (points, CLAMP (range->end, until + 1, first - 1));
}

/* Whether there is a number among them. */
static gboolean
set_points (OptChartModel *model,
            guint series,
            const OptSeries *from,
            const OptHistoryRange *recorded,
            const char *name)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (OptChartPoint));
  gboolean known = FALSE;
  guint n = 0;
  const OptSeriesPoint *source = from != NULL ? opt_series_get_points (from, &n) : NULL;

  if (n > 0)
    append_recorded (points, recorded, name, source[0].time);
  for (guint i = 0; i < n; i++)
    {
      OptChartPoint point = { source[i].time, source[i].value };

      known |= isfinite (point.value);
      g_array_append_val (points, point);
    }
  opt_chart_model_set_points (model, series, (const OptChartPoint *) (gpointer) points->data,
                              points->len);

  return known;
}

/* While nothing is read yet, what each server has is shown, with dashes; what only some have is
 * shown where it is. */
static gboolean
is_common (const Kind *kind)
{
  return kind == &kinds[0] || kind == &kinds[1] || kind == &kinds[N_MAIN];
}

/**
 * opt_vitals_charts_show:
 * @self: charts
 * @server: (nullable): whose; %NULL: nothing is known
 */
void
opt_vitals_charts_show (OptVitalsCharts *self, OptServer *server)
{
  OptSeriesSet *set = server != NULL ? opt_server_get_series (server) : NULL;
  const OptHistoryRange *recorded = server != NULL ? opt_server_get_recorded (server) : NULL;
  gboolean read = server != NULL && opt_server_get_vitals (server) != NULL;

  g_return_if_fail (OPT_IS_VITALS_CHARTS (self));

  for (guint i = 0; i < N_KINDS; i++)
    {
      gboolean known = FALSE;

      for (guint j = 0; j < count_lines (&kinds[i]); j++)
        {
          const char *name = kinds[i].lines[j].name;
          const OptSeries *series = set != NULL ? opt_series_set_find (set, name, NULL) : NULL;

          known
              |= set_points (self->models[i], j, series, kinds[i].counted ? NULL : recorded, name);
        }
      if (server != NULL)
        opt_timeline_chart_set_events (self->models[i], opt_server_get_timeline (server));
      gtk_widget_set_visible (GTK_WIDGET (self->charts[i]),
                              known || (!read && is_common (&kinds[i])));
    }
}

/* ---- What was recorded ----------------------------------------------------------------------- */

/* Whether there is a number among them. */
static gboolean
set_recorded (OptChartModel *model, guint series, const OptHistoryRange *range, const char *name)
{
  const OptHistorySeries *source = opt_history_range_find_series (range, name, NULL);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (OptChartPoint));
  gboolean known = FALSE;

  for (guint i = 0; source != NULL && i < range->points->len; i++)
    {
      OptChartPoint point
          = { g_array_index (range->points, OptHistoryPoint, i).end, source->means[i] };

      known |= isfinite (point.value);
      g_array_append_val (points, point);
    }
  opt_chart_model_set_points (model, series, (const OptChartPoint *) (gpointer) points->data,
                              points->len);

  return known;
}

/**
 * opt_vitals_charts_show_past:
 * @self: charts
 * @range: what was recorded
 * @timeline: the same, for its events
 *
 * Shows that; what was not recorded then is not shown.
 */
void
opt_vitals_charts_show_past (OptVitalsCharts *self,
                             const OptHistoryRange *range,
                             OptTimeline *timeline)
{
  g_return_if_fail (OPT_IS_VITALS_CHARTS (self));
  g_return_if_fail (range != NULL && OPT_IS_TIMELINE (timeline));

  for (guint i = 0; i < N_KINDS; i++)
    {
      gboolean known = FALSE;

      for (guint j = 0; j < count_lines (&kinds[i]); j++)
        known |= set_recorded (self->models[i], j, range, kinds[i].lines[j].name);
      opt_timeline_chart_set_events (self->models[i], timeline);
      gtk_widget_set_visible (GTK_WIDGET (self->charts[i]), known || is_common (&kinds[i]));
    }
}

/* ---- What was before ------------------------------------------------------------------------- */

/* Of a stack the whole; NAN where nothing of it was recorded. */
static double
add_up (const OptHistorySeries *const *sources, guint n, guint point)
{
  double total = NAN;

  for (guint i = 0; i < n; i++)
    if (sources[i] != NULL && isfinite (sources[i]->means[point]))
      total = isnan (total) ? sources[i]->means[point] : total + sources[i]->means[point];

  return total;
}

static GArray *
list_before (const Kind *kind, const OptHistoryRange *range, gint64 shift)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (OptChartPoint));
  const OptHistorySeries *sources[SERIES_AT_MOST] = { NULL };
  guint n = count_lines (kind);

  for (guint i = 0; i < n; i++)
    sources[i] = opt_history_range_find_series (range, kind->lines[i].name, NULL);
  for (guint i = 0; i < range->points->len; i++)
    {
      OptChartPoint point = { g_array_index (range->points, OptHistoryPoint, i).end + shift,
                              add_up (sources, n, i) };

      g_array_append_val (points, point);
    }

  return points;
}

/**
 * opt_vitals_charts_show_before:
 * @self: charts
 * @before: what they are compared with
 */
void
opt_vitals_charts_show_before (OptVitalsCharts *self, OptRangeBefore *before)
{
  const OptHistoryRange *range;

  g_return_if_fail (OPT_IS_VITALS_CHARTS (self));
  g_return_if_fail (OPT_IS_RANGE_BEFORE (before));

  range = opt_range_before_get_recorded (before);
  for (guint i = 0; i < N_KINDS; i++)
    {
      g_autoptr (GArray) points
          = range != NULL ? list_before (&kinds[i], range, opt_range_before_get_shift (before))
                          : NULL;

      opt_chart_model_set_before (self->models[i], opt_range_before_get_label (before),
                                  points != NULL ? (gpointer) points->data : NULL,
                                  points != NULL ? points->len : 0);
    }
}
