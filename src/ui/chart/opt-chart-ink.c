/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-ink.h"

#include <math.h>

#include "opt-chart-mask.h"

/* A longer line, in device pixels, is drawn as columns: nobody sees the edges of so many spikes,
 * and they cost less. */
#define STROKE_MAX 60000

/* Dashes are left to Cairo, which takes its time for them. */
#define DASH_MAX 4000

/* A lone point is a dot. */
#define DOT 3

/* With fewer pixels, bars would be more gap than bar. */
#define BAR_MIN 6

static const double dashes[][4] = {
  { 0 },
  { 7, 3 },
  { 2, 2 },
  { 8, 2, 2, 2 },
};

static const double before_dashes[4] = { 4, 4 };

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
  self->dashed = colour == OPT_CHART_COLOUR_BEFORE;
  self->fill.alpha = filled && !self->dashed ? (contrast ? 0.3f : 0.2f) : 0;
  self->width = contrast ? 2.5f : 1.5f;
  self->order = order;
}

static const double *
get_dashes (const OptChartInk *self)
{
  return self->dashed ? before_dashes : dashes[self->order % G_N_ELEMENTS (dashes)];
}

static gboolean
is_dashed (const OptChartInk *self)
{
  return self->dashed || (opt_chart_colour_is_contrast_high () && get_dashes (self)[0] > 0);
}

/**
 * opt_chart_ink_set_dash:
 * @self: an ink
 * @cr: where a line will be stroked
 *
 * What is of an earlier time is dashed; in high contrast each series has its own dashes.
 */
void
opt_chart_ink_set_dash (const OptChartInk *self, cairo_t *cr)
{
  const double *dash = get_dashes (self);
  int n = 0;

  while (n < 4 && dash[n] > 0)
    n++;
  if (is_dashed (self))
    cairo_set_dash (cr, dash, n, 0);
}

/* How long the line is, in device pixels. */
static double
measure_line (const OptChartFrame *frame, const OptChartPoint *points, gsize n)
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

  return frame->n_columns + height * frame->scale;
}

/* At most two points for each column of pixels, in the order that makes the line shorter. */
static GArray *
thin_out (const OptChartFrame *frame, const OptChartColumn *columns)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (OptChartPoint));
  double last = NAN;

  for (int i = 0; i < frame->n_columns; i++)
    {
      double low = columns[i].low;
      double high = columns[i].high;
      gboolean upward = isnan (last) || fabs (low - last) <= fabs (high - last);
      OptChartPoint ends[2] = {
        { (gint64) llround (frame->origin + (i + 0.5) * frame->step), upward ? low : high },
        { (gint64) llround (frame->origin + (i + 0.5) * frame->step), upward ? high : low },
      };

      g_array_append_vals (points, ends, low == high || isnan (low) ? 1 : 2);
      last = ends[1].value;
    }

  return points;
}

static void
draw_dashes (const OptChartInk *self,
             GtkSnapshot *snapshot,
             const OptChartFrame *frame,
             const OptChartPoint *points,
             gsize n)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, -self->width, (float) frame->width,
                                               (float) frame->height + 2 * self->width);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  gboolean joined = FALSE;

  for (gsize i = 0; i < n; i++)
    {
      double x = opt_chart_frame_get_x (frame, points[i].time);
      double y = opt_chart_frame_get_y (frame, points[i].value);

      if (isfinite (y) && !joined)
        cairo_move_to (cr, x, y);
      if (isfinite (y))
        cairo_line_to (cr, x, y);
      joined = isfinite (y);
    }
  gdk_cairo_set_source_rgba (cr, &self->colour);
  cairo_set_line_width (cr, self->width);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  opt_chart_ink_set_dash (self, cr);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* What the columns become on the screen, in device pixels from its top. */
typedef struct
{
  int top;      /* of all */
  int bottom;   /* of all */
  int *tops;    /* of each; the same as in bottoms for a gap */
  int *bottoms; /* of each */
} Extents;

static void
extents_init (Extents *self,
              const OptChartInk *ink,
              const OptChartFrame *frame,
              const OptChartColumn *columns)
{
  int min = MAX ((int) lround (ink->width * frame->scale), 1);

  self->tops = g_new0 (int, (gsize) frame->n_columns);
  self->bottoms = g_new0 (int, (gsize) frame->n_columns);
  self->top = G_MAXINT;
  self->bottom = G_MININT;
  for (int i = 0; i < frame->n_columns; i++)
    {
      double high = opt_chart_frame_get_y (frame, columns[i].high) * frame->scale;
      double low = opt_chart_frame_get_y (frame, columns[i].low) * frame->scale;

      if (isnan (high))
        continue;
      high = CLAMP (high, -min, frame->height * frame->scale + min);
      low = CLAMP (low, -min, frame->height * frame->scale + min);
      self->tops[i] = (int) floor (high - (double) min / 2 + 0.5);
      self->bottoms[i] = MAX ((int) ceil (low + (double) min / 2 - 0.5), self->tops[i] + min);
      self->top = MIN (self->top, self->tops[i]);
      self->bottom = MAX (self->bottom, self->bottoms[i]);
    }
}

static void
extents_clear (Extents *self)
{
  g_clear_pointer (&self->tops, g_free);
  g_clear_pointer (&self->bottoms, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Extents, extents_clear)

/* Below the lowest line the tint is plain: a rectangle from gap to gap. */
static void
draw_plain (const OptChartInk *self,
            GtkSnapshot *snapshot,
            const OptChartFrame *frame,
            const Extents *extents)
{
  float scale = (float) frame->scale;
  float top = (float) MAX (extents->bottom, 0) / scale;
  int from = 0;

  if (top >= (float) frame->height)
    return;

  for (int i = 0; i <= frame->n_columns; i++)
    {
      if (i < frame->n_columns && extents->tops[i] < extents->bottoms[i])
        continue;
      if (i > from)
        gtk_snapshot_append_color (snapshot, &self->fill,
                                   &GRAPHENE_RECT_INIT ((float) from / scale, top,
                                                        (float) (i - from) / scale,
                                                        (float) frame->height - top));
      from = i + 1;
    }
}

/* The tint begins in the middle of the line, which hides its edge. */
static void
add_tint (const OptChartInk *self,
          OptChartMask *mask,
          const OptChartFrame *frame,
          const Extents *extents,
          int above)
{
  g_autofree int *tops = g_new (int, (gsize) frame->n_columns);
  g_autofree int *bottoms = g_new (int, (gsize) frame->n_columns);
  int bottom = MIN (extents->bottom, (int) frame->height * frame->scale) - above;

  for (int i = 0; i < frame->n_columns; i++)
    {
      gboolean gap = extents->tops[i] >= extents->bottoms[i];

      tops[i] = (extents->tops[i] + extents->bottoms[i]) / 2 - above;
      bottoms[i] = gap ? tops[i] : bottom;
    }
  opt_chart_mask_add_columns (mask, tops, bottoms, self->fill.alpha);
}

static void
add_columns (OptChartMask *mask, const OptChartFrame *frame, Extents *extents, int above)
{
  for (int i = 0; i < frame->n_columns; i++)
    {
      extents->tops[i] -= above;
      extents->bottoms[i] -= above;
    }
  opt_chart_mask_add_columns (mask, extents->tops, extents->bottoms, 1);
}

static void
add_line (const OptChartInk *self,
          OptChartMask *mask,
          const OptChartFrame *frame,
          int above,
          const OptChartPoint *points,
          gsize n)
{
  double thickness = self->width * frame->scale;
  gboolean joined = FALSE;
  double last_x = 0;
  double last_y = 0;

  for (gsize i = 0; i < n; i++)
    {
      double x = opt_chart_frame_get_x (frame, points[i].time) * frame->scale;
      double y = opt_chart_frame_get_y (frame, points[i].value) * frame->scale - above;

      if (isfinite (y) && joined)
        opt_chart_mask_add_line (mask, last_x, last_y, x, y, thickness);
      else if (isfinite (y) && (i + 1 == n || !isfinite (points[i + 1].value)))
        opt_chart_mask_add_line (mask, x, y, x, y, MAX (thickness, DOT * frame->scale));
      joined = isfinite (y);
      last_x = x;
      last_y = y;
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
 * Draws a series: as an antialiased line, or, where the line goes up and down too often for that,
 * as a column of pixels from the lowest to the highest value.
 */
void
opt_chart_ink_draw (const OptChartInk *self,
                    GtkSnapshot *snapshot,
                    const OptChartFrame *frame,
                    const OptChartPoint *points,
                    gsize n)
{
  g_autofree OptChartColumn *columns = g_new (OptChartColumn, (gsize) frame->n_columns);
  int pad = (int) ceil (MAX (self->width, DOT) / 2 + 1) * frame->scale;
  g_autoptr (GArray) thinned = NULL;
  g_auto (Extents)
    extents = { 0 };
  OptChartMask mask;
  gboolean dashed;
  double length;
  int above;

  opt_chart_columns_fill (columns, frame, points, n);
  extents_init (&extents, self, frame, columns);
  if (extents.top > extents.bottom)
    return;

  if (n > (gsize) frame->n_columns)
    {
      thinned = thin_out (frame, columns);
      points = (const OptChartPoint *) thinned->data;
      n = thinned->len;
    }
  length = measure_line (frame, points, n);
  dashed = length <= DASH_MAX * frame->scale && is_dashed (self);

  above = extents.top - pad;
  opt_chart_mask_init (&mask, frame->n_columns, extents.bottom + pad - above);
  if (self->fill.alpha > 0)
    {
      draw_plain (self, snapshot, frame, &extents);
      add_tint (self, &mask, frame, &extents, above);
    }
  if (!dashed && length <= STROKE_MAX)
    add_line (self, &mask, frame, above, points, n);
  else if (!dashed)
    add_columns (&mask, frame, &extents, above);
  opt_chart_mask_draw (&mask, snapshot, &self->colour, 0, (double) above / frame->scale,
                       frame->scale);
  if (dashed)
    draw_dashes (self, snapshot, frame, points, n);
}

/* The interval that a point ends. */
static gint64
get_start (const OptChartPoint *points, gsize n, gsize i)
{
  if (i > 0)
    return points[i - 1].time;

  return n > 1 ? points[0].time - (points[1].time - points[0].time) : points[0].time;
}

static void
draw_bars (const OptChartInk *self,
           GtkSnapshot *snapshot,
           const OptChartFrame *frame,
           const OptChartPoint *points,
           gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      double right = round (opt_chart_frame_get_x (frame, points[i].time) * frame->scale);
      double left = round (opt_chart_frame_get_x (frame, get_start (points, n, i)) * frame->scale);
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

/* The outline of bars that touch. */
static GArray *
create_steps (const OptChartPoint *points, gsize n)
{
  GArray *steps = g_array_sized_new (FALSE, FALSE, sizeof (OptChartPoint), (guint) n * 2);

  for (gsize i = 0; i < n; i++)
    {
      OptChartPoint ends[2] = { { get_start (points, n, i), points[i].value }, points[i] };

      g_array_append_vals (steps, ends, 2);
    }

  return steps;
}

/**
 * opt_chart_ink_draw_steps:
 * @self: an ink
 * @snapshot: where to draw
 * @frame: the piece of the screen
 * @points: (array length=n): the points to draw, clipped to it
 * @n: how many
 *
 * Draws the outline that the bars of opt_chart_ink_draw_bars() would have.
 */
void
opt_chart_ink_draw_steps (const OptChartInk *self,
                          GtkSnapshot *snapshot,
                          const OptChartFrame *frame,
                          const OptChartPoint *points,
                          gsize n)
{
  g_autoptr (GArray) steps = create_steps (points, n);

  opt_chart_ink_draw (self, snapshot, frame, (const OptChartPoint *) steps->data, steps->len);
}

/**
 * opt_chart_ink_draw_bars:
 * @self: an ink
 * @snapshot: where to draw
 * @frame: the piece of the screen
 * @points: (array length=n): the points to draw, clipped to it
 * @n: how many
 *
 * Draws a bar for each interval, from the point before to the point. Where there is no room for
 * gaps between them they share an outline.
 */
void
opt_chart_ink_draw_bars (const OptChartInk *self,
                         GtkSnapshot *snapshot,
                         const OptChartFrame *frame,
                         const OptChartPoint *points,
                         gsize n)
{
  if ((double) n * BAR_MIN <= frame->width)
    draw_bars (self, snapshot, frame, points, n);
  else
    opt_chart_ink_draw_steps (self, snapshot, frame, points, n);
}
