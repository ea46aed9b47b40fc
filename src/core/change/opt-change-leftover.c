/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-leftover.h"

#include <glib/gi18n-lib.h>

#include "opt-change-log.h"
#include "opt-json-build.h"
#include "opt-json.h"

static JsonNode *
get_detail (const OptAuditEntry *entry)
{
  g_autoptr (JsonNode) node
      = entry->detail != NULL ? opt_json_parse (entry->detail, -1, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? g_steal_pointer (&node) : NULL;
}

/* The latest word counts: "left" where an index that is not valid is there. */
static char *
get_leftover (OptAuditChange *change)
{
  GPtrArray *entries = opt_audit_change_get_entries (change);

  for (guint i = entries->len; i > 0; i--)
    {
      g_autoptr (JsonNode) node = get_detail (entries->pdata[i - 1]);
      const char *leftover
          = node != NULL ? opt_json_get_string (json_node_get_object (node), "leftover") : NULL;

      if (leftover != NULL)
        return g_strdup (leftover);
    }

  return NULL;
}

/**
 * opt_change_get_built_oid:
 * @change: a change
 *
 * Returns: of the index that it, or its undo, was last seen to build; 0 where none was seen
 */
gint64
opt_change_get_built_oid (OptAuditChange *change)
{
  GPtrArray *entries;
  gboolean creates;

  g_return_val_if_fail (OPT_IS_AUDIT_CHANGE (change), 0);

  creates = g_strcmp0 (opt_audit_change_get_kind (change), "create-index") == 0;
  entries = opt_audit_change_get_entries (change);
  for (guint i = entries->len; i > 0; i--)
    {
      const OptAuditEntry *entry = entries->pdata[i - 1];
      g_autoptr (JsonNode) node = get_detail (entries->pdata[i - 1]);
      gint64 oid
          = node != NULL ? opt_json_get_int (json_node_get_object (node), "index_oid", 0) : 0;

      if (oid != 0)
        return oid;
      /* What an earlier undo built was taken away again. */
      if (!creates && entry->event == OPT_AUDIT_UNDO_STARTED)
        break;
    }

  return 0;
}

/**
 * opt_change_has_leftover:
 * @change: a change
 *
 * Returns: whether it, or its undo, was not made, and an index that is not valid was left on the
 *   server, which its undo takes away
 */
gboolean
opt_change_has_leftover (OptAuditChange *change)
{
  g_autofree char *leftover = NULL;
  OptAuditState state;

  g_return_val_if_fail (OPT_IS_AUDIT_CHANGE (change), FALSE);

  state = opt_audit_change_get_state (change);
  if (state != OPT_AUDIT_STATE_FAILED && state != OPT_AUDIT_STATE_UNDO_FAILED)
    return FALSE;
  leftover = get_leftover (change);

  return g_strcmp0 (leftover, "left") == 0;
}

static gboolean
is_half_dropped (OptAuditChange *change)
{
  return opt_change_log_is_kind (change, OPT_CHANGE_DROP_INDEX)
         && opt_audit_change_get_state (change) == OPT_AUDIT_STATE_FAILED;
}

static gboolean
is_partitioned (OptAuditChange *change)
{
  return opt_change_log_is_kind (change, OPT_CHANGE_CREATE_PARTITIONED_INDEX);
}

/**
 * opt_change_leaves_index:
 * @change: a change that opt_change_has_leftover()
 *
 * Returns: whether what was left is one index that is not valid, and that the undo drops
 */
gboolean
opt_change_leaves_index (OptAuditChange *change)
{
  return !is_half_dropped (change) && !is_partitioned (change)
         && (opt_change_log_is_kind (change, OPT_CHANGE_CREATE_INDEX)
             || opt_change_log_is_kind (change, OPT_CHANGE_DROP_INDEX));
}

/**
 * opt_change_get_leftover_words:
 * @change: a change that opt_change_has_leftover()
 *
 * Returns: what was left, and what takes it away
 */
const char *
opt_change_get_leftover_words (OptAuditChange *change)
{
  if (is_half_dropped (change))
    return _ ("The index is still there, and is not valid any more: to apply it again finishes it, "
              "and the undo makes the index anew.");
  if (is_partitioned (change))
    return _ ("Not all of it was taken back: the undo goes on with that.");
  if (!opt_change_leaves_index (change))
    return _ ("It is still set, though what was to follow failed: the undo sets it back.");

  return _ ("An index that is not valid was left: the undo removes it.");
}

/**
 * opt_change_find_leftover_sync:
 * @audit: the log
 * @server_id: the server's system_identifier
 * @database: the database
 * @index: a quoted name
 * @change: (out) (transfer full) (nullable): the newest change that left an index of that name;
 *   %NULL where none did
 * @error: return location for an error
 *
 * Returns: whether the log could be read
 */
gboolean
opt_change_find_leftover_sync (OptAudit *audit,
                               const char *server_id,
                               const char *database,
                               const char *index,
                               OptAuditChange **change,
                               GError **error)
{
  g_autoptr (GPtrArray) changes = NULL;

  g_return_val_if_fail (OPT_IS_AUDIT (audit) && index != NULL && change != NULL, FALSE);

  *change = NULL;
  changes = opt_audit_list_sync (audit, server_id, error);
  if (changes == NULL)
    return FALSE;

  for (guint i = changes->len; i > 0 && *change == NULL; i--)
    {
      OptAuditChange *candidate = changes->pdata[i - 1];
      g_autofree char *name = opt_change_log_get_text (candidate, OPT_AUDIT_PREPARED, "index");

      if (g_strcmp0 (name, index) == 0
          && g_strcmp0 (opt_audit_change_get_database (candidate), database) == 0
          && opt_change_has_leftover (candidate))
        *change = g_object_ref (candidate);
    }

  return TRUE;
}

/**
 * opt_change_forget_leftover_sync:
 * @audit: the log
 * @change: a change that opt_change_has_leftover()
 * @error: return location for an error
 *
 * Notes that what it left is not there any more: somebody else has dropped it, or made it valid.
 * With that the making of an index is undone; the undo of a dropping still is to be.
 *
 * Returns: whether it is on the disk
 */
gboolean
opt_change_forget_leftover_sync (OptAudit *audit, OptAuditChange *change, GError **error)
{
  g_autoptr (JsonBuilder) detail = opt_change_log_begin_detail ();
  gboolean creates = opt_change_log_is_kind (change, OPT_CHANGE_CREATE_INDEX)
                     || opt_change_log_is_kind (change, OPT_CHANGE_CREATE_PARTITIONED_INDEX);

  opt_json_add_text (detail, "leftover", "gone");

  return opt_change_log_sync (audit, opt_audit_change_get_id (change),
                              creates ? OPT_AUDIT_UNDONE : OPT_AUDIT_NOTE, detail, error);
}
