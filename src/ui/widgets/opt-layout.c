/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-layout.h"

/**
 * opt_layout_new:
 * @widget: what draws it
 * @tabular: whether all digits are to be of one width
 *
 * It is to be told of pango_layout_context_changed() when the style of @widget changes.
 *
 * Returns: (transfer full): an empty line
 */
PangoLayout *
opt_layout_new (GtkWidget *widget, gboolean tabular)
{
  PangoLayout *layout;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  layout = gtk_widget_create_pango_layout (widget, NULL);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  if (tabular)
    {
      g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
      pango_layout_set_attributes (layout, attributes);
    }

  return layout;
}

/**
 * opt_layout_get_line_height:
 * @layout: a line
 *
 * Returns: how high it is, whatever it says
 */
int
opt_layout_get_line_height (PangoLayout *layout)
{
  PangoContext *context;
  PangoFontMetrics *metrics;
  int height;

  g_return_val_if_fail (PANGO_IS_LAYOUT (layout), 0);

  context = pango_layout_get_context (layout);
  metrics = pango_context_get_metrics (context, NULL, NULL);

  height = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
  pango_font_metrics_unref (metrics);

  return height;
}

/**
 * opt_layout_append:
 * @layout: a line
 * @widget: what draws it, in its colour and in the middle of its height
 * @snapshot: where to draw
 * @x: where the room for it begins
 * @width: how much room there is
 * @xalign: where in it, 0 to 1
 */
void
opt_layout_append (PangoLayout *layout,
                   GtkWidget *widget,
                   GtkSnapshot *snapshot,
                   double x,
                   double width,
                   double xalign)
{
  graphene_point_t origin;
  int text_width, text_height;
  GdkRGBA colour;

  g_return_if_fail (PANGO_IS_LAYOUT (layout) && GTK_IS_WIDGET (widget));

  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  origin.x = (float) (x + MAX (width - text_width, 0) * xalign);
  origin.y = (float) ((gtk_widget_get_height (widget) - text_height) / 2);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &origin);
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
}
