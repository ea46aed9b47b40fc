/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-property-run.h"

#include <glib/gi18n-lib.h>

#include "opt-change-log.h"
#include "opt-change-property-state.h"
#include "opt-change-run.h"
#include "opt-error.h"
#include "opt-json-build.h"
#include "opt-sql.h"
#include "opt-statement-text.h"

/* What belongs to a table is read and set in one transaction, under the lock that whoever else sets
 * it needs as well. A parameter has no such lock, and ALTER SYSTEM no transaction: it is read right
 * before each try. A materialized view or a foreign table takes no LOCK TABLE: the statement itself
 * waits, and another session reads what was there when it had the lock. */

typedef struct
{
  OptChangeSession *session;
  const OptChangeProperty *property;
  OptAuditChange *undone; /* (nullable) whose undo it is */
  const char *sql;        /* one or more statements */
  gboolean locked;        /* before the first of them */
  OptAudit *audit;
  const char *change_id;
  const OptProgress *progress; /* (nullable) */
  char *value;                 /* (nullable) as the server has it when the first was run */
} Setting;

static gboolean
look (Setting *self, OptChangeSession *session, GCancellable *cancellable, GError **error)
{
  return self->undone != NULL
             ? opt_change_property_check_made_sync (session, self->undone, self->property,
                                                    cancellable, error)
             : opt_change_property_check_before_sync (session, self->property, cancellable, error);
}

static gboolean
look_before (gpointer data, GCancellable *cancellable, GError **error)
{
  Setting *self = data;

  return look (self, self->session, cancellable, error);
}

/* What others see while this transaction has the lock: what was there when it got it. */
static gboolean
look_from_outside (Setting *self, GCancellable *cancellable, GError **error)
{
  OptChangeSession outside = *self->session;
  gboolean same;

  outside.connection = opt_connection_new (opt_connection_get_conninfo (self->session->connection),
                                           OPT_CONNECTION_ROLE_MONITOR, "change");
  same = opt_connection_open_sync (outside.connection, cancellable, error)
         && look (self, &outside, cancellable, error);
  opt_connection_close (outside.connection);
  g_object_unref (outside.connection);

  return same;
}

/* Which one it is is on the disk before others see it: should this process end now, the next one
 * knows it from another's, and looks for the end of the transaction as well. */
static gboolean
note_after (gpointer data, GCancellable *cancellable, GError **error)
{
  Setting *self = data;
  g_autoptr (JsonBuilder) detail = NULL;
  gint64 oid = 0;

  if (!self->locked && !look_from_outside (self, cancellable, error))
    return FALSE;
  g_clear_pointer (&self->value, g_free);
  if (!opt_change_property_read_sync (self->session->connection, self->property, &self->value, &oid,
                                      cancellable, error))
    return FALSE;

  detail = opt_change_log_begin_detail ();
  opt_json_add_text (detail, "sql", opt_sql_get ("change", "commit", OPT_SERVER_NEWEST));
  opt_json_add_text (detail, "table", self->property->table);
  if (oid != 0)
    opt_json_add_int (detail, "statistics_oid", oid);

  return opt_change_log_sync (self->audit, self->change_id, OPT_AUDIT_NOTE, detail, error);
}

static gboolean
get_lock (Setting *self, char **lock, GCancellable *cancellable, GError **error)
{
  g_autoptr (OptResult) result
      = opt_change_session_query_sync (self->session, "table", self->property->table, cancellable,
                                       error);

  if (result == NULL)
    return FALSE;
  if (opt_result_get_n_rows (result) > 0 && opt_result_get_boolean (result, 0, "lockable"))
    *lock = g_strchomp (opt_sql_fill (opt_sql_get ("change-set", "lock-table", OPT_SERVER_NEWEST),
                                      "table", self->property->table, NULL));

  return TRUE;
}

static gboolean
set (Setting *self, const char *statement, GCancellable *cancellable, GError **error)
{
  g_autofree char *lock = NULL;
  OptChangeGuard guard = {
    .transaction = self->property->table != NULL,
    .before = look_before,
    .after = note_after,
    .data = self,
  };

  if (guard.transaction && !get_lock (self, &lock, cancellable, error))
    return FALSE;
  guard.lock = lock;
  self->locked = lock != NULL;

  return opt_change_run_guarded_sync (self->session, statement, &guard, self->audit,
                                      self->change_id, self->progress, cancellable, error);
}

/* What follows the setting of a parameter is over at once, and without it nothing is in force. */
static gboolean
run_statements (Setting *self,
                guint first,
                guint *n_done,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GPtrArray) statements = opt_statement_split (self->sql, error);

  *n_done = first;
  for (guint i = first; statements != NULL && i < statements->len; i++)
    {
      const char *statement = ((const OptStatementSpan *) statements->pdata[i])->sql;
      gboolean done;

      opt_progress_report (self->progress, -1, 0, "%s", statement);
      if (!opt_change_log_step_sync (self->audit, self->change_id, i + 1, statements->len,
                                     self->property->table, statement, error))
        return FALSE;
      if (i == 0)
        done = set (self, statement, cancellable, error);
      else
        done = opt_change_run_sync (self->session, statement, NULL, self->audit, self->change_id,
                                    self->progress,
                                    self->property->table != NULL ? cancellable : NULL, error);
      if (!done)
        return FALSE;
      (*n_done)++;
    }

  return statements != NULL;
}

/**
 * opt_change_property_run_sync:
 * @session: a session
 * @change: the setting of something
 * @audit: the log
 * @change_id: which change
 * @n_done: (out): how many of its statements were run; the first is what sets it
 * @value: (out) (transfer full) (nullable): what it is set to
 * @progress: (nullable): told what it does
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: %OPT_ERROR_CONFLICT where somebody has set it meanwhile
 *
 * Returns: whether all of it was run
 */
gboolean
opt_change_property_run_sync (OptChangeSession *session,
                              const OptChange *change,
                              OptAudit *audit,
                              const char *change_id,
                              guint *n_done,
                              char **value,
                              const OptProgress *progress,
                              GCancellable *cancellable,
                              GError **error)
{
  Setting self = {
    .session = session,
    .property = change->property,
    .sql = change->sql,
    .audit = audit,
    .change_id = change_id,
    .progress = progress,
  };
  gboolean done = run_statements (&self, 0, n_done, cancellable, error);

  *value = change->property->table != NULL ? self.value : g_strdup (change->property->after);

  return done;
}

/**
 * opt_change_property_undo_sync:
 * @session: a session
 * @change: the setting of something, as it was before the undo began
 * @audit: the log
 * @progress: (nullable): told what it does
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: %OPT_ERROR_CONFLICT where somebody has set it meanwhile
 *
 * Sets it back, and runs what is to follow. Of an undo that has set it back, and whose rest failed,
 * it runs the rest.
 *
 * Returns: whether all of it was run
 */
gboolean
opt_change_property_undo_sync (OptChangeSession *session,
                               OptAuditChange *change,
                               OptAudit *audit,
                               const OptProgress *progress,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (OptChangeProperty) property = opt_change_log_get_property (change);
  Setting self = {
    .session = session,
    .property = property,
    .undone = change,
    .sql = opt_audit_change_get_undo_sql (change),
    .audit = audit,
    .change_id = opt_audit_change_get_id (change),
    .progress = progress,
  };
  gboolean half = opt_change_property_is_half_undone_sync (session, change, property);
  guint n_done;
  gboolean done = run_statements (&self, half ? 1 : 0, &n_done, cancellable, error);

  g_free (self.value);

  return done;
}

/**
 * opt_change_property_clean_up_sync:
 * @session: the session that ran it
 * @audit: the log
 * @change_id: the setting of something that failed or was cancelled
 * @n_done: how many of its statements were run
 *
 * Where it was set, and what was to follow failed, it is set back, unless somebody else has set it
 * since. Not cancellable: it is the cleaning up after a cancel.
 *
 * Returns: (transfer none): "none" where it was not set, "dropped" where it was set back, "foreign"
 *   where somebody else has set it since, "left", or "unknown"
 */
const char *
opt_change_property_clean_up_sync (OptChangeSession *session,
                                   OptAudit *audit,
                                   const char *change_id,
                                   guint n_done)
{
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (OptChangeProperty) property = NULL;
  g_autofree char *found = NULL;
  OptPropertyStanding standing;
  Setting self = { .session = session, .audit = audit, .change_id = change_id };

  if (n_done == 0)
    return "none";
  change = opt_audit_get_change_sync (audit, change_id, NULL);
  property = change != NULL ? opt_change_log_get_property (change) : NULL;
  if (property == NULL)
    return "left";
  if (!opt_change_property_judge_sync (session, change, property, &found, &standing, NULL, NULL))
    return "unknown";
  if (standing != OPT_PROPERTY_AS_MADE)
    return standing == OPT_PROPERTY_AS_BEFORE ? "none" : "foreign";

  session->tries = 1;
  self.property = property;
  self.undone = change;
  self.sql = opt_audit_change_get_undo_sql (change);
  run_statements (&self, 0, &n_done, NULL, NULL);
  g_free (self.value);

  return n_done > 0 ? "dropped" : "left";
}

/**
 * opt_change_property_complete_sync:
 * @session: a session
 * @change: the setting of something, which is set, or set back
 * @undo: whether it is set back
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Runs what was to follow, which may have been run already and may be run again.
 *
 * Returns: whether it was run
 */
gboolean
opt_change_property_complete_sync (OptChangeSession *session,
                                   OptAuditChange *change,
                                   gboolean undo,
                                   GCancellable *cancellable,
                                   GError **error)
{
  g_autoptr (GPtrArray) statements
      = opt_statement_split (undo ? opt_audit_change_get_undo_sql (change)
                                  : opt_audit_change_get_sql (change),
                             error);

  for (guint i = 1; statements != NULL && i < statements->len; i++)
    if (!opt_connection_execute_sync (session->connection,
                                      ((const OptStatementSpan *) statements->pdata[i])->sql, NULL,
                                      cancellable, error))
      return FALSE;

  return statements != NULL;
}
