/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-sparkline.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "opt-chart-ink.h"

#define WIDTH 64
#define HEIGHT 16

/* Room for half of the line. */
#define PAD 1

struct _OptSparkline
{
  GtkWidget parent_instance;

  OptChartColour colour;
  OptChartUnit unit;
  double max; /* NAN for the largest value */

  /* Owned */
  GArray *values; /* (element-type gdouble) */
  char *title;    /* (nullable) */
};

G_DEFINE_FINAL_TYPE (OptSparkline, opt_sparkline, GTK_TYPE_WIDGET)

/* Of the finite values; NAN where there is none. */
static void
get_range (OptSparkline *self, double *min, double *max, double *last)
{
  *min = NAN;
  *max = NAN;
  *last = NAN;
  for (guint i = 0; i < self->values->len; i++)
    {
      double value = g_array_index (self->values, double, i);

      *last = value;
      if (!isfinite (value))
        continue;
      if (!(*min <= value))
        *min = value;
      if (!(*max >= value))
        *max = value;
    }
}

static void
opt_sparkline_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH / 2 : HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
opt_sparkline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OptSparkline *self = OPT_SPARKLINE (widget);
  guint n = self->values->len;
  g_autofree OptChartPoint *points = g_new (OptChartPoint, n + 1);
  OptChartView view = { .to = MAX (n, 2) - 1 };
  OptChartFrame frame;
  OptChartInk ink;
  double min, max, last;

  get_range (self, &min, &max, &last);
  if (isnan (max) || gtk_widget_get_width (widget) <= 2 * PAD)
    return;

  for (guint i = 0; i < n; i++)
    points[i] = (OptChartPoint){ i, g_array_index (self->values, double, i) };
  if (isfinite (self->max))
    max = self->max;
  view.axis = (OptChartAxis){ 0, max > 0 ? max : 1, 1 };
  opt_chart_frame_init (&frame, &view, gtk_widget_get_width (widget) - 2 * PAD,
                        gtk_widget_get_height (widget) - 2 * PAD,
                        gtk_widget_get_scale_factor (widget));
  opt_chart_ink_init (&ink, self->colour, 0, TRUE);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (PAD, PAD));
  opt_chart_ink_draw (&ink, snapshot, &frame, points, n);
  gtk_snapshot_restore (snapshot);
}

static void
update_label (OptSparkline *self)
{
  g_autofree char *text = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autofree char *now = NULL;
  double min, max, last;

  get_range (self, &min, &max, &last);
  from = opt_chart_unit_format (self->unit, min);
  to = opt_chart_unit_format (self->unit, max);
  now = opt_chart_unit_format (self->unit, last);
  if (isnan (max))
    text = g_strdup_printf (_ ("%s: no values yet"),
                            self->title != NULL ? self->title : _ ("Trend"));
  else
    text = g_strdup_printf (_ ("%s: %s, between %s and %s"),
                            self->title != NULL ? self->title : _ ("Trend"), now, from, to);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
opt_sparkline_finalize (GObject *object)
{
  OptSparkline *self = OPT_SPARKLINE (object);

  g_array_unref (self->values);
  g_free (self->title);

  G_OBJECT_CLASS (opt_sparkline_parent_class)->finalize (object);
}

static void
opt_sparkline_class_init (OptSparklineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = opt_sparkline_finalize;
  widget_class->measure = opt_sparkline_measure;
  widget_class->snapshot = opt_sparkline_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "sparkline");
}

static void
opt_sparkline_init (OptSparkline *self)
{
  self->max = NAN;
  self->values = g_array_new (FALSE, FALSE, sizeof (double));
  opt_chart_colour_watch (GTK_WIDGET (self));
  update_label (self);
}

/**
 * opt_sparkline_new:
 *
 * Returns: (transfer floating): a sparkline without values
 */
GtkWidget *
opt_sparkline_new (void)
{
  return g_object_new (OPT_TYPE_SPARKLINE, NULL);
}

/**
 * opt_sparkline_set_values:
 * @self: a sparkline
 * @values: (array length=n): the values, the oldest first; NAN is a gap; copied
 * @n: how many
 *
 * The same values again cost nothing.
 */
void
opt_sparkline_set_values (OptSparkline *self, const double *values, gsize n)
{
  g_return_if_fail (OPT_IS_SPARKLINE (self));
  g_return_if_fail (values != NULL || n == 0);

  if (self->values->len == n
      && (n == 0 || memcmp (self->values->data, values, n * sizeof *values) == 0))
    return;

  g_array_set_size (self->values, 0);
  if (n > 0)
    g_array_append_vals (self->values, values, (guint) n);
  update_label (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * opt_sparkline_set_max:
 * @self: a sparkline
 * @max: the value of its top, so that several can be compared; NAN for its own largest
 */
void
opt_sparkline_set_max (OptSparkline *self, double max)
{
  g_return_if_fail (OPT_IS_SPARKLINE (self));

  if (self->max == max || (isnan (self->max) && isnan (max)))
    return;

  self->max = max;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * opt_sparkline_set_colour:
 * @self: a sparkline
 * @colour: what to draw it in
 */
void
opt_sparkline_set_colour (OptSparkline *self, OptChartColour colour)
{
  g_return_if_fail (OPT_IS_SPARKLINE (self));

  if (self->colour == colour)
    return;

  self->colour = colour;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * opt_sparkline_set_title:
 * @self: a sparkline
 * @title: (nullable): what the values are, for those who don't see it
 * @unit: their unit
 */
void
opt_sparkline_set_title (OptSparkline *self, const char *title, OptChartUnit unit)
{
  g_return_if_fail (OPT_IS_SPARKLINE (self));

  g_free (self->title);
  self->title = g_strdup (title);
  self->unit = unit;
  update_label (self);
}
