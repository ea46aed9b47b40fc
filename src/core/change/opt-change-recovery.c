/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-recovery.h"

#include <glib/gi18n-lib.h>

#include "opt-change-log.h"
#include "opt-change-session.h"
#include "opt-error.h"
#include "opt-json-build.h"
#include "opt-sql.h"

/**
 * opt_change_recovery_free:
 * @self: (nullable) (transfer full): a recovery
 */
void
opt_change_recovery_free (OptChangeRecovery *self)
{
  if (self == NULL)
    return;

  g_free (self->change_id);
  g_free (self->found);
  g_free (self->next_step);
  g_free (self);
}

/* The one who ran it lost the server, and noted that. */
static gboolean
is_noted (OptAuditChange *change)
{
  g_autofree char *leftover = opt_change_log_get_text (change, OPT_AUDIT_NOTE, "leftover");

  return g_strcmp0 (leftover, "unknown") == 0;
}

/**
 * opt_change_is_interrupted:
 * @change: a change
 *
 * Returns: whether it, or its undo, was started and nobody knows how it ended: the process that ran
 * it is gone, or lost the server
 */
gboolean
opt_change_is_interrupted (OptAuditChange *change)
{
  OptAuditState state;

  g_return_val_if_fail (OPT_IS_AUDIT_CHANGE (change), FALSE);

  state = opt_audit_change_get_state (change);
  if (state == OPT_AUDIT_STATE_INTERRUPTED || state == OPT_AUDIT_STATE_UNDO_INTERRUPTED)
    return TRUE;

  return (state == OPT_AUDIT_STATE_RUNNING || state == OPT_AUDIT_STATE_UNDOING)
         && is_noted (change);
}

static gboolean
is_undo (OptAuditChange *change)
{
  OptAuditState state = opt_audit_change_get_state (change);

  return state == OPT_AUDIT_STATE_UNDO_INTERRUPTED || state == OPT_AUDIT_STATE_UNDOING;
}

static gboolean
drop_invalid (OptChangeSession *session,
              const char *index,
              GCancellable *cancellable,
              GError **error)
{
  const char *template = opt_sql_get ("change", "drop-invalid",
                                      opt_connection_get_server_version (session->connection));
  g_autofree char *sql = opt_sql_fill (template != NULL ? template : "", "index", index, NULL);

  return opt_connection_execute_sync (session->connection, sql, NULL, cancellable, error);
}

static gboolean
log_end (OptChangeSession *session,
         OptAudit *audit,
         const OptChangeRecovery *recovery,
         OptAuditEvent event,
         const OptIndexState *state,
         GError **error)
{
  g_autoptr (JsonBuilder) detail = opt_change_log_begin_detail ();

  opt_json_add_text (detail, "recovered", recovery->found);
  if (event == OPT_AUDIT_DONE)
    {
      opt_json_add_text (detail, "definition", state->definition);
      opt_json_add_int (detail, "server_time", opt_change_session_get_time_sync (session));
    }

  return opt_change_log_sync (audit, recovery->change_id, event, detail, error);
}

/*
 * How a change ended by what is on the server. The index is wanted after the making of one and
 * after the undo of a dropping, and is to be gone otherwise.
 */
static OptAuditEvent
judge (const OptChangeRecovery *recovery, gboolean wanted, const OptIndexState *state)
{
  gboolean reached = wanted ? state->exists && state->valid : !state->exists || !state->valid;

  if (recovery->undo)
    return reached ? OPT_AUDIT_UNDONE : OPT_AUDIT_UNDO_FAILED;

  return reached ? OPT_AUDIT_DONE : OPT_AUDIT_FAILED;
}

static void
describe (OptChangeRecovery *recovery, const char *index, const OptIndexState *state)
{
  if (!state->exists)
    recovery->found = g_strdup_printf (_ ("The index %s is not there."), index);
  else if (state->valid)
    recovery->found = g_strdup_printf (_ ("The index %s is there and is valid."), index);
  else
    recovery->found = g_strdup_printf (
        _ ("The index %s is there and is not valid: it costs writes and serves no read."), index);

  if (state->exists && !state->valid)
    recovery->next_step
        = g_strdup (_ ("Settle the change: that drops the index, and notes how it ended."));
  else
    recovery->next_step = g_strdup (_ ("Settle the change: that notes how it ended."));
}

static OptAuditChange *
get_interrupted (OptAudit *audit, const char *change_id, GError **error)
{
  g_autoptr (OptAuditChange) change = opt_audit_get_change_sync (audit, change_id, error);

  if (change == NULL)
    return NULL;
  if (!opt_change_is_interrupted (change))
    {
      opt_set_error (error, OPT_ERROR_REFUSED, NULL,
                     _ ("The change %s was not interrupted: it is %s."), change_id,
                     opt_audit_state_get_label (opt_audit_change_get_state (change)));
      return NULL;
    }

  return g_steal_pointer (&change);
}

/**
 * opt_change_recover_sync:
 * @conninfo: the server and database, as the role that the user named for the change
 * @audit: the log
 * @change_id: a change that opt_change_is_interrupted()
 * @settle: whether to drop an invalid index that was left, and to note in the audit how the change
 * ended; otherwise the server is only asked
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Finds out from the server how far an interrupted change came.
 *
 * Returns: (transfer full) (nullable): what was found
 */
OptChangeRecovery *
opt_change_recover_sync (OptConninfo *conninfo,
                         OptAudit *audit,
                         const char *change_id,
                         gboolean settle,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (OptChangeSession) session = NULL;
  g_autoptr (OptChangeRecovery) recovery = NULL;
  g_autofree char *index = NULL;
  g_auto (OptIndexState)
    state = { 0 };
  gboolean wanted;

  g_return_val_if_fail (conninfo != NULL && OPT_IS_AUDIT (audit) && change_id != NULL, NULL);

  change = get_interrupted (audit, change_id, error);
  if (change == NULL)
    return NULL;
  session = opt_change_session_open_sync (conninfo, opt_audit_change_get_server_id (change), 0,
                                          cancellable, error);
  if (session == NULL
      || !opt_change_session_check_database (session, opt_audit_change_get_database (change),
                                             error))
    return NULL;

  recovery = g_new0 (OptChangeRecovery, 1);
  recovery->change_id = g_strdup (change_id);
  recovery->undo = is_undo (change);
  index = opt_change_log_get_text (change, OPT_AUDIT_PREPARED, "index");
  if (index == NULL)
    recovery->found = g_strdup (_ ("The change leaves nothing to look for."));
  else
    {
      if (!opt_change_session_get_index_sync (session, index, &state, cancellable, error))
        return NULL;
      describe (recovery, index, &state);
    }
  if (!settle)
    return g_steal_pointer (&recovery);

  wanted = (g_strcmp0 (opt_audit_change_get_kind (change), "create-index") == 0) != recovery->undo;
  if ((state.is_index && !state.valid && !drop_invalid (session, index, cancellable, error))
      || !log_end (session, audit, recovery,
                   index == NULL ? OPT_AUDIT_FAILED : judge (recovery, wanted, &state), &state,
                   error))
    return NULL;
  recovery->settled = TRUE;
  g_clear_pointer (&recovery->next_step, g_free);

  return g_steal_pointer (&recovery);
}
