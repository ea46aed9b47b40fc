/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-icicle-private.h"

#include <math.h>

#include "opt-plan-picture.h"

/* What is narrower has no name: two letters tell nothing. */
#define NAMED_FROM 40
#define TEXT_INSET 6
#define ICON 16
#define GAP 1
/* What is narrower is drawn together with what is beside it. */
#define NARROWEST 1.0
/* The selected one is seen however narrow it is. */
#define SELECTED_WIDTH 4
#define FILL_ALPHA 0.08f
#define OWN_ALPHA 0.2f
#define TELLING_ALPHA 0.25f
#define TELLING_OWN_ALPHA 0.7f

typedef struct
{
  OptPlanIcicle *self;
  GtkSnapshot *snapshot;
  double width;
  GdkRGBA text;
  GdkRGBA warning;
  GdkRGBA accent;
  gboolean high_contrast;
  GtkIconPaintable *icon;
} Drawing;

static void
fill (Drawing *drawing, double left, double right, double y, GdkRGBA colour)
{
  if (right <= left)
    return;

  gtk_snapshot_append_color (drawing->snapshot, &colour,
                             &GRAPHENE_RECT_INIT ((float) left, (float) y, (float) (right - left),
                                                  OPT_PLAN_ICICLE_ROW - GAP));
}

static void
outline (Drawing *drawing, double left, double right, double y, float line, GdkRGBA colour)
{
  const float widths[4] = { line, line, line, line };
  GskRoundedRect rect;

  gsk_rounded_rect_init_from_rect (&rect,
                                   &GRAPHENE_RECT_INIT ((float) left, (float) y,
                                                        (float) (right - left),
                                                        OPT_PLAN_ICICLE_ROW - GAP),
                                   0);
  gtk_snapshot_append_border (drawing->snapshot, &rect, widths,
                              (const GdkRGBA[]){ colour, colour, colour, colour });
}

static void
draw_icon (Drawing *drawing, double left, double y)
{
  GtkSnapshot *snapshot = drawing->snapshot;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float) left,
                                                (float) (y + (OPT_PLAN_ICICLE_ROW - ICON) / 2.0)));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (drawing->icon), snapshot, ICON,
                                            ICON, &drawing->text, 1);
  gtk_snapshot_restore (snapshot);
}

static void
draw_name (Drawing *drawing, const OptPlanBox *box, double left, double right, double y)
{
  OptPlanIcicle *self = drawing->self;
  g_autofree char *name = opt_plan_node_get_label (box->node);
  int height;

  left += TEXT_INSET;
  if (g_hash_table_contains (self->telling, box->node))
    {
      draw_icon (drawing, left, y);
      left += ICON + TEXT_INSET;
    }
  if (right - left - TEXT_INSET < ICON)
    return;

  if (self->layout == NULL)
    {
      self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
      pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_single_paragraph_mode (self->layout, TRUE);
    }
  pango_layout_set_width (self->layout, (int) ((right - left - TEXT_INSET) * PANGO_SCALE));
  pango_layout_set_text (self->layout, name, -1);
  pango_layout_get_pixel_size (self->layout, NULL, &height);
  gtk_snapshot_save (drawing->snapshot);
  gtk_snapshot_translate (drawing->snapshot,
                          &GRAPHENE_POINT_INIT ((float) left,
                                                (float) (y
                                                         + (OPT_PLAN_ICICLE_ROW - GAP - height)
                                                               / 2)));
  gtk_snapshot_append_layout (drawing->snapshot, self->layout, &drawing->text);
  gtk_snapshot_restore (drawing->snapshot);
}

static void
draw_box (Drawing *drawing, const OptPlanBox *box, double y)
{
  gboolean telling = g_hash_table_contains (drawing->self->telling, box->node);
  GdkRGBA colour = telling ? drawing->warning : drawing->text;
  double left = round (box->start * drawing->width);
  double right = MAX (round ((box->start + box->width) * drawing->width) - GAP, left + 1);
  double own = CLAMP (round ((box->start + box->width - box->own) * drawing->width), left, right);

  fill (drawing, left, own, y,
        opt_plan_picture_fade (colour, telling ? TELLING_ALPHA : FILL_ALPHA));
  fill (drawing, own, right, y,
        opt_plan_picture_fade (colour, telling ? TELLING_OWN_ALPHA : OWN_ALPHA));
  if (drawing->high_contrast)
    outline (drawing, left, right, y, 1, drawing->text);
  if (right - left >= NAMED_FROM)
    draw_name (drawing, box, left, right, y);
}

/* A run of boxes that are narrower than a pixel is one. */
static void
draw_row (Drawing *drawing, guint row)
{
  OptPlanIcicle *self = drawing->self;
  const OptPlanBox *boxes = (const OptPlanBox *) (gconstpointer) self->boxes->data;
  guint end = g_array_index (self->rows, guint, row + 1);
  double y = (double) row * OPT_PLAN_ICICLE_ROW;
  double from = -1;
  double to = -1;

  for (guint i = g_array_index (self->rows, guint, row); i < end; i++)
    {
      double left = boxes[i].start * drawing->width;
      double right = left + boxes[i].width * drawing->width;

      if (boxes[i].width <= 0)
        continue;
      if (right - left >= NARROWEST)
        {
          draw_box (drawing, &boxes[i], y);
          continue;
        }
      if (from >= 0 && left > to + NARROWEST)
        {
          fill (drawing, floor (from), ceil (to), y,
                opt_plan_picture_fade (drawing->text, OWN_ALPHA));
          from = -1;
        }
      from = from < 0 ? left : from;
      to = right;
    }
  if (from >= 0)
    fill (drawing, floor (from), ceil (to), y, opt_plan_picture_fade (drawing->text, OWN_ALPHA));
}

static void
draw_selected (Drawing *drawing)
{
  OptPlanIcicle *self = drawing->self;
  const OptPlanBox *box;
  double left;
  double right;
  double y;

  if (self->selected < 0)
    return;

  box = &g_array_index (self->boxes, OptPlanBox, (guint) self->selected);
  left = round (box->start * drawing->width);
  right = MAX (round ((box->start + box->width) * drawing->width) - GAP, left + SELECTED_WIDTH);
  y = (double) box->depth * OPT_PLAN_ICICLE_ROW;
  outline (drawing, left, right, y, 2,
           gtk_widget_has_focus (GTK_WIDGET (self)) ? drawing->accent
                                                    : opt_plan_picture_fade (drawing->text, 0.6f));
}

/* The rows that can be seen, and one more on either side. */
static void
get_visible_rows (OptPlanIcicle *self, guint *first, guint *end)
{
  guint n = self->rows->len > 0 ? self->rows->len - 1 : 0;
  double top = 0;
  double height = gtk_widget_get_height (GTK_WIDGET (self));

  if (self->adjustment != NULL)
    {
      top = gtk_adjustment_get_value (self->adjustment);
      height = gtk_adjustment_get_page_size (self->adjustment);
    }
  *first = (guint) MAX (floor (top / OPT_PLAN_ICICLE_ROW) - 1, 0);
  *end = (guint) CLAMP (ceil ((top + height) / OPT_PLAN_ICICLE_ROW) + 1, 0, n);
}

/*
 * opt_plan_icicle_draw:
 *
 * Draws what can be seen of it.
 */
void
opt_plan_icicle_draw (OptPlanIcicle *self, GtkSnapshot *snapshot)
{
  Drawing drawing = {
    .self = self,
    .snapshot = snapshot,
    .width = gtk_widget_get_width (GTK_WIDGET (self)),
    .high_contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ()),
  };
  guint first;
  guint end;

  if (self->boxes->len == 0)
    return;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &drawing.text);
  drawing.warning = opt_plan_picture_look_up (GTK_WIDGET (self), "warning_bg_color", drawing.text);
  drawing.accent = opt_plan_picture_look_up (GTK_WIDGET (self), "accent_color", drawing.text);
  drawing.icon = opt_plan_picture_get_mark (GTK_WIDGET (self), ICON);
  get_visible_rows (self, &first, &end);
  for (guint row = first; row < end; row++)
    draw_row (&drawing, row);
  draw_selected (&drawing);
  g_object_unref (drawing.icon);
}

/*
 * opt_plan_icicle_find_box:
 *
 * Returns: the index of the box at a point, or -1
 */
int
opt_plan_icicle_find_box (OptPlanIcicle *self, double x, double y)
{
  const OptPlanBox *boxes = (const OptPlanBox *) (gconstpointer) self->boxes->data;
  double place = x / MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1);
  guint row = (guint) (MAX (y, 0) / OPT_PLAN_ICICLE_ROW);
  int found = -1;

  if (row + 1 >= self->rows->len)
    return -1;

  for (guint i = g_array_index (self->rows, guint, row);
       i < g_array_index (self->rows, guint, row + 1); i++)
    {
      if (boxes[i].width > 0 && place >= boxes[i].start && place < boxes[i].start + boxes[i].width)
        found = (int) i;
    }

  return found;
}
