/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-background-portal.h"

#include <glib/gi18n.h>

#include "opt-error.h"

#define PORTAL "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

/* A request, from the question to the answer. */
typedef struct
{
  GDBusConnection *bus;
  guint subscription;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  if (request->subscription != 0)
    g_dbus_connection_signal_unsubscribe (request->bus, request->subscription);
  g_object_unref (request->bus);
  g_free (request);
}

/**
 * opt_background_portal_is_needed:
 *
 * Returns: whether this is a sandbox whose programs are ended when they have no window, unless the
 *   desktop was asked; or is to be taken for one, by the variable that GTK has for that
 */
gboolean
opt_background_portal_is_needed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS)
         || g_strcmp0 (g_getenv ("GTK_USE_PORTAL"), "1") == 0;
}

/* Once: what comes after that is of nobody. */
static void
finish_request (GTask *task)
{
  Request *request = g_task_get_task_data (task);

  if (request->subscription != 0)
    g_dbus_connection_signal_unsubscribe (request->bus, request->subscription);
  request->subscription = 0;
}

/* 0: it was answered; 1: the user cancelled; 2: it ended otherwise. */
static void
responded (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *signal,
           GVariant *parameters,
           gpointer data)
{
  g_autoptr (GTask) task = g_object_ref (G_TASK (data));
  g_autoptr (GVariant) results = NULL;
  OptBackgroundAnswer *answer;
  guint32 response;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})"))
      || g_task_get_completed (task))
    return;

  finish_request (task);
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  if (response > 1)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s",
                               _ ("The desktop ended the question"));
      return;
    }

  answer = g_new0 (OptBackgroundAnswer, 1);
  if (response == 0)
    {
      g_variant_lookup (results, "background", "b", &answer->background);
      g_variant_lookup (results, "autostart", "b", &answer->autostart);
    }
  g_task_return_pointer (task, answer, g_free);
}

static void
subscribe (GTask *task, const char *path)
{
  Request *request = g_task_get_task_data (task);

  finish_request (task);
  request->subscription
      = g_dbus_connection_signal_subscribe (request->bus, PORTAL, "org.freedesktop.portal.Request",
                                            "Response", path, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
                                            responded, g_object_ref (task), g_object_unref);
}

static void
asked (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  const char *expected = g_object_get_data (G_OBJECT (task), "path");
  const char *path;

  if (reply == NULL)
    {
      finish_request (task);
      if (!g_task_get_completed (task))
        g_task_return_error (task, error);
      else
        g_error_free (error);
      return;
    }

  /* Old portals choose the path themselves. */
  g_variant_get (reply, "(&o)", &path);
  if (!g_str_equal (path, expected) && !g_task_get_completed (task))
    subscribe (task, path);
}

static char *
make_path (GDBusConnection *bus, const char *token)
{
  const char *name = g_dbus_connection_get_unique_name (bus);
  g_autofree char *sender = g_strdelimit (g_strdup (name != NULL ? name + 1 : ""), ".", '_');

  return g_strdup_printf (PORTAL_PATH "/request/%s/%s", sender, token);
}

/**
 * opt_background_portal_ask_async:
 * @bus: the session's
 * @reason: why, for a person
 * @autostart: whether to be started with the session
 * @command: how, by then
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the desktop has answered, or can't
 * @user_data: for @callback
 *
 * Asks the desktop whether the program may run without a window.
 */
void
opt_background_portal_ask_async (GDBusConnection *bus,
                                 const char *reason,
                                 gboolean autostart,
                                 const char *const *command,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autofree char *token = g_strdup_printf ("optischema%u", g_random_int ());
  GVariantBuilder options;
  Request *request;
  GTask *task;
  char *path;

  g_return_if_fail (G_IS_DBUS_CONNECTION (bus));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_background_portal_ask_async);
  request = g_new0 (Request, 1);
  request->bus = g_object_ref (bus);
  g_task_set_task_data (task, request, request_free);
  path = make_path (bus, token);
  g_object_set_data_full (G_OBJECT (task), "path", path, g_free);
  /* Before it is asked: the answer may come with the reply. */
  subscribe (task, path);

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason", g_variant_new_string (reason));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (autostart));
  g_variant_builder_add (&options, "{sv}", "commandline", g_variant_new_strv (command, -1));
  g_variant_builder_add (&options, "{sv}", "dbus-activatable", g_variant_new_boolean (FALSE));
  g_dbus_connection_call (bus, PORTAL, PORTAL_PATH, "org.freedesktop.portal.Background",
                          "RequestBackground", g_variant_new ("(sa{sv})", "", &options),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1, cancellable, asked,
                          task);
}

/**
 * opt_background_portal_ask_finish:
 * @result: of opt_background_portal_ask_async()
 * @answer: (out caller-allocates): what is allowed
 * @error: return location for an error: there is no portal, or it did not answer
 *
 * Returns: whether there is an answer
 */
gboolean
opt_background_portal_ask_finish (GAsyncResult *result, OptBackgroundAnswer *answer, GError **error)
{
  g_autofree OptBackgroundAnswer *given = NULL;

  g_return_val_if_fail (G_IS_TASK (result) && answer != NULL, FALSE);

  given = g_task_propagate_pointer (G_TASK (result), error);
  if (given != NULL)
    *answer = *given;

  return given != NULL;
}
