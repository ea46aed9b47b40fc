/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-apply.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-change-build.h"
#include "opt-change-check.h"
#include "opt-change-leftover.h"
#include "opt-change-log.h"
#include "opt-change-partitions.h"
#include "opt-change-property-run.h"
#include "opt-change-run.h"
#include "opt-error.h"
#include "opt-json-build.h"

/* What came of the setting of something. */
typedef struct
{
  guint n_done; /* statements */
  char *value;  /* (nullable) */
} Outcome;

static char *
make_detail (OptChangeRequest *request, const OptChange *change, const OptIndexState *found)
{
  g_autoptr (JsonBuilder) detail = opt_change_log_begin_detail ();

  opt_json_add_text (detail, "table", change->table);
  opt_json_add_text (detail, "index", change->index);
  if (request->group != NULL)
    opt_json_add_text (detail, "group", request->group);
  if (change->kind == OPT_CHANGE_DROP_INDEX)
    {
      opt_json_add_text (detail, "dropped", found->definition);
      opt_json_add_int (detail, "dropped_oid", found->oid);
    }
  if (change->steps != NULL)
    {
      json_builder_set_member_name (detail, "steps");
      json_builder_add_value (detail, opt_index_steps_to_json (change->steps));
    }
  if (change->property != NULL)
    {
      json_builder_set_member_name (detail, "property");
      json_builder_add_value (detail, opt_change_property_to_json (change->property));
    }
  if (request->queryids != NULL)
    {
      json_builder_set_member_name (detail, "queryids");
      json_builder_begin_array (detail);
      for (guint i = 0; i < request->queryids->len; i++)
        json_builder_add_int_value (detail, g_array_index (request->queryids, gint64, i));
      json_builder_end_array (detail);
    }
  if (request->baseline != NULL)
    {
      json_builder_set_member_name (detail, "baseline");
      json_builder_add_value (detail, json_node_copy (request->baseline));
    }

  return opt_change_log_print (detail);
}

static gboolean
prepare (OptChangeRequest *request,
         OptChangeSession *session,
         const OptChange *change,
         const OptIndexState *found,
         OptAudit *audit,
         const char *change_id,
         GError **error)
{
  g_autofree char *detail = make_detail (request, change, found);
  g_autofree char *name = opt_conninfo_to_display (request->conninfo);
  OptAuditEntry entry = {
    .change_id = (char *) change_id,
    .event = OPT_AUDIT_PREPARED,
    .server_id = (char *) opt_server_facts_get_system_identifier (session->facts),
    .server_name = name,
    .database = (char *) opt_server_facts_get_database (session->facts),
    .user = (char *) opt_server_facts_get_user (session->facts),
    .kind = (char *) opt_change_kind_get_nick (change->kind),
    .title = request->title,
    .sql = change->sql,
    .undo_sql = change->undo_sql,
    .recommendation_id = request->recommendation_id,
    .detail = detail,
  };

  return opt_audit_append_sync (audit, &entry, error)
         && opt_change_log_start_sync (session, audit, change_id, OPT_AUDIT_STARTED, error);
}

/* A dropping that fails when it has begun leaves the index, which is not valid any more. */
static const char *
look_at_dropped (OptChangeSession *session, const char *index)
{
  g_auto (OptIndexState)
    state = { 0 };

  if (!opt_change_session_get_index_sync (session, index, &state, NULL, NULL))
    return "unknown";

  return state.is_index && !state.valid ? "left" : "none";
}

/* Takes the error of the run, and says what became of the change. */
static void
fail (OptChangeSession *session,
      const OptChange *change,
      OptAudit *audit,
      const char *change_id,
      const Outcome *outcome,
      GError *cause,
      GError **error)
{
  const char *leftover = "unknown";
  gboolean lost = opt_connection_get_state (session->connection) != OPT_CONNECTION_STATE_OPEN;

  if (change->property != NULL && !lost)
    leftover = opt_change_property_clean_up_sync (session, audit, change_id, outcome->n_done);
  else if (change->kind == OPT_CHANGE_CREATE_PARTITIONED_INDEX && !lost)
    leftover = opt_change_partitions_clean_up_sync (session, audit, change_id);
  else if (change->kind == OPT_CHANGE_DROP_INDEX && !lost)
    leftover = look_at_dropped (session, change->index);
  else if (change->kind != OPT_CHANGE_CREATE_INDEX && !lost)
    leftover = "none";
  else if (!lost)
    leftover = opt_change_clean_up_sync (session, change->index, cause);
  /* Only the server knows how far it came: the change stays open until it has been asked. */
  opt_change_log_error_sync (audit, change_id,
                             strcmp (leftover, "unknown") == 0 ? OPT_AUDIT_NOTE : OPT_AUDIT_FAILED,
                             cause, leftover, NULL);

  if (change->kind == OPT_CHANGE_DROP_INDEX && g_str_equal (leftover, "left"))
    opt_change_tell_half_dropped (cause, change_id, change->index);
  else if (change->property == NULL || g_str_equal (leftover, "unknown"))
    opt_change_tell_leftover (cause, change_id, change->undo_sql, leftover);
  g_propagate_error (error, cause);
}

/* A cancel that comes when the server is done stops nothing any more. */
static gboolean
came_too_late (OptChangeSession *session, const OptChange *change)
{
  g_auto (OptIndexState)
    state = { 0 };

  if (opt_connection_get_state (session->connection) != OPT_CONNECTION_STATE_OPEN
      || change->index == NULL)
    return FALSE;
  if (change->kind == OPT_CHANGE_CREATE_INDEX)
    return opt_change_was_built_sync (session, change->index);
  if (change->kind == OPT_CHANGE_CREATE_PARTITIONED_INDEX)
    return FALSE;

  return opt_change_session_get_index_sync (session, change->index, &state, NULL, NULL)
         && !state.exists;
}

static gboolean
finish (OptChangeSession *session,
        const OptChange *change,
        OptAudit *audit,
        const char *change_id,
        const Outcome *outcome,
        GError **error)
{
  g_autoptr (JsonBuilder) detail = opt_change_log_begin_detail ();
  g_auto (OptIndexState)
    state = { 0 };
  GError *cause = NULL;

  if ((change->kind == OPT_CHANGE_CREATE_INDEX
       || change->kind == OPT_CHANGE_CREATE_PARTITIONED_INDEX)
      && !opt_change_check_valid_sync (session, change->index, &state, &cause))
    {
      fail (session, change, audit, change_id, outcome, cause, error);
      return FALSE;
    }

  opt_json_add_text (detail, "definition",
                     change->property != NULL ? outcome->value : state.definition);
  opt_json_add_int (detail, "server_time", opt_change_session_get_time_sync (session));

  if (opt_change_log_sync (audit, change_id, OPT_AUDIT_DONE, detail, error))
    return TRUE;
  g_prefix_error (error, _ ("The change %s was made, but the log can't say so: "), change_id);

  return FALSE;
}

static gboolean
run (OptChangeSession *session,
     const OptChange *change,
     OptAudit *audit,
     const char *change_id,
     Outcome *outcome,
     const OptProgress *progress,
     GCancellable *cancellable,
     GError **error)
{
  switch (change->kind)
    {
    case OPT_CHANGE_CREATE_PARTITIONED_INDEX:
      return opt_change_partitions_run_sync (session, change->steps, audit, change_id, progress,
                                             cancellable, error);
    case OPT_CHANGE_SET_PARAMETER:
    case OPT_CHANGE_SET_COLUMN:
    case OPT_CHANGE_CREATE_STATISTICS:
      return opt_change_property_run_sync (session, change, audit, change_id, &outcome->n_done,
                                           &outcome->value, progress, cancellable, error);
    case OPT_CHANGE_CREATE_INDEX:
    case OPT_CHANGE_DROP_INDEX:
    case OPT_CHANGE_ANALYZE:
    default:
      return opt_change_run_sync (session, change->sql,
                                  change->kind == OPT_CHANGE_CREATE_INDEX ? change->index : NULL,
                                  audit, change_id, progress, cancellable, error);
    }
}

/* Runs what was prepared, and notes what came of it. */
static gboolean
carry_out (OptChangeSession *session,
           const OptChange *change,
           OptAudit *audit,
           const char *change_id,
           const OptProgress *progress,
           GCancellable *cancellable,
           GError **error)
{
  Outcome outcome = { 0 };
  GError *cause = NULL;
  gboolean done = FALSE;

  if (!run (session, change, audit, change_id, &outcome, progress, cancellable, &cause)
      && !came_too_late (session, change))
    fail (session, change, audit, change_id, &outcome, cause, error);
  else
    {
      g_clear_error (&cause);
      done = finish (session, change, audit, change_id, &outcome, error);
    }
  g_free (outcome.value);

  return done;
}

/**
 * opt_change_apply_sync:
 * @request: what the user has confirmed
 * @audit: the log
 * @progress: (nullable): told how far it has come
 * @cancellable: (nullable): cancels it, on the server too
 * @error: return location for an error
 *
 * Carries out one change: checks first (the same server, no standby, the role owns the table,
 * nothing of that name or kind is there), writes the change and its undo into the audit, runs it,
 * and looks at what came of it. What a failed or cancelled build leaves is dropped again, unless it
 * may be another's; where
 * that can't be done either, opt_change_has_leftover() and opt_change_undo_sync() does it later.
 * Runs in the thread's default context; meant for opt_worker_run().
 *
 * Errors before anything ran: %OPT_ERROR_REFUSED, %OPT_ERROR_NOT_FOUND, %OPT_ERROR_DENIED (which
 * names the role to use), %OPT_ERROR_CONFLICT.
 *
 * Returns: (transfer full) (nullable): the change's id in the audit
 */
char *
opt_change_apply_sync (OptChangeRequest *request,
                       OptAudit *audit,
                       const OptProgress *progress,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (OptChangeSession) session = NULL;
  g_autofree char *change_id = NULL;
  g_auto (OptIndexState)
    found = { 0 };
  const OptChange *change;

  g_return_val_if_fail (request != NULL && OPT_IS_AUDIT (audit), NULL);

  if (opt_change_set_get_length (request->changes) != 1)
    {
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Apply them one after the other."),
                     _ ("One change is applied at a time, so that each can be taken back."));
      return NULL;
    }
  change = opt_change_set_get (request->changes, 0);

  session = opt_change_session_open_sync (request->conninfo, request->server_id,
                                          request->lock_timeout, cancellable, error);
  if (session != NULL && request->tries != 0)
    session->tries = request->tries;
  if (session == NULL
      || (change->table != NULL
          && !opt_change_session_check_owner_sync (session, change->table, cancellable, error))
      || !opt_change_check_sync (session, change, audit, &found, cancellable, error))
    return NULL;

  change_id = opt_audit_make_change_id ();
  if (!prepare (request, session, change, &found, audit, change_id, error))
    return NULL;
  if (!carry_out (session, change, audit, change_id, progress, cancellable, error))
    return NULL;

  return g_steal_pointer (&change_id);
}
