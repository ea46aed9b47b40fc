/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alerts.h"

#include <glib/gi18n.h>

#include "opt-server-alerts.h"
#include "opt-worker.h"

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* (nullable) */
static OptAlerts *the_default;

struct _OptAlerts
{
  GObject parent_instance;

  /* Borrowed: it owns this */
  GApplication *application;

  /* Owned */
  OptServerList *servers;
  GPtrArray *watched; /* of OptServerAlerts */
  OptAlertFile *file; /* (nullable) where there is no folder for it */
  OptAlertRules *usual;
  OptAlertLog *log;      /* (nullable) where it can't be opened */
  GError *log_error;     /* (nullable) */
  GPtrArray *firing;     /* (nullable) of OptAlert: what fired when the last program ended */
  GCancellable *opening; /* (nullable) while the log is */
};

G_DEFINE_FINAL_TYPE (OptAlerts, opt_alerts, G_TYPE_OBJECT)

static void
opt_alerts_dispose (GObject *object)
{
  OptAlerts *self = OPT_ALERTS (object);

  g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_pointer (&self->watched, g_ptr_array_unref);
  g_clear_pointer (&self->firing, g_ptr_array_unref);
  g_clear_object (&self->servers);
  g_clear_object (&self->file);
  g_clear_object (&self->usual);
  g_clear_error (&self->log_error);
  g_clear_object (&self->log);

  G_OBJECT_CLASS (opt_alerts_parent_class)->dispose (object);
}

static void
opt_alerts_class_init (OptAlertsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_alerts_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", OPT_TYPE_ALERTS, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
opt_alerts_init (OptAlerts *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
}

/* ---- What is told ---------------------------------------------------------------------------- */

/**
 * opt_alerts_make_id:
 * @alert: an alert
 *
 * Returns: (transfer full): by what its notification is known, to take it back
 */
char *
opt_alerts_make_id (const OptAlert *alert)
{
  g_return_val_if_fail (alert != NULL, NULL);

  return g_strjoin ("\n", "alert", alert->server, alert->rule, alert->item, NULL);
}

/**
 * opt_alerts_make_target:
 * @alert: an alert
 * @server: the server's name, as a person calls it
 *
 * Returns: (transfer floating): the parameter with which `app.alert` opens the place that it is
 * about
 */
GVariant *
opt_alerts_make_target (const OptAlert *alert, const char *server)
{
  g_return_val_if_fail (alert != NULL && server != NULL, NULL);

  return g_variant_new ("(sss)", server, alert->page != NULL ? alert->page : "overview",
                        alert->item != NULL ? alert->item : "");
}

/**
 * opt_alerts_make_notification:
 * @alert: an alert
 * @server: the server's name, as a person calls it
 *
 * Returns: (transfer full): what the desktop shows
 */
GNotification *
opt_alerts_make_notification (const OptAlert *alert, const char *server)
{
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GVariant) target = NULL;
  GNotification *notification;

  g_return_val_if_fail (alert != NULL && server != NULL, NULL);

  title = g_strdup_printf ("%s: %s", server, alert->title);
  body = opt_alert_describe (alert);
  id = opt_alerts_make_id (alert);
  target = g_variant_ref_sink (opt_alerts_make_target (alert, server));
  notification = g_notification_new (title);
  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target_value (notification, "app.alert", target);
  g_notification_add_button_with_target_value (notification, _ ("Open"), "app.alert", target);
  g_notification_add_button_with_target (notification, _ ("Silence for 1 Hour"), "app.silence", "s",
                                         id);

  return notification;
}

static OptAlertRules *
get_rules (OptAlerts *self)
{
  return self->file != NULL ? opt_alert_file_get_rules (self->file) : self->usual;
}

static void
changed (OptAlerts *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
fired (OptAlerts *self, const OptAlert *alert, OptServerAlerts *alerts)
{
  OptServer *server = opt_server_alerts_get_server (alerts);
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *id = NULL;

  if (!opt_alert_rules_get_notifies (get_rules (self)))
    return;

  notification = opt_alerts_make_notification (alert, opt_server_get_name (server));
  id = opt_alerts_make_id (alert);
  g_application_send_notification (self->application, id, notification);
}

static void
cleared (OptAlerts *self, const OptAlert *alert, OptServerAlerts *alerts)
{
  g_autofree char *id = opt_alerts_make_id (alert);

  g_application_withdraw_notification (self->application, id);
}

/* ---- Whose ----------------------------------------------------------------------------------- */

static OptServerAlerts *
find (OptAlerts *self, OptServer *server)
{
  for (guint i = 0; i < self->watched->len; i++)
    if (opt_server_alerts_get_server (self->watched->pdata[i]) == server)
      return self->watched->pdata[i];

  return NULL;
}

static void
watch (OptAlerts *self, OptServer *server)
{
  OptServerAlerts *alerts
      = opt_server_alerts_new (server, get_rules (self), self->log, self->firing);

  g_signal_connect_object (alerts, "changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (alerts, "fired", G_CALLBACK (fired), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (alerts, "cleared", G_CALLBACK (cleared), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->watched, alerts);
}

static void
servers_changed (OptAlerts *self)
{
  GListModel *servers = G_LIST_MODEL (self->servers);
  g_autoptr (GHashTable) there = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (servers); i++)
    {
      g_autoptr (OptServer) server = g_list_model_get_item (servers, i);

      g_hash_table_add (there, server);
      if (find (self, server) == NULL)
        watch (self, server);
    }
  for (guint i = self->watched->len; i > 0; i--)
    if (!g_hash_table_contains (there, opt_server_alerts_get_server (self->watched->pdata[i - 1])))
      {
        opt_server_alerts_end (self->watched->pdata[i - 1]);
        g_ptr_array_remove_index (self->watched, i - 1);
      }
}

/* ---- The log --------------------------------------------------------------------------------- */

typedef struct
{
  OptAlertLog *log;
  GPtrArray *firing;
} Opened;

static void
opened_free (gpointer data)
{
  Opened *opened = data;

  g_clear_object (&opened->log);
  g_clear_pointer (&opened->firing, g_ptr_array_unref);
  g_free (opened);
}

static void
open_log (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opened *opened = g_new0 (Opened, 1);
  GError *error = NULL;

  opened->log = opt_alert_log_open_sync (NULL, &error);
  if (opened->log != NULL)
    opened->firing = opt_alert_log_list_open_sync (opened->log, g_get_real_time (), &error);
  if (opened->firing != NULL)
    {
      g_task_return_pointer (task, opened, opened_free);
      return;
    }

  opened_free (opened);
  g_task_return_error (task, error);
}

static void
log_opened (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (OptAlerts) self = data;
  g_autoptr (GError) error = NULL;
  Opened *opened = g_task_propagate_pointer (G_TASK (result), &error);

  if (opened != NULL && self->opening != NULL)
    {
      self->log = g_steal_pointer (&opened->log);
      self->firing = g_steal_pointer (&opened->firing);
    }
  else if (opened == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_message (_ ("Alerts are not kept: %s"), error->message);
      g_set_error_literal (&self->log_error, error->domain, error->code, error->message);
    }
  g_clear_pointer (&opened, opened_free);
  /* It was let go meanwhile. */
  if (self->opening == NULL)
    return;

  g_clear_object (&self->opening);
  g_signal_connect_object (self->servers, "items-changed", G_CALLBACK (servers_changed), self,
                           G_CONNECT_SWAPPED);
  servers_changed (self);
  changed (self);
}

/* ---- The rules ------------------------------------------------------------------------------- */

/* Written here or elsewhere. What the file has wrong is told where the rules are shown. */
static void
file_changed (OptAlerts *self)
{
  const GError *error = opt_alert_file_get_error (self->file);

  if (error != NULL)
    g_message (_ ("The rules of alerts stay as they were: %s"), error->message);
  for (guint i = 0; i < self->watched->len; i++)
    opt_server_alerts_set_rules (self->watched->pdata[i], get_rules (self));
  changed (self);
}

/**
 * opt_alerts_new:
 * @application: which tells them; it has the actions `alert` and `silence`
 * @servers: whose
 *
 * Returns: (transfer full): the alerts, as long as they are held
 */
OptAlerts *
opt_alerts_new (GApplication *application, OptServerList *servers)
{
  OptAlerts *self;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (OPT_IS_SERVER_LIST (servers), NULL);

  self = g_object_new (OPT_TYPE_ALERTS, NULL);
  self->application = application;
  self->servers = g_object_ref (servers);
  self->usual = opt_alert_rules_new ();
  self->file = opt_alert_file_new (NULL, &error);
  if (self->file == NULL)
    g_message (_ ("The usual rules of alerts apply: %s"), error->message);
  else
    g_signal_connect_object (self->file, "changed", G_CALLBACK (file_changed), self,
                             G_CONNECT_SWAPPED);
  if (self->file != NULL && opt_alert_file_get_error (self->file) != NULL)
    g_message (_ ("The usual rules of alerts apply: %s"),
               opt_alert_file_get_error (self->file)->message);
  self->opening = g_cancellable_new ();
  task = g_task_new (NULL, self->opening, log_opened, g_object_ref (self));
  g_task_set_source_tag (task, opt_alerts_new);
  opt_worker_run (task, open_log);
  g_set_weak_pointer (&the_default, self);

  return self;
}

/* ---- What is known --------------------------------------------------------------------------- */

/**
 * opt_alerts_get_default:
 *
 * Returns: (transfer none) (nullable): those of this program
 */
OptAlerts *
opt_alerts_get_default (void)
{
  return the_default;
}

/**
 * opt_alerts_get_file:
 * @self: the alerts
 *
 * Returns: (transfer none) (nullable): where the rules are; %NULL: there is no folder for it
 */
OptAlertFile *
opt_alerts_get_file (OptAlerts *self)
{
  g_return_val_if_fail (OPT_IS_ALERTS (self), NULL);

  return self->file;
}

/**
 * opt_alerts_get_log:
 * @self: the alerts
 *
 * Returns: (transfer none) (nullable): where they are kept; %NULL: not open, or not yet
 */
OptAlertLog *
opt_alerts_get_log (OptAlerts *self)
{
  g_return_val_if_fail (OPT_IS_ALERTS (self), NULL);

  return self->log;
}

/**
 * opt_alerts_get_log_error:
 * @self: the alerts
 *
 * Returns: (transfer none) (nullable): why they are not kept
 */
const GError *
opt_alerts_get_log_error (OptAlerts *self)
{
  g_return_val_if_fail (OPT_IS_ALERTS (self), NULL);

  return self->log_error;
}

/**
 * opt_alerts_get_servers:
 * @self: the alerts
 *
 * Returns: (transfer none): whose they are
 */
OptServerList *
opt_alerts_get_servers (OptAlerts *self)
{
  g_return_val_if_fail (OPT_IS_ALERTS (self), NULL);

  return self->servers;
}

/**
 * opt_alerts_find_server:
 * @self: the alerts
 * @display: as an alert calls its server
 *
 * Returns: (transfer none) (nullable): the server; %NULL: it is not in the list
 */
OptServer *
opt_alerts_find_server (OptAlerts *self, const char *display)
{
  g_return_val_if_fail (OPT_IS_ALERTS (self), NULL);

  for (guint i = 0; i < self->watched->len; i++)
    {
      OptServer *server = opt_server_alerts_get_server (self->watched->pdata[i]);

      if (g_strcmp0 (opt_server_get_display (server), display) == 0)
        return server;
    }

  return NULL;
}

/**
 * opt_alerts_list_firing:
 * @self: the alerts
 * @server: (nullable): whose; %NULL: of all
 *
 * Returns: (transfer full) (element-type OptAlert): what fires now
 */
GPtrArray *
opt_alerts_list_firing (OptAlerts *self, OptServer *server)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_alert_free);

  g_return_val_if_fail (OPT_IS_ALERTS (self), all);

  for (guint i = 0; i < self->watched->len; i++)
    if (server == NULL || opt_server_alerts_get_server (self->watched->pdata[i]) == server)
      {
        GPtrArray *firing = opt_server_alerts_list_firing (self->watched->pdata[i]);

        g_ptr_array_extend_and_steal (all, firing);
      }

  return all;
}

/**
 * opt_alerts_silence:
 * @self: the alerts
 * @id: of opt_alerts_make_id(): of one that fires
 * @until: until when nobody is told of it, by this machine's clock; 0: it is told again
 *
 * Takes back what was told of it. That it is silenced is kept over a restart.
 */
void
opt_alerts_silence (OptAlerts *self, const char *id, gint64 until)
{
  g_return_if_fail (OPT_IS_ALERTS (self) && id != NULL);

  for (guint i = 0; i < self->watched->len; i++)
    {
      OptServerAlerts *alerts = self->watched->pdata[i];
      g_autoptr (GPtrArray) firing = opt_server_alerts_list_firing (alerts);

      for (guint j = 0; j < firing->len; j++)
        {
          const OptAlert *alert = firing->pdata[j];
          g_autofree char *own = opt_alerts_make_id (alert);

          if (!g_str_equal (own, id))
            continue;
          opt_server_alerts_silence (alerts, alert->rule, alert->item, until);
          g_application_withdraw_notification (self->application, id);
        }
    }
}
