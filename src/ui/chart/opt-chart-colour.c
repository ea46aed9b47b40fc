/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-colour.h"

#include <adwaita.h>

typedef struct
{
  guint light;
  guint dark;
  guint light_contrast;
  guint dark_contrast;
} Shades;

/* Of GNOME's palette; a line has to be seen on white, and on #1e1e1e. */
static const Shades shades[OPT_N_CHART_COLOURS] = {
  [OPT_CHART_COLOUR_BLUE] = { 0x3584e4, 0x62a0ea, 0x1a5fb4, 0x99c1f1 },
  [OPT_CHART_COLOUR_GREEN] = { 0x2ec27e, 0x57e389, 0x1b7f4f, 0x8ff0a4 },
  [OPT_CHART_COLOUR_ORANGE] = { 0xff7800, 0xffa348, 0xc64600, 0xffbe6f },
  [OPT_CHART_COLOUR_PURPLE] = { 0x9141ac, 0xc061cb, 0x613583, 0xdc8add },
  [OPT_CHART_COLOUR_YELLOW] = { 0xe5a50a, 0xf8e45c, 0x905f00, 0xf9f06b },
  [OPT_CHART_COLOUR_BROWN] = { 0x986a44, 0xb5835a, 0x63452c, 0xcdab8f },
  [OPT_CHART_COLOUR_RED] = { 0xe01b24, 0xf66151, 0xa51d2d, 0xff9a8f },
  [OPT_CHART_COLOUR_GREY] = { 0x77767b, 0x9a9996, 0x3d3846, 0xdeddda },
  [OPT_CHART_COLOUR_BEFORE] = { 0x5e5c64, 0xc0bfbc, 0x241f31, 0xf6f5f4 },
};

/**
 * opt_chart_colour_is_contrast_high:
 *
 * Returns: whether the user asked for high contrast
 */
gboolean
opt_chart_colour_is_contrast_high (void)
{
  return adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
}

/**
 * opt_chart_colour_get:
 * @self: a colour
 * @rgba: (out caller-allocates): its shade in the present style
 */
void
opt_chart_colour_get (OptChartColour self, GdkRGBA *rgba)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  const Shades *row;
  guint shade;

  g_return_if_fail (self < OPT_N_CHART_COLOURS);

  row = &shades[self];
  if (opt_chart_colour_is_contrast_high ())
    shade = dark ? row->dark_contrast : row->light_contrast;
  else
    shade = dark ? row->dark : row->light;

  rgba->red = (float) (shade >> 16 & 0xff) / 255;
  rgba->green = (float) (shade >> 8 & 0xff) / 255;
  rgba->blue = (float) (shade & 0xff) / 255;
  rgba->alpha = 1;
}

/**
 * opt_chart_colour_get_text:
 * @widget: a widget
 * @alpha: how much of it; made stronger in high contrast
 * @rgba: (out caller-allocates): its colour of text
 */
void
opt_chart_colour_get_text (GtkWidget *widget, double alpha, GdkRGBA *rgba)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), rgba);
  if (opt_chart_colour_is_contrast_high ())
    alpha = alpha < 0.5 ? MIN (alpha * 3, 1) : 1;
  rgba->alpha *= (float) alpha;
}

/**
 * opt_chart_colour_watch:
 * @widget: a widget that draws with these colours
 *
 * Has it drawn anew when the style changes.
 */
void
opt_chart_colour_watch (GtkWidget *widget)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  g_return_if_fail (GTK_IS_WIDGET (widget));

  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), widget,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw),
                           widget, G_CONNECT_SWAPPED);
}
