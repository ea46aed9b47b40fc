/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-chart-note.h"

/* Not over the plot, which tells its values there. */
static gboolean
tooltip_asked (GtkWidget *chart,
               int x,
               int y,
               gboolean by_keyboard,
               GtkTooltip *tooltip,
               const char *note)
{
  GtkWidget *below = gtk_widget_pick (chart, x, y, GTK_PICK_DEFAULT);

  if (!GTK_IS_LABEL (below) || gtk_widget_get_has_tooltip (below))
    return FALSE;

  gtk_tooltip_set_text (tooltip, note);

  return TRUE;
}

/**
 * opt_chart_note_attach:
 * @chart: a chart
 * @note: what it measures, and where from
 *
 * Tells that where the pointer is at its title, and to who listens.
 */
void
opt_chart_note_attach (OptChart *chart, const char *note)
{
  g_return_if_fail (OPT_IS_CHART (chart) && note != NULL);

  gtk_widget_set_has_tooltip (GTK_WIDGET (chart), TRUE);
  g_signal_connect_data (chart, "query-tooltip", G_CALLBACK (tooltip_asked), g_strdup (note),
                         (GClosureNotify) (void (*) (void)) g_free, 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, note,
                                  -1);
}
