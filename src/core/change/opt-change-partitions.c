/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-partitions.h"

#include <glib/gi18n-lib.h>

#include "opt-change-build.h"
#include "opt-change-log.h"
#include "opt-change-run.h"
#include "opt-error.h"
#include "opt-json-build.h"
#include "opt-sql.h"

/* ---- Before it begins ------------------------------------------------------------------------ */

static gboolean
tell_table (OptResult *result, OptChangeSession *session, GError **error)
{
  const char *name = opt_result_get_text (result, 0, "name");
  const char *owner = opt_result_get_text (result, 0, "owner");
  g_autofree char *step = NULL;

  if (!opt_result_get_boolean (result, 0, "is_there"))
    opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Ask for advice again: the schema has changed."),
                   _ ("%s is not a partition of the table any more. Nothing was changed."), name);
  else if (!opt_result_get_boolean (result, 0, "expected"))
    opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Ask for advice again: the schema has changed."),
                   _ ("The table has a new partition, %s, which the change does not know. Nothing "
                      "was changed."),
                   name);
  else if (!opt_result_get_boolean (result, 0, "owned"))
    {
      step = g_strdup_printf (_ ("Connect for the change as a member of the roles that own the "
                                 "partitions; that one is “%s”’s."),
                              owner);
      opt_set_error (
          error, OPT_ERROR_DENIED, step,
          _ ("The partition %s belongs to the role “%s”, not to “%s”. Nothing was changed."), name,
          owner, opt_server_facts_get_user (session->facts));
    }
  else
    opt_set_error (
        error, OPT_ERROR_DENIED, _ ("As the schema's owner: GRANT CREATE ON SCHEMA to that role."),
        _ ("The role “%s” may create nothing in the schema of the partition %s. Nothing was "
           "changed."),
        opt_server_facts_get_user (session->facts), name);

  return FALSE;
}

static gboolean
check_tables (OptChangeSession *session,
              const OptChange *change,
              GCancellable *cancellable,
              GError **error)
{
  const char *sql = opt_sql_get ("change", "partitions",
                                 opt_connection_get_server_version (session->connection));
  g_autoptr (OptParams) params = opt_params_new_text (change->table, NULL);
  g_autoptr (GPtrArray) tables = g_ptr_array_new ();
  g_autoptr (OptResult) result = NULL;

  for (guint i = 0; i < change->steps->len; i++)
    g_ptr_array_add (tables, ((const OptIndexStep *) change->steps->pdata[i])->table);
  g_ptr_array_add (tables, NULL);
  opt_params_add_text_array (params, (const char *const *) tables->pdata);
  result = opt_connection_query_sync (session->connection, sql != NULL ? sql : "", params,
                                      OPT_QUERY_NONE, cancellable, error);
  if (result == NULL)
    return FALSE;

  return opt_result_get_n_rows (result) == 0 || tell_table (result, session, error);
}

/* An index that was there is still there as it was; any other name is free. */
static gboolean
check_name (OptChangeSession *session,
            const OptIndexStep *step,
            GCancellable *cancellable,
            GError **error)
{
  gboolean adopts = step->kind == OPT_INDEX_STEP_ADOPT;
  g_auto (OptIndexState)
    state = { 0 };

  if (!opt_change_session_get_index_sync (session, step->index, &state, cancellable, error))
    return FALSE;
  if (adopts
          ? state.valid && state.parent == 0 && g_strcmp0 (state.definition, step->definition) == 0
          : !state.exists)
    return TRUE;

  if (adopts)
    opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Ask for advice again: the schema has changed."),
                   _ ("The index %s of the partition %s is not as it was. Nothing was changed."),
                   step->index, step->table);
  else if (state.is_index && !state.valid)
    opt_set_error (error, OPT_ERROR_CONFLICT,
                   _ ("Look in the history whether a change left it, and undo that one; else drop "
                      "it by hand."),
                   _ ("An index with the name %s is there already, and is not valid. Nothing was "
                      "changed."),
                   step->index);
  else
    opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Ask for advice again: the schema has changed."),
                   _ ("Something with the name %s is there already. Nothing was changed."),
                   step->index);

  return FALSE;
}

/**
 * opt_change_partitions_check_sync:
 * @session: a session
 * @change: the making of a partitioned table's index
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: %OPT_ERROR_CONFLICT where the partitions, or their indexes,
 *   are not as they were when the change was made up; %OPT_ERROR_DENIED
 *
 * Returns: whether it may be begun
 */
gboolean
opt_change_partitions_check_sync (OptChangeSession *session,
                                  const OptChange *change,
                                  GCancellable *cancellable,
                                  GError **error)
{
  if (change->steps == NULL)
    {
      opt_set_error (error, OPT_ERROR_INVALID, _ ("Ask for advice again."),
                     _ ("The change does not say its steps. Nothing was changed."));
      return FALSE;
    }
  if (!check_tables (session, change, cancellable, error))
    return FALSE;

  for (guint i = 0; i < change->steps->len; i++)
    {
      const OptIndexStep *step = change->steps->pdata[i];

      if (step->kind != OPT_INDEX_STEP_ATTACH && !check_name (session, step, cancellable, error))
        return FALSE;
      if (step->kind == OPT_INDEX_STEP_BUILD
          && !opt_change_check_no_builder_sync (session, step->table, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

/* ---- Step by step ---------------------------------------------------------------------------- */

typedef struct
{
  const OptProgress *progress; /* (nullable) */
  const char *table;
  guint number;
  guint of;
} Place;

/* Which partition it is at. */
static void
tell_place (const char *step, gint64 done, gint64 total, gpointer data)
{
  const Place *place = data;

  /* Translators: a statement's number, of how many, the table it is about, what happens */
  opt_progress_report (place->progress, done, total, _ ("%u of %u, %s: %s"), place->number,
                       place->of, place->table, step);
}

/* Should this process end now, the next one knows the index by it. */
static gboolean
note_made (OptChangeSession *session,
           const OptIndexStep *step,
           OptAudit *audit,
           const char *change_id,
           GError **error)
{
  g_autoptr (JsonBuilder) detail = opt_change_log_begin_detail ();
  g_auto (OptIndexState)
    state = { 0 };

  if (step->kind == OPT_INDEX_STEP_BUILD
          ? !opt_change_check_valid_sync (session, step->index, &state, error)
          : !opt_change_session_get_index_sync (session, step->index, &state, NULL, error))
    return FALSE;
  opt_json_add_text (detail, "index", step->index);
  opt_json_add_int (detail, "index_oid", state.oid);

  return opt_change_log_sync (audit, change_id, OPT_AUDIT_NOTE, detail, error);
}

/* The steps before may have taken hours. */
static gboolean
check_still_free (OptChangeSession *session,
                  const OptIndexStep *step,
                  GCancellable *cancellable,
                  GError **error)
{
  g_auto (OptIndexState)
    state = { 0 };

  if (!opt_change_session_get_index_sync (session, step->index, &state, cancellable, error))
    return FALSE;
  if (!state.exists)
    return TRUE;

  opt_set_error (error, OPT_ERROR_CONFLICT,
                 _ ("Look who makes it, and whether this change is needed then."),
                 _ ("Another session has made something with the name %s meanwhile, which is left "
                    "alone."),
                 step->index);

  return FALSE;
}

/* What the server refuses to make CONCURRENTLY may be there half made, unless the name was gone;
 * the rest is made whole or not at all. A cancel may have come when it was done. */
static gboolean
has_made_nothing (OptChangeSession *session, const OptIndexStep *step, const GError *cause)
{
  if (opt_connection_get_state (session->connection) != OPT_CONNECTION_STATE_OPEN)
    return FALSE;

  return step->kind == OPT_INDEX_STEP_BUILD ? opt_change_is_name_taken (cause)
                                            : opt_error_get_sqlstate (cause) != NULL;
}

/* What has its name is then another's. */
static void
note_not_made (OptAudit *audit, const char *change_id, guint number, const GError *cause)
{
  g_autoptr (JsonBuilder) detail = opt_change_log_begin_detail ();

  opt_json_add_int (detail, "step", number);
  opt_json_add_boolean (detail, "made", FALSE);
  opt_json_add_text (detail, "reason", cause->message);
  opt_change_log_sync (audit, change_id, OPT_AUDIT_NOTE, detail, NULL);
}

static gboolean
run_step (OptChangeSession *session,
          const OptIndexStep *step,
          const Place *place,
          OptAudit *audit,
          const char *change_id,
          GCancellable *cancellable,
          GError **error)
{
  OptProgress progress = { tell_place, (gpointer) place };
  gboolean makes = step->kind == OPT_INDEX_STEP_ONLY || step->kind == OPT_INDEX_STEP_BUILD;
  g_autoptr (GError) cause = NULL;

  opt_progress_report (&progress, -1, 0, "%s", step->sql);
  if (makes && !check_still_free (session, step, cancellable, error))
    return FALSE;
  if (!opt_change_log_step_sync (audit, change_id, place->number, place->of, step->table, step->sql,
                                 error))
    return FALSE;
  if (!opt_change_run_sync (session, step->sql,
                            step->kind == OPT_INDEX_STEP_BUILD ? step->index : NULL, audit,
                            change_id, &progress, cancellable, &cause))
    {
      if (makes && has_made_nothing (session, step, cause))
        note_not_made (audit, change_id, place->number, cause);
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }

  return !makes || note_made (session, step, audit, change_id, error);
}

/**
 * opt_change_partitions_run_sync:
 * @session: a session
 * @steps: (element-type OptIndexStep): the steps
 * @audit: the log
 * @change_id: which change it is
 * @progress: (nullable): told how far it has come
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Carries out one step after the other, each noted before it begins, and what it has made after it.
 *
 * Returns: whether all of them succeeded
 */
gboolean
opt_change_partitions_run_sync (OptChangeSession *session,
                                GPtrArray *steps,
                                OptAudit *audit,
                                const char *change_id,
                                const OptProgress *progress,
                                GCancellable *cancellable,
                                GError **error)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const OptIndexStep *step = steps->pdata[i];
      Place place = { progress, step->table, i + 1, steps->len };

      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !run_step (session, step, &place, audit, change_id, cancellable, error))
        return FALSE;
    }

  return TRUE;
}
