/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alerts.h"

#include <glib/gi18n.h>

#include "opt-server-alerts.h"
#include "opt-worker.h"

#define RESUMED_AT_MOST 1000

struct _OptAlerts
{
  GObject parent_instance;

  /* Borrowed: it owns this */
  GApplication *application;

  /* Owned */
  OptServerList *servers;
  GPtrArray *watched; /* of OptServerAlerts */
  OptAlertRules *rules;
  OptAlertLog *log;      /* (nullable) where it can't be opened */
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
  g_clear_object (&self->rules);
  g_clear_object (&self->log);

  G_OBJECT_CLASS (opt_alerts_parent_class)->dispose (object);
}

static void
opt_alerts_class_init (OptAlertsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = opt_alerts_dispose;
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
  const char *page;
  GNotification *notification;

  g_return_val_if_fail (alert != NULL && server != NULL, NULL);

  title = g_strdup_printf ("%s: %s", server, alert->title);
  body = opt_alert_describe (alert);
  page = alert->page != NULL ? alert->page : "overview";
  notification = g_notification_new (title);
  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notification, "app.alert", "(ss)", server, page);
  g_notification_add_button_with_target (notification, _ ("Open"), "app.alert", "(ss)", server,
                                         page);

  return notification;
}

static void
fired (OptAlerts *self, const OptAlert *alert, OptServerAlerts *alerts)
{
  OptServer *server = opt_server_alerts_get_server (alerts);
  g_autoptr (GNotification) notification
      = opt_alerts_make_notification (alert, opt_server_get_name (server));
  g_autofree char *id = opt_alerts_make_id (alert);

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
  OptServerAlerts *alerts = opt_server_alerts_new (server, self->rules, self->log, self->firing);

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
      g_ptr_array_remove_index (self->watched, i - 1);
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
    opened->firing = opt_alert_log_list_sync (opened->log, NULL, TRUE, RESUMED_AT_MOST, &error);
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
    g_message (_ ("Alerts are not kept: %s"), error->message);
  g_clear_pointer (&opened, opened_free);
  /* It was let go meanwhile. */
  if (self->opening == NULL)
    return;

  g_clear_object (&self->opening);
  g_signal_connect_object (self->servers, "items-changed", G_CALLBACK (servers_changed), self,
                           G_CONNECT_SWAPPED);
  servers_changed (self);
}

/**
 * opt_alerts_new:
 * @application: which tells them; it has the action `alert` with a server's name and a page's
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
  self->rules = opt_alert_rules_load (NULL, &error);
  if (self->rules == NULL)
    {
      g_message (_ ("The usual rules of alerts apply: %s"), error->message);
      self->rules = opt_alert_rules_new ();
    }
  self->opening = g_cancellable_new ();
  task = g_task_new (NULL, self->opening, log_opened, g_object_ref (self));
  g_task_set_source_tag (task, opt_alerts_new);
  opt_worker_run (task, open_log);

  return self;
}
