/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-plan-history.h"

#include <string.h>

#include "opt-clock.h"
#include "opt-statement-text.h"

/* With other constants in its text it may well have another plan. */
static gboolean
has_constants (const char *sql)
{
  g_autofree char *normalized = opt_statement_normalize (sql, NULL);

  return normalized != NULL && strchr (normalized, '$') != NULL;
}

static const char *
get_bound (const char *sql, const OptExplainValues *values)
{
  switch (values->kind)
    {
    case OPT_EXPLAIN_SEEN:
      return "seen";
    case OPT_EXPLAIN_TYPICAL:
      return "typical";
    case OPT_EXPLAIN_COMMON:
      return "common";
    case OPT_EXPLAIN_RARE:
      return "rare";
    case OPT_EXPLAIN_GENERIC:
      return "generic";
    case OPT_EXPLAIN_BEST:
    case OPT_EXPLAIN_UNSEEN:
    default:
      return has_constants (sql) ? "constants" : "none";
    }
}

static guint32
get_oid (OptDatabase *self)
{
  return opt_server_facts_get_database_oid (opt_database_get_facts (self));
}

/**
 * opt_database_note_plan_sync:
 * @self: a database
 * @sql: one of its statements
 * @place: where it was made: "server" or "copy"
 * @values: for which values of its parameters
 * @plan: the plan
 *
 * Keeps a plan, without values, among those that the statement had. Where it can't be kept, it is
 * there all the same.
 */
void
opt_database_note_plan_sync (OptDatabase *self,
                             const char *sql,
                             const char *place,
                             const OptExplainValues *values,
                             OptPlan *plan)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlanStore) store = NULL;

  g_return_if_fail (OPT_IS_DATABASE (self) && sql != NULL && place != NULL);
  g_return_if_fail (values != NULL && OPT_IS_PLAN (plan));

  store = opt_plan_store_open_sync (NULL, &error);
  if (store == NULL
      || !opt_plan_store_note_sync (store, opt_database_get_server_id (self), get_oid (self), sql,
                                    place, get_bound (sql, values), plan,
                                    opt_clock_get_real_time (opt_clock_get_system ()), &error))
    g_message ("%s", error->message);
}

/**
 * opt_database_list_plans_sync:
 * @self: a database
 * @sql: one of its statements, with literals or `$n`
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type OptPlanRecord) (nullable): the plans that were got for it,
 *   the newest first
 */
GPtrArray *
opt_database_list_plans_sync (OptDatabase *self, const char *sql, GError **error)
{
  g_autoptr (OptPlanStore) store = NULL;

  g_return_val_if_fail (OPT_IS_DATABASE (self) && sql != NULL, NULL);

  store = opt_plan_store_open_beside_writer_sync (NULL, error);
  if (store == NULL)
    return NULL;

  return opt_plan_store_list_sync (store, opt_database_get_server_id (self), get_oid (self), sql,
                                   error);
}
