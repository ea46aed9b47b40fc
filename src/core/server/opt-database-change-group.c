/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-change-group.h"

#include <glib/gi18n-lib.h>

#include "opt-change-group.h"
#include "opt-database-change.h"
#include "opt-error.h"

/**
 * opt_database_undo_all_sync:
 * @self: a database
 * @role: (nullable): the role that makes the change; %NULL for the one that watches
 * @password: (nullable): of @role, where libpq does not find it
 * @change_id: one of several changes that were made at once
 * @progress: (nullable): told how far the server is
 * @cancellable: (nullable): cancels it
 * @error: return location for an error, with the next step
 *
 * Takes all of them back that are made, the last one first. The first that can't be is the last.
 *
 * Returns: whether nothing is left to take back
 */
gboolean
opt_database_undo_all_sync (OptDatabase *self,
                            const char *role,
                            const char *password,
                            const char *change_id,
                            const OptProgress *progress,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (OptAudit) audit = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  guint n = 0;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && change_id != NULL, FALSE);

  audit = opt_audit_open_sync (NULL, error);
  if (audit == NULL)
    return FALSE;
  changes = opt_change_group_list_sync (audit, change_id, error);
  if (changes == NULL)
    return FALSE;

  for (guint i = changes->len; i > 0; i--)
    {
      OptAuditChange *change = changes->pdata[i - 1];
      const char *id = opt_audit_change_get_id (change);

      if (!opt_change_can_be_taken_back (change))
        continue;
      if (!opt_database_undo_sync (self, role, password, id, progress, cancellable, error))
        {
          g_prefix_error (
              error,
              ngettext ("%u change was undone, %s was not, nor what was made before it: ",
                        "%u changes were undone, %s was not, nor what was made before "
                        "it: ",
                        n),
              n, id);
          return FALSE;
        }
      n++;
    }
  if (n > 0)
    return TRUE;

  opt_set_error (error, OPT_ERROR_REFUSED, NULL, _ ("There is nothing to take back of them."));

  return FALSE;
}
