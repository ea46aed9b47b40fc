/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-alert-log.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "opt-paths.h"
#include "opt-store.h"

/* Nobody has more that is not over. */
#define OPEN_AT_MOST 1000

struct _OptAlertLog
{
  GObject parent_instance;

  OptStore *store;
};

G_DEFINE_FINAL_TYPE (OptAlertLog, opt_alert_log, G_TYPE_OBJECT)

static void
opt_alert_log_finalize (GObject *object)
{
  g_clear_object (&OPT_ALERT_LOG (object)->store);

  G_OBJECT_CLASS (opt_alert_log_parent_class)->finalize (object);
}

static void
opt_alert_log_class_init (OptAlertLogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = opt_alert_log_finalize;
}

static void
opt_alert_log_init (OptAlertLog *self)
{
}

/**
 * opt_alert_log_open_sync:
 * @path: (nullable): the file; %NULL: `alerts.db` in opt_paths_get_data_dir()
 * @error: return location for an error of opt_store_open_sync()
 *
 * Returns: (transfer full) (nullable): the log
 */
OptAlertLog *
opt_alert_log_open_sync (const char *path, GError **error)
{
  static const char *const migrations[] = { "alerts-1", "alerts-2", NULL };
  static const OptStoreSchema schema = { "monitor", migrations };
  g_autoptr (OptAlertLog) self = g_object_new (OPT_TYPE_ALERT_LOG, NULL);
  g_autofree char *usual_path = NULL;

  if (path == NULL)
    {
      g_autofree char *folder = opt_paths_get_data_dir (error);

      if (folder == NULL)
        return NULL;
      usual_path = g_build_filename (folder, "alerts.db", NULL);
      path = usual_path;
    }

  self->store = opt_store_open_sync (path, OPT_STORE_FLAGS_NONE, &schema, 1, error);

  return self->store != NULL ? g_steal_pointer (&self) : NULL;
}

static void
put (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!opt_store_execute_finish (OPT_STORE (object), result, &error))
    g_message (_ ("An alert was not kept: %s"), error->message);
}

/**
 * opt_alert_log_put:
 * @self: the log
 * @alert: one that has fired
 *
 * Keeps it as it is now, in the place of how it was. That is done soon, and nobody waits for it.
 *
 * Several programs may watch a server, and keep what they see in one file: what overlaps in time,
 * by one rule and of one item, is the same, whoever saw it. It is kept once, with what any of them
 * told, and ends when the last of them sees it end.
 */
void
opt_alert_log_put (OptAlertLog *self, const OptAlert *alert)
{
  const OptStoreValue values[] = {
    opt_store_text (alert->server),
    opt_store_text (alert->rule),
    opt_store_text (alert->item != NULL ? alert->item : ""),
    opt_store_int (alert->fired),
    opt_store_int (alert->since),
    opt_store_int (alert->cleared),
    opt_store_text (alert->title),
    alert->page != NULL ? opt_store_text (alert->page) : opt_store_null (),
    opt_store_int (alert->unit),
    opt_store_double (alert->threshold),
    opt_store_double (alert->value),
    opt_store_int (alert->told),
    isfinite (alert->worst) ? opt_store_double (alert->worst) : opt_store_null (),
    opt_store_int (alert->below),
    opt_store_int (alert->silenced),
    opt_store_int (alert->passed != 0 ? alert->passed : alert->since),
  };

  g_return_if_fail (OPT_IS_ALERT_LOG (self));
  g_return_if_fail (alert->fired != 0);

  opt_store_execute_async (self->store, opt_store_sql ("monitor", "alerts-put"), values,
                           G_N_ELEMENTS (values), NULL, put, NULL);
}

static OptAlert *
read_alert (OptStoreResult *result, guint row)
{
  OptAlert *alert = g_new0 (OptAlert, 1);
  const char *item = opt_store_result_get_text (result, row, "item");

  alert->server = g_strdup (opt_store_result_get_text (result, row, "server"));
  alert->rule = g_strdup (opt_store_result_get_text (result, row, "rule"));
  alert->item = *item != '\0' ? g_strdup (item) : NULL;
  alert->title = g_strdup (opt_store_result_get_text (result, row, "title"));
  alert->page = g_strdup (opt_store_result_get_text (result, row, "page"));
  alert->unit = (OptSeriesUnit) CLAMP (opt_store_result_get_int (result, row, "unit"), 0,
                                       OPT_SERIES_UNIT_FACTOR);
  alert->threshold = opt_store_result_get_double (result, row, "threshold");
  alert->value = opt_store_result_get_double (result, row, "value");
  alert->since = opt_store_result_get_int (result, row, "since");
  alert->passed = alert->since;
  alert->clear_threshold = NAN;
  alert->fired = opt_store_result_get_int (result, row, "fired");
  alert->cleared = opt_store_result_get_int (result, row, "cleared");
  alert->told = opt_store_result_get_int (result, row, "told") != 0;
  alert->worst = opt_store_result_is_null (result, row, "worst")
                     ? NAN
                     : opt_store_result_get_double (result, row, "worst");
  alert->below = opt_store_result_get_int (result, row, "below") != 0;
  alert->silenced = opt_store_result_get_int (result, row, "silenced");
  alert->announced = alert->told;
  alert->state = alert->cleared != 0 ? OPT_ALERT_CLEARED : OPT_ALERT_FIRING;

  return alert;
}

static GPtrArray *
read_alerts (OptStoreResult *result)
{
  GPtrArray *alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_alert_free);

  for (guint i = 0; i < opt_store_result_get_n_rows (result); i++)
    g_ptr_array_add (alerts, read_alert (result, i));

  return alerts;
}

/**
 * opt_alert_log_list_sync:
 * @self: the log
 * @server: (nullable): whose; %NULL: of all
 * @firing: only what is not over, as far as the log knows
 * @limit: so many at most
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type OptAlert): the alerts: what fires first, then
 * the latest
 */
GPtrArray *
opt_alert_log_list_sync (OptAlertLog *self,
                         const char *server,
                         gboolean firing,
                         guint limit,
                         GError **error)
{
  const OptStoreValue values[] = {
    server != NULL ? opt_store_text (server) : opt_store_null (),
    opt_store_int (firing),
    opt_store_int (limit),
  };
  g_autoptr (OptStoreResult) result = NULL;

  g_return_val_if_fail (OPT_IS_ALERT_LOG (self), NULL);

  result = opt_store_query_sync (self->store, opt_store_sql ("monitor", "alerts-list"), values,
                                 G_N_ELEMENTS (values), error);

  return result != NULL ? read_alerts (result) : NULL;
}

/**
 * opt_alert_log_list_open_sync:
 * @self: the log
 * @now: this machine's clock
 * @error: return location for an error
 *
 * What a program that starts has to know: what fired when the last one ended, and what is silenced,
 * which has the state cleared where it doesn't fire.
 *
 * Returns: (transfer full) (nullable) (element-type OptAlert): the alerts
 */
GPtrArray *
opt_alert_log_list_open_sync (OptAlertLog *self, gint64 now, GError **error)
{
  const OptStoreValue values[] = { opt_store_int (now) };
  g_autoptr (GPtrArray) alerts = NULL;
  g_autoptr (OptStoreResult) result = NULL;

  g_return_val_if_fail (OPT_IS_ALERT_LOG (self), NULL);

  alerts = opt_alert_log_list_sync (self, NULL, TRUE, OPEN_AT_MOST, error);
  result = alerts != NULL
               ? opt_store_query_sync (self->store, opt_store_sql ("monitor", "silences-list"),
                                       values, G_N_ELEMENTS (values), error)
               : NULL;
  if (result == NULL)
    return NULL;

  for (guint i = 0; i < opt_store_result_get_n_rows (result); i++)
    {
      OptAlert *alert = g_new0 (OptAlert, 1);
      const char *item = opt_store_result_get_text (result, i, "item");

      alert->server = g_strdup (opt_store_result_get_text (result, i, "server"));
      alert->rule = g_strdup (opt_store_result_get_text (result, i, "rule"));
      alert->item = *item != '\0' ? g_strdup (item) : NULL;
      alert->silenced = opt_store_result_get_int (result, i, "until");
      alert->state = OPT_ALERT_CLEARED;
      g_ptr_array_add (alerts, alert);
    }

  return g_steal_pointer (&alerts);
}

static void
listed (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  g_autoptr (OptStoreResult) rows = opt_store_query_finish (OPT_STORE (object), result, &error);

  if (rows != NULL)
    g_task_return_pointer (task, read_alerts (rows), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * opt_alert_log_list_async:
 * @self: the log
 * @limit: so many at most
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when it is read
 * @user_data: for @callback
 *
 * Lists the alerts of all servers: what fires first, then the latest.
 */
void
opt_alert_log_list_async (OptAlertLog *self,
                          guint limit,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  const OptStoreValue values[]
      = { opt_store_null (), opt_store_int (FALSE), opt_store_int (limit) };
  GTask *task;

  g_return_if_fail (OPT_IS_ALERT_LOG (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_alert_log_list_async);
  opt_store_query_async (self->store, opt_store_sql ("monitor", "alerts-list"), values,
                         G_N_ELEMENTS (values), cancellable, listed, task);
}

/**
 * opt_alert_log_list_finish:
 * @self: the log
 * @result: of opt_alert_log_list_async()
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type OptAlert): the alerts
 */
GPtrArray *
opt_alert_log_list_finish (OptAlertLog *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- Changes --------------------------------------------------------------------------------- */

/**
 * opt_alert_log_silence:
 * @self: the log
 * @server: whose
 * @rule: which rule's
 * @item: (nullable): of what
 * @until: until when nobody is told of it, by this machine's clock
 *
 * Keeps that, over a restart. That is done soon, and nobody waits for it.
 */
void
opt_alert_log_silence (OptAlertLog *self,
                       const char *server,
                       const char *rule,
                       const char *item,
                       gint64 until)
{
  const OptStoreValue values[] = {
    opt_store_text (server),
    opt_store_text (rule),
    opt_store_text (item != NULL ? item : ""),
    opt_store_int (until),
  };

  g_return_if_fail (OPT_IS_ALERT_LOG (self));

  opt_store_execute_async (self->store, opt_store_sql ("monitor", "silences-put"), values,
                           G_N_ELEMENTS (values), NULL, put, NULL);
}

static void
emptied (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (opt_store_execute_finish (OPT_STORE (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * opt_alert_log_clear_async:
 * @self: the log
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when that is done
 * @user_data: for @callback
 *
 * Forgets what is over. What fires stays, and so do silences.
 */
void
opt_alert_log_clear_async (OptAlertLog *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;

  g_return_if_fail (OPT_IS_ALERT_LOG (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, opt_alert_log_clear_async);
  opt_store_execute_async (self->store, opt_store_sql ("monitor", "alerts-clear"), NULL, 0,
                           cancellable, emptied, task);
}

/**
 * opt_alert_log_clear_finish:
 * @self: the log
 * @result: of opt_alert_log_clear_async()
 * @error: return location for an error
 *
 * Returns: whether it is forgotten
 */
gboolean
opt_alert_log_clear_finish (OptAlertLog *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
