/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-graph-private.h"

#include <math.h>

#include "opt-plan-picture.h"
#include "opt-plan-rows.h"

/* A name has two lines, the own time and the rows one each. */
#define NAME_LINES 2
#define LINES 4
#define WIDTH_IN_DIGITS 25
#define INSET 8
#define RADIUS 6
#define ICON 16
#define BAR 4
/* Each power of ten makes an edge this much stronger. */
#define EDGE_STEP 1.25
#define EDGE_AT_LEAST 1.0
#define EDGE_AT_MOST 10.0
#define FILL_ALPHA 0.06f
#define LINE_ALPHA 0.25f
#define EDGE_ALPHA 0.35f
#define TELLING_ALPHA 0.3f
#define DIM_ALPHA 0.7f

typedef struct
{
  OptPlanGraph *self;
  GtkSnapshot *snapshot;
  OptPlan *plan;
  GdkRGBA text;
  GdkRGBA warning;
  GdkRGBA accent;
  gboolean high_contrast;
  GtkIconPaintable *icon;
} Drawing;

static PangoLayout *
make_layout (OptPlanGraph *self)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);

  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);

  return layout;
}

/*
 * opt_plan_graph_measure_font:
 *
 * How large the boxes are to be, by the font.
 */
void
opt_plan_graph_measure_font (OptPlanGraph *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int digit = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_digit_width (metrics));
  int line = PANGO_PIXELS_CEIL (
      MAX (pango_font_metrics_get_height (metrics),
           pango_font_metrics_get_ascent (metrics) + pango_font_metrics_get_descent (metrics)));

  pango_font_metrics_unref (metrics);
  self->box_width = WIDTH_IN_DIGITS * digit + 2 * INSET;
  self->box_height = LINES * line + BAR + 3 * INSET;
}

static double
get_edge_width (OptPlanNode *node)
{
  double rows = opt_plan_node_get_all_rows (node);

  return isfinite (rows) && rows > 0
             ? CLAMP (EDGE_AT_LEAST + EDGE_STEP * log10 (rows + 1), EDGE_AT_LEAST, EDGE_AT_MOST)
             : EDGE_AT_LEAST;
}

/* What runs apart from the rows that go up has a dashed edge. */
static void
draw_edge (Drawing *drawing, guint index)
{
  static const double dashes[] = { 5, 4 };
  const OptPlanPlace *place = &g_array_index (drawing->self->places, OptPlanPlace, index);
  graphene_rect_t box = opt_plan_graph_get_box (drawing->self, index);
  graphene_rect_t above = opt_plan_graph_get_box (drawing->self, (guint) place->parent);
  double width = get_edge_width (place->node);
  double from = above.origin.x + above.size.width / 2;
  double to = box.origin.x + box.size.width / 2;
  double top = above.origin.y + above.size.height;
  double middle = (top + box.origin.y) / 2;
  graphene_rect_t bounds
      = GRAPHENE_RECT_INIT ((float) (MIN (from, to) - width), (float) top,
                            (float) (fabs (to - from) + 2 * width), (float) (box.origin.y - top));
  GdkRGBA colour = opt_plan_picture_fade (drawing->text, drawing->high_contrast ? 1 : EDGE_ALPHA);
  cairo_t *cr = gtk_snapshot_append_cairo (drawing->snapshot, &bounds);

  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, width);
  if (opt_plan_node_get_relationship (place->node) != OPT_PLAN_RELATIONSHIP_CHILD)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (cr, from, top);
  cairo_curve_to (cr, from, middle, to, middle, to, box.origin.y);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
fill (Drawing *drawing, const graphene_rect_t *box, GdkRGBA colour)
{
  GskRoundedRect rect;

  gsk_rounded_rect_init_from_rect (&rect, box, RADIUS);
  gtk_snapshot_push_rounded_clip (drawing->snapshot, &rect);
  gtk_snapshot_append_color (drawing->snapshot, &colour, box);
  gtk_snapshot_pop (drawing->snapshot);
}

static void
outline (Drawing *drawing, const graphene_rect_t *box, float line, GdkRGBA colour)
{
  const float widths[4] = { line, line, line, line };
  GskRoundedRect rect;

  gsk_rounded_rect_init_from_rect (&rect, box, RADIUS);
  gtk_snapshot_append_border (drawing->snapshot, &rect, widths,
                              (const GdkRGBA[]){ colour, colour, colour, colour });
}

static void
draw_text (Drawing *drawing,
           double x,
           double y,
           double width,
           int lines,
           char *text,
           GdkRGBA colour)
{
  g_autofree char *drawn = text;
  PangoLayout *layout = drawing->self->layout;

  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_height (layout, -lines);
  pango_layout_set_text (layout, drawn, -1);
  gtk_snapshot_save (drawing->snapshot);
  gtk_snapshot_translate (drawing->snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (drawing->snapshot, layout, &colour);
  gtk_snapshot_restore (drawing->snapshot);
}

static void
draw_icon (Drawing *drawing, double x, double y)
{
  gtk_snapshot_save (drawing->snapshot);
  gtk_snapshot_translate (drawing->snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (drawing->icon),
                                            drawing->snapshot, ICON, ICON, &drawing->text, 1);
  gtk_snapshot_restore (drawing->snapshot);
}

/* The share that the node's own time has of the whole, as a bar at the bottom. */
static void
draw_share (Drawing *drawing, const graphene_rect_t *box, OptPlanNode *node, GdkRGBA colour)
{
  double share = opt_plan_get_own_share (drawing->plan, node);
  double room = box->size.width - 2 * INSET;
  float y = box->origin.y + box->size.height - INSET - BAR;
  GdkRGBA track = opt_plan_picture_fade (drawing->text, LINE_ALPHA / 2);

  if (!isfinite (share))
    return;

  gtk_snapshot_append_color (drawing->snapshot, &track,
                             &GRAPHENE_RECT_INIT (box->origin.x + INSET, y, (float) room, BAR));
  gtk_snapshot_append_color (drawing->snapshot, &colour,
                             &GRAPHENE_RECT_INIT (box->origin.x + INSET, y,
                                                  (float) (room * CLAMP (share, 0, 1)), BAR));
}

static void
draw_node (Drawing *drawing, guint index)
{
  OptPlanGraph *self = drawing->self;
  OptPlanNode *node = g_array_index (self->places, OptPlanPlace, index).node;
  graphene_rect_t box = opt_plan_graph_get_box (self, index);
  gboolean telling = g_hash_table_contains (self->telling, node);
  gboolean selected = self->selected == (int) index;
  GdkRGBA line = opt_plan_picture_fade (drawing->text, drawing->high_contrast ? 1 : LINE_ALPHA);
  GdkRGBA dim = opt_plan_picture_fade (drawing->text, drawing->high_contrast ? 1 : DIM_ALPHA);
  double x = box.origin.x + INSET;
  double y = box.origin.y + INSET;
  double width = box.size.width - 2 * INSET;
  double line_height = (self->box_height - BAR - 3 * INSET) / (double) LINES;

  fill (drawing, &box,
        telling ? opt_plan_picture_fade (drawing->warning, TELLING_ALPHA)
                : opt_plan_picture_fade (drawing->text, FILL_ALPHA));
  if (selected)
    outline (drawing, &box, 2, gtk_widget_has_focus (GTK_WIDGET (self)) ? drawing->accent : dim);
  else
    outline (drawing, &box, 1, line);
  if (telling)
    draw_icon (drawing, x + width - ICON, y);
  draw_text (drawing, x, y, width - (telling ? ICON + INSET / 2.0 : 0), NAME_LINES,
             opt_plan_graph_get_name (node), drawing->text);
  y += NAME_LINES * line_height + INSET / 2.0;
  draw_text (drawing, x, y, width, 1, opt_plan_graph_get_own (drawing->plan, node), drawing->text);
  draw_text (drawing, x, y + line_height, width, 1, opt_plan_graph_get_rows (node), dim);
  draw_share (drawing, &box, node, telling ? drawing->warning : dim);
}

/*
 * opt_plan_graph_draw:
 *
 * Draws it: it is small.
 */
void
opt_plan_graph_draw (OptPlanGraph *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  Drawing drawing = {
    .self = self,
    .snapshot = snapshot,
    .high_contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ()),
  };

  if (self->places->len == 0)
    return;

  if (self->layout == NULL)
    self->layout = make_layout (self);
  drawing.plan = opt_plan_document_get_plan (self->document);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &drawing.text);
  drawing.warning = opt_plan_picture_look_up (widget, "warning_bg_color", drawing.text);
  drawing.accent = opt_plan_picture_look_up (widget, "accent_color", drawing.text);
  drawing.icon = opt_plan_picture_get_mark (widget, ICON);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_scale (snapshot, (float) self->scale, (float) self->scale);
  for (guint i = 0; i < self->places->len; i++)
    {
      if (g_array_index (self->places, OptPlanPlace, i).parent >= 0)
        draw_edge (&drawing, i);
    }
  for (guint i = 0; i < self->places->len; i++)
    draw_node (&drawing, i);
  gtk_snapshot_restore (snapshot);
  g_object_unref (drawing.icon);
}
