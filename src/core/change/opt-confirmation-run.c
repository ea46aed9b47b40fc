/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-confirmation-sides.h"

#include <glib/gi18n-lib.h>

#include "opt-change-log.h"
#include "opt-error.h"
#include "opt-json.h"

static GHashTable *
key_set_new (void)
{
  return g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, g_free, NULL);
}

static gboolean
take_now (OptHistory *history,
          OptConnection *connection,
          OptServerFacts *facts,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (OptSnapshot) snapshot = opt_snapshot_take_sync (connection, facts, cancellable, error);

  return snapshot != NULL && opt_history_add_snapshot_sync (history, snapshot, error);
}

static gboolean
log_verdict (OptAudit *audit, OptAuditChange *change, OptConfirmation *self, GError **error)
{
  g_autoptr (JsonNode) node = opt_confirmation_to_json (self);
  g_autofree char *detail = opt_json_print (node, FALSE);
  OptAuditEntry entry
      = { .change_id = (char *) opt_audit_change_get_id (change), .detail = detail };
  OptAuditVerdict known = opt_audit_change_get_verdict (change);

  if (self->verdict == OPT_CONFIRMATION_VERDICT_CONFIRMED)
    entry.event = OPT_AUDIT_CONFIRMED;
  else if (self->verdict == OPT_CONFIRMATION_VERDICT_WORSE)
    entry.event = OPT_AUDIT_FLAGGED;
  else
    return TRUE;

  /* The log is told a verdict once, until it changes. */
  if (known
      == (entry.event == OPT_AUDIT_CONFIRMED ? OPT_AUDIT_VERDICT_CONFIRMED
                                             : OPT_AUDIT_VERDICT_FLAGGED))
    return TRUE;

  self->news = TRUE;

  return opt_audit_append_sync (audit, &entry, error);
}

static OptAuditChange *
get_applied (OptAudit *audit, const char *change_id, OptServerFacts *facts, GError **error)
{
  g_autoptr (OptAuditChange) change = opt_audit_get_change_sync (audit, change_id, error);

  if (change == NULL)
    return NULL;
  if (opt_audit_change_get_state (change) != OPT_AUDIT_STATE_APPLIED)
    {
      opt_set_error (error, OPT_ERROR_REFUSED, NULL,
                     _ ("The change %s can't be confirmed: it is %s."), change_id,
                     opt_audit_state_get_label (opt_audit_change_get_state (change)));
      return NULL;
    }
  if (g_strcmp0 (opt_audit_change_get_server_id (change),
                 opt_server_facts_get_system_identifier (facts))
          != 0
      || g_strcmp0 (opt_audit_change_get_database (change), opt_server_facts_get_database (facts))
             != 0)
    {
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Connect to where it was applied."),
                     _ ("The change %s was applied in another database."), change_id);
      return NULL;
    }

  return g_steal_pointer (&change);
}

/**
 * opt_confirmation_run_sync:
 * @audit: the log
 * @history: the snapshots
 * @change_id: an applied change
 * @connection: an open monitoring connection of this thread, to the database of the change
 * @facts: of its session
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Takes a snapshot now and compares what the history holds from before the change began with what
 * it holds since the change was done. A window needs two snapshots: the first call after a change
 * begins the window, unless somebody else has. A verdict is added to the log.
 *
 * Returns: (transfer full) (nullable): the confirmation
 */
OptConfirmation *
opt_confirmation_run_sync (OptAudit *audit,
                           OptHistory *history,
                           const char *change_id,
                           OptConnection *connection,
                           OptServerFacts *facts,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autoptr (OptAuditChange) change = NULL;
  g_autoptr (OptConfirmation) self = NULL;
  g_autoptr (JsonNode) detail = NULL;
  g_autoptr (OptCatalog) catalog = NULL;
  g_autoptr (GHashTable) targets = key_set_new ();
  g_autoptr (GHashTable) controls = key_set_new ();
  OptConfirmationSides sides = { .targets = targets, .controls = controls };

  g_return_val_if_fail (OPT_IS_AUDIT (audit) && OPT_IS_HISTORY (history), NULL);
  g_return_val_if_fail (change_id != NULL && OPT_IS_CONNECTION (connection), NULL);

  change = get_applied (audit, change_id, facts, error);
  if (change == NULL)
    return NULL;
  detail = opt_change_log_get_node (change, OPT_AUDIT_PREPARED);
  if (detail != NULL)
    {
      sides.queryids = opt_json_get_array (json_node_get_object (detail), "queryids");
      sides.table = opt_json_get_string (json_node_get_object (detail), "table");
    }
  if (sides.queryids == NULL || sides.table == NULL)
    {
      opt_set_error (error, OPT_ERROR_INVALID,
                     _ ("“optischema-cli top” shows what the server's statements take now."),
                     _ ("The change %s was not advised for statements that the server counts: "
                        "there is nothing that could confirm it."),
                     change_id);
      return NULL;
    }

  catalog = opt_catalog_load_sync (connection, cancellable, error);
  if (catalog == NULL || !take_now (history, connection, facts, cancellable, error))
    return NULL;
  sides.server = opt_server_facts_get_history_key (facts);
  sides.catalog = catalog;
  sides.dbid = opt_server_facts_get_database_oid (facts);
  self = opt_confirmation_compare (audit, change, history, &sides, error);
  if (self != NULL)
    {
      self->change_id = g_strdup (change_id);
      self->title = g_strdup (opt_audit_change_get_title (change));
      opt_confirmation_add_projections (self, json_node_get_object (detail));
    }
  g_clear_pointer (&sides.known, g_hash_table_unref);
  if (self == NULL || !log_verdict (audit, change, self, error))
    return NULL;

  return g_steal_pointer (&self);
}
