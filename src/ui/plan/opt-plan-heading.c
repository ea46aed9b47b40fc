/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-plan-heading.h"

/* The theme's padding of a cell, both sides, and a little air. */
#define CELL_PADDING 16

/**
 * opt_plan_heading_get_width:
 * @widget: whose font
 * @chars: how many digits a column has at most
 *
 * Returns: the width of the column
 */
int
opt_plan_heading_get_width (GtkWidget *widget, guint chars)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int width = pango_font_metrics_get_approximate_digit_width (metrics);

  pango_font_metrics_unref (metrics);

  return (int) chars * PANGO_PIXELS_CEIL (width) + CELL_PADDING;
}

static GtkWidget *
find_label (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *label = find_label (child);

      if (label != NULL)
        return label;
    }

  return NULL;
}

/**
 * opt_plan_heading_get_first:
 * @view: a table
 *
 * Returns: (transfer none) (nullable): the heading of its first column; the others are beside it
 */
GtkWidget *
opt_plan_heading_get_first (GtkColumnView *view)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (view));

  return header != NULL ? gtk_widget_get_first_child (header) : NULL;
}

/**
 * opt_plan_heading_dress:
 * @heading: a heading
 * @explanation: what its column is
 * @is_figure: whether that is figures
 *
 * GtkColumnView aligns every heading to the left, and explains none.
 */
void
opt_plan_heading_dress (GtkWidget *heading, const char *explanation, gboolean is_figure)
{
  GtkWidget *label = find_label (heading);

  gtk_widget_set_tooltip_text (heading, explanation);
  if (label == NULL || !is_figure)
    return;

  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
}
