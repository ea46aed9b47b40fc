/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-shortcuts.h"

/* opt-shortcuts.ui tells them to the user. */
static const OptShortcut shortcuts[] = {
  { "app.quit", { "<Control>q" } },
  { "window.close", { "<Control>w" } },
  { "win.show-help-overlay", { "<Control>question", "F1" } },

  { "win.palette", { "<Control>k" } },
  { "win.find", { "<Control>f" } },
  { "win.find", { "slash" }, TRUE },
  { "win.nth-page(1)", { "<Control>1" } },
  { "win.nth-page(2)", { "<Control>2" } },
  { "win.nth-page(3)", { "<Control>3" } },
  { "win.nth-page(4)", { "<Control>4" } },
  { "win.nth-page(5)", { "<Control>5" } },
  { "win.nth-page(6)", { "<Control>6" } },
  { "win.nth-page(7)", { "<Control>7" } },
  { "win.back", { "<Alt>Left" } },
  { "win.forward", { "<Alt>Right" } },
  { "win.sidebar", { "F9" }, TRUE },

  { "win.alerts", { "<Control><Shift>a" } },
  { "win.connect", { "<Control>n" } },
  { "win.pause", { "space" }, TRUE },
  { "win.refresh", { "F5", "<Control>r" } },
  { "win.export", { "<Control>e" } },
  { "win.open-plan", { "<Control>o" } },
  { "win.paste-plan", { "<Control><Shift>v" } },
};

/**
 * opt_shortcuts_get:
 * @n: (out): how many there are
 *
 * Returns: (transfer none) (array length=n): the keys of the window and the application
 */
const OptShortcut *
opt_shortcuts_get (gsize *n)
{
  *n = G_N_ELEMENTS (shortcuts);

  return shortcuts;
}

/**
 * opt_shortcuts_install:
 * @application: the application
 *
 * Sets those that work wherever the focus is.
 */
void
opt_shortcuts_install (GtkApplication *application)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    if (!shortcuts[i].plain)
      gtk_application_set_accels_for_action (application, shortcuts[i].action, shortcuts[i].keys);
}

/**
 * opt_shortcuts_bind:
 * @window: the window
 *
 * Binds the plain ones: they get what the widget with the focus leaves. They are asked before what
 * #GtkWindow binds itself: there Space presses what has the focus, which would have taken it.
 */
void
opt_shortcuts_bind (GtkWidget *window)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    if (shortcuts[i].plain)
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                            gtk_shortcut_new (gtk_shortcut_trigger_parse_string (
                                                                  shortcuts[i].keys[0]),
                                                              gtk_named_action_new (
                                                                  shortcuts[i].action)));
  gtk_widget_add_controller (window, controller);
}

/* Those that #GtkApplication has: a plain one is told as a row of its own. */
static const OptShortcut *
find_shortcut (const char *action)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    if (!shortcuts[i].plain && g_str_equal (shortcuts[i].action, action))
      return &shortcuts[i];

  return NULL;
}

/* GTK 4.8 does it only for what gtk_application_window_set_help_overlay() gets. */
static void
fill_in_keys (GtkWidget *widget)
{
  g_autofree char *action = NULL;
  const OptShortcut *shortcut;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    fill_in_keys (child);

  if (!GTK_IS_SHORTCUTS_SHORTCUT (widget))
    return;
  g_object_get (widget, "action-name", &action, NULL);
  shortcut = action != NULL ? find_shortcut (action) : NULL;
  if (shortcut != NULL)
    {
      g_autofree char *keys = g_strjoinv (" ", (char **) shortcut->keys);

      g_object_set (widget, "accelerator", keys, NULL);
    }
}

/**
 * opt_shortcuts_make_window:
 *
 * Not by gtk/help-overlay.ui, which #GtkApplication loads with each window: GTK 4.8 crashes when
 * assistive technology asks for a window that has just gone, and finds one that was never shown in
 * its place.
 *
 * Returns: (transfer none): the window that tells them, not on the screen yet
 */
GtkWindow *
opt_shortcuts_make_window (void)
{
  g_autoptr (GtkBuilder) builder
      = gtk_builder_new_from_resource ("/io/github/optischema/OptiSchema/ui/opt-shortcuts.ui");
  GtkWidget *window = GTK_WIDGET (gtk_builder_get_object (builder, "shortcuts"));

  fill_in_keys (window);

  return GTK_WINDOW (window);
}
