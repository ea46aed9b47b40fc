/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-group.h"

/* The closest zoom: a second, or less of what is not much longer. */
#define MIN_SPAN G_USEC_PER_SEC
#define MIN_SHARE 100

/* What is not much longer than the live window is as good as that. */
#define ABOUT 1.1

enum
{
  PROP_CURSOR = 1,
  PROP_ZOOMED,
  PROP_CLOCK,
  N_PROPS
};

enum
{
  SIGNAL_WINDOW_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

struct _OptChartGroup
{
  GObject parent_instance;

  gint64 live_from;
  gint64 live_to; /* both are 0 until they are set */
  gboolean past;
  gboolean zoomed;
  gint64 from;
  gint64 to;
  gint64 cursor; /* or OPT_CHART_NO_TIME */
  gint64 clock;  /* 0: that is not known */

  /* Owned */
  GPtrArray *models; /* (element-type OptChartModel), once for each chart */
};

G_DEFINE_FINAL_TYPE (OptChartGroup, opt_chart_group, G_TYPE_OBJECT)

static void
opt_chart_group_finalize (GObject *object)
{
  g_ptr_array_unref (OPT_CHART_GROUP (object)->models);

  G_OBJECT_CLASS (opt_chart_group_parent_class)->finalize (object);
}

static void
opt_chart_group_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  OptChartGroup *self = OPT_CHART_GROUP (object);

  switch (id)
    {
    case PROP_CURSOR:
      g_value_set_int64 (value, self->cursor);
      break;
    case PROP_ZOOMED:
      g_value_set_boolean (value, self->zoomed);
      break;
    case PROP_CLOCK:
      g_value_set_int64 (value, self->clock);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
opt_chart_group_class_init (OptChartGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = opt_chart_group_finalize;
  object_class->get_property = opt_chart_group_get_property;

  /**
   * OptChartGroup:cursor:
   *
   * Where the crosshair stands, or %OPT_CHART_NO_TIME.
   */
  properties[PROP_CURSOR]
      = g_param_spec_int64 ("cursor", NULL, NULL, G_MININT64, G_MAXINT64, OPT_CHART_NO_TIME, flags);

  /**
   * OptChartGroup:zoomed:
   *
   * Whether the user chose a window, and the charts don't follow live data.
   */
  properties[PROP_ZOOMED] = g_param_spec_boolean ("zoomed", NULL, NULL, FALSE, flags);

  /**
   * OptChartGroup:clock:
   *
   * What time it is by now where the values are from; 0: that is not known.
   */
  properties[PROP_CLOCK]
      = g_param_spec_int64 ("clock", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * OptChartGroup::window-changed:
   * @self: the group
   *
   * Another window of time is to be shown.
   */
  signals[SIGNAL_WINDOW_CHANGED]
      = g_signal_new ("window-changed", OPT_TYPE_CHART_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);
}

static void
opt_chart_group_init (OptChartGroup *self)
{
  self->cursor = OPT_CHART_NO_TIME;
  self->models = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * opt_chart_group_new:
 *
 * Returns: (transfer full): a group with no charts
 */
OptChartGroup *
opt_chart_group_new (void)
{
  return g_object_new (OPT_TYPE_CHART_GROUP, NULL);
}

/**
 * opt_chart_group_add_model:
 * @self: a group
 * @model: what a chart of it shows
 */
void
opt_chart_group_add_model (OptChartGroup *self, OptChartModel *model)
{
  g_return_if_fail (OPT_IS_CHART_GROUP (self) && OPT_IS_CHART_MODEL (model));

  g_ptr_array_add (self->models, g_object_ref (model));
}

/**
 * opt_chart_group_remove_model:
 * @self: a group
 * @model: what a chart of it showed
 */
void
opt_chart_group_remove_model (OptChartGroup *self, OptChartModel *model)
{
  g_return_if_fail (OPT_IS_CHART_GROUP (self) && OPT_IS_CHART_MODEL (model));

  g_ptr_array_remove (self->models, model);
}

/**
 * opt_chart_group_set_window:
 * @self: a group
 * @from: where live data begin
 * @to: where they end
 *
 * Sets what the charts show while they are not zoomed. Without it each shows its model's window.
 */
void
opt_chart_group_set_window (OptChartGroup *self, gint64 from, gint64 to)
{
  g_return_if_fail (OPT_IS_CHART_GROUP (self) && from < to);

  if (self->live_from == from && self->live_to == to)
    return;

  self->live_from = from;
  self->live_to = to;
  if (!self->zoomed)
    g_signal_emit (self, signals[SIGNAL_WINDOW_CHANGED], 0);
}

/**
 * opt_chart_group_set_past:
 * @self: a group
 * @past: whether its window is over, rather than up to now
 *
 * Goes with opt_chart_group_set_window().
 */
void
opt_chart_group_set_past (OptChartGroup *self, gboolean past)
{
  g_return_if_fail (OPT_IS_CHART_GROUP (self));

  if (self->past == !!past)
    return;

  self->past = !!past;
  g_signal_emit (self, signals[SIGNAL_WINDOW_CHANGED], 0);
}

/**
 * opt_chart_group_get_follows:
 * @self: a group
 *
 * Returns: whether the window ends with what is latest: of any other all of it is meant
 */
gboolean
opt_chart_group_get_follows (OptChartGroup *self)
{
  g_return_val_if_fail (OPT_IS_CHART_GROUP (self), FALSE);

  return !self->past && !self->zoomed;
}

/**
 * opt_chart_group_get_window:
 * @self: a group
 * @from: (out): where the time axis begins
 * @to: (out): where it ends
 *
 * Returns: whether it has a window
 */
gboolean
opt_chart_group_get_window (OptChartGroup *self, gint64 *from, gint64 *to)
{
  g_return_val_if_fail (OPT_IS_CHART_GROUP (self), FALSE);

  *from = self->zoomed ? self->from : self->live_from;
  *to = self->zoomed ? self->to : self->live_to;

  return *from < *to;
}

/* What there is to see: all points, and the live window. */
static gboolean
get_limits (OptChartGroup *self, gint64 *from, gint64 *to)
{
  gboolean found = self->live_from < self->live_to;

  *from = found ? self->live_from : G_MAXINT64;
  *to = found ? self->live_to : G_MININT64;
  for (guint i = 0; i < self->models->len; i++)
    {
      OptChartModel *model = g_ptr_array_index (self->models, i);
      gint64 first, last;

      opt_chart_model_get_window (model, &first, &last);
      if (first < last)
        {
          *from = MIN (*from, first);
          *to = MAX (*to, last);
        }
      if (opt_chart_model_get_extent (model, &first, &last))
        {
          *from = MIN (*from, first);
          *to = MAX (*to, last);
        }
    }

  return *from < *to;
}

/* Where live data are when a page sets the window of each model. */
static gboolean
get_live (OptChartGroup *self, gint64 *from, gint64 *to)
{
  *from = self->live_from;
  *to = self->live_to;
  for (guint i = 0; *from >= *to && i < self->models->len; i++)
    opt_chart_model_get_window (g_ptr_array_index (self->models, i), from, to);

  return *from < *to;
}

/**
 * opt_chart_group_zoom:
 * @self: a group
 * @from: where the time axis is to begin
 * @to: where it is to end
 *
 * Shows a window that the user chose, moved and cut to where there is something to see. It stays
 * where it is while data come in, until opt_chart_group_go_live(). Whoever zooms out as far as the
 * live window is back there.
 */
void
opt_chart_group_zoom (OptChartGroup *self, gint64 from, gint64 to)
{
  gint64 first, last, live_from, live_to, span, shortest;

  g_return_if_fail (OPT_IS_CHART_GROUP (self) && from <= to);

  if (!get_limits (self, &first, &last))
    return;

  shortest = MAX (MIN (MIN_SPAN, (last - first) / MIN_SHARE), 1);
  span = CLAMP (to - from, shortest, last - first);
  from += (to - from - span) / 2;
  from = CLAMP (from, first, last - span);
  to = from + span;
  if (get_live (self, &live_from, &live_to) && from <= live_from && to >= live_to
      && (live_to - live_from == span
          || (double) (last - first) <= ABOUT * (double) (live_to - live_from)))
    {
      opt_chart_group_go_live (self);
      return;
    }
  if (self->zoomed && self->from == from && self->to == to)
    return;

  self->from = from;
  self->to = to;
  if (!self->zoomed)
    {
      self->zoomed = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOMED]);
    }
  g_signal_emit (self, signals[SIGNAL_WINDOW_CHANGED], 0);
}

/**
 * opt_chart_group_go_live:
 * @self: a group
 *
 * Ends the zoom: the charts follow live data again.
 */
void
opt_chart_group_go_live (OptChartGroup *self)
{
  g_return_if_fail (OPT_IS_CHART_GROUP (self));

  if (!self->zoomed)
    return;

  self->zoomed = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOMED]);
  g_signal_emit (self, signals[SIGNAL_WINDOW_CHANGED], 0);
}

/**
 * opt_chart_group_get_zoomed:
 * @self: a group
 *
 * Returns: whether the user chose the window
 */
gboolean
opt_chart_group_get_zoomed (OptChartGroup *self)
{
  g_return_val_if_fail (OPT_IS_CHART_GROUP (self), FALSE);

  return self->zoomed;
}

/**
 * opt_chart_group_set_cursor:
 * @self: a group
 * @time: where to put the crosshair, or %OPT_CHART_NO_TIME
 */
void
opt_chart_group_set_cursor (OptChartGroup *self, gint64 time)
{
  g_return_if_fail (OPT_IS_CHART_GROUP (self));

  if (self->cursor == time)
    return;

  self->cursor = time;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURSOR]);
}

/**
 * opt_chart_group_get_cursor:
 * @self: a group
 *
 * Returns: where the crosshair stands, or %OPT_CHART_NO_TIME
 */
gint64
opt_chart_group_get_cursor (OptChartGroup *self)
{
  g_return_val_if_fail (OPT_IS_CHART_GROUP (self), OPT_CHART_NO_TIME);

  return self->cursor;
}

/**
 * opt_chart_group_set_clock:
 * @self: a group
 * @time: what time it is by now where the values are from; 0: that is not known
 *
 * Charts say how old their latest value is, where it is: to be called again as time goes by.
 */
void
opt_chart_group_set_clock (OptChartGroup *self, gint64 time)
{
  g_return_if_fail (OPT_IS_CHART_GROUP (self));

  if (self->clock == time)
    return;

  self->clock = time;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CLOCK]);
}

/**
 * opt_chart_group_get_clock:
 * @self: a group
 *
 * Returns: what time it is by now where the values are from; 0: that is not known
 */
gint64
opt_chart_group_get_clock (OptChartGroup *self)
{
  g_return_val_if_fail (OPT_IS_CHART_GROUP (self), 0);

  return self->clock;
}
