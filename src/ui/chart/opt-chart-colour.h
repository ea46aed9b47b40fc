/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * OptChartColour:
 *
 * What a series is drawn in. Each has a shade for light and dark, and stronger ones for high
 * contrast. The last is that of an earlier time, see opt_chart_model_set_before().
 */
typedef enum
{
  OPT_CHART_COLOUR_BLUE,
  OPT_CHART_COLOUR_GREEN,
  OPT_CHART_COLOUR_ORANGE,
  OPT_CHART_COLOUR_PURPLE,
  OPT_CHART_COLOUR_YELLOW,
  OPT_CHART_COLOUR_BROWN,
  OPT_CHART_COLOUR_RED,
  OPT_CHART_COLOUR_GREY,
  OPT_CHART_COLOUR_BEFORE,
} OptChartColour;

#define OPT_N_CHART_COLOURS (OPT_CHART_COLOUR_BEFORE + 1)

void opt_chart_colour_get (OptChartColour self, GdkRGBA *rgba);
void opt_chart_colour_get_text (GtkWidget *widget, double alpha, GdkRGBA *rgba);
void opt_chart_colour_watch (GtkWidget *widget);
gboolean opt_chart_colour_is_contrast_high (void);

G_END_DECLS
