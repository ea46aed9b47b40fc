/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-ink.h"

#include <math.h>

/* An antialiased stroke costs by its length: above that many times the width of the chart, columns
 * look the same and cost a tenth. */
#define STROKE_MAX 6

/* A line that has fewer pixels than that from point to point is drawn in columns. */
#define STROKE_SPACING 2

/* Thinner than that, bars run into each other. */
#define BAR_MIN 3

static const double dashes[][4] = {
  { 0 },
  { 7, 3 },
  { 2, 2 },
  { 8, 2, 2, 2 },
};

/**
 * opt_chart_ink_init:
 * @self: (out caller-allocates): an ink
 * @colour: the colour of a series
 * @order: its number among the series
 * @filled: whether what is below the line is tinted
 */
void
opt_chart_ink_init (OptChartInk *self, OptChartColour colour, guint order, gboolean filled)
{
  gboolean contrast = opt_chart_colour_is_contrast_high ();

  opt_chart_colour_get (colour, &self->colour);
  self->fill = self->colour;
  self->fill.alpha = filled ? (contrast ? 0.3f : 0.2f) : 0;
  self->width = contrast ? 2.5f : 1.5f;
  self->order = order;
}

/**
 * opt_chart_ink_set_dash:
 * @self: an ink
 * @cr: where a line will be stroked
 *
 * In high contrast each series has its own dashes.
 */
void
opt_chart_ink_set_dash (const OptChartInk *self, cairo_t *cr)
{
  const double *dash = dashes[self->order % G_N_ELEMENTS (dashes)];
  int n = 0;

  while (n < 4 && dash[n] > 0)
    n++;
  if (n > 0 && opt_chart_colour_is_contrast_high ())
    cairo_set_dash (cr, dash, n, 0);
}

/* How long the line is, in application pixels. */
static double
measure_stroke (const OptChartFrame *frame, const OptChartPoint *points, gsize n)
{
  double height = 0;
  double last = NAN;

  for (gsize i = 0; i < n; i++)
    {
      double y = opt_chart_frame_get_y (frame, points[i].value);

      if (isfinite (y) && isfinite (last))
        height += fabs (y - last);
      last = y;
    }

  return frame->width + height;
}

/* Appends the pieces between the gaps. A lone point is a piece of no length, which round caps make
 * a dot. */
static void
append_path (cairo_t *cr,
             const OptChartFrame *frame,
             const OptChartPoint *points,
             gsize n,
             gboolean closed)
{
  double start = NAN;
  double x = 0;

  for (gsize i = 0; i < n; i++)
    {
      double y = opt_chart_frame_get_y (frame, points[i].value);

      if (!isfinite (y))
        {
          if (closed && isfinite (start))
            {
              cairo_line_to (cr, x, frame->height);
              cairo_close_path (cr);
            }
          start = NAN;
          continue;
        }

      x = opt_chart_frame_get_x (frame, points[i].time);
      if (isnan (start))
        {
          if (closed)
            cairo_move_to (cr, x, frame->height);
          else
            cairo_move_to (cr, x, y);
          start = x;
        }
      cairo_line_to (cr, x, y);
    }
  if (closed && isfinite (start))
    {
      cairo_line_to (cr, x, frame->height);
      cairo_close_path (cr);
    }
}

static void
draw_stroke (const OptChartInk *self,
             GtkSnapshot *snapshot,
             const OptChartFrame *frame,
             const OptChartPoint *points,
             gsize n)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, -self->width, (float) frame->width,
                                               (float) frame->height + 2 * self->width);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);

  if (self->fill.alpha > 0)
    {
      append_path (cr, frame, points, n, TRUE);
      gdk_cairo_set_source_rgba (cr, &self->fill);
      cairo_fill (cr);
    }
  append_path (cr, frame, points, n, FALSE);
  gdk_cairo_set_source_rgba (cr, &self->colour);
  cairo_set_line_width (cr, self->width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  opt_chart_ink_set_dash (self, cr);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* Columns of the same height are one rectangle. */
typedef struct
{
  GtkSnapshot *snapshot;
  const GdkRGBA *colour;
  double scale;
  int from;
  int to;
  int top;
  int bottom;
} Run;

static void
end_run (Run *run)
{
  if (run->to > run->from)
    gtk_snapshot_append_color (run->snapshot, run->colour,
                               &GRAPHENE_RECT_INIT ((float) (run->from / run->scale),
                                                    (float) (run->top / run->scale),
                                                    (float) ((run->to - run->from) / run->scale),
                                                    (float) ((run->bottom - run->top)
                                                             / run->scale)));
  run->to = run->from;
}

static void
add_to_run (Run *run, int column, int top, int bottom)
{
  if (run->to == column && run->to > run->from && run->top == top && run->bottom == bottom)
    {
      run->to++;
      return;
    }

  end_run (run);
  run->from = column;
  run->to = column + 1;
  run->top = top;
  run->bottom = bottom;
}

/* All edges are at device pixels: nothing is to be blended. */
static void
draw_columns (const OptChartInk *self,
              GtkSnapshot *snapshot,
              const OptChartFrame *frame,
              const OptChartColumn *columns)
{
  int height = (int) frame->height * frame->scale;
  int min = MAX ((int) lround (self->width * frame->scale), 1);
  Run fill = { .snapshot = snapshot, .colour = &self->fill, .scale = frame->scale };
  Run line = { .snapshot = snapshot, .colour = &self->colour, .scale = frame->scale };

  for (int pass = self->fill.alpha > 0 ? 0 : 1; pass < 2; pass++)
    {
      Run *run = pass == 0 ? &fill : &line;

      for (int i = 0; i < frame->n_columns; i++)
        {
          double high = opt_chart_frame_get_y (frame, columns[i].high) * frame->scale;
          double low = opt_chart_frame_get_y (frame, columns[i].low) * frame->scale;
          int top, bottom;

          if (isnan (high))
            continue;
          top = (int) floor (high - (double) min / 2 + 0.5);
          bottom = MAX ((int) ceil (low + (double) min / 2 - 0.5), top + min);
          if (pass == 1)
            add_to_run (run, i, top, bottom);
          else if (bottom < height)
            add_to_run (run, i, bottom, height);
        }
      end_run (run);
    }
}

/**
 * opt_chart_ink_draw:
 * @self: an ink
 * @snapshot: where to draw
 * @frame: the piece of the screen
 * @points: (array length=n): the points to draw, clipped to it
 * @n: how many
 *
 * Draws a series: as an antialiased line where that is cheap, else as a column of pixels from the
 * lowest to the highest value.
 */
void
opt_chart_ink_draw (const OptChartInk *self,
                    GtkSnapshot *snapshot,
                    const OptChartFrame *frame,
                    const OptChartPoint *points,
                    gsize n)
{
  g_autofree OptChartColumn *columns = NULL;

  if ((double) n * STROKE_SPACING <= frame->width
      && measure_stroke (frame, points, n) <= frame->width * STROKE_MAX)
    {
      draw_stroke (self, snapshot, frame, points, n);
      return;
    }

  columns = g_new (OptChartColumn, (gsize) frame->n_columns);
  opt_chart_columns_fill (columns, frame, points, n);
  draw_columns (self, snapshot, frame, columns);
}

/**
 * opt_chart_ink_draw_bars:
 * @self: an ink
 * @snapshot: where to draw
 * @frame: the piece of the screen
 * @points: (array length=n): the points to draw, clipped to it
 * @n: how many
 *
 * Draws a bar for each interval, from the point before to the point, where there is room for that.
 */
void
opt_chart_ink_draw_bars (const OptChartInk *self,
                         GtkSnapshot *snapshot,
                         const OptChartFrame *frame,
                         const OptChartPoint *points,
                         gsize n)
{
  if ((double) n * BAR_MIN > frame->width)
    {
      opt_chart_ink_draw (self, snapshot, frame, points, n);
      return;
    }

  for (gsize i = 0; i < n; i++)
    {
      gint64 length = i > 0 ? points[i].time - points[i - 1].time
                            : (n > 1 ? points[1].time - points[0].time : 0);
      double right = round (opt_chart_frame_get_x (frame, points[i].time) * frame->scale);
      double left = round (opt_chart_frame_get_x (frame, points[i].time - length) * frame->scale);
      double top = round (opt_chart_frame_get_y (frame, points[i].value) * frame->scale);
      double bottom = frame->height * frame->scale;

      if (isnan (top) || right < 0)
        continue;
      /* A pixel between two bars, and nothing that was not zero looks as if it were. */
      left = MAX (MIN (left + frame->scale, right - frame->scale), -frame->scale);
      if (points[i].value > frame->lower)
        top = MIN (top, bottom - frame->scale);
      if (top >= bottom)
        continue;
      gtk_snapshot_append_color (snapshot, &self->colour,
                                 &GRAPHENE_RECT_INIT ((float) (left / frame->scale),
                                                      (float) (top / frame->scale),
                                                      (float) ((right - left) / frame->scale),
                                                      (float) ((bottom - top) / frame->scale)));
    }
}
