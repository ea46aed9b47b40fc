/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-partitions.h"

#include <glib/gi18n-lib.h>

#include "opt-change-build.h"
#include "opt-change-log.h"
#include "opt-change-run.h"
#include "opt-error.h"
#include "opt-json-build.h"
#include "opt-json.h"
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

  opt_progress_report (&progress, -1, 0, "%s", step->sql);

  return opt_change_log_step_sync (audit, change_id, place->number, place->of, step->table,
                                   step->sql, error)
         && opt_change_run_sync (session, step->sql,
                                 step->kind == OPT_INDEX_STEP_BUILD ? step->index : NULL, audit,
                                 change_id, &progress, cancellable, error)
         && (step->kind == OPT_INDEX_STEP_ATTACH || step->kind == OPT_INDEX_STEP_ADOPT
             || note_made (session, step, audit, change_id, error));
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

/* ---- What is there --------------------------------------------------------------------------- */

static gboolean
was_begun (OptAuditChange *change, guint number)
{
  GPtrArray *entries = opt_audit_change_get_entries (change);

  for (guint i = 0; i < entries->len; i++)
    {
      const OptAuditEntry *entry = entries->pdata[i];
      g_autoptr (JsonNode) node = entry->event == OPT_AUDIT_NOTE && entry->detail != NULL
                                      ? opt_json_parse (entry->detail, -1, NULL)
                                      : NULL;

      if (node != NULL && JSON_NODE_HOLDS_OBJECT (node)
          && opt_json_get_int (json_node_get_object (node), "step", 0) == number)
        return TRUE;
    }

  return FALSE;
}

/**
 * opt_change_partitions_is_own:
 * @change: the making of a partitioned table's index
 * @step: one of its steps, which makes an index
 * @number: 1 for the first
 * @state: what its name stands for
 *
 * The log has the oid of what was made, unless the process ended right then: its name was free
 * before, and so an index that says the same is the one.
 *
 * Returns: whether that is the index that the step has made
 */
gboolean
opt_change_partitions_is_own (OptAuditChange *change,
                              const OptIndexStep *step,
                              guint number,
                              const OptIndexState *state)
{
  gint64 oid = opt_change_log_get_oid (change, step->index);

  if (!state->is_index || state->builder != 0)
    return FALSE;

  return oid != 0 ? state->oid == oid
                  : was_begun (change, number)
                        && opt_change_is_same_index (step->sql, state->definition);
}

/**
 * opt_change_partitions_describe_sync:
 * @session: a session
 * @change: the making of a partitioned table's index
 * @state: (out): what the name of the table's index stands for
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): how far it has come, in words
 */
char *
opt_change_partitions_describe_sync (OptChangeSession *session,
                                     OptAuditChange *change,
                                     OptIndexState *state,
                                     GCancellable *cancellable,
                                     GError **error)
{
  g_autoptr (GPtrArray) steps = opt_change_log_get_steps (change);
  g_autofree char *index = opt_change_log_get_text (change, OPT_AUDIT_PREPARED, "index");
  guint of = 0;
  guint attached = 0;

  if (!opt_change_session_get_index_sync (session, index, state, cancellable, error))
    return NULL;
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      const OptIndexStep *step = steps->pdata[i];
      g_auto (OptIndexState)
        part = { 0 };

      if (step->kind != OPT_INDEX_STEP_ATTACH && step->kind != OPT_INDEX_STEP_ADOPT)
        continue;
      if (!opt_change_session_get_index_sync (session, step->index, &part, cancellable, error))
        return NULL;
      of++;
      attached += part.parent != 0 ? 1 : 0;
    }

  if (!state->exists)
    return g_strdup_printf (_ ("The index %s is not there."), index);
  if (state->valid)
    return g_strdup_printf (_ ("The index %s is there and is valid."), index);

  return g_strdup_printf (ngettext ("The index %s is there and is not valid: of %u partition, %u "
                                    "has its part of it.",
                                    "The index %s is there and is not valid: of %u partitions, %u "
                                    "have their part of it.",
                                    of),
                          index, of, attached);
}
