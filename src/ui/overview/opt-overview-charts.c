/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-overview-charts.h"

#include <glib/gi18n.h>

#include "opt-chart-note.h"
#include "opt-chart.h"
#include "opt-recent.h"
#include "opt-timeline-chart.h"

/* Of the first chart, the load, that each wait class is a series of. */
#define LOAD 0
#define CALLS 1
#define LATENCY 2
#define N_MAIN 3
#define HITS 4

typedef double (*ReadFunc) (const OptTimelinePoint *point);

typedef struct
{
  const char *title;
  OptChartUnit unit;
  OptChartColour colour;
  OptChartStyle style;
  OptChartBase base;
  ReadFunc read;
  const char *note; /* (nullable) what it measures, and where from */
} Kind;

#define READ(member) \
  static double read_##member (const OptTimelinePoint *point) { return point->member; }

READ (calls_per_second)
READ (mean_ms)
READ (transactions_per_second)
READ (hit_ratio)
READ (blocks_read_per_second)
READ (temp_bytes_per_second)
READ (wal_bytes_per_second)
READ (backends)

static const Kind kinds[] = {
  [LOAD] = { N_ ("Load (active sessions)"), OPT_CHART_UNIT_NUMBER, OPT_CHART_COLOUR_GREEN,
             OPT_CHART_STYLE_AREA, OPT_CHART_BASE_ZERO, NULL },
  [CALLS] = { N_ ("Calls/s"), OPT_CHART_UNIT_RATE, OPT_CHART_COLOUR_BLUE, OPT_CHART_STYLE_COLUMNS,
              OPT_CHART_BASE_ZERO, read_calls_per_second },
  [LATENCY] = { N_ ("Mean latency"), OPT_CHART_UNIT_DURATION, OPT_CHART_COLOUR_ORANGE,
                OPT_CHART_STYLE_COLUMNS, OPT_CHART_BASE_ZERO, read_mean_ms },
  { N_ ("Transactions/s"), OPT_CHART_UNIT_RATE, OPT_CHART_COLOUR_BLUE, OPT_CHART_STYLE_COLUMNS,
    OPT_CHART_BASE_ZERO, read_transactions_per_second },
  [HITS] = { N_ ("Cache hits"), OPT_CHART_UNIT_SHARE, OPT_CHART_COLOUR_GREEN, OPT_CHART_STYLE_LINE,
             OPT_CHART_BASE_RATIO, read_hit_ratio },
  { N_ ("Blocks read/s"), OPT_CHART_UNIT_RATE, OPT_CHART_COLOUR_BROWN, OPT_CHART_STYLE_COLUMNS,
    OPT_CHART_BASE_ZERO, read_blocks_read_per_second },
  { N_ ("Temporary files"), OPT_CHART_UNIT_BYTES_RATE, OPT_CHART_COLOUR_PURPLE,
    OPT_CHART_STYLE_COLUMNS, OPT_CHART_BASE_ZERO, read_temp_bytes_per_second },
  { N_ ("WAL of statements"), OPT_CHART_UNIT_BYTES_RATE, OPT_CHART_COLOUR_PURPLE,
    OPT_CHART_STYLE_COLUMNS, OPT_CHART_BASE_ZERO, read_wal_bytes_per_second,
    N_ ("Bytes of the records that statements of this database made, as pg_stat_statements counts "
        "them (wal_bytes). What vacuum, checkpoints and other databases logged is in “WAL "
        "written” only.") },
  { N_ ("Connections to this database"), OPT_CHART_UNIT_NUMBER, OPT_CHART_COLOUR_GREY,
    OPT_CHART_STYLE_LINE, OPT_CHART_BASE_ZERO, read_backends },
};

#define N_KINDS G_N_ELEMENTS (kinds)

struct _OptOverviewCharts
{
  GObject parent_instance;

  /* Owned */
  OptChartGroup *group;
  OptChartModel *models[N_KINDS];
  OptChart *load;
  OptChartModel *blocks; /* that were asked for: what the share of those that were hit is of */
};

G_DEFINE_FINAL_TYPE (OptOverviewCharts, opt_overview_charts, G_TYPE_OBJECT)

static void
opt_overview_charts_dispose (GObject *object)
{
  OptOverviewCharts *self = OPT_OVERVIEW_CHARTS (object);

  for (guint i = 0; i < N_KINDS; i++)
    g_clear_object (&self->models[i]);
  g_clear_object (&self->blocks);
  g_clear_object (&self->load);
  g_clear_object (&self->group);

  G_OBJECT_CLASS (opt_overview_charts_parent_class)->dispose (object);
}

static void
opt_overview_charts_class_init (OptOverviewChartsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_overview_charts_dispose;
}

static void
add_series (OptOverviewCharts *self, guint i)
{
  OptChartModel *model = self->models[i];

  if (i == LOAD)
    {
      opt_timeline_chart_add_load (model);
      return;
    }
  opt_chart_model_set_style (model, kinds[i].style);
  opt_chart_model_set_base (model, kinds[i].base);
  opt_chart_model_add_series (model, _ (kinds[i].title), kinds[i].colour);
}

static void
opt_overview_charts_init (OptOverviewCharts *self)
{
  self->group = opt_chart_group_new ();
  for (guint i = 0; i < N_KINDS; i++)
    {
      self->models[i] = opt_chart_model_new (kinds[i].unit);
      add_series (self, i);
    }
  self->blocks = opt_chart_model_new (OPT_CHART_UNIT_RATE);
  opt_chart_model_add_series (self->blocks, _ ("Blocks/s"), OPT_CHART_COLOUR_GREY);
  opt_chart_model_set_weights (self->models[LATENCY], self->models[CALLS]);
  opt_chart_model_set_weights (self->models[HITS], self->blocks);
}

static void
add_chart (OptOverviewCharts *self, OptCardGrid *grid, guint i)
{
  GtkWidget *chart = opt_chart_new (_ (kinds[i].title), self->models[i]);

  opt_chart_set_group (OPT_CHART (chart), self->group);
  if (kinds[i].note != NULL)
    opt_chart_note_attach (OPT_CHART (chart), _ (kinds[i].note));
  if (i == LOAD)
    self->load = g_object_ref_sink (OPT_CHART (chart));
  opt_card_grid_append (grid, chart);
}

/**
 * opt_overview_charts_new:
 * @main: where those go that answer how the database is
 * @more: where the others go, that tell why
 *
 * Returns: (transfer full): the charts
 */
OptOverviewCharts *
opt_overview_charts_new (OptCardGrid *main, OptCardGrid *more)
{
  OptOverviewCharts *self;

  g_return_val_if_fail (OPT_IS_CARD_GRID (main) && OPT_IS_CARD_GRID (more), NULL);

  self = g_object_new (OPT_TYPE_OVERVIEW_CHARTS, NULL);
  for (guint i = 0; i < N_KINDS; i++)
    add_chart (self, i < N_MAIN ? main : more, i);

  return self;
}

/* ---- From a timeline ------------------------------------------------------------------------- */

static double
read_kind (const OptTimelinePoint *point, guint i)
{
  return kinds[i].read (point);
}

static double
read_blocks (const OptTimelinePoint *point, guint data)
{
  return point->blocks_hit_per_second + point->blocks_read_per_second;
}

static void
show_points (OptOverviewCharts *self, OptTimeline *timeline)
{
  opt_timeline_chart_set_points (self->blocks, 0, timeline, read_blocks, 0);
  for (guint i = 0; i < N_KINDS; i++)
    if (i != LOAD)
      opt_timeline_chart_set_points (self->models[i], 0, timeline, read_kind, i);
  opt_timeline_chart_set_load (self->models[LOAD], timeline);
  opt_chart_set_title (self->load, opt_timeline_chart_get_load_title (timeline));
}

static void
show_events (OptOverviewCharts *self, OptTimeline *timeline)
{
  for (guint i = 0; i < N_KINDS; i++)
    opt_timeline_chart_set_events (self->models[i], timeline);
}

/**
 * opt_overview_charts_get_group:
 * @self: charts
 *
 * Returns: (transfer none): what they have in common, for other charts of the page
 */
OptChartGroup *
opt_overview_charts_get_group (OptOverviewCharts *self)
{
  g_return_val_if_fail (OPT_IS_OVERVIEW_CHARTS (self), NULL);

  return self->group;
}

/**
 * opt_overview_charts_show:
 * @self: charts
 * @timeline: (nullable): of a database; %NULL: nothing is known
 */
void
opt_overview_charts_show (OptOverviewCharts *self, OptTimeline *timeline)
{
  guint n;
  gint64 begin, end;

  g_return_if_fail (OPT_IS_OVERVIEW_CHARTS (self));

  n = timeline != NULL ? opt_timeline_get_n_points (timeline) : 0;
  if (n == 0)
    {
      for (guint i = 0; i < N_KINDS; i++)
        opt_chart_model_clear (self->models[i]);
      opt_chart_model_clear (self->blocks);
      return;
    }

  end = opt_timeline_get_point (timeline, n - 1)->end;
  begin = opt_timeline_get_point (timeline, 0)->start;
  opt_overview_charts_show_window (self, timeline, end - opt_recent_fit (end - begin), end, FALSE);
}

/**
 * opt_overview_charts_show_window:
 * @self: charts
 * @timeline: of a database
 * @from: from when on it is shown, microseconds since 1970
 * @to: and up to when
 * @past: whether that is over, rather than up to now: of such a time the mean is told
 */
void
opt_overview_charts_show_window (OptOverviewCharts *self,
                                 OptTimeline *timeline,
                                 gint64 from,
                                 gint64 to,
                                 gboolean past)
{
  g_return_if_fail (OPT_IS_OVERVIEW_CHARTS (self));
  g_return_if_fail (OPT_IS_TIMELINE (timeline));

  show_points (self, timeline);
  show_events (self, timeline);
  opt_chart_group_set_past (self->group, past);
  opt_chart_group_set_window (self->group, from, to);
}

/**
 * opt_overview_charts_show_before:
 * @self: charts
 * @before: what they are compared with
 */
void
opt_overview_charts_show_before (OptOverviewCharts *self, OptRangeBefore *before)
{
  g_return_if_fail (OPT_IS_OVERVIEW_CHARTS (self));
  g_return_if_fail (OPT_IS_RANGE_BEFORE (before));

  for (guint i = 0; i < N_KINDS; i++)
    opt_timeline_chart_set_before (self->models[i], opt_range_before_get_label (before),
                                   opt_range_before_get_timeline (before),
                                   opt_range_before_get_shift (before),
                                   i != LOAD ? read_kind : NULL, i);
}
