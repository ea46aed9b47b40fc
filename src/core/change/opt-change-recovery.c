/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-recovery.h"

#include <glib/gi18n-lib.h>

#include "opt-change-backend.h"
#include "opt-change-build.h"
#include "opt-change-leftover.h"
#include "opt-change-log.h"
#include "opt-change-partitions.h"
#include "opt-change-property-run.h"
#include "opt-change-property-state.h"
#include "opt-error.h"
#include "opt-format.h"
#include "opt-json-build.h"

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
is_create (OptAuditChange *change)
{
  return g_strcmp0 (opt_audit_change_get_kind (change), "create-index") == 0;
}

static gboolean
is_partitioned (OptAuditChange *change)
{
  return opt_change_log_is_kind (change, OPT_CHANGE_CREATE_PARTITIONED_INDEX);
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

/* Whether the index of that name is the one that was made or dropped, as far as can be told: the
 * one that was seen being built, or else one that says the same. What was made may have been built
 * anew since, under another oid; its undo goes by what it is, too. */
static gboolean
is_own (OptAuditChange *change, const OptIndexState *state)
{
  gint64 built = opt_change_get_built_oid (change);
  g_autofree char *made = opt_change_log_get_text (change, OPT_AUDIT_DONE, "definition");

  if (made != NULL && g_strcmp0 (opt_audit_change_get_kind (change), "create-index") == 0)
    return g_strcmp0 (state->definition, made) == 0;

  return state->is_index
         && (built != 0 ? state->oid == built : opt_change_describes (change, state->definition));
}

static void
describe (OptChangeRecovery *recovery, const char *index, const OptIndexState *state, gboolean own)
{
  if (!state->exists)
    recovery->found = g_strdup_printf (_ ("The index %s is not there."), index);
  else if (!own)
    recovery->found = g_strdup_printf (
        _ ("What is called %s is not the index of this change, and is left alone."), index);
  else if (state->valid)
    recovery->found = g_strdup_printf (_ ("The index %s is there and is valid."), index);
  else
    recovery->found = g_strdup_printf (
        _ ("The index %s is there and is not valid: it costs writes and serves no read."), index);

  if (own && state->exists && !state->valid)
    recovery->next_step
        = g_strdup (_ ("Settle the change: that drops the index, and notes how it ended."));
  else
    recovery->next_step = g_strdup (_ ("Settle the change: that notes how it ended."));
}

/* ---- One that still runs --------------------------------------------------------------------- */

static char *
describe_work (gboolean builds, const char *index, const OptChangeBackend *backend)
{
  g_autofree char *since = backend->since != 0 ? opt_format_time (backend->since) : NULL;

  if (index == NULL)
    return g_strdup_printf (_ ("It is still being carried out, by the session %d."), backend->pid);
  if (since == NULL)
    return g_strdup_printf (builds ? _ ("The index %s is still being built, by the session %d.")
                                   : _ ("The index %s is still being dropped, by the session %d."),
                            index, backend->pid);

  return g_strdup_printf (
      builds ? _ ("The index %s is still being built, by the session %d since %s.")
             : _ ("The index %s is still being dropped, by the session %d since %s."),
      index, backend->pid, since);
}

static void
tell_running (OptChangeRecovery *recovery,
              gboolean builds,
              const char *index,
              const OptChangeBackend *backend)
{
  g_autofree char *work = describe_work (builds, index, backend);

  recovery->pid = backend->pid;
  recovery->found = backend->phase != NULL
                        ? g_strdup_printf (_ ("%s It is at: %s."), work, backend->phase)
                        : g_strdup (work);
  recovery->next_step = g_strdup_printf (
      _ ("Wait until it has ended, and look again then. Or cancel it: SELECT "
         "pg_cancel_backend(%d); what it leaves is dropped when you look again."),
      backend->pid);
}

/* Sets recovery->pid where the change is still being carried out. It must be asked before the index
 * is looked at: what ends in between has then ended. */
static gboolean
look_for_backend (OptChangeRecovery *recovery,
                  OptAuditChange *change,
                  OptChangeSession *session,
                  const char *index,
                  GCancellable *cancellable,
                  GError **error)
{
  g_auto (OptChangeBackend)
    backend = { 0 };

  if (!opt_change_backend_find_sync (session, change, recovery->undo, &backend, cancellable, error))
    return FALSE;
  if (backend.pid != 0)
    tell_running (recovery, (is_create (change) || is_partitioned (change)) != recovery->undo,
                  index, &backend);

  return TRUE;
}

static gboolean
look_at_property (OptChangeRecovery *recovery,
                  OptAuditChange *change,
                  OptChangeSession *session,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autofree char *words = NULL;
  g_autofree char *value = NULL;
  OptAuditEvent event;

  if (!opt_change_property_look_sync (session, change, recovery->undo, &words, &value, &event,
                                      cancellable, error))
    return FALSE;

  recovery->found = g_strdup_printf ("%s.", words);
  recovery->next_step = g_strdup (_ ("Settle the change: that notes how it ended."));

  return TRUE;
}

/* Fills @state, and says what was found; sets recovery->pid where somebody builds the index. */
static gboolean
look_at_index (OptChangeRecovery *recovery,
               OptAuditChange *change,
               OptChangeSession *session,
               const char *index,
               OptIndexState *state,
               GCancellable *cancellable,
               GError **error)
{
  if (opt_change_log_is_property (change))
    return look_at_property (recovery, change, session, cancellable, error);
  if (index == NULL)
    {
      recovery->found = g_strdup (_ ("The change leaves nothing to look for."));
      return TRUE;
    }
  if (is_partitioned (change))
    {
      recovery->found
          = opt_change_partitions_describe_sync (session, change, state, cancellable, error);
      recovery->next_step
          = g_strdup (state->valid || recovery->undo
                          ? _ ("Settle the change: that notes how it ended.")
                          : _ ("Settle the change: that drops what was made of it, and notes how "
                               "it ended."));
      return recovery->found != NULL;
    }
  if (!opt_change_session_get_index_sync (session, index, state, cancellable, error))
    return FALSE;

  if (state->builder != 0 && is_own (change, state))
    tell_running (recovery, TRUE, index, &(const OptChangeBackend){ .pid = state->builder });
  else
    describe (recovery, index, state, is_own (change, state));

  return TRUE;
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

static OptChangeSession *
open_session (OptConninfo *conninfo,
              OptAuditChange *change,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (OptChangeSession) session
      = opt_change_session_open_sync (conninfo, opt_audit_change_get_server_id (change), 0,
                                      cancellable, error);

  if (session == NULL
      || !opt_change_session_check_database (session, opt_audit_change_get_database (change),
                                             error))
    return NULL;

  return g_steal_pointer (&session);
}

/* What is left of an undo is taken up by the next one. */
static gboolean
settle_partitions (OptChangeRecovery *recovery,
                   OptAuditChange *change,
                   OptAudit *audit,
                   OptChangeSession *session,
                   const OptIndexState *state,
                   GError **error)
{
  g_autoptr (JsonBuilder) detail = opt_change_log_begin_detail ();
  gboolean undone = opt_change_partitions_is_undone_sync (session, change);
  const char *leftover = undone ? "none" : "left";

  if (!recovery->undo && state->valid)
    return log_end (session, audit, recovery, OPT_AUDIT_DONE, state, error);

  if (!recovery->undo && !undone)
    leftover = opt_change_partitions_clean_up_sync (session, audit, recovery->change_id);
  opt_json_add_text (detail, "recovered", recovery->found);
  opt_json_add_text (detail, "leftover", leftover);

  return opt_change_log_sync (audit, recovery->change_id,
                              !recovery->undo ? OPT_AUDIT_FAILED
                              : undone        ? OPT_AUDIT_UNDONE
                                              : OPT_AUDIT_UNDO_FAILED,
                              detail, error);
}

/* What is set is set; what was to make it count is run once more. */
static gboolean
settle_property (OptChangeRecovery *recovery,
                 OptAuditChange *change,
                 OptAudit *audit,
                 OptChangeSession *session,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autofree char *words = NULL;
  g_autofree char *value = NULL;
  OptAuditEvent event;
  OptIndexState state = { 0 };

  if (!opt_change_property_look_sync (session, change, recovery->undo, &words, &value, &event,
                                      cancellable, error))
    return FALSE;
  if ((event == OPT_AUDIT_DONE || event == OPT_AUDIT_UNDONE)
      && !opt_change_property_complete_sync (session, change, recovery->undo, cancellable, error))
    return FALSE;
  state.definition = value;

  return log_end (session, audit, recovery, event, &state, error);
}

/* Drops what is left of it, and completes the log. */
static gboolean
settle_index (OptChangeRecovery *recovery,
              OptAuditChange *change,
              OptAudit *audit,
              OptChangeSession *session,
              const char *index,
              OptIndexState *state,
              GCancellable *cancellable,
              GError **error)
{
  gboolean wanted = is_create (change) != recovery->undo;

  /* Another's of the same name says nothing of this one, which is gone then. */
  if (state->exists && !is_own (change, state))
    state->exists = FALSE;
  else if (state->is_index && !state->valid
           && !opt_change_drop_invalid_sync (session, index, cancellable, error))
    return FALSE;

  return log_end (session, audit, recovery,
                  index == NULL ? OPT_AUDIT_FAILED : judge (recovery, wanted, state), state, error);
}

static gboolean
settle_change (OptChangeRecovery *recovery,
               OptAuditChange *change,
               OptAudit *audit,
               OptChangeSession *session,
               const char *index,
               OptIndexState *state,
               GCancellable *cancellable,
               GError **error)
{
  gboolean done;

  if (is_partitioned (change))
    done = settle_partitions (recovery, change, audit, session, state, error);
  else if (opt_change_log_is_property (change))
    done = settle_property (recovery, change, audit, session, cancellable, error);
  else
    done = settle_index (recovery, change, audit, session, index, state, cancellable, error);
  if (!done)
    return FALSE;
  recovery->settled = TRUE;
  g_clear_pointer (&recovery->next_step, g_free);

  return TRUE;
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
 * Finds out from the server how far an interrupted change came. One that the server still carries
 * out is not settled.
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

  g_return_val_if_fail (conninfo != NULL && OPT_IS_AUDIT (audit) && change_id != NULL, NULL);

  change = get_interrupted (audit, change_id, error);
  if (change == NULL)
    return NULL;
  session = open_session (conninfo, change, cancellable, error);
  if (session == NULL)
    return NULL;

  recovery = g_new0 (OptChangeRecovery, 1);
  recovery->change_id = g_strdup (change_id);
  recovery->undo = is_undo (change);
  index = opt_change_log_get_text (change, OPT_AUDIT_PREPARED, "index");
  if (!look_for_backend (recovery, change, session, index, cancellable, error)
      || (recovery->pid == 0
          && !look_at_index (recovery, change, session, index, &state, cancellable, error)))
    return NULL;
  if (settle && recovery->pid == 0
      && !settle_change (recovery, change, audit, session, index, &state, cancellable, error))
    return NULL;

  return g_steal_pointer (&recovery);
}

/**
 * opt_change_cancel_orphan_sync:
 * @conninfo: the server and database, as the role that the user named for the change
 * @audit: the log
 * @change_id: a change that opt_change_is_interrupted()
 * @cancellable: (nullable): stops the waiting
 * @error: return location for an error
 *
 * Cancels what the server still carries out of an interrupted change, and waits until it has ended.
 * How it ended is then to be found by opt_change_recover_sync().
 *
 * Returns: whether the server carries out nothing of it any more
 */
gboolean
opt_change_cancel_orphan_sync (OptConninfo *conninfo,
                               OptAudit *audit,
                               const char *change_id,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (OptChangeSession) session = NULL;
  g_autoptr (JsonBuilder) detail = opt_change_log_begin_detail ();

  g_return_val_if_fail (conninfo != NULL && OPT_IS_AUDIT (audit) && change_id != NULL, FALSE);

  change = get_interrupted (audit, change_id, error);
  if (change == NULL)
    return FALSE;
  session = open_session (conninfo, change, cancellable, error);
  if (session == NULL)
    return FALSE;

  /* Still unknown how it ends: a note that says less would hide that it was. */
  opt_json_add_text (detail, "reason", _ ("What the server still carried out of it is cancelled."));
  if (is_noted (change))
    opt_json_add_text (detail, "leftover", "unknown");

  return opt_change_log_sync (audit, change_id, OPT_AUDIT_NOTE, detail, error)
         && opt_change_backend_cancel_sync (session, change, is_undo (change), cancellable, error);
}
