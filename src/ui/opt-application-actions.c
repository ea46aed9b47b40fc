/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-application-actions.h"

#include <glib/gi18n.h>

#include "opt-alerts.h"
#include "opt-background.h"
#include "opt-shortcuts.h"
#include "opt-window.h"

/* An hour. */
#define SILENCE (3600 * (gint64) G_USEC_PER_SEC)

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GList *l = gtk_application_get_windows (GTK_APPLICATION (data));

  opt_background_stop (opt_background_get_default ());
  /* Its dialogs go with it, unless it has to say that a change is running. */
  while (l != NULL && !OPT_IS_WINDOW (l->data))
    l = l->next;
  if (l != NULL)
    gtk_window_close (l->data);
}

static void
show (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_application_activate (G_APPLICATION (data));
}

static void
demo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GList *l;

  g_application_activate (G_APPLICATION (data));
  /* There may be dialogs in front of it. */
  l = gtk_application_get_windows (GTK_APPLICATION (data));
  while (!OPT_IS_WINDOW (l->data))
    l = l->next;
  opt_window_start_demo (l->data, FALSE);
}

static OptWindow *
bring_window (gpointer application)
{
  GList *l;

  g_application_activate (G_APPLICATION (application));
  l = gtk_application_get_windows (GTK_APPLICATION (application));
  while (!OPT_IS_WINDOW (l->data))
    l = l->next;

  return l->data;
}

/* From a notification: the place that tells more. */
static void
alert (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  OptWindow *window = bring_window (data);
  const char *name;
  const char *page;
  const char *item;
  OptServer *server;

  g_variant_get (parameter, "(&s&s&s)", &name, &page, &item);
  server = opt_server_list_find (opt_application_get_servers (data), name);
  if (server != NULL)
    opt_window_show_alert (window, server, page, item);
}

/* From a notification: a change that made things worse. It is asked first. */
static void
undo_change (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  OptWindow *window = bring_window (data);
  const char *name;
  const char *id;
  OptServer *server;

  g_variant_get (parameter, "(&s&s)", &name, &id);
  server = opt_server_list_find (opt_application_get_servers (data), name);
  if (server != NULL)
    opt_window_ask_undo (window, server, id);
}

static void
silence (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  OptAlerts *alerts = opt_alerts_get_default ();

  if (alerts != NULL)
    opt_alerts_silence (alerts, g_variant_get_string (parameter, NULL),
                        g_get_real_time () + SILENCE);
}

static void
unsilence (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  OptAlerts *alerts = opt_alerts_get_default ();

  if (alerts != NULL)
    opt_alerts_silence (alerts, g_variant_get_string (parameter, NULL), 0);
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

/* ---- Colours --------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  AdwColorScheme scheme;
} Style;

static const Style styles[] = {
  { "follow", ADW_COLOR_SCHEME_DEFAULT },
  { "light", ADW_COLOR_SCHEME_FORCE_LIGHT },
  { "dark", ADW_COLOR_SCHEME_FORCE_DARK },
};

static void
set_style (GSimpleAction *action, GVariant *state, gpointer data)
{
  GSettings *settings = opt_application_get_settings (OPT_APPLICATION (data));
  const char *name = g_variant_get_string (state, NULL);
  g_autoptr (GVariant) before = g_action_get_state (G_ACTION (action));

  if (g_variant_equal (before, state))
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      if (!g_str_equal (styles[i].name, name))
        continue;
      adw_style_manager_set_color_scheme (adw_style_manager_get_default (), styles[i].scheme);
      g_simple_action_set_state (action, state);
      if (settings != NULL)
        g_settings_set_string (settings, "color-scheme", name);
    }
}

/* Somebody may change it from outside. */
static void
style_setting_changed (GSettings *settings, const char *key, OptApplication *self)
{
  g_autoptr (GVariant) value = g_settings_get_value (settings, key);

  g_action_group_change_action_state (G_ACTION_GROUP (self), "style", value);
}

static const GActionEntry actions[] = {
  { .name = "quit", .activate = quit },
  { .name = "show", .activate = show },
  { .name = "about", .activate = about },
  { .name = "demo", .activate = demo },
  { .name = "alert", .activate = alert, .parameter_type = "(sss)" },
  { .name = "undo-change", .activate = undo_change, .parameter_type = "(ss)" },
  { .name = "silence", .activate = silence, .parameter_type = "s" },
  { .name = "unsilence", .activate = unsilence, .parameter_type = "s" },
  { .name = "style", .parameter_type = "s", .state = "'follow'", .change_state = set_style },
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
  GSettings *settings = opt_application_get_settings (self);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  opt_shortcuts_install (GTK_APPLICATION (self));

  if (settings == NULL)
    return;
  g_signal_connect_object (settings, "changed::color-scheme", G_CALLBACK (style_setting_changed),
                           self, 0);
  style_setting_changed (settings, "color-scheme", self);
}
