/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-change-build.h"
#include "opt-change-leftover.h"
#include "opt-change-log.h"
#include "opt-change-partitions.h"
#include "opt-change-run.h"
#include "opt-error.h"
#include "opt-json-build.h"
#include "opt-sql.h"
#include "opt-statement-text.h"

typedef struct
{
  OptChangeSession *session;
  OptAuditChange *change;
  OptAudit *audit;
  GPtrArray *steps;
  const OptProgress *progress;
  GCancellable *cancellable;
} TakingBack;

static gboolean
run_statement (TakingBack *self,
               const char *table,
               const char *sql,
               const char *index,
               GError **error)
{
  const char *id = opt_audit_change_get_id (self->change);

  opt_progress_report (self->progress, -1, 0, "%s", sql);

  return opt_change_log_step_sync (self->audit, id, 0, 0, table, sql, error)
         && opt_change_run_sync (self->session, sql, index, self->audit, id, self->progress,
                                 self->cancellable, error);
}

/* Others may be in use by name, so that what is dropped is looked at right before. */
static gboolean
drop_own (TakingBack *self, guint position, gboolean whole, GError **error)
{
  const OptIndexStep *step = self->steps->pdata[position];
  const char *template
      = step->kind == OPT_INDEX_STEP_BUILD ? "drop-index-concurrently" : "drop-index";
  g_autofree char *sql = NULL;
  g_auto (OptIndexState)
    state = { 0 };

  if (!opt_change_session_get_index_sync (self->session, step->index, &state, self->cancellable,
                                          error))
    return FALSE;
  if (!state.exists || (!whole && state.parent != 0)
      || !opt_change_partitions_is_own (self->change, step, position + 1, &state))
    return TRUE;
  sql = g_strchomp (opt_sql_fill (opt_sql_get ("change-set", template, OPT_SERVER_NEWEST), "name",
                                  step->index, NULL));

  return run_statement (self, step->table, sql, NULL, error);
}

/* What is part of no other goes first; the table's index takes with it what is part of it. */
static gboolean
drop_all (TakingBack *self, GError **error)
{
  for (guint i = self->steps->len; i > 0; i--)
    {
      const OptIndexStep *step = self->steps->pdata[i - 1];

      if (step->kind != OPT_INDEX_STEP_ONLY && step->kind != OPT_INDEX_STEP_BUILD)
        continue;
      if (!drop_own (self, i - 1, i == 1, error))
        return FALSE;
    }

  return TRUE;
}

/* An index that was there before the change went with the table's, if it was part of that. */
static gboolean
restore (TakingBack *self, const OptIndexStep *step, GError **error)
{
  g_autoptr (GPtrArray) statements = opt_statement_split (step->restore, error);
  g_auto (OptIndexState)
    state = { 0 };

  if (statements == NULL
      || !opt_change_session_get_index_sync (self->session, step->index, &state, self->cancellable,
                                             error))
    return FALSE;
  if (state.is_index && !state.valid && state.builder == 0
      && state.oid == opt_change_log_get_oid (self->change, step->index))
    {
      if (!opt_change_drop_invalid_sync (self->session, step->index, self->cancellable, error))
        return FALSE;
    }
  else if (state.exists)
    return TRUE;

  for (guint i = 0; i < statements->len; i++)
    {
      const OptStatementSpan *statement = statements->pdata[i];
      g_autoptr (GError) cause = NULL;

      if (run_statement (self, step->table, statement->sql, i == 0 ? step->index : NULL, &cause))
        continue;
      if (i == 0)
        opt_change_clean_up_sync (self->session, step->index, cause);
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }

  return TRUE;
}

static gboolean
take_back (TakingBack *self, GError **error)
{
  if (!drop_all (self, error))
    return FALSE;

  for (guint i = 0; i < self->steps->len; i++)
    {
      const OptIndexStep *step = self->steps->pdata[i];

      if (step->kind == OPT_INDEX_STEP_ADOPT && !restore (self, step, error))
        return FALSE;
    }

  return TRUE;
}

/* Whether an index that was there before is part of the table's by now. */
static gboolean
has_adopted (TakingBack *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      const OptIndexStep *step = self->steps->pdata[i];
      g_auto (OptIndexState)
        state = { 0 };

      if (step->kind == OPT_INDEX_STEP_ADOPT
          && (!opt_change_session_get_index_sync (self->session, step->index, &state, NULL, NULL)
              || state.parent != 0))
        return TRUE;
    }

  return FALSE;
}

/* Whether nothing that the change has made is there, and all that was before is. */
static gboolean
is_gone (TakingBack *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      const OptIndexStep *step = self->steps->pdata[i];
      g_auto (OptIndexState)
        state = { 0 };

      if (step->kind == OPT_INDEX_STEP_ATTACH)
        continue;
      if (!opt_change_session_get_index_sync (self->session, step->index, &state, NULL, NULL))
        return FALSE;
      if (step->kind == OPT_INDEX_STEP_ADOPT
              ? !state.valid || state.parent != 0
              : state.exists && opt_change_partitions_is_own (self->change, step, i + 1, &state))
        return FALSE;
    }

  return TRUE;
}

/**
 * opt_change_partitions_clean_up_sync:
 * @session: the session that ran it
 * @audit: the log
 * @change_id: the making of a partitioned table's index, which failed or was cancelled
 *
 * Drops what was made of it by then, by its oid. Where an index that was there before is already
 * part of it that is left to the undo, as it is a build. Not cancellable: it is the cleaning up
 * after a cancel.
 *
 * Returns: (transfer none): "none" where there was nothing, "dropped", "left", or "unknown"
 */
const char *
opt_change_partitions_clean_up_sync (OptChangeSession *session,
                                     OptAudit *audit,
                                     const char *change_id)
{
  g_autoptr (OptAuditChange) change = opt_audit_get_change_sync (audit, change_id, NULL);
  g_autoptr (GPtrArray) steps = change != NULL ? opt_change_log_get_steps (change) : NULL;
  TakingBack self = { session, change, audit, steps, NULL, NULL };
  guint tries = session->tries;
  gboolean done;

  if (steps == NULL)
    return "unknown";
  if (is_gone (&self))
    return "none";
  if (has_adopted (&self))
    return "left";

  /* Whoever is in the way was waited for long enough. */
  session->tries = 1;
  done = drop_all (&self, NULL);
  session->tries = tries;

  return done ? "dropped" : "left";
}

/**
 * opt_change_partitions_check_undo_sync:
 * @session: a session
 * @change: the making of a partitioned table's index
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: %OPT_ERROR_CONFLICT where another index has its name,
 *   %OPT_ERROR_NOT_FOUND where there is nothing to take back
 *
 * Returns: whether it may be taken back
 */
gboolean
opt_change_partitions_check_undo_sync (OptChangeSession *session,
                                       OptAuditChange *change,
                                       GCancellable *cancellable,
                                       GError **error)
{
  g_autoptr (GPtrArray) steps = opt_change_log_get_steps (change);
  TakingBack self = { session, change, NULL, steps, NULL, cancellable };
  g_autofree char *made = opt_change_log_get_text (change, OPT_AUDIT_DONE, "definition");
  g_autofree char *index = opt_change_log_get_text (change, OPT_AUDIT_PREPARED, "index");
  g_auto (OptIndexState)
    state = { 0 };

  if (steps == NULL || index == NULL)
    {
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Take it back by hand."),
                     _ ("The audit does not say what the change %s made."),
                     opt_audit_change_get_id (change));
      return FALSE;
    }
  if (!opt_change_session_get_index_sync (session, index, &state, cancellable, error))
    return FALSE;
  if (state.exists
      && (!opt_change_partitions_is_own (change, steps->pdata[0], 1, &state)
          || (made != NULL && g_strcmp0 (state.definition, made) != 0)))
    {
      opt_set_error (error, OPT_ERROR_CONFLICT,
                     _ ("Look at it, and drop it by hand if you want to."),
                     _ ("The index %s is not the one that was made: it is now “%s”. Nothing was "
                        "changed."),
                     index, state.definition != NULL ? state.definition : _ ("no index"));
      return FALSE;
    }
  if (!state.exists && !opt_change_has_leftover (change) && is_gone (&self))
    {
      opt_set_error (error, OPT_ERROR_NOT_FOUND, _ ("Nothing is to be done."),
                     _ ("The index %s is gone already."), index);
      return FALSE;
    }

  return TRUE;
}

/**
 * opt_change_partitions_undo_sync:
 * @session: a session
 * @change: the making of a partitioned table's index, whole or not
 * @audit: the log
 * @progress: (nullable): told what it does
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Drops what the change made, and makes again what went with it and was there before. What is done
 * of that already, by an undo that failed, is left as it is.
 *
 * Returns: whether it was taken back
 */
gboolean
opt_change_partitions_undo_sync (OptChangeSession *session,
                                 OptAuditChange *change,
                                 OptAudit *audit,
                                 const OptProgress *progress,
                                 GCancellable *cancellable,
                                 GError **error)
{
  g_autoptr (GPtrArray) steps = opt_change_log_get_steps (change);
  TakingBack self = { session, change, audit, steps, progress, cancellable };

  return take_back (&self, error);
}

/**
 * opt_change_partitions_is_undone_sync:
 * @session: a session
 * @change: the making of a partitioned table's index
 *
 * Returns: whether nothing of it is there, and all that was before is
 */
gboolean
opt_change_partitions_is_undone_sync (OptChangeSession *session, OptAuditChange *change)
{
  g_autoptr (GPtrArray) steps = opt_change_log_get_steps (change);
  TakingBack self = { session, change, NULL, steps, NULL, NULL };

  return steps != NULL && is_gone (&self);
}
