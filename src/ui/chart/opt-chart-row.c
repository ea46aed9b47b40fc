/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-row.h"

#include <math.h>

struct _OptChartRow
{
  GObject parent_instance;

  gint64 time;
  double values[OPT_CHART_MAX_SERIES];

  /* Owned */
  char *event; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptChartRow, opt_chart_row, G_TYPE_OBJECT)

static void
opt_chart_row_finalize (GObject *object)
{
  g_free (OPT_CHART_ROW (object)->event);

  G_OBJECT_CLASS (opt_chart_row_parent_class)->finalize (object);
}

static void
opt_chart_row_class_init (OptChartRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_chart_row_finalize;
}

static void
opt_chart_row_init (OptChartRow *self)
{
  for (guint i = 0; i < OPT_CHART_MAX_SERIES; i++)
    self->values[i] = NAN;
}

static OptChartRow *
get_row (GHashTable *rows, gint64 time)
{
  OptChartRow *row = g_hash_table_lookup (rows, &time);

  if (row == NULL)
    {
      row = g_object_new (OPT_TYPE_CHART_ROW, NULL);
      row->time = time;
      g_hash_table_insert (rows, &row->time, row);
    }

  return row;
}

/* When the first value is known. */
static gint64
find_first (OptChartModel *model, guint series, gint64 from)
{
  gsize n;
  const OptChartPoint *points = opt_chart_model_get_points (model, series, &n);

  for (gsize i = 0; i < n; i++)
    if (points[i].time >= from && isfinite (points[i].value))
      return points[i].time;

  return G_MAXINT64;
}

/* Before that nothing is known, of any series: as where nothing was recorded before it is watched.
 * Where a mean is of nothing, as there was no call, that is known. */
static gint64
find_begin (OptChartModel *model, gint64 from)
{
  OptChartModel *weights = opt_chart_model_get_weights (model);
  gint64 begin = weights != NULL ? find_first (weights, 0, from) : G_MAXINT64;

  for (guint i = 0; i < opt_chart_model_get_n_series (model); i++)
    begin = MIN (begin, find_first (model, i, from));

  return begin;
}

static void
add_points (GHashTable *rows, OptChartModel *model, guint series, gint64 from, gint64 to)
{
  gsize n;
  const OptChartPoint *points = opt_chart_model_get_points (model, series, &n);

  for (gsize i = 0; i < n; i++)
    {
      if (points[i].time >= from && points[i].time <= to)
        get_row (rows, points[i].time)->values[series] = points[i].value;
    }
}

static void
add_events (GHashTable *rows, OptChartModel *model, gint64 from, gint64 to)
{
  gsize n;
  const OptChartEvent *events = opt_chart_model_get_events (model, &n);

  for (gsize i = 0; i < n; i++)
    {
      OptChartRow *row;
      char *before;

      if (events[i].time < from || events[i].time > to)
        continue;
      row = get_row (rows, events[i].time);
      before = row->event;
      row->event = before != NULL ? g_strconcat (before, "; ", events[i].text, NULL)
                                  : g_strdup (events[i].text);
      g_free (before);
    }
}

static GPtrArray *
collect (GHashTable *rows)
{
  GPtrArray *array = g_ptr_array_sized_new (g_hash_table_size (rows));
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_ptr_array_add (array, row);

  return array;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const OptChartRow *row_a = *(OptChartRow *const *) a;
  const OptChartRow *row_b = *(OptChartRow *const *) b;

  return row_a->time < row_b->time ? -1 : row_a->time > row_b->time;
}

/**
 * opt_chart_row_list_new:
 * @model: a model
 * @from: where the window begins
 * @to: where it ends
 *
 * Returns: (transfer full) (element-type OptChartRow): a row for each time of a point, from the
 * first of which something is known, or an event, as they are now, by time
 */
GListModel *
opt_chart_row_list_new (OptChartModel *model, gint64 from, gint64 to)
{
  GListStore *list = g_list_store_new (OPT_TYPE_CHART_ROW);
  g_autoptr (GHashTable) rows
      = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_object_unref);
  g_autoptr (GPtrArray) sorted = NULL;
  gint64 begin;

  g_return_val_if_fail (OPT_IS_CHART_MODEL (model), G_LIST_MODEL (list));

  begin = find_begin (model, from);
  for (guint i = 0; i < opt_chart_model_get_n_series (model); i++)
    add_points (rows, model, i, begin, to);
  add_events (rows, model, from, to);
  sorted = collect (rows);
  g_ptr_array_sort (sorted, compare_times);
  g_list_store_splice (list, 0, 0, sorted->pdata, sorted->len);

  return G_LIST_MODEL (list);
}

/**
 * opt_chart_row_get_time:
 * @self: a row
 *
 * Returns: its time, microseconds since 1970
 */
gint64
opt_chart_row_get_time (OptChartRow *self)
{
  g_return_val_if_fail (OPT_IS_CHART_ROW (self), OPT_CHART_NO_TIME);

  return self->time;
}

/**
 * opt_chart_row_get_value:
 * @self: a row
 * @series: a series of the model
 *
 * Returns: its value, or NAN
 */
double
opt_chart_row_get_value (OptChartRow *self, guint series)
{
  g_return_val_if_fail (OPT_IS_CHART_ROW (self) && series < OPT_CHART_MAX_SERIES, NAN);

  return self->values[series];
}

/**
 * opt_chart_row_get_event:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what happened then
 */
const char *
opt_chart_row_get_event (OptChartRow *self)
{
  g_return_val_if_fail (OPT_IS_CHART_ROW (self), NULL);

  return self->event;
}
