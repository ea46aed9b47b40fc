/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-change.h"

#include <glib/gi18n-lib.h>

#include "opt-advice-store.h"
#include "opt-change-apply.h"
#include "opt-change-recovery.h"
#include "opt-database-workload.h"
#include "opt-error.h"

/* Who makes a change. */
typedef struct
{
  const char *role;     /* (nullable) */
  const char *password; /* (nullable) */
} Signature;

/* What the statements have counted up to now, for a comparison before and after. */
static void
take_stock (OptDatabase *self, const char *when, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) history = opt_history_open_sync (NULL, &error);
  g_autoptr (OptConnection) connection = NULL;
  g_autoptr (OptSnapshot) snapshot = NULL;

  if (history != NULL)
    connection = opt_database_connect_lane_sync (self, "poll", cancellable, &error);
  if (connection != NULL)
    snapshot
        = opt_snapshot_take_sync (connection, opt_database_get_facts (self), cancellable, &error);
  if (snapshot == NULL || !opt_history_add_snapshot_sync (history, snapshot, &error))
    g_message (_ ("What the workload had counted %s the change is not known, and so it can be "
                  "confirmed less surely: %s"),
               when, error->message);
}

/* One change of the set, as a set of its own. */
static OptChangeSet *
take_one (OptChangeSet *changes, guint position, GError **error)
{
  g_autoptr (JsonNode) all = opt_change_set_to_json (changes);
  g_autoptr (JsonNode) one = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();

  json_array_add_element (array, json_array_dup_element (json_node_get_array (all), position));
  json_node_take_array (one, array);

  return opt_change_set_from_json (one, error);
}

static OptChangeRequest *
make_request (OptDatabase *self,
              const Signature *who,
              OptRecommendation *recommendation,
              OptChangeSet *changes)
{
  g_autoptr (OptConninfo) conninfo
      = opt_conninfo_as (opt_database_get_conninfo (self), who->role, who->password);
  GPtrArray *effects = opt_recommendation_get_statements (recommendation);
  OptChangeRequest *request = opt_change_request_new (conninfo, changes);

  request->server_id = g_strdup (opt_recommendation_get_server (recommendation));
  request->title = g_strdup (opt_recommendation_get_title (recommendation));
  request->recommendation_id = g_strdup (opt_recommendation_get_id (recommendation));
  for (guint i = 0; i < effects->len; i++)
    {
      const OptStatementEffect *effect = effects->pdata[i];
      gint64 queryid = g_ascii_strtoll (effect->id, NULL, 10);

      /* Those of a workload file have no queryid, and no counters that could confirm anything. */
      if (effect->calls < 0)
        continue;
      if (request->queryids == NULL)
        request->queryids = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_array_append_val (request->queryids, queryid);
    }
  request->baseline = opt_recommendation_to_json (recommendation);

  return request;
}

/* What was made is not taken back by itself: whether half of it is of use only a person knows. */
static void
tell_partly (GError *failure, OptChangeSet *changes, guint n_made, const char *first_id)
{
  guint n = opt_change_set_get_length (changes);
  g_autofree char *message = g_steal_pointer (&failure->message);
  g_autofree char *step = g_strdup_printf (
      _ ("Take back what was made (undo --all %s), or apply what is left when that is mended."),
      first_id);
  g_autoptr (GString) left = g_string_new (NULL);

  for (guint i = n_made; i < n; i++)
    g_string_append_printf (left, "%s%s", i > n_made ? "; " : "",
                            opt_change_set_get (changes, i)->sql);
  failure->message
      = g_strdup_printf (ngettext ("%s %u change of %u was made. Not made: %s.",
                                   "%s %u changes of %u were made. Not made: %s.", n_made),
                         message, n_made, n, left->str);
  if (failure->domain == OPT_ERROR)
    opt_error_set_next_step (failure, step);
}

/* Each change has an entry and an undo of its own. The first that fails is the last, except for
 * statistics, which are a help and no part of what went before: that is only said. */
static char *
apply_all (OptDatabase *self,
           const Signature *who,
           OptRecommendation *recommendation,
           OptAudit *audit,
           const OptProgress *progress,
           GCancellable *cancellable,
           GError **error)
{
  OptChangeSet *changes = opt_recommendation_get_change_set (recommendation);
  g_autofree char *first_id = NULL;

  for (guint i = 0; i < opt_change_set_get_length (changes); i++)
    {
      g_autoptr (OptChangeSet) one = take_one (changes, i, error);
      g_autoptr (OptChangeRequest) request = NULL;
      g_autoptr (GError) failure = NULL;
      g_autofree char *id = NULL;

      if (one == NULL)
        return NULL;
      request = make_request (self, who, recommendation, one);
      request->group = g_strdup (first_id);
      id = opt_change_apply_sync (request, audit, progress, cancellable, &failure);
      if (id == NULL
          && (first_id == NULL || opt_change_set_get (one, 0)->kind != OPT_CHANGE_ANALYZE))
        {
          if (first_id != NULL)
            tell_partly (failure, changes, i, first_id);
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
      if (id == NULL)
        g_message (_ ("%s was not run: %s"), opt_change_set_get (one, 0)->sql, failure->message);
      if (first_id == NULL)
        first_id = g_steal_pointer (&id);
    }

  return g_steal_pointer (&first_id);
}

/**
 * opt_database_check_recommendation:
 * @self: a database
 * @recommendation: a recommendation
 * @error: return location for an error
 *
 * What was found out on one server says nothing of another, even where the tables have the same
 * names.
 *
 * Returns: %TRUE if the recommendation was made for this database; %OPT_ERROR_REFUSED if not
 */
gboolean
opt_database_check_recommendation (OptDatabase *self,
                                   OptRecommendation *recommendation,
                                   GError **error)
{
  OptServerFacts *facts;
  const char *server;

  g_return_val_if_fail (OPT_IS_DATABASE (self), FALSE);
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (recommendation), FALSE);

  facts = opt_database_get_facts (self);
  server = opt_recommendation_get_server (recommendation);
  if (server != NULL && g_strcmp0 (server, opt_server_facts_get_system_identifier (facts)) != 0)
    {
      opt_set_error (error, OPT_ERROR_REFUSED,
                     _ ("Connect to the server that the recommendation was made for."),
                     _ ("The recommendation is for another server."));
      return FALSE;
    }
  if (g_strcmp0 (opt_recommendation_get_database (recommendation),
                 opt_server_facts_get_database (facts))
      != 0)
    {
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Connect to that database."),
                     _ ("The recommendation is for the database “%s”."),
                     opt_recommendation_get_database (recommendation));
      return FALSE;
    }

  return TRUE;
}

/**
 * opt_database_apply_sync:
 * @self: a database
 * @role: (nullable): the role that makes the change; %NULL for the one that watches
 * @password: (nullable): of @role, where libpq does not find it
 * @recommendation: what the user confirmed
 * @progress: (nullable): told how far the server is
 * @cancellable: (nullable): cancels it; what was begun is cleaned up
 * @error: return location for an error, with the next step
 *
 * Makes the change that was recommended, audited and with its undo, and takes stock of the workload
 * before and after. Of several the first that fails is the last; what was made before it stays, and
 * the error says what.
 *
 * Returns: (transfer full) (nullable): the change's id, of several that of the first
 */
char *
opt_database_apply_sync (OptDatabase *self,
                         const char *role,
                         const char *password,
                         OptRecommendation *recommendation,
                         const OptProgress *progress,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (OptAudit) audit = NULL;
  char *change_id;

  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (recommendation), NULL);

  if (!opt_database_check_recommendation (self, recommendation, error))
    return NULL;
  audit = opt_audit_open_sync (NULL, error);
  if (audit == NULL)
    return NULL;

  take_stock (self, _ ("before"), cancellable);
  change_id = apply_all (self, &(const Signature){ role, password }, recommendation, audit,
                         progress, cancellable, error);
  if (change_id != NULL)
    take_stock (self, _ ("after"), cancellable);

  return change_id;
}

/* Sets @ended where nothing of the change is there any more that could be taken back. */
static gboolean
settle (OptConninfo *conninfo,
        OptAudit *audit,
        const char *change_id,
        gboolean *ended,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (OptChangeRecovery) recovery
      = opt_change_recover_sync (conninfo, audit, change_id, TRUE, cancellable, error);
  g_autoptr (OptAuditChange) change = NULL;

  if (recovery == NULL)
    return FALSE;
  if (!recovery->settled)
    {
      opt_set_error (error, OPT_ERROR_CONFLICT, recovery->next_step, "%s", recovery->found);
      return FALSE;
    }
  g_message ("%s", recovery->found);
  change = opt_audit_get_change_sync (audit, change_id, error);
  if (change == NULL)
    return FALSE;

  /* What leaves nothing can't be looked for, and is refused below. */
  *ended = (opt_audit_change_get_state (change) == OPT_AUDIT_STATE_FAILED
            && opt_audit_change_get_undo_sql (change) != NULL)
           || opt_audit_change_get_state (change) == OPT_AUDIT_STATE_UNDONE;

  return TRUE;
}

/**
 * opt_database_undo_sync:
 * @self: a database
 * @role: (nullable): the role that makes the change; %NULL for the one that watches
 * @password: (nullable): of @role, where libpq does not find it
 * @change_id: which change
 * @progress: (nullable): told how far the server is
 * @cancellable: (nullable): cancels it
 * @error: return location for an error, with the next step
 *
 * Takes a change back, or what is left of one that failed halfway. One that was interrupted is
 * first looked at: where the server shows how it ended the audit log is completed. As long as the
 * server still carries it out there is nothing to take back: %OPT_ERROR_CONFLICT.
 *
 * Returns: whether it was undone, or nothing of it was there any more
 */
gboolean
opt_database_undo_sync (OptDatabase *self,
                        const char *role,
                        const char *password,
                        const char *change_id,
                        const OptProgress *progress,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (OptAudit) audit = NULL;
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (OptConninfo) conninfo = NULL;
  gboolean ended = FALSE;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && change_id != NULL, FALSE);

  audit = opt_audit_open_sync (NULL, error);
  if (audit == NULL)
    return FALSE;
  change = opt_audit_get_change_sync (audit, change_id, error);
  if (change == NULL)
    return FALSE;

  conninfo = opt_conninfo_as (opt_database_get_conninfo (self), role, password);
  if (opt_change_is_interrupted (change)
      && !settle (conninfo, audit, change_id, &ended, cancellable, error))
    return FALSE;

  return ended
         || opt_change_undo_sync (conninfo, audit, change_id, 0, progress, cancellable, error);
}

/**
 * opt_database_look_at_change_sync:
 * @self: a database
 * @role: (nullable): the role that makes the change; %NULL for the one that watches
 * @password: (nullable): of @role, where libpq does not find it
 * @change_id: a change that was interrupted
 * @cancel: whether to cancel what the server still carries out of it
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): how far it came, after that
 */
OptChangeRecovery *
opt_database_look_at_change_sync (OptDatabase *self,
                                  const char *role,
                                  const char *password,
                                  const char *change_id,
                                  gboolean cancel,
                                  GCancellable *cancellable,
                                  GError **error)
{
  g_autoptr (OptAudit) audit = NULL;
  g_autoptr (OptConninfo) conninfo = NULL;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && change_id != NULL, NULL);

  audit = opt_audit_open_sync (NULL, error);
  if (audit == NULL)
    return NULL;
  conninfo = opt_conninfo_as (opt_database_get_conninfo (self), role, password);
  if (cancel && !opt_change_cancel_orphan_sync (conninfo, audit, change_id, cancellable, error))
    return NULL;

  return opt_change_recover_sync (conninfo, audit, change_id, FALSE, cancellable, error);
}

/* What the workload has shown since moves the claim itself, too. */
static void
record (OptAudit *audit, const char *change_id, const OptConfirmation *confirmation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptAuditChange) change = opt_audit_get_change_sync (audit, change_id, &error);
  g_autoptr (OptAdviceStore) store = NULL;
  g_autoptr (OptRecommendation) recommendation = NULL;

  if (change == NULL || opt_audit_change_get_recommendation_id (change) == NULL)
    return;
  store = opt_advice_store_open_sync (NULL, &error);
  if (store != NULL)
    recommendation
        = opt_advice_store_find_sync (store, opt_audit_change_get_recommendation_id (change),
                                      &error);
  if (recommendation == NULL)
    return;

  if (confirmation->verdict == OPT_CONFIRMATION_VERDICT_CONFIRMED)
    opt_recommendation_set_evidence (recommendation, OPT_EVIDENCE_CONFIRMED);
  else if (confirmation->verdict == OPT_CONFIRMATION_VERDICT_WORSE)
    opt_recommendation_refute (recommendation, confirmation->reason);
  else
    return;
  if (!opt_advice_store_update_sync (store, recommendation, &error))
    g_message ("%s", error->message);
}

/**
 * opt_database_confirm_sync:
 * @self: a database
 * @change_id: a change that was applied
 * @interval: microseconds to watch first; 0 to compare at once
 * @progress: (nullable): told how much of it is over
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Compares what the statements concerned took before the change and since, from the server's own
 * counters, beside those that the change does not touch.
 *
 * Returns: (transfer full) (nullable): the comparison
 */
OptConfirmation *
opt_database_confirm_sync (OptDatabase *self,
                           const char *change_id,
                           gint64 interval,
                           const OptProgress *progress,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (OptAudit) audit = NULL;
  g_autoptr (OptHistory) history = NULL;
  OptConfirmation *confirmation;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && change_id != NULL, NULL);

  if (interval > 0)
    {
      g_autoptr (OptWorkload) workload
          = opt_database_watch_sync (self, interval, progress, cancellable, error);

      if (workload == NULL)
        return NULL;
    }
  if (!(audit = opt_audit_open_sync (NULL, error))
      || !(history = opt_history_open_sync (NULL, error)))
    return NULL;

  /* On the lane that has the role's search path: names are resolved by it. */
  confirmation
      = opt_confirmation_run_sync (audit, history, change_id, opt_database_get_connection (self),
                                   opt_database_get_facts (self), cancellable, error);
  if (confirmation != NULL)
    record (audit, change_id, confirmation);

  return confirmation;
}
