/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-server-change.h"

#include <glib/gi18n-lib.h>

#include "opt-audit.h"
#include "opt-database-change.h"
#include "opt-keyring.h"
#include "opt-server-private.h"
#include "opt-worker.h"

typedef struct
{
  OptRecommendation *recommendation; /* (nullable) */
  char *change_id;                   /* (nullable) */
  char *role;                        /* (nullable) */
  char *password;                    /* (nullable) */
  gint64 interval;
} Order;

static Order *
order_new (const char *role, const char *password)
{
  Order *order = g_new0 (Order, 1);

  order->role = g_strdup (role);
  order->password = g_strdup (password);

  return order;
}

static void
order_free (gpointer data)
{
  Order *order = data;

  g_clear_object (&order->recommendation);
  g_free (order->change_id);
  g_free (order->role);
  opt_keyring_free_password (order->password);
  g_free (order);
}

static gpointer
finish (OptServer *self, GAsyncResult *result, GError **error)
{
  gpointer answer = opt_server_run_finish (self, result, error);

  opt_server_record_cut (self);
  /* A change that failed left its word in the log, too. */
  opt_server_notify_changes (self);

  return answer;
}

/* Charts are on the server's clock. */
static void
mark_in_charts (OptServer *self, const char *text)
{
  OptSnapshot *last = opt_workload_get_last_snapshot (self->workload);

  if (last != NULL)
    opt_timeline_add_event (self->timeline, last->time + g_get_real_time () - self->last_poll,
                            "change", text);
}

/* Whoever wants to close the window has to know. */
static OptJob *
mark_job (OptJob *job)
{
  OptJob *marked = job != NULL ? g_object_ref (job) : opt_job_new (NULL);

  opt_job_set_writes (marked, TRUE);

  return marked;
}

/* ---- Apply ----------------------------------------------------------------------------------- */

typedef struct
{
  char *id;
  char *title;
} Applied;

static void
applied_free (gpointer data)
{
  Applied *applied = data;

  g_free (applied->id);
  g_free (applied->title);
  g_free (applied);
}

static gpointer
apply (OptDatabase *database,
       gpointer data,
       const OptProgress *progress,
       GCancellable *cancellable,
       GError **error)
{
  const Order *order = data;
  char *id = opt_database_apply_sync (database, order->role, order->password, order->recommendation,
                                      progress, cancellable, error);

  Applied *applied;

  opt_database_forget_older (database, 0);
  if (id == NULL)
    return NULL;

  applied = g_new0 (Applied, 1);
  applied->id = id;
  applied->title = g_strdup (opt_recommendation_get_title (order->recommendation));

  return applied;
}

/**
 * opt_server_apply_async:
 * @self: a server
 * @recommendation: what the user confirmed
 * @role: (nullable): the role that makes the change; %NULL for the one that watches
 * @password: (nullable): of @role, where libpq does not find it
 * @job: (nullable): whom to tell the steps, and what cancels it
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * As opt_database_apply_sync(). ::changes-changed is emitted when it has ended.
 */
void
opt_server_apply_async (OptServer *self,
                        OptRecommendation *recommendation,
                        const char *role,
                        const char *password,
                        OptJob *job,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (OptJob) marked = NULL;
  Order *order;

  g_return_if_fail (OPT_IS_SERVER (self));
  g_return_if_fail (OPT_IS_RECOMMENDATION (recommendation));

  opt_server_record_cut (self);
  marked = mark_job (job);
  order = order_new (role, password);
  order->recommendation = opt_recommendation_copy (recommendation);
  opt_server_run_async (self, OPT_SERVER_LANE_WORK, marked, apply, order, order_free, applied_free,
                        callback, user_data);
}

/**
 * opt_server_apply_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error, with the next step
 *
 * Returns: (transfer full) (nullable): the change's id
 */
char *
opt_server_apply_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  Applied *applied = finish (self, result, error);
  char *id;

  if (applied == NULL)
    return NULL;

  mark_in_charts (self, applied->title);
  id = g_steal_pointer (&applied->id);
  applied_free (applied);

  return id;
}

/* ---- Undo ------------------------------------------------------------------------------------ */

/* What became of it; of one that never was made there is nothing to be seen in the charts. */
#define UNDONE GINT_TO_POINTER (1)
#define CLEARED GINT_TO_POINTER (2)

/* What is left of one that failed is taken away by the same undo. */
static gboolean
was_made (const char *change_id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptAudit) audit = opt_audit_open_sync (NULL, &error);
  g_autoptr (OptAuditChange) change
      = audit != NULL ? opt_audit_get_change_sync (audit, change_id, &error) : NULL;
  GPtrArray *entries = change != NULL ? opt_audit_change_get_entries (change) : NULL;

  for (guint i = 0; entries != NULL && i < entries->len; i++)
    if (((const OptAuditEntry *) entries->pdata[i])->event == OPT_AUDIT_DONE)
      return TRUE;

  return FALSE;
}

static gpointer
undo (OptDatabase *database,
      gpointer data,
      const OptProgress *progress,
      GCancellable *cancellable,
      GError **error)
{
  const Order *order = data;
  gboolean done = opt_database_undo_sync (database, order->role, order->password, order->change_id,
                                          progress, cancellable, error);

  opt_database_forget_older (database, 0);

  if (!done)
    return NULL;

  return was_made (order->change_id) ? UNDONE : CLEARED;
}

/**
 * opt_server_undo_async:
 * @self: a server
 * @change_id: which change
 * @role: (nullable): the role that makes the change; %NULL for the one that watches
 * @password: (nullable): of @role, where libpq does not find it
 * @job: (nullable): whom to tell the steps, and what cancels it
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * As opt_database_undo_sync(). ::changes-changed is emitted when it has ended.
 */
void
opt_server_undo_async (OptServer *self,
                       const char *change_id,
                       const char *role,
                       const char *password,
                       OptJob *job,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (OptJob) marked = NULL;
  Order *order;

  g_return_if_fail (OPT_IS_SERVER (self) && change_id != NULL);

  opt_server_record_cut (self);
  marked = mark_job (job);
  order = order_new (role, password);
  order->change_id = g_strdup (change_id);
  opt_server_run_async (self, OPT_SERVER_LANE_WORK, marked, undo, order, order_free, NULL, callback,
                        user_data);
}

/**
 * opt_server_undo_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error, with the next step
 *
 * Returns: whether it was undone
 */
gboolean
opt_server_undo_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  gpointer outcome = finish (self, result, error);

  if (outcome == NULL)
    return FALSE;

  if (outcome == UNDONE)
    mark_in_charts (self, _ ("A change was undone"));

  return TRUE;
}

/* ---- Confirm --------------------------------------------------------------------------------- */

static gpointer
confirm (OptDatabase *database,
         gpointer data,
         const OptProgress *progress,
         GCancellable *cancellable,
         GError **error)
{
  const Order *order = data;

  return opt_database_confirm_sync (database, order->change_id, order->interval, progress,
                                    cancellable, error);
}

/**
 * opt_server_confirm_async:
 * @self: a server
 * @change_id: a change that was applied
 * @interval: microseconds to watch first; 0 to compare at once
 * @job: (nullable): whom to tell the steps, and what cancels it
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * As opt_database_confirm_sync(). ::changes-changed is emitted when it has ended.
 */
void
opt_server_confirm_async (OptServer *self,
                          const char *change_id,
                          gint64 interval,
                          OptJob *job,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Order *order;

  g_return_if_fail (OPT_IS_SERVER (self) && change_id != NULL && interval >= 0);

  order = order_new (NULL, NULL);
  order->change_id = g_strdup (change_id);
  order->interval = interval;
  opt_server_run_async (self, OPT_SERVER_LANE_WORK, job, confirm, order, order_free,
                        (GDestroyNotify) opt_confirmation_free, callback, user_data);
}

/**
 * opt_server_confirm_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the comparison
 */
OptConfirmation *
opt_server_confirm_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  OptConfirmation *confirmation = finish (self, result, error);

  if (confirmation == NULL)
    return NULL;

  /* It moves the claim itself, too. */
  opt_server_load_recommendations (self);
  if (confirmation->news)
    {
      g_autofree char *text
          = g_strdup_printf ("%s: %s", opt_confirmation_verdict_get_label (confirmation->verdict),
                             confirmation->title != NULL ? confirmation->title
                                                         : confirmation->change_id);

      mark_in_charts (self, text);
    }

  return confirmation;
}

/* ---- List ------------------------------------------------------------------------------------ */

/* The log has the oldest first. */
static void
reverse (GPtrArray *changes)
{
  for (guint i = 0; i < changes->len / 2; i++)
    {
      gpointer *one = &changes->pdata[i];
      gpointer *other = &changes->pdata[changes->len - 1 - i];
      gpointer kept = *one;

      *one = *other;
      *other = kept;
    }
}

static void
list_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (OptAudit) audit = opt_audit_open_sync (NULL, &error);
  GPtrArray *changes = audit != NULL ? opt_audit_list_sync (audit, data, &error) : NULL;

  if (changes == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  reverse (changes);
  g_task_return_pointer (task, changes, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * opt_server_list_changes_async:
 * @self: a server
 * @callback: called when they were read
 * @user_data: for @callback
 *
 * Reads the audit log, which needs no connection.
 */
void
opt_server_list_changes_async (OptServer *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  const char *id;

  g_return_if_fail (OPT_IS_SERVER (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, opt_server_list_changes_async);
  id = self->facts != NULL ? opt_server_facts_get_system_identifier (self->facts) : NULL;
  g_task_set_task_data (task, g_strdup (id != NULL ? id : self->display), g_free);
  opt_worker_run (task, list_thread);
}

/**
 * opt_server_list_changes_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type OptAuditChange): the changes that were made on
 *   it, the newest first
 */
GPtrArray *
opt_server_list_changes_finish (OptServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
