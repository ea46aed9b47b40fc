/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-mask.h"

#include <math.h>

/* A piece of a line, and what to keep of it: a pixel costs a few nanoseconds, and there are many.
 */
typedef struct
{
  float x;
  float y;
  float dx;
  float dy;
  float length;
  float ux; /* the direction; 0, 0 of a dot */
  float uy;
  float reach; /* half of the thickness, and half a pixel */
} Piece;

/**
 * opt_chart_mask_init:
 * @self: (out caller-allocates): a mask
 * @width: in device pixels
 * @height: the same
 *
 * Begins with nothing covered. opt_chart_mask_draw() frees it.
 */
void
opt_chart_mask_init (OptChartMask *self, int width, int height)
{
  self->width = MAX (width, 1);
  self->height = MAX (height, 1);
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_A8, self->width, self->height);
  cairo_surface_flush (self->surface);
  self->stride = cairo_image_surface_get_stride (self->surface);
  self->pixels = cairo_image_surface_get_data (self->surface);
}

/* From the middle of a pixel to the piece; its ends are round. */
static inline void
cover (guchar *pixel, const Piece *piece, float x, float y)
{
  float along = x * piece->ux + y * piece->uy;
  float across = fabsf (x * piece->uy - y * piece->ux);
  float coverage;
  guchar byte;

  if (along < 0 || along > piece->length || piece->length == 0)
    {
      float beyond = along < 0 ? along : along - piece->length;

      across
          = piece->length == 0 ? sqrtf (x * x + y * y) : sqrtf (across * across + beyond * beyond);
    }
  coverage = piece->reach - across;
  if (coverage <= 0)
    return;

  byte = (guchar) (MIN (coverage, 1) * 255 + 0.5f);
  if (byte > *pixel)
    *pixel = byte;
}

static inline void
find_span (float from, float to, int limit, int *first, int *last)
{
  *first = (int) CLAMP (from, 0, (float) limit);
  *last = (int) CLAMP (to, -1, (float) limit - 1);
}

/* Row by row; in each row only the pixels that are near. */
static void
add_steep (OptChartMask *self, const Piece *piece)
{
  float top = MIN (piece->y, piece->y + piece->dy);
  float bottom = MAX (piece->y, piece->y + piece->dy);
  float near = piece->reach / fabsf (piece->uy);
  float slope = piece->dx / piece->dy;
  int first_row, last_row;

  find_span (top - piece->reach, bottom + piece->reach, self->height, &first_row, &last_row);
  for (int row = first_row; row <= last_row; row++)
    {
      guchar *pixels = self->pixels + row * self->stride;
      float y = (float) row + 0.5f;
      float x = piece->x + (CLAMP (y, top, bottom) - piece->y) * slope;
      int first, last;

      find_span (x - near, x + near, self->width, &first, &last);
      for (int i = first; i <= last; i++)
        cover (&pixels[i], piece, (float) i + 0.5f - piece->x, y - piece->y);
    }
}

static void
add_flat (OptChartMask *self, const Piece *piece)
{
  float left = MIN (piece->x, piece->x + piece->dx);
  float right = MAX (piece->x, piece->x + piece->dx);
  float near = piece->ux != 0 ? piece->reach / fabsf (piece->ux) : piece->reach;
  float slope = piece->dx != 0 ? piece->dy / piece->dx : 0;
  int first_column, last_column;

  find_span (left - piece->reach, right + piece->reach, self->width, &first_column, &last_column);
  for (int column = first_column; column <= last_column; column++)
    {
      float x = (float) column + 0.5f;
      float y = piece->y + (CLAMP (x, left, right) - piece->x) * slope;
      int first, last;

      find_span (y - near, y + near, self->height, &first, &last);
      for (int i = first; i <= last; i++)
        cover (&self->pixels[i * self->stride + column], piece, x - piece->x,
               (float) i + 0.5f - piece->y);
    }
}

/**
 * opt_chart_mask_add_columns:
 * @self: a mask
 * @tops: (array): for each column of pixels the row to begin at
 * @bottoms: (array): the row to end before; no larger than that of @tops for none
 * @alpha: how much to cover
 *
 * Covers a piece of each column.
 */
void
opt_chart_mask_add_columns (OptChartMask *self, const int *tops, const int *bottoms, double alpha)
{
  guchar byte = (guchar) (alpha * 255 + 0.5);

  /* Row by row, as it is in memory. */
  for (int row = 0; row < self->height; row++)
    {
      guchar *pixels = self->pixels + row * self->stride;

      for (int i = 0; i < self->width; i++)
        pixels[i] = tops[i] <= row && row < bottoms[i] ? byte : pixels[i];
    }
}

/**
 * opt_chart_mask_add_line:
 * @self: a mask
 * @x0: where the line begins, in device pixels
 * @y0: the same
 * @x1: where it ends; a line of no length is a dot
 * @y1: the same
 * @thickness: of the line
 */
void
opt_chart_mask_add_line (OptChartMask *self,
                         double x0,
                         double y0,
                         double x1,
                         double y1,
                         double thickness)
{
  Piece piece = {
    .x = (float) x0,
    .y = (float) y0,
    .dx = (float) (x1 - x0),
    .dy = (float) (y1 - y0),
    .reach = (float) thickness / 2 + 0.5f,
  };

  piece.length = hypotf (piece.dx, piece.dy);
  if (piece.length > 0)
    {
      piece.ux = piece.dx / piece.length;
      piece.uy = piece.dy / piece.length;
    }
  if (fabsf (piece.dy) > fabsf (piece.dx))
    add_steep (self, &piece);
  else
    add_flat (self, &piece);
}

/**
 * opt_chart_mask_draw:
 * @self: a mask
 * @snapshot: where to draw
 * @colour: of the lines
 * @x: where the left edge goes, in application pixels
 * @y: where the top edge goes
 * @scale: device pixels in one of these
 *
 * Draws the lines and frees the mask.
 */
void
opt_chart_mask_draw (OptChartMask *self,
                     GtkSnapshot *snapshot,
                     const GdkRGBA *colour,
                     double x,
                     double y,
                     int scale)
{
  cairo_t *cr
      = gtk_snapshot_append_cairo (snapshot,
                                   &GRAPHENE_RECT_INIT ((float) x, (float) y,
                                                        (float) self->width / (float) scale,
                                                        (float) self->height / (float) scale));

  cairo_surface_mark_dirty (self->surface);
  cairo_surface_set_device_scale (self->surface, scale, scale);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_mask_surface (cr, self->surface, x, y);
  cairo_destroy (cr);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
}
