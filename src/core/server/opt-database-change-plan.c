/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-change-plan.h"

#include <glib/gi18n-lib.h>

#include "opt-database-change.h"
#include "opt-error.h"

/* Without a history there is no quiet hour, and the plan says so. */
static void
find_quiet_hour (OptDatabase *self, OptChangePlan *plan)
{
  OptServerFacts *facts = opt_database_get_facts (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (OptHistory) history = NULL;

  if (!opt_history_is_there ())
    return;

  history = opt_history_open_beside_writer_sync (NULL, &error);
  if (history == NULL
      || !opt_quiet_hour_find_sync (&plan->quiet, history, opt_server_facts_get_history_key (facts),
                                    opt_server_facts_get_database_oid (facts), g_get_real_time (),
                                    &error))
    g_message (_ ("The history was not read: %s"), error->message);
}

/**
 * opt_database_plan_change_sync:
 * @self: a database
 * @role: (nullable): who is to make the change; %NULL for the one that watches
 * @recommendation: the change
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * What the change would do, and what stands in its way now: only read, as the role that watches.
 *
 * Returns: (transfer full) (nullable): the plan
 */
OptChangePlan *
opt_database_plan_change_sync (OptDatabase *self,
                               const char *role,
                               OptRecommendation *recommendation,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (OptChangePlan) plan = NULL;
  gint64 bytes;

  g_return_val_if_fail (OPT_IS_DATABASE (self), NULL);
  g_return_val_if_fail (OPT_IS_RECOMMENDATION (recommendation), NULL);

  if (!opt_database_check_recommendation (self, recommendation, error))
    return NULL;

  bytes = opt_recommendation_get_size_bytes (recommendation);
  plan = opt_change_plan_read_sync (opt_database_get_connection (self),
                                    opt_recommendation_get_change_set (recommendation),
                                    role != NULL && *role != '\0' ? role : NULL, bytes, cancellable,
                                    error);
  if (plan == NULL)
    return NULL;
  find_quiet_hour (self, plan);

  return g_steal_pointer (&plan);
}
