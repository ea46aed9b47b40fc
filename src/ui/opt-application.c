/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-application.h"

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>

#include "opt-alerts.h"
#include "opt-accessible-names.h"
#include "opt-application-actions.h"
#include "opt-background.h"
#include "opt-focus.h"
#include "opt-history-writer.h"
#include "opt-ui-resources.h"
#include "opt-window.h"

/* For sandboxes to stop and remove what is theirs, when no window is there any more. */
#define CLEAN_UP_TIME (10 * G_USEC_PER_SEC)

struct _OptApplication
{
  AdwApplication parent_instance;

  OptServerList *servers;
  OptAlerts *alerts;
  OptBackground *background;
  GSettings *settings; /* (nullable) where the schema is not installed */

  gboolean without_window; /* as it was started */
};

G_DEFINE_FINAL_TYPE (OptApplication, opt_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Start the demo and show it"), NULL },
  { "background", 0, 0, G_OPTION_ARG_NONE, NULL,
    N_ ("Watch what was watched last, without a window"), NULL },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version"), NULL },
  { NULL },
};

static GSettings *
load_settings (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, OPT_APPLICATION_ID, TRUE);
  if (schema == NULL)
    {
      g_message ("%s", _ ("The settings' schema is not installed: settings are not kept."));
      return NULL;
    }

  return g_settings_new_full (schema, NULL, NULL);
}

static void
load_servers (OptApplication *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptProfiles) profiles = opt_profiles_new (NULL, &error);
  g_autoptr (OptKeyring) keyring = opt_keyring_new (OPT_KEYRING_TIMEOUT_MS);

  if (profiles == NULL)
    g_message ("%s", error->message);
  self->servers = opt_server_list_new (profiles, keyring);
  g_clear_error (&error);
  if (profiles != NULL && !opt_server_list_load (self->servers, &error))
    g_message ("%s", error->message);
}

/* GTK 4.8 would look for the parent once more when the dialog goes, which the key that closed both
 * still holds. */
static void
parent_destroyed (GtkWindow *window)
{
  gtk_window_destroy (window);
  gtk_window_set_transient_for (window, NULL);
}

/* It has the application's keys only as one of its windows, and goes with the window it is for. */
static void
adopt_dialog (OptApplication *self, GParamSpec *pspec, GtkWindow *window)
{
  if (gtk_window_get_transient_for (window) == NULL || gtk_window_get_application (window) != NULL)
    return;

  gtk_window_set_application (window, GTK_APPLICATION (self));
  gtk_window_set_destroy_with_parent (window, TRUE);
  g_signal_connect_object (gtk_window_get_transient_for (window), "destroy",
                           G_CALLBACK (parent_destroyed), window, G_CONNECT_SWAPPED);
}

/* Dialogs are made in many places, some by libadwaita. */
static void
toplevels_changed (OptApplication *self,
                   guint position,
                   guint removed,
                   guint added,
                   GListModel *toplevels)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      g_signal_connect_object (window, "notify::transient-for", G_CALLBACK (adopt_dialog), self,
                               G_CONNECT_SWAPPED);
    }
}

static void
opt_application_startup (GApplication *application)
{
  OptApplication *self = OPT_APPLICATION (application);

  G_APPLICATION_CLASS (opt_application_parent_class)->startup (application);

  gtk_source_init ();
  opt_accessible_names_install ();
  opt_focus_install ();
  gtk_window_set_default_icon_name (OPT_APPLICATION_ID);
  /* A text that can be copied is not marked only because a dialog opens with it. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);
  self->settings = load_settings ();
  load_servers (self);
  opt_application_add_actions (self);
  self->alerts = opt_alerts_new (application, self->servers);
  self->background
      = opt_background_new (GTK_APPLICATION (application), self->settings, self->servers);
  g_signal_connect_object (gtk_window_get_toplevels (), "items-changed",
                           G_CALLBACK (toplevels_changed), self, G_CONNECT_SWAPPED);
}

/* The one window, behind whatever dialogs it has. */
static OptWindow *
present_window (OptApplication *self)
{
  OptWindow *window = NULL;

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (OPT_IS_WINDOW (l->data))
      window = l->data;
  if (window == NULL)
    window = opt_window_new (self);
  gtk_window_present (GTK_WINDOW (window));

  return window;
}

static void
opt_application_activate (GApplication *application)
{
  OptApplication *self = OPT_APPLICATION (application);

  if (self->without_window)
    opt_background_start (self->background);
  else
    present_window (self);
  /* Who starts it once more wants to see it. */
  self->without_window = FALSE;
}

static void
opt_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  OptWindow *window = present_window (OPT_APPLICATION (application));

  for (int i = 0; i < n_files; i++)
    opt_window_open_plan (window, files[i]);
}

/* One that runs already watches, with a window or without. */
static int
begin_without_window (GApplication *application)
{
  g_autoptr (GError) error = NULL;

  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  if (g_application_get_is_remote (application))
    return 0;
  OPT_APPLICATION (application)->without_window = TRUE;

  return -1;
}

/* The demo is started by the first instance, whichever this is; then it goes on as without. */
static int
opt_application_handle_local_options (GApplication *application, GVariantDict *dict)
{
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (dict, "version"))
    {
      g_print ("optischema %s\n", OPT_VERSION);
      return 0;
    }
  if (g_variant_dict_contains (dict, "background"))
    return begin_without_window (application);
  if (!g_variant_dict_contains (dict, "demo"))
    return -1;

  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_action_group_activate_action (G_ACTION_GROUP (application), "demo", NULL);

  return -1;
}

static void
opt_application_shutdown (GApplication *application)
{
  OptApplication *self = OPT_APPLICATION (application);

  g_clear_object (&self->background);
  g_clear_object (&self->alerts);
  g_clear_object (&self->servers);
  g_clear_object (&self->settings);
  opt_history_writers_wait (CLEAN_UP_TIME);
  opt_database_lanes_wait (CLEAN_UP_TIME);
  gtk_source_finalize ();

  G_APPLICATION_CLASS (opt_application_parent_class)->shutdown (application);
}

static void
opt_application_class_init (OptApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  /* Once, however many applications a process makes. */
  opt_ui_register_resource ();

  application_class->startup = opt_application_startup;
  application_class->activate = opt_application_activate;
  application_class->open = opt_application_open;
  application_class->handle_local_options = opt_application_handle_local_options;
  application_class->shutdown = opt_application_shutdown;
}

static void
opt_application_init (OptApplication *self)
{
  GApplication *application = G_APPLICATION (self);

  g_application_add_main_option_entries (application, options);
  /* Translators: what comes after "optischema [OPTION…]" */
  g_application_set_option_context_parameter_string (application, _ ("[FILE]"));
  g_application_set_option_context_summary (
      application, _ ("Finds what slows PostgreSQL down, and proves the cure. FILE holds a plan."));
}

/**
 * opt_application_new:
 *
 * Returns: (transfer full): the application; a second one hands over to the first
 */
OptApplication *
opt_application_new (void)
{
  return g_object_new (OPT_TYPE_APPLICATION, "application-id", OPT_APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path",
                       "/io/github/optischema/OptiSchema/ui", NULL);
}

/**
 * opt_application_get_servers:
 * @self: the application
 *
 * Returns: (transfer none): the servers that there are
 */
OptServerList *
opt_application_get_servers (OptApplication *self)
{
  g_return_val_if_fail (OPT_IS_APPLICATION (self), NULL);

  return self->servers;
}

/**
 * opt_application_get_settings:
 * @self: the application
 *
 * Returns: (transfer none) (nullable): what is remembered between two runs
 */
GSettings *
opt_application_get_settings (OptApplication *self)
{
  g_return_val_if_fail (OPT_IS_APPLICATION (self), NULL);

  return self->settings;
}
