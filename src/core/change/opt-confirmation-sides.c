/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-confirmation-sides.h"

#include <math.h>
#include <string.h>

#include "opt-change-log.h"
#include "opt-json.h"
#include "opt-statement-effect.h"
#include "opt-statement-info.h"

#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define DAY (24 * HOUR)

/* Means over a change of the schema or the data of weeks ago are no baseline. */
#define DAYS_BEFORE 7

/* ---- Which statements ------------------------------------------------------------------------ */

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

static void
choose_statements (OptConfirmationSides *sides, const OptDelta *before)
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

/* ---- Which time ------------------------------------------------------------------------------ */

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

  *start = started - DAYS_BEFORE * DAY;
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

static gboolean
is_enough (GPtrArray *deltas, GHashTable *targets)
{
  gint64 observed = 0;
  gint64 calls = 0;

  for (guint i = 0; i < deltas->len; i++)
    {
      const OptDelta *delta = deltas->pdata[i];
      GHashTableIter iter;
      gpointer key;

      observed += delta->observed;
      g_hash_table_iter_init (&iter, targets);
      while (g_hash_table_iter_next (&iter, &key, NULL))
        {
          const OptStatementCounters *counters = g_hash_table_lookup (delta->statements, key);

          calls += counters != NULL ? counters->calls : 0;
        }
    }

  return observed >= OPT_CONFIRMATION_MIN_WINDOW && calls >= OPT_CONFIRMATION_MIN_CALLS;
}

/* What is known of the time between @from and @until a day before, two days before, and so on, in
 * whole hours: older history is not kept finer. @n_days: on how many of them something is. */
static GPtrArray *
list_same_hours (OptHistory *history,
                 const char *server,
                 gint64 start,
                 gint64 started,
                 const OptDelta *after,
                 guint *n_days,
                 GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_delta_unref);
  gint64 from = after->start - after->start % HOUR;
  gint64 until = after->end + HOUR - 1 - (after->end + HOUR - 1) % HOUR;

  *n_days = 0;
  /* A window of a day and more is of all hours. */
  for (gint64 day = DAYS_BEFORE; day > 0 && until - from < DAY; day--)
    {
      gint64 day_from = MAX (from - day * DAY, start);
      gint64 day_until = MIN (until - day * DAY, started);
      g_autoptr (GPtrArray) deltas = NULL;

      if (day_from >= day_until)
        continue;
      deltas = opt_history_list_deltas_sync (history, server, day_from, day_until, error);
      if (deltas == NULL)
        return NULL;
      if (deltas->len > 0)
        *n_days += 1;
      g_ptr_array_extend_and_steal (all, g_steal_pointer (&deltas));
    }

  return g_steal_pointer (&all);
}

static OptDelta *
sum_up (GPtrArray *deltas)
{
  OptDelta *sum = opt_delta_new ();

  for (guint i = 0; i < deltas->len; i++)
    opt_delta_add (sum, deltas->pdata[i]);

  return sum;
}

/* Of the same hours, where enough of them is known, else of all the time before. */
static GPtrArray *
list_before (OptHistory *history,
             OptConfirmationSides *sides,
             gint64 start,
             gint64 started,
             GPtrArray *after,
             guint *same_hours,
             GError **error)
{
  g_autoptr (GPtrArray) all
      = opt_history_list_deltas_sync (history, sides->server, start, started, error);
  g_autoptr (GPtrArray) same = NULL;
  g_autoptr (OptDelta) before = NULL;
  g_autoptr (OptDelta) sum = NULL;

  if (all == NULL)
    return NULL;
  before = sum_up (all);
  choose_statements (sides, before);
  sum = sum_up (after);
  if (sum->start == 0)
    return g_steal_pointer (&all);

  same = list_same_hours (history, sides->server, start, started, sum, same_hours, error);
  if (same == NULL)
    return NULL;
  if (is_enough (same, sides->targets))
    return g_steal_pointer (&same);
  *same_hours = 0;

  return g_steal_pointer (&all);
}

/* ---- The comparison -------------------------------------------------------------------------- */

static void
add_texts (OptConfirmation *self, GHashTable *known)
{
  for (guint i = 0; i < self->statements->len; i++)
    {
      OptConfirmationStatement *statement = self->statements->pdata[i];
      const OptHistoryStatement *found = g_hash_table_lookup (known, &statement->key);

      if (found != NULL)
        statement->text = g_strdup (found->text);
    }
}

/**
 * opt_confirmation_compare:
 * @audit: the log
 * @change: an applied change
 * @history: the snapshots and the minutes
 * @sides: the change's statements, table and database; what is found is added
 * @error: return location for an error
 *
 * Compares with the same hours of the days before, where the history has enough of them.
 *
 * Returns: (transfer full) (nullable): the confirmation
 */
OptConfirmation *
opt_confirmation_compare (OptAudit *audit,
                          OptAuditChange *change,
                          OptHistory *history,
                          OptConfirmationSides *sides,
                          GError **error)
{
  gint64 started = get_time (change, OPT_AUDIT_STARTED);
  gint64 done = get_time (change, OPT_AUDIT_DONE);
  gint64 start = 0;
  guint same_hours = 0;
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  OptConfirmation *self;

  if (!find_quiet_start (audit, change, sides->table, started, &start, error))
    return NULL;
  after = opt_history_list_deltas_sync (history, sides->server, done, G_MAXINT64, error);
  if (after == NULL)
    return NULL;
  sides->known = opt_history_get_statements_sync (history, sides->server, error);
  if (sides->known == NULL)
    return NULL;
  before = list_before (history, sides, start, started, after, &same_hours, error);
  if (before == NULL)
    return NULL;

  self = opt_confirmation_new (before, after, sides->targets, sides->controls);
  self->same_hours = same_hours;
  add_texts (self, sides->known);

  return self;
}

/* ---- The projection -------------------------------------------------------------------------- */

/* By a statement's id, from an array of objects. */
static JsonObject *
find_statement (JsonArray *array, const char *member, gint64 queryid)
{
  g_autofree char *wanted = g_strdup_printf ("%" G_GINT64_FORMAT, queryid);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      g_autofree char *id = NULL;

      if (object == NULL || !json_object_has_member (object, member))
        continue;
      id = opt_statement_id_from_json (json_object_get_member (object, member));
      if (g_strcmp0 (id, wanted) == 0)
        return object;
    }

  return NULL;
}

static void
add_projection (OptConfirmationStatement *statement, JsonArray *effects, JsonArray *trials)
{
  JsonObject *effect = find_statement (effects, "statement", statement->key.queryid);
  JsonObject *trial = find_statement (trials, "id", statement->key.queryid);
  double measured = trial != NULL ? opt_json_get_double (trial, "ratio", NAN) : NAN;

  if (measured > 0)
    {
      statement->projected = measured;
      statement->projected_evidence = OPT_EVIDENCE_MEASURED;
    }
  else if (effect != NULL && opt_json_get_double (effect, "cost_before", NAN) > 0)
    {
      statement->projected = opt_json_get_double (effect, "cost_after", NAN)
                             / opt_json_get_double (effect, "cost_before", NAN);
      statement->projected_evidence = OPT_EVIDENCE_SIMULATED;
    }
}

/**
 * opt_confirmation_add_projections:
 * @self: a confirmation
 * @prepared: what was written down of the change before it ran
 *
 * Sets beside each statement what the change was to do to it: what the trial measured, or else by
 * how much the planner's cost fell.
 */
void
opt_confirmation_add_projections (OptConfirmation *self, JsonObject *prepared)
{
  JsonObject *baseline = opt_json_get_object (prepared, "baseline");
  JsonObject *trial = baseline != NULL ? opt_json_get_object (baseline, "trial") : NULL;
  JsonArray *effects = baseline != NULL ? opt_json_get_array (baseline, "statements") : NULL;
  JsonArray *trials = trial != NULL ? opt_json_get_array (trial, "statements") : NULL;

  g_return_if_fail (self != NULL && prepared != NULL);

  for (guint i = 0; i < self->statements->len; i++)
    add_projection (self->statements->pdata[i], effects, trials);
}
