/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-group.h"

#include "opt-change-leftover.h"
#include "opt-change-log.h"
#include "opt-change-recovery.h"

/* The id of the first of them, which the others note. */
static char *
get_group (OptAuditChange *change)
{
  char *group = opt_change_log_get_text (change, OPT_AUDIT_PREPARED, "group");

  return group != NULL ? group : g_strdup (opt_audit_change_get_id (change));
}

/**
 * opt_change_group_list_sync:
 * @audit: the log
 * @change_id: any of them
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type OptAuditChange): those that were asked for
 *   together with it, in the order in which they were begun
 */
GPtrArray *
opt_change_group_list_sync (OptAudit *audit, const char *change_id, GError **error)
{
  g_autoptr (OptAuditChange) change = opt_audit_get_change_sync (audit, change_id, error);
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *group = NULL;

  if (change == NULL)
    return NULL;
  group = get_group (change);
  all = opt_audit_list_sync (audit, opt_audit_change_get_server_id (change), error);
  if (all == NULL)
    return NULL;

  for (guint i = 0; i < all->len; i++)
    {
      g_autofree char *own = get_group (all->pdata[i]);

      if (g_str_equal (own, group))
        g_ptr_array_add (members, g_object_ref (all->pdata[i]));
    }

  return g_steal_pointer (&members);
}

/**
 * opt_change_can_be_taken_back:
 * @change: a change
 *
 * Returns: whether there is something to take back of it
 */
gboolean
opt_change_can_be_taken_back (OptAuditChange *change)
{
  OptAuditState state = opt_audit_change_get_state (change);

  return opt_audit_change_get_undo_sql (change) != NULL
         && (state == OPT_AUDIT_STATE_APPLIED || state == OPT_AUDIT_STATE_UNDO_FAILED
             || opt_change_has_leftover (change) || opt_change_is_interrupted (change));
}
