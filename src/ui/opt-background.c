/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-background.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "opt-background-portal.h"
#include "opt-error.h"
#include "opt-window.h"

#define NOTIFICATION "background"

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* (nullable) */
static OptBackground *the_default;

struct _OptBackground
{
  GObject parent_instance;

  /* Borrowed: it owns this */
  GtkApplication *application;

  /* Owned */
  GSettings *settings; /* (nullable) */
  OptServerList *servers;
  GError *error;        /* (nullable) why it may not be as it was chosen */
  GCancellable *asking; /* (nullable) while the desktop is asked */

  gboolean keeps;
  gboolean autostarts;
  gboolean held; /* the program, without a window */
  gboolean quits;
};

G_DEFINE_FINAL_TYPE (OptBackground, opt_background, G_TYPE_OBJECT)

static void
opt_background_dispose (GObject *object)
{
  OptBackground *self = OPT_BACKGROUND (object);

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_object (&self->settings);
  g_clear_object (&self->servers);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (opt_background_parent_class)->dispose (object);
}

static void
opt_background_class_init (OptBackgroundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_background_dispose;

  /**
   * OptBackground::changed:
   * @self: the background
   *
   * It is chosen otherwise, or the desktop has answered.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_BACKGROUND, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_background_init (OptBackground *self)
{
}

/* ---- Without a window ------------------------------------------------------------------------ */

static guint
count_watched (OptBackground *self)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->servers)); i++)
    {
      g_autoptr (OptServer) server = g_list_model_get_item (G_LIST_MODEL (self->servers), i);

      if (opt_server_get_state (server) != OPT_SERVER_OFFLINE)
        n++;
    }

  return n;
}

static gboolean
has_window (OptBackground *self)
{
  for (GList *l = gtk_application_get_windows (self->application); l != NULL; l = l->next)
    if (OPT_IS_WINDOW (l->data))
      return TRUE;

  return FALSE;
}

/* For a start without a window. */
static void
remember (OptBackground *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if (self->settings == NULL)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->servers)); i++)
    {
      g_autoptr (OptServer) server = g_list_model_get_item (G_LIST_MODEL (self->servers), i);

      if (opt_server_get_saved (server) && opt_server_get_state (server) != OPT_SERVER_OFFLINE)
        g_ptr_array_add (names, (gpointer) opt_server_get_name (server));
    }
  g_ptr_array_add (names, NULL);
  g_settings_set_strv (self->settings, "watched-servers", (const char *const *) names->pdata);
}

/* Nobody is to wonder who watches: it says that it goes on, and how to end it. */
static void
tell (OptBackground *self, guint n)
{
  g_autofree char *title = g_strdup_printf (ngettext ("OptiSchema goes on watching %u server",
                                                      "OptiSchema goes on watching %u servers", n),
                                            n);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, _ ("Alerts are told while its window is closed."));
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_LOW);
  g_notification_set_default_action (notification, "app.show");
  g_notification_add_button (notification, _ ("Open"), "app.show");
  g_notification_add_button (notification, _ ("Quit"), "app.quit");
  g_application_send_notification (G_APPLICATION (self->application), NOTIFICATION, notification);
}

static void
hold (OptBackground *self)
{
  if (self->held)
    return;

  self->held = TRUE;
  g_application_hold (G_APPLICATION (self->application));
}

static void
release (OptBackground *self)
{
  if (!self->held)
    return;

  self->held = FALSE;
  g_application_withdraw_notification (G_APPLICATION (self->application), NOTIFICATION);
  g_application_release (G_APPLICATION (self->application));
}

/* It looks whether anything holds it when this is done. */
static void
window_removed (OptBackground *self, GtkWindow *window)
{
  guint n = count_watched (self);

  if (!OPT_IS_WINDOW (window) || has_window (self))
    return;
  remember (self);
  if (self->quits || !self->keeps || n == 0)
    return;

  hold (self);
  tell (self, n);
}

static void
window_added (OptBackground *self, GtkWindow *window)
{
  if (!OPT_IS_WINDOW (window))
    return;

  self->quits = FALSE;
  release (self);
}

/* Who watches nothing needs not be there. */
static void
server_state_changed (OptBackground *self)
{
  if (self->held && !has_window (self) && count_watched (self) == 0)
    release (self);
}

static void
servers_changed (OptBackground *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (OptServer) server = g_list_model_get_item (G_LIST_MODEL (self->servers), i);

      g_signal_connect_object (server, "notify::state", G_CALLBACK (server_state_changed), self,
                               G_CONNECT_SWAPPED);
    }
}

/* ---- With the session ------------------------------------------------------------------------ */

static char *
get_autostart_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "autostart", OPT_APPLICATION_ID ".desktop",
                           NULL);
}

/* Outside of a sandbox the file is ours to write. */
static gboolean
write_autostart (gboolean autostarts, GError **error)
{
  static const char text[] = "[Desktop Entry]\n"
                             "Type=Application\n"
                             "Name=OptiSchema\n"
                             "Icon=" OPT_APPLICATION_ID "\n"
                             "Exec=optischema --background\n"
                             "X-GNOME-UsesNotifications=true\n";
  g_autofree char *path = get_autostart_path ();
  g_autofree char *folder = g_path_get_dirname (path);

  if (!autostarts)
    {
      if (g_remove (path) == 0 || errno == ENOENT)
        return TRUE;
      opt_set_error (error, OPT_ERROR_FAILED, NULL, "%s: %s", path, g_strerror (errno));
      return FALSE;
    }

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      opt_set_error (error, OPT_ERROR_FAILED, NULL, "%s: %s", folder, g_strerror (errno));
      return FALSE;
    }

  return g_file_set_contents (path, text, -1, error);
}

/* ---- What is chosen -------------------------------------------------------------------------- */

static void
changed (OptBackground *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* What the user chose and the desktop allows. */
static void
keep (OptBackground *self, gboolean keeps, gboolean autostarts)
{
  self->keeps = keeps;
  self->autostarts = keeps && autostarts;
  if (self->settings != NULL)
    {
      g_settings_set_boolean (self->settings, "background", self->keeps);
      g_settings_set_boolean (self->settings, "autostart", self->autostarts);
    }
  if (!keeps && !has_window (self))
    release (self);
}

typedef struct
{
  OptBackground *self;
  gboolean keeps;
  gboolean autostarts;
} Choice;

static void
answered (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autofree Choice *choice = data;
  g_autoptr (OptBackground) self = choice->self;
  OptBackgroundAnswer answer = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean done = opt_background_portal_ask_finish (result, &answer, &error);

  if (self->asking == NULL || g_task_get_cancellable (G_TASK (result)) != self->asking)
    return;

  g_clear_object (&self->asking);
  /* It was only to be started no more. */
  if (!choice->keeps)
    return;

  g_clear_error (&self->error);
  if (!done)
    opt_set_error (&self->error, OPT_ERROR_UNSUPPORTED, _ ("Keep the window open, or minimise it."),
                   _ ("The desktop can’t be asked whether OptiSchema may run without a window: %s"),
                   error->message);
  else if (!answer.background)
    opt_set_error (&self->error, OPT_ERROR_DENIED,
                   _ ("Allow it in the desktop’s settings, under Apps."),
                   _ ("The desktop does not allow OptiSchema to run without a window"));
  else if (choice->autostarts && !answer.autostart)
    opt_set_error (&self->error, OPT_ERROR_DENIED, NULL,
                   _ ("The desktop does not start OptiSchema with the session"));
  keep (self, answer.background, answer.autostart);
  changed (self);
}

static void
ask (OptBackground *self, gboolean keeps, gboolean autostarts)
{
  static const char *const command[] = { "optischema", "--background", NULL };
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (self->application));
  Choice *choice;

  if (bus == NULL)
    {
      opt_set_error (&self->error, OPT_ERROR_UNSUPPORTED, NULL,
                     _ ("There is no session bus on which the desktop could be asked"));
      keep (self, FALSE, FALSE);
      return;
    }

  choice = g_new0 (Choice, 1);
  choice->self = g_object_ref (self);
  choice->keeps = keeps;
  choice->autostarts = autostarts;
  self->asking = g_cancellable_new ();
  opt_background_portal_ask_async (bus, _ ("To watch databases and tell alerts"), autostarts,
                                   command, self->asking, answered, choice);
}

/**
 * opt_background_choose:
 * @self: the background
 * @keeps: whether to go on without a window
 * @autostarts: whether to be started with the session, without a window
 *
 * In a sandbox the desktop is asked: ::changed is emitted when it has answered, and
 * opt_background_get_error() says what it does not allow.
 */
void
opt_background_choose (OptBackground *self, gboolean keeps, gboolean autostarts)
{
  g_return_if_fail (OPT_IS_BACKGROUND (self));

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_error (&self->error);
  autostarts = keeps && autostarts;
  /* Also to be started no more. */
  if (opt_background_portal_is_needed () && (keeps || self->autostarts))
    {
      if (!keeps)
        keep (self, FALSE, FALSE);
      ask (self, keeps, autostarts);
    }
  else if (opt_background_portal_is_needed () || write_autostart (autostarts, &self->error))
    keep (self, keeps, autostarts);
  else
    keep (self, keeps, FALSE);
  changed (self);
}

/* ---- The object ------------------------------------------------------------------------------ */

/**
 * opt_background_new:
 * @application: the application
 * @settings: (nullable): where it is kept what was chosen
 * @servers: what is watched
 *
 * Returns: (transfer full): the background, as long as it is held
 */
OptBackground *
opt_background_new (GtkApplication *application, GSettings *settings, OptServerList *servers)
{
  OptBackground *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (OPT_IS_SERVER_LIST (servers), NULL);

  self = g_object_new (OPT_TYPE_BACKGROUND, NULL);
  self->application = application;
  g_set_object (&self->settings, settings);
  self->servers = g_object_ref (servers);
  if (settings != NULL)
    {
      self->keeps = g_settings_get_boolean (settings, "background");
      self->autostarts = self->keeps && g_settings_get_boolean (settings, "autostart");
    }
  g_signal_connect_object (application, "window-added", G_CALLBACK (window_added), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "window-removed", G_CALLBACK (window_removed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (servers, "items-changed", G_CALLBACK (servers_changed), self,
                           G_CONNECT_SWAPPED);
  servers_changed (self, 0, 0, g_list_model_get_n_items (G_LIST_MODEL (servers)));
  g_set_weak_pointer (&the_default, self);

  return self;
}

/**
 * opt_background_get_default:
 *
 * Returns: (transfer none) (nullable): that of this program
 */
OptBackground *
opt_background_get_default (void)
{
  return the_default;
}

/**
 * opt_background_get_keeps:
 * @self: the background
 *
 * Returns: whether the program goes on without a window
 */
gboolean
opt_background_get_keeps (OptBackground *self)
{
  g_return_val_if_fail (OPT_IS_BACKGROUND (self), FALSE);

  return self->keeps;
}

/**
 * opt_background_get_autostarts:
 * @self: the background
 *
 * Returns: whether the program is started with the session
 */
gboolean
opt_background_get_autostarts (OptBackground *self)
{
  g_return_val_if_fail (OPT_IS_BACKGROUND (self), FALSE);

  return self->autostarts;
}

/**
 * opt_background_is_asking:
 * @self: the background
 *
 * Returns: whether the desktop is being asked
 */
gboolean
opt_background_is_asking (OptBackground *self)
{
  g_return_val_if_fail (OPT_IS_BACKGROUND (self), FALSE);

  return self->asking != NULL;
}

/**
 * opt_background_get_error:
 * @self: the background
 *
 * Returns: (transfer none) (nullable): why it is not as it was chosen
 */
const GError *
opt_background_get_error (OptBackground *self)
{
  g_return_val_if_fail (OPT_IS_BACKGROUND (self), NULL);

  return self->error;
}

/**
 * opt_background_start:
 * @self: the background
 *
 * With the session, without a window: watches the saved servers that were watched when the window
 * was closed last, and tells that it does. Without one of them it does nothing.
 */
void
opt_background_start (OptBackground *self)
{
  g_auto (GStrv)
    names = NULL;
  guint n = 0;

  g_return_if_fail (OPT_IS_BACKGROUND (self));

  if (has_window (self) || self->settings == NULL)
    return;

  names = g_settings_get_strv (self->settings, "watched-servers");
  for (gsize i = 0; names[i] != NULL; i++)
    {
      OptServer *server = opt_server_list_find (self->servers, names[i]);

      if (server == NULL)
        continue;
      n++;
      opt_server_list_connect (self->servers, server);
    }
  if (n == 0)
    return;

  hold (self);
  tell (self, n);
}

/**
 * opt_background_stop:
 * @self: the background
 *
 * The program is to end with its window, or now where there is none.
 */
void
opt_background_stop (OptBackground *self)
{
  g_return_if_fail (OPT_IS_BACKGROUND (self));

  self->quits = has_window (self);
  if (!self->quits)
    release (self);
}

/**
 * opt_background_stay:
 * @self: the background
 *
 * After opt_background_stop(): the window stays, and so does what was chosen.
 */
void
opt_background_stay (OptBackground *self)
{
  g_return_if_fail (OPT_IS_BACKGROUND (self));

  self->quits = FALSE;
}
