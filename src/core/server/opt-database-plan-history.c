/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-database-plan-history.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-clock.h"
#include "opt-history-event.h"
#include "opt-sql-line.h"
#include "opt-statement-text.h"

/* Of a statement, in an event. */
#define NAME_CHARS 60

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

/* What changed at that time, in names alone. */
static char *
find_difference (OptDatabase *self, OptPlanStore *store, const char *sql, gint64 time)
{
  g_autoptr (GPtrArray) records
      = opt_plan_store_list_sync (store, opt_database_get_server_id (self), get_oid (self), sql,
                                  NULL);

  if (records == NULL)
    return NULL;

  for (guint i = 0; i < records->len; i++)
    {
      const OptPlanRecord *record = records->pdata[i];

      if (record->first_seen != time)
        continue;
      opt_plan_records_describe_change (records, i);
      if (record->difference != NULL)
        return g_strdup (record->difference);
    }

  return NULL;
}

/* An event is kept for years, and a line: no literals, and no more than its beginning. */
static char *
name_statement (const char *sql)
{
  g_autofree char *normalized = opt_statement_normalize (sql, NULL);
  g_autofree char *line = normalized != NULL ? opt_sql_line (normalized) : NULL;

  if (line == NULL || g_utf8_strlen (line, -1) <= NAME_CHARS)
    return g_steal_pointer (&line);
  g_utf8_offset_to_pointer (line, NAME_CHARS - 1)[0] = '\0';

  return g_strconcat (line, "…", NULL);
}

/**
 * opt_database_tell_plan_change:
 * @self: a database
 * @store: where the plan was kept
 * @sql: the statement that has another one
 * @time: since when that is known
 * @returned: whether it is one that it had before
 *
 * Notes as an event of the server that a statement has another plan: in the history, where the
 * server is recorded, and for opt_database_take_events().
 */
void
opt_database_tell_plan_change (OptDatabase *self,
                               OptPlanStore *store,
                               const char *sql,
                               gint64 time,
                               gboolean returned)
{
  g_autofree char *name = NULL;
  g_autofree char *difference = NULL;
  g_autofree char *text = NULL;
  g_autoptr (OptHistory) history = NULL;
  g_autoptr (GError) error = NULL;
  OptTimelineEvent event = { .time = time, .kind = "plan" };

  g_return_if_fail (OPT_IS_DATABASE (self) && OPT_IS_PLAN_STORE (store) && sql != NULL);

  name = name_statement (sql);
  difference = find_difference (self, store, sql, time);
  /* Translators: the beginning of a statement, and in a sentence what changed in its plan */
  text = g_strdup_printf (returned ? _ ("Back to an earlier plan: %s %s")
                                   : _ ("Another plan: %s %s"),
                          name != NULL ? name : "", difference != NULL ? difference : "");
  g_strchomp (text);
  opt_database_add_event (self, time, event.kind, text);

  if (!opt_history_is_there ())
    return;
  event.text = text;
  history = opt_history_open_beside_writer_sync (NULL, &error);
  if (history == NULL
      || !opt_history_note_event_sync (history,
                                       opt_server_facts_get_history_key (
                                           opt_database_get_facts (self)),
                                       get_oid (self), &event, &error))
    g_message ("%s", error->message);
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
  gint64 now = opt_clock_get_real_time (opt_clock_get_system ());
  const char *bound;
  g_autoptr (GError) error = NULL;
  g_autoptr (OptPlanStore) store = NULL;
  OptPlanNoted noted = 0;

  g_return_if_fail (OPT_IS_DATABASE (self) && sql != NULL && place != NULL);
  g_return_if_fail (values != NULL && OPT_IS_PLAN (plan));

  bound = get_bound (sql, values);

  store = opt_plan_store_open_sync (NULL, &error);
  if (store != NULL)
    noted = opt_plan_store_note_sync (store, opt_database_get_server_id (self), get_oid (self), sql,
                                      place, bound, plan, now, &error);
  if (noted == 0)
    g_message ("%s", error->message);
  /* What a copy does is no event of the server, and other constants, or other values that were
   * seen, may well have another plan. */
  else if ((noted & (OPT_PLAN_NOTED_CHANGED | OPT_PLAN_NOTED_RETURNED)) != 0
           && g_str_equal (place, "server") && !g_str_equal (bound, "constants")
           && !g_str_equal (bound, "seen"))
    opt_database_tell_plan_change (self, store, sql, now, (noted & OPT_PLAN_NOTED_RETURNED) != 0);
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
