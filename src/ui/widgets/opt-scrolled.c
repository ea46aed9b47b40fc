/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-scrolled.h"

/**
 * opt_scrolled_set_passive:
 * @scrolled: a scrolled window
 * @passive: whether all of it is in view, and so the page around it is to scroll
 *
 * GTK's scrolled window keeps the wheel and the touch to itself even where it does not scroll.
 */
void
opt_scrolled_set_passive (GtkScrolledWindow *scrolled, gboolean passive)
{
  g_autoptr (GListModel) controllers = NULL;

  g_return_if_fail (GTK_IS_SCROLLED_WINDOW (scrolled));

  controllers = gtk_widget_observe_controllers (GTK_WIDGET (scrolled));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_set_propagation_phase (controller,
                                                    passive ? GTK_PHASE_NONE : GTK_PHASE_BUBBLE);
    }
  gtk_scrolled_window_set_kinetic_scrolling (scrolled, !passive);
}
