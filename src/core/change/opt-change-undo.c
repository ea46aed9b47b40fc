/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "opt-change-apply.h"
#include "opt-change-build.h"
#include "opt-change-leftover.h"
#include "opt-change-log.h"
#include "opt-change-partitions.h"
#include "opt-change-property-run.h"
#include "opt-change-property-state.h"
#include "opt-change-run.h"
#include "opt-error.h"
#include "opt-json-build.h"
#include "opt-sql.h"
#include "opt-statement-text.h"

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
check_state (OptAuditChange *change, GError **error)
{
  OptAuditState state = opt_audit_change_get_state (change);

  if (state == OPT_AUDIT_STATE_UNDONE && !opt_change_has_leftover (change))
    {
      opt_set_error (error, OPT_ERROR_REFUSED, NULL, _ ("The change %s is undone already."),
                     opt_audit_change_get_id (change));
      return FALSE;
    }
  if (state != OPT_AUDIT_STATE_APPLIED && state != OPT_AUDIT_STATE_UNDO_FAILED
      && !opt_change_has_leftover (change))
    {
      opt_set_error (error, OPT_ERROR_REFUSED, NULL, _ ("The change %s can't be undone: it is %s."),
                     opt_audit_change_get_id (change), opt_audit_state_get_label (state));
      return FALSE;
    }
  if (opt_audit_change_get_undo_sql (change) == NULL)
    {
      opt_set_error (error, OPT_ERROR_REFUSED, NULL,
                     _ ("There is nothing to take back of the change %s."),
                     opt_audit_change_get_id (change));
      return FALSE;
    }
  if (opt_audit_change_is_redacted (change))
    {
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Take it back by hand."),
                     _ ("The undo of the change %s held a secret, which was not kept."),
                     opt_audit_change_get_id (change));
      return FALSE;
    }

  return TRUE;
}

static void
set_being_built (const char *index, const OptIndexState *state, GError **error)
{
  opt_set_error (error, OPT_ERROR_CONFLICT,
                 _ ("Wait until it is built, or have whoever builds it cancel that."),
                 _ ("The session %d is building the index %s. Nothing was changed."),
                 state->builder, index);
}

/* What is not valid serves nobody. Somebody may have dropped it already, or made it valid, or be
 * making another of that name. */
static gboolean
check_leftover (OptAuditChange *change,
                OptAudit *audit,
                OptChangeSession *session,
                gboolean *gone,
                GCancellable *cancellable,
                GError **error)
{
  g_autofree char *index = opt_change_log_get_text (change, OPT_AUDIT_PREPARED, "index");
  gint64 built = opt_change_get_built_oid (change);
  g_auto (OptIndexState)
    state = { 0 };

  if (!opt_change_session_get_index_sync (session, index, &state, cancellable, error))
    return FALSE;
  *gone = !state.exists;
  if (state.is_index && !state.valid && (built == 0 || state.oid == built))
    {
      if (state.builder == 0)
        return TRUE;
      set_being_built (index, &state, error);
      return FALSE;
    }

  if (!opt_change_forget_leftover_sync (audit, change, error))
    return FALSE;
  if (state.exists)
    opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Nothing is to be done."),
                   _ ("%s is not what was left any more, and is kept. Nothing was changed."),
                   index);

  return *gone;
}

/* The index that is to be made again has a name that is not free. Returns whether that is what an
 * earlier attempt left of it, which goes first. */
static gboolean
check_half (OptAuditChange *change, const char *index, const OptIndexState *state, GError **error)
{
  g_autofree char *step = NULL;

  if (state->valid && opt_change_describes (change, state->definition))
    opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Nothing is to be done."),
                   _ ("The index %s is there already."), index);
  else if (state->valid || !state->is_index)
    opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Look at it, and rename it if both are needed."),
                   _ ("The index %s is not the one that was dropped: it is now “%s”. Nothing was "
                      "changed."),
                   index, state->definition != NULL ? state->definition : _ ("no index"));
  else if (state->builder != 0)
    set_being_built (index, state, error);
  else if (state->oid != opt_change_get_built_oid (change)
           && state->oid != opt_change_log_get_int (change, OPT_AUDIT_PREPARED, "dropped_oid"))
    {
      step = g_strdup_printf (_ ("Nobody builds it: drop it by hand (DROP INDEX CONCURRENTLY %s;), "
                                 "and undo then."),
                              index);
      opt_set_error (error, OPT_ERROR_CONFLICT, step,
                     _ ("The index %s is there and is not valid: it costs writes and serves no "
                        "read."),
                     index);
    }
  else
    return TRUE;

  return FALSE;
}

/* What is dropped must be what was made: somebody may have put another index in its place. @half is
 * the oid of what is dropped before an index is made again. */
static gboolean
check_target (OptAuditChange *change,
              OptChangeSession *session,
              gint64 *half,
              GCancellable *cancellable,
              GError **error)
{
  g_autofree char *index = opt_change_log_get_text (change, OPT_AUDIT_PREPARED, "index");
  g_autofree char *table = opt_change_log_get_text (change, OPT_AUDIT_PREPARED, "table");
  g_autofree char *made = opt_change_log_get_text (change, OPT_AUDIT_DONE, "definition");
  gboolean drops = is_create (change);
  g_auto (OptIndexState)
    state = { 0 };

  if (is_partitioned (change))
    return opt_change_partitions_check_undo_sync (session, change, cancellable, error);
  if (opt_change_log_is_property (change))
    return opt_change_property_check_undo_sync (session, change, cancellable, error);
  if (index == NULL)
    {
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Take it back by hand."),
                     _ ("The audit does not say what the change %s made."),
                     opt_audit_change_get_id (change));
      return FALSE;
    }
  if (!opt_change_session_get_index_sync (session, index, &state, cancellable, error))
    return FALSE;

  if (drops && !state.exists)
    {
      opt_set_error (error, OPT_ERROR_NOT_FOUND, _ ("Nothing is to be done."),
                     _ ("The index %s is gone already."), index);
      return FALSE;
    }
  if (drops && g_strcmp0 (state.definition, made) != 0)
    {
      opt_set_error (error, OPT_ERROR_CONFLICT,
                     _ ("Look at it, and drop it by hand if you want to."),
                     _ ("The index %s is not the one that was made: it is now “%s”. Nothing was "
                        "changed."),
                     index, state.definition != NULL ? state.definition : _ ("no index"));
      return FALSE;
    }
  if (drops)
    return TRUE;

  if (state.exists && !check_half (change, index, &state, error))
    return FALSE;
  *half = state.exists ? state.oid : 0;

  return table == NULL || opt_change_check_no_builder_sync (session, table, cancellable, error);
}

/* Takes the error of the run, and says what became of the undo. */
static void
fail (OptAuditChange *change,
      OptAudit *audit,
      OptChangeSession *session,
      GError *cause,
      GError **error)
{
  g_autofree char *index = opt_change_log_get_text (change, OPT_AUDIT_PREPARED, "index");
  const char *id = opt_audit_change_get_id (change);
  const char *leftover = NULL;
  gboolean lost = opt_connection_get_state (session->connection) != OPT_CONNECTION_STATE_OPEN;

  if (lost)
    leftover = "unknown";
  else if (is_partitioned (change))
    leftover = opt_change_partitions_is_undone_sync (session, change) ? "none" : "left";
  else if (!is_create (change) && index != NULL)
    leftover = opt_change_clean_up_sync (session, index, cause);
  opt_change_log_error_sync (audit, id,
                             g_strcmp0 (leftover, "unknown") == 0 ? OPT_AUDIT_NOTE
                                                                  : OPT_AUDIT_UNDO_FAILED,
                             cause, leftover, NULL);
  if (!is_create (change) && !is_partitioned (change) && leftover != NULL)
    opt_change_tell_leftover (cause, id, opt_audit_change_get_undo_sql (change), leftover);
  g_propagate_error (error, cause);
}

/* What the definition of an index does not have (its comment …) is a help and no part of the undo:
 * that it fails is noted, and takes nothing back. */
static void
run_remainder (OptChangeSession *session,
               GPtrArray *statements,
               JsonBuilder *detail,
               GCancellable *cancellable)
{
  g_autoptr (GString) reason = g_string_new (NULL);

  for (guint i = 1; i < statements->len; i++)
    {
      const OptStatementSpan *statement = statements->pdata[i];
      g_autoptr (GError) error = NULL;

      if (opt_connection_execute_sync (session->connection, statement->sql, NULL, cancellable,
                                       &error))
        continue;
      g_message (_ ("%s was not run: %s"), statement->sql, error->message);
      if (reason->len > 0)
        g_string_append_c (reason, '\n');
      g_string_append_printf (reason, _ ("%s was not run: %s"), statement->sql, error->message);
    }
  if (reason->len > 0)
    opt_json_add_text (detail, "reason", reason->str);
}

/* By a name: it is looked at once more, as that may be another's by now. */
static gboolean
drop_half (OptAuditChange *change,
           OptAudit *audit,
           OptChangeSession *session,
           const char *index,
           const char *next,
           gint64 half,
           GCancellable *cancellable,
           GError **error)
{
  const char *id = opt_audit_change_get_id (change);
  g_autofree char *table = opt_change_log_get_text (change, OPT_AUDIT_PREPARED, "table");
  g_autofree char *sql
      = g_strchomp (opt_sql_fill (opt_sql_get ("change", "drop-invalid", OPT_SERVER_NEWEST),
                                  "index", index, NULL));
  g_auto (OptIndexState)
    state = { 0 };

  if (!opt_change_session_get_index_sync (session, index, &state, cancellable, error))
    return FALSE;
  if (state.exists && (state.oid != half || state.valid || state.builder != 0))
    {
      opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Look at it, and undo then."),
                     _ ("Somebody else has made the index %s meanwhile, and that is kept."), index);
      return FALSE;
    }

  return opt_change_log_step_sync (audit, id, 1, 2, table, sql, error)
         && opt_change_drop_invalid_sync (session, index, cancellable, error)
         && opt_change_log_step_sync (audit, id, 2, 2, table, next, error);
}

/* What an undo builds must be of use; what it drops is gone when the server says so. */
static gboolean
run (OptAuditChange *change,
     OptAudit *audit,
     OptChangeSession *session,
     gint64 half,
     JsonBuilder *detail,
     const OptProgress *progress,
     GCancellable *cancellable,
     GError **cause)
{
  g_autofree char *index = opt_change_log_get_text (change, OPT_AUDIT_PREPARED, "index");
  gboolean builds = !is_create (change) && index != NULL;
  g_autoptr (GPtrArray) statements
      = opt_statement_split (opt_audit_change_get_undo_sql (change), cause);
  g_auto (OptIndexState)
    state = { 0 };

  if (statements == NULL)
    return FALSE;
  if (is_partitioned (change))
    return opt_change_partitions_undo_sync (session, change, audit, progress, cancellable, cause);
  if (opt_change_log_is_property (change))
    return opt_change_property_undo_sync (session, change, audit, progress, cancellable, cause);
  if (half != 0
      && !drop_half (change, audit, session, index,
                     ((OptStatementSpan *) statements->pdata[0])->sql, half, cancellable, cause))
    return FALSE;
  if (!opt_change_run_sync (session, ((OptStatementSpan *) statements->pdata[0])->sql,
                            builds ? index : NULL, audit, opt_audit_change_get_id (change),
                            progress, cancellable, cause))
    {
      /* It came when the server was done. */
      if (!builds || opt_connection_get_state (session->connection) != OPT_CONNECTION_STATE_OPEN
          || !opt_change_was_built_sync (session, index))
        return FALSE;
      g_clear_error (cause);
    }
  if (builds && !opt_change_check_valid_sync (session, index, &state, cause))
    return FALSE;

  run_remainder (session, statements, detail, cancellable);

  return TRUE;
}

/**
 * opt_change_undo_sync:
 * @conninfo: the server and database, as the role that the user named for the change
 * @audit: the log
 * @change_id: a change that was applied, or that opt_change_has_leftover()
 * @lock_timeout: milliseconds to wait for a lock; 0 for the usual 5 s
 * @progress: (nullable): told how far it has come
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: %OPT_ERROR_REFUSED where it is not applied or the server is
 *   another, %OPT_ERROR_CONFLICT where something else stands in its place, %OPT_ERROR_NOT_FOUND
 * where it is gone already, %OPT_ERROR_DENIED where the role is the wrong one
 *
 * Takes a change back by the undo that was written down before it was applied. Of one that failed
 * halfway it takes away what was left. Of an undo that makes an index again and fails, what is left
 * is dropped, or reported.
 *
 * Returns: whether it was taken back
 */
gboolean
opt_change_undo_sync (OptConninfo *conninfo,
                      OptAudit *audit,
                      const char *change_id,
                      guint lock_timeout,
                      const OptProgress *progress,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (OptChangeSession) session = NULL;
  g_autofree char *table = NULL;
  g_autoptr (JsonBuilder) detail = opt_change_log_begin_detail ();
  GError *cause = NULL;
  gint64 half = 0;
  gboolean gone = FALSE;
  gboolean left;

  g_return_val_if_fail (conninfo != NULL && OPT_IS_AUDIT (audit) && change_id != NULL, FALSE);

  change = opt_audit_get_change_sync (audit, change_id, error);
  if (change == NULL || !check_state (change, error))
    return FALSE;
  left = is_create (change) && opt_change_has_leftover (change);
  session = opt_change_session_open_sync (conninfo, opt_audit_change_get_server_id (change),
                                          lock_timeout, cancellable, error);
  table = opt_change_log_get_text (change, OPT_AUDIT_PREPARED, "table");
  if (session == NULL
      || !opt_change_session_check_database (session, opt_audit_change_get_database (change),
                                             error))
    return FALSE;
  /* It may have gone with its table, which nobody owns then. */
  if (left && !check_leftover (change, audit, session, &gone, cancellable, error))
    return FALSE;
  if (gone)
    return TRUE;
  if ((table != NULL && !opt_change_session_check_owner_sync (session, table, cancellable, error))
      || (!left && !check_target (change, session, &half, cancellable, error)))
    return FALSE;

  if (!opt_change_log_start_sync (session, audit, change_id, OPT_AUDIT_UNDO_STARTED, error))
    return FALSE;
  if (!run (change, audit, session, half, detail, progress, cancellable, &cause))
    {
      fail (change, audit, session, cause, error);
      return FALSE;
    }

  if (left || half != 0 || is_partitioned (change))
    opt_json_add_text (detail, "leftover", "dropped");

  return opt_change_log_sync (audit, change_id, OPT_AUDIT_UNDONE, detail, error);
}
