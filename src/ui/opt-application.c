/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-application.h"

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>

#include "opt-application-actions.h"
#include "opt-ui-resources.h"
#include "opt-window.h"

/* For sandboxes to stop and remove what is theirs, when no window is there any more. */
#define CLEAN_UP_TIME (10 * G_USEC_PER_SEC)

struct _OptApplication
{
  AdwApplication parent_instance;

  OptServerList *servers;
  GSettings *settings; /* (nullable) where the schema is not installed */
};

G_DEFINE_FINAL_TYPE (OptApplication, opt_application, ADW_TYPE_APPLICATION)

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

static void
opt_application_startup (GApplication *application)
{
  OptApplication *self = OPT_APPLICATION (application);

  G_APPLICATION_CLASS (opt_application_parent_class)->startup (application);

  gtk_source_init ();
  gtk_window_set_default_icon_name (OPT_APPLICATION_ID);
  self->settings = load_settings ();
  load_servers (self);
  opt_application_add_actions (self);
}

static void
opt_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL)
    window = GTK_WINDOW (opt_window_new (OPT_APPLICATION (application)));
  gtk_window_present (window);
}

static void
opt_application_shutdown (GApplication *application)
{
  OptApplication *self = OPT_APPLICATION (application);

  g_clear_object (&self->servers);
  g_clear_object (&self->settings);
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
  application_class->shutdown = opt_application_shutdown;
}

static void
opt_application_init (OptApplication *self)
{
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
                       G_APPLICATION_DEFAULT_FLAGS, "resource-base-path",
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
