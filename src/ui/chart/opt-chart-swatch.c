/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-swatch.h"

#include "opt-chart-ink.h"

#define HEIGHT 12
#define BOX 12
#define LINE 20
#define RADIUS 3

struct _OptChartSwatch
{
  GtkWidget parent_instance;

  OptChartColour colour;
  guint order;
  gboolean line;
  gboolean hollow;
};

G_DEFINE_FINAL_TYPE (OptChartSwatch, opt_chart_swatch, GTK_TYPE_WIDGET)

static void
opt_chart_swatch_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  OptChartSwatch *self = OPT_CHART_SWATCH (widget);

  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : self->line ? LINE : BOX;
  *natural = *minimum;
}

static void
draw_line (OptChartSwatch *self, GtkSnapshot *snapshot, const OptChartInk *ink)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, LINE, HEIGHT));

  cairo_move_to (cr, 2, HEIGHT / 2.0);
  cairo_line_to (cr, LINE - 2, HEIGHT / 2.0);
  cairo_set_line_width (cr, ink->width + 0.5);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  opt_chart_ink_set_dash (ink, cr);
  gdk_cairo_set_source_rgba (cr, &ink->colour);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
draw_box (OptChartSwatch *self, GtkSnapshot *snapshot, const OptChartInk *ink)
{
  const GdkRGBA *colour = &ink->colour;
  GskRoundedRect outline;
  GdkRGBA stripe;

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (0, 0, BOX, HEIGHT), RADIUS);
  if (self->hollow)
    {
      gtk_snapshot_append_border (snapshot, &outline, (float[4]){ 1.5f, 1.5f, 1.5f, 1.5f },
                                  (GdkRGBA[4]){ *colour, *colour, *colour, *colour });
      return;
    }

  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, colour, &outline.bounds);
  if (opt_chart_colour_is_contrast_high () && self->order % 2 == 1)
    {
      opt_chart_colour_get_text (GTK_WIDGET (self), 1, &stripe);
      stripe = (GdkRGBA){ 1 - stripe.red, 1 - stripe.green, 1 - stripe.blue, 1 };
      for (guint x = 2; x < BOX; x += 3 + self->order)
        gtk_snapshot_append_color (snapshot, &stripe,
                                   &GRAPHENE_RECT_INIT ((float) x, 0, 1, HEIGHT));
    }
  gtk_snapshot_pop (snapshot);
}

static void
opt_chart_swatch_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  OptChartSwatch *self = OPT_CHART_SWATCH (widget);
  OptChartInk ink;

  opt_chart_ink_init (&ink, self->colour, self->order, FALSE);
  if (!self->line)
    draw_box (self, snapshot, &ink);
  else
    {
      if (self->hollow)
        ink.colour.alpha = 0.35f;
      draw_line (self, snapshot, &ink);
    }
}

static void
opt_chart_swatch_class_init (OptChartSwatchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = opt_chart_swatch_measure;
  widget_class->snapshot = opt_chart_swatch_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
opt_chart_swatch_init (OptChartSwatch *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  opt_chart_colour_watch (GTK_WIDGET (self));
}

/**
 * opt_chart_swatch_new:
 * @colour: the colour of a series
 * @order: its number
 * @line: whether it is drawn as a line
 *
 * Returns: (transfer floating): a swatch
 */
GtkWidget *
opt_chart_swatch_new (OptChartColour colour, guint order, gboolean line)
{
  OptChartSwatch *self = g_object_new (OPT_TYPE_CHART_SWATCH, NULL);

  self->colour = colour;
  self->order = order;
  self->line = line;

  return GTK_WIDGET (self);
}

/**
 * opt_chart_swatch_set_hollow:
 * @self: a swatch
 * @hollow: whether its series is not drawn
 */
void
opt_chart_swatch_set_hollow (OptChartSwatch *self, gboolean hollow)
{
  g_return_if_fail (OPT_IS_CHART_SWATCH (self));

  if (self->hollow == !!hollow)
    return;

  self->hollow = !!hollow;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
