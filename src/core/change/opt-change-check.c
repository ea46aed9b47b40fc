/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-check.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-change-build.h"
#include "opt-change-leftover.h"
#include "opt-change-partitions.h"
#include "opt-change-property-state.h"
#include "opt-error.h"
#include "opt-statement-text.h"

static gboolean
check_no_twin (OptChangeSession *session,
               const OptChange *change,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (OptResult) result = opt_change_session_query_sync (session, "indexes-of-table",
                                                                change->table, cancellable, error);

  if (result == NULL)
    return FALSE;

  for (guint row = 0; row < opt_result_get_n_rows (result); row++)
    if (opt_result_get_boolean (result, row, "valid")
        && opt_change_is_same_index (change->sql, opt_result_get_text (result, row, "definition")))
      {
        opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Nothing is to be done."),
                       _ ("The index “%s” is there already and is the same. Nothing was changed."),
                       opt_result_get_text (result, row, "name"));
        return FALSE;
      }

  return TRUE;
}

/* The name is free, unless an earlier attempt has left half an index with it. */
static gboolean
check_leftover (OptChangeSession *session,
                const OptChange *change,
                OptAudit *audit,
                const OptIndexState *state,
                GError **error)
{
  g_autoptr (OptAuditChange) earlier = NULL;
  g_autofree char *step = NULL;

  if (!opt_change_find_leftover_sync (audit,
                                      opt_server_facts_get_system_identifier (session->facts),
                                      opt_server_facts_get_database (session->facts), change->index,
                                      &earlier, error))
    return FALSE;
  if (earlier == NULL)
    return TRUE;
  if (!state->is_index || state->valid)
    return opt_change_forget_leftover_sync (audit, earlier, error);

  step = g_strdup_printf (_ ("Remove what is left first: undo the change %s, which runs %s;"),
                          opt_audit_change_get_id (earlier),
                          opt_audit_change_get_undo_sql (earlier));
  opt_set_error (error, OPT_ERROR_CONFLICT, step,
                 _ ("An earlier attempt has left the index %s, which is not valid. Nothing was "
                    "changed."),
                 change->index);

  return FALSE;
}

static gboolean
check_free (OptChangeSession *session,
            const OptChange *change,
            OptAudit *audit,
            const OptIndexState *state,
            GError **error)
{
  if (!check_leftover (session, change, audit, state, error))
    return FALSE;
  if (!state->exists)
    return TRUE;

  if (state->builder != 0)
    opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Wait until it is built."),
                   _ ("The session %d is building an index with the name %s. Nothing was changed."),
                   state->builder, change->index);
  else if (state->is_index && !state->valid)
    opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Nobody builds it: drop it by hand."),
                   _ ("An index with the name %s is there already, and is not valid. Nothing was "
                      "changed."),
                   change->index);
  else
    opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Ask for advice again: the schema has changed."),
                   _ ("Something with the name %s is there already. Nothing was changed."),
                   change->index);

  return FALSE;
}

/* Whether the undo, which names a tablespace where a definition does not, makes what is there. */
static gboolean
restores (const char *undo_sql, const char *definition)
{
  static const char word[] = " CONCURRENTLY";
  g_autoptr (GPtrArray) statements = opt_statement_split (undo_sql, NULL);
  const char *first = statements != NULL && statements->len > 0
                          ? ((const OptStatementSpan *) statements->pdata[0])->sql
                          : "";
  const char *found = strstr (first, word);
  g_autofree char *plain = NULL;
  g_autofree char *inserted = NULL;
  gsize same = 0;

  if (found == NULL)
    return FALSE;
  plain = g_strdup_printf ("%.*s%s", (int) (found - first), first, found + strlen (word));
  while (plain[same] != '\0' && plain[same] == definition[same])
    same++;
  if (strlen (plain) < strlen (definition) || !g_str_has_suffix (plain, definition + same))
    return FALSE;
  inserted = g_strndup (plain + same, strlen (plain) - strlen (definition));
  g_strstrip (inserted);

  return *inserted == '\0' || g_str_has_prefix (inserted, "TABLESPACE ");
}

/* Its undo must make it as it is; what an earlier attempt has left of it is dropped by this one. */
static gboolean
check_dropped (OptChangeSession *session,
               const OptChange *change,
               OptAudit *audit,
               const OptIndexState *state,
               GError **error)
{
  g_autoptr (OptAuditChange) earlier = NULL;

  if (!state->is_index)
    {
      opt_set_error (error, OPT_ERROR_NOT_FOUND,
                     _ ("Ask for advice again: the schema has changed."),
                     _ ("There is no index %s. Nothing was changed."), change->index);
      return FALSE;
    }
  if (state->needed || !restores (change->undo_sql, state->definition))
    {
      opt_set_error (error, OPT_ERROR_CONFLICT, _ ("Ask for advice again: the schema has changed."),
                     state->needed ? _ ("The index %s enforces a rule of its table by now (%s). "
                                        "Nothing was changed.")
                                   : _ ("The index %s is not as its undo would make it: it is now "
                                        "“%s”. Nothing was changed."),
                     change->index, state->definition);
      return FALSE;
    }
  if (!opt_change_find_leftover_sync (audit,
                                      opt_server_facts_get_system_identifier (session->facts),
                                      opt_server_facts_get_database (session->facts), change->index,
                                      &earlier, error))
    return FALSE;

  return earlier == NULL || opt_change_forget_leftover_sync (audit, earlier, error);
}

/**
 * opt_change_check_sync:
 * @session: a session
 * @change: what is to be done
 * @audit: the log
 * @state: (out): of an index that is to be made or dropped, what has its name
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: %OPT_ERROR_CONFLICT, %OPT_ERROR_NOT_FOUND,
 *   %OPT_ERROR_DENIED
 *
 * Looks whether what the change was made for is still as it was.
 *
 * Returns: whether it may be begun
 */
gboolean
opt_change_check_sync (OptChangeSession *session,
                       const OptChange *change,
                       OptAudit *audit,
                       OptIndexState *state,
                       GCancellable *cancellable,
                       GError **error)
{
  gboolean creates = change->kind == OPT_CHANGE_CREATE_INDEX
                     || change->kind == OPT_CHANGE_CREATE_PARTITIONED_INDEX;

  if (change->kind == OPT_CHANGE_ANALYZE)
    return TRUE;
  if (change->property != NULL || change->index == NULL)
    return opt_change_property_check_sync (session, change, cancellable, error);
  if (!opt_change_session_get_index_sync (session, change->index, state, cancellable, error))
    return FALSE;

  if (change->kind == OPT_CHANGE_DROP_INDEX)
    return check_dropped (session, change, audit, state, error);
  if (creates
      && (!check_free (session, change, audit, state, error)
          || !check_no_twin (session, change, cancellable, error)))
    return FALSE;
  if (change->kind == OPT_CHANGE_CREATE_PARTITIONED_INDEX)
    return opt_change_partitions_check_sync (session, change, cancellable, error);

  return !creates || opt_change_check_no_builder_sync (session, change->table, cancellable, error);
}
