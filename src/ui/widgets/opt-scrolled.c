/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-scrolled.h"

/**
 * opt_scrolled_make_passive:
 * @scrolled: a scrolled window of which all is in view
 *
 * Leaves the wheel and the touch to the page around it: GTK's scrolled window keeps them to itself
 * even where it does not scroll.
 */
void
opt_scrolled_make_passive (GtkScrolledWindow *scrolled)
{
  g_autoptr (GListModel) controllers = NULL;

  g_return_if_fail (GTK_IS_SCROLLED_WINDOW (scrolled));

  controllers = gtk_widget_observe_controllers (GTK_WIDGET (scrolled));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
    }
  gtk_scrolled_window_set_kinetic_scrolling (scrolled, FALSE);
}
