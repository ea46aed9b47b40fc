/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-window-actions.h"

#include "opt-window.h"

static void
show_page (GtkWidget *widget, const char *action, GVariant *parameter)
{
  opt_window_show_page (OPT_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
find (GtkWidget *widget, const char *action, GVariant *parameter)
{
  OptWindow *self = OPT_WINDOW (widget);

  opt_page_find (opt_window_get_page (self, opt_window_get_page_name (self)));
}

/**
 * opt_window_install_actions:
 * @widget_class: the window's class
 *
 * Installs the actions that #OptWindow lists.
 */
void
opt_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.page", "s", show_page);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, find);
}
