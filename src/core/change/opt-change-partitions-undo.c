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

/* ---- What goes with it ----------------------------------------------------------------------- */

/* What was made may have been built anew since, under another oid. */
static gboolean
is_part (TakingBack *self, guint position, const OptIndexState *state)
{
  const OptIndexStep *step = self->steps->pdata[position];

  if (step->kind == OPT_INDEX_STEP_ADOPT)
    return g_strcmp0 (state->definition, step->definition) == 0;

  return opt_change_partitions_is_own (self->change, step, position + 1, state)
         || (opt_audit_change_get_detail (self->change, OPT_AUDIT_DONE) != NULL
             && opt_change_is_same_index (step->sql, state->definition));
}

/* Returns: (nullable) (element-type gint64): the oids of what the change made or attached */
static GHashTable *
collect_parts (TakingBack *self, GError **error)
{
  g_autoptr (GHashTable) parts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < self->steps->len; i++)
    {
      const OptIndexStep *step = self->steps->pdata[i];
      g_auto (OptIndexState)
        state = { 0 };

      if (step->kind == OPT_INDEX_STEP_ATTACH)
        continue;
      if (!opt_change_session_get_index_sync (self->session, step->index, &state, self->cancellable,
                                              error))
        return NULL;
      if (state.is_index && is_part (self, i, &state))
        g_hash_table_add (parts, g_memdup2 (&state.oid, sizeof state.oid));
    }

  return g_steal_pointer (&parts);
}

/* A partition that came later has its own index in it, which may be older than this change and
 * would not be made again. */
static gboolean
check_parts (TakingBack *self, const OptIndexStep *step, GError **error)
{
  g_autoptr (GHashTable) parts = collect_parts (self, error);
  g_autoptr (OptResult) result
      = parts != NULL ? opt_change_session_query_sync (self->session, "index-parts", step->index,
                                                       self->cancellable, error)
                      : NULL;

  if (result == NULL)
    return FALSE;

  for (guint i = 0; i < opt_result_get_n_rows (result); i++)
    {
      gint64 oid = opt_result_get_int (result, i, "oid");

      if (g_hash_table_contains (parts, &oid))
        continue;
      opt_set_error (error, OPT_ERROR_CONFLICT,
                     _ ("Detach that partition first; or drop the whole by hand, and make again "
                        "what is needed of it."),
                     _ ("The index %s of the partition %s is part of %s, and was not made by this "
                        "change: it would be dropped with it."),
                     opt_result_get_text (result, i, "name"),
                     opt_result_get_text (result, i, "partition"), step->index);
      return FALSE;
    }

  return TRUE;
}

/* ---- Taking it back -------------------------------------------------------------------------- */

typedef struct
{
  TakingBack *self;
  guint position;
} Dropping;

/* With the lock: until then a partition may have come, or another index under that name. */
static gboolean
look_before_drop (gpointer data, GCancellable *cancellable, GError **error)
{
  const Dropping *dropping = data;
  TakingBack *self = dropping->self;
  const OptIndexStep *step = self->steps->pdata[dropping->position];
  g_auto (OptIndexState)
    state = { 0 };

  if (!opt_change_session_get_index_sync (self->session, step->index, &state, cancellable, error))
    return FALSE;
  if (state.exists
      && !opt_change_partitions_is_own (self->change, step, dropping->position + 1, &state))
    {
      opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Look at it."),
                     _ ("The index %s is not the one that was made any more, and is left alone."),
                     step->index);
      return FALSE;
    }

  return check_parts (self, step, error);
}

/* The same tables are locked as the dropping itself locks. */
static gboolean
drop_whole (TakingBack *self, guint position, const char *sql, GError **error)
{
  const OptIndexStep *step = self->steps->pdata[position];
  const char *id = opt_audit_change_get_id (self->change);
  const char *template = opt_sql_get ("change-set", "lock-whole-table", OPT_SERVER_NEWEST);
  g_autofree char *lock = g_strchomp (opt_sql_fill (template, "table", step->table, NULL));
  g_autoptr (OptResult) table = opt_change_session_query_sync (self->session, "table", step->table,
                                                               self->cancellable, error);
  Dropping dropping = { self, position };
  OptChangeGuard guard = { .transaction = TRUE, .before = look_before_drop, .data = &dropping };

  if (table == NULL)
    return FALSE;
  if (opt_result_get_n_rows (table) > 0 && opt_result_get_boolean (table, 0, "lockable"))
    guard.lock = lock;
  opt_progress_report (self->progress, -1, 0, "%s", sql);

  return opt_change_log_step_sync (self->audit, id, 0, 0, step->table, sql, error)
         && opt_change_run_guarded_sync (self->session, sql, &guard, self->audit, id,
                                         self->progress, self->cancellable, error);
}

/* Others may be in use by name, so that what is dropped is looked at right before. */
static gboolean
drop_own (TakingBack *self, guint position, gboolean whole, GError **error)
{
  const OptIndexStep *step = self->steps->pdata[position];
  gboolean builds = step->kind == OPT_INDEX_STEP_BUILD;
  const char *template = builds ? "drop-index-concurrently" : "drop-index";
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

  return builds ? run_statement (self, step->table, sql, NULL, error)
                : drop_whole (self, position, sql, error);
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

/* Whether an index that was there before is not as it was: somebody else's by now. Not what an
 * earlier attempt to make it again has left. */
static gboolean
is_altered (TakingBack *self, const OptIndexStep *step, const OptIndexState *state)
{
  if (!state->exists)
    return FALSE;
  if (state->is_index && !state->valid && state->builder == 0
      && state->oid == opt_change_log_get_oid (self->change, step->index))
    return FALSE;

  return !state->valid || g_strcmp0 (state->definition, step->definition) != 0;
}

static gboolean
set_altered (const OptIndexStep *step, const OptIndexState *state, GError **error)
{
  opt_set_error (error, OPT_ERROR_CONFLICT,
                 _ ("Look at it, and rename it if both are needed; undo then."),
                 _ ("The index %s of the partition %s is not as it was before the change: it is "
                    "now “%s”%s."),
                 step->index, step->table,
                 state->definition != NULL ? state->definition : _ ("no index"),
                 state->is_index && !state->valid ? _ (", and not valid") : "");

  return FALSE;
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
  if (state.exists && !state.valid && !is_altered (self, step, &state))
    {
      if (!opt_change_drop_invalid_sync (self->session, step->index, self->cancellable, error))
        return FALSE;
    }
  else if (is_altered (self, step, &state))
    return set_altered (step, &state, error);
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

      if (step->kind == OPT_INDEX_STEP_ADOPT
          && opt_change_partitions_was_begun (self->change, i + 1) && !restore (self, step, error))
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

static gboolean
check_adopted (TakingBack *self, GError **error)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      const OptIndexStep *step = self->steps->pdata[i];
      g_auto (OptIndexState)
        state = { 0 };

      if (step->kind != OPT_INDEX_STEP_ADOPT
          || !opt_change_partitions_was_begun (self->change, i + 1))
        continue;
      if (!opt_change_session_get_index_sync (self->session, step->index, &state, self->cancellable,
                                              error))
        return FALSE;
      if (is_altered (self, step, &state))
        return set_altered (step, &state, error);
    }

  return TRUE;
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

      if (step->kind == OPT_INDEX_STEP_ATTACH
          || (step->kind == OPT_INDEX_STEP_ADOPT
              && !opt_change_partitions_was_begun (self->change, i + 1)))
        continue;
      if (!opt_change_session_get_index_sync (self->session, step->index, &state, NULL, NULL))
        return FALSE;
      if (step->kind == OPT_INDEX_STEP_ADOPT
              ? !state.valid || state.parent != 0
                    || g_strcmp0 (state.definition, step->definition) != 0
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
  if (!check_adopted (&self, error)
      || (state.exists && !check_parts (&self, steps->pdata[0], error)))
    {
      g_prefix_error (error, "%s", _ ("Nothing was changed: "));
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
