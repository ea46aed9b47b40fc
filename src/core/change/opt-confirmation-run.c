/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-confirmation.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-change-log.h"
#include "opt-error.h"
#include "opt-json.h"
#include "opt-statement-info.h"

/* Means over a change of the schema or the data of weeks ago are no baseline. */
#define BEFORE_AT_MOST (G_GINT64_CONSTANT (7) * 24 * 3600 * G_USEC_PER_SEC)

static GHashTable *
key_set_new (void)
{
  return g_hash_table_new_full (opt_statement_key_hash, opt_statement_key_equal, g_free, NULL);
}

static gboolean
is_target (JsonArray *queryids, gint64 queryid)
{
  for (guint i = 0; i < json_array_get_length (queryids); i++)
    if (json_array_get_int_element (queryids, i) == queryid)
      return TRUE;

  return FALSE;
}

/* Whether all of the statement's tables are known, and the changed one is not among them. */
static gboolean
is_untouched (const OptHistoryStatement *statement, OptCatalog *catalog, const char *table)
{
  g_autoptr (OptStatementInfo) info = NULL;

  if (statement == NULL || statement->system)
    return FALSE;
  info = opt_statement_info_new (statement->text, catalog, opt_catalog_get_search_path (catalog),
                                 NULL);
  if (info == NULL || info->unresolved->len > 0 || info->tables->len == 0)
    return FALSE;

  for (guint i = 0; i < info->tables->len; i++)
    {
      g_autofree char *name = opt_relation_get_quoted_name (info->tables->pdata[i]);

      if (strcmp (name, table) == 0)
        return FALSE;
    }

  return TRUE;
}

typedef struct
{
  const char *server; /* under which name its history is kept */
  JsonArray *queryids;
  const char *table;
  guint32 dbid;
  OptCatalog *catalog;
  GHashTable *known;
  GHashTable *targets;
  GHashTable *controls;
} Sides;

static void
choose_sides (Sides *sides, const OptDelta *before)
{
  GHashTableIter iter;
  const OptStatementKey *key;

  g_hash_table_iter_init (&iter, before->statements);
  while (g_hash_table_iter_next (&iter, (gpointer *) &key, NULL))
    {
      if (key->dbid != sides->dbid)
        continue;
      if (is_target (sides->queryids, key->queryid))
        g_hash_table_add (sides->targets, g_memdup2 (key, sizeof *key));
      else if (is_untouched (g_hash_table_lookup (sides->known, key), sides->catalog, sides->table))
        g_hash_table_add (sides->controls, g_memdup2 (key, sizeof *key));
    }
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
log_verdict (OptAudit *audit, OptAuditChange *change, const OptConfirmation *self, GError **error)
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

static gint64
get_time (OptAuditChange *change, OptAuditEvent event)
{
  gint64 time = opt_change_log_get_int (change, event, "server_time");

  return time > 0 ? time : opt_audit_change_get_time (change, event);
}

/* What was counted while another change of the table came or went says nothing of the time before
 * this one: it begins after the last of them. */
static gboolean
find_quiet_start (OptAudit *audit,
                  OptAuditChange *change,
                  const char *table,
                  gint64 started,
                  gint64 *start,
                  GError **error)
{
  static const OptAuditEvent ends[] = { OPT_AUDIT_DONE, OPT_AUDIT_UNDONE };
  g_autoptr (GPtrArray) changes
      = opt_audit_list_sync (audit, opt_audit_change_get_server_id (change), error);

  if (changes == NULL)
    return FALSE;

  *start = started - BEFORE_AT_MOST;
  for (guint i = 0; i < changes->len; i++)
    {
      OptAuditChange *other = changes->pdata[i];
      g_autofree char *other_table = opt_change_log_get_text (other, OPT_AUDIT_PREPARED, "table");

      if (g_strcmp0 (other_table, table) != 0
          || g_strcmp0 (opt_audit_change_get_database (other),
                        opt_audit_change_get_database (change))
                 != 0)
        continue;
      for (gsize j = 0; j < G_N_ELEMENTS (ends); j++)
        {
          gint64 time = get_time (other, ends[j]);

          if (time < started)
            *start = MAX (*start, time);
        }
    }

  return TRUE;
}

static OptConfirmation *
compare (OptAudit *audit, OptAuditChange *change, OptHistory *history, Sides *sides, GError **error)
{
  gint64 started = opt_change_log_get_int (change, OPT_AUDIT_STARTED, "server_time");
  gint64 done = opt_change_log_get_int (change, OPT_AUDIT_DONE, "server_time");
  gint64 start = 0;
  g_autoptr (OptDelta) before = NULL;
  g_autoptr (OptDelta) after = NULL;

  if (!find_quiet_start (audit, change, sides->table, started, &start, error))
    return NULL;
  before = opt_history_get_delta_sync (history, sides->server, start, started, error);
  if (before == NULL)
    return NULL;
  after = opt_history_get_delta_sync (history, sides->server, done, G_MAXINT64, error);
  if (after == NULL)
    return NULL;
  sides->known = opt_history_get_statements_sync (history, sides->server, error);
  if (sides->known == NULL)
    return NULL;
  choose_sides (sides, before);

  return opt_confirmation_new (before, after, sides->targets, sides->controls);
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
  Sides sides = { .targets = targets, .controls = controls };

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
  self = compare (audit, change, history, &sides, error);
  g_clear_pointer (&sides.known, g_hash_table_unref);
  if (self == NULL || !log_verdict (audit, change, self, error))
    return NULL;

  return g_steal_pointer (&self);
}
