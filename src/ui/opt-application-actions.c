/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-application-actions.h"

#include <glib/gi18n.h>

#include "opt-window.h"

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (data)));

  /* Each may have to say that a change is running. */
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static void
about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (data));

  adw_show_about_window (window, "application-name", "OptiSchema", "application-icon",
                         OPT_APPLICATION_ID, "version", OPT_VERSION, "comments",
                         _ ("Finds what slows PostgreSQL down, and proves the cure."),
                         "license-type", GTK_LICENSE_GPL_3_0, "developer-name",
                         _ ("The OptiSchema developers"), NULL);
}

static const GActionEntry actions[] = {
  { .name = "quit", .activate = quit },
  { .name = "about", .activate = about },
};

typedef struct
{
  const char *action;
  const char *accelerators[3];
} Accelerators;

static const Accelerators accelerators[] = {
  { "app.quit", { "<Control>q" } },
  { "window.close", { "<Control>w" } },
};

/**
 * opt_application_add_actions:
 * @self: the application
 *
 * Adds what can be done without a window, and the keys of all actions.
 */
void
opt_application_add_actions (OptApplication *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accelerators[i].action,
                                           accelerators[i].accelerators);
}
