/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-workload-private.h"

#include <math.h>

#include "opt-snapshot-part.h"

/**
 * opt_workload_get_totals:
 * @self: a workload
 *
 * Returns: what all statements of its window did together, also those that are hidden
 */
OptWorkloadTotals
opt_workload_get_totals (OptWorkload *self)
{
  OptWorkloadTotals totals = { 0 };
  GHashTableIter iter;
  const OptStatementCounters *counters;

  g_return_val_if_fail (OPT_IS_WORKLOAD (self), totals);

  g_hash_table_iter_init (&iter, opt_workload_get_delta (self)->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    opt_workload_totals_add (&totals, counters);

  return totals;
}

static OptWorkloadEntry *
make_entry (OptWorkload *self, const OptStatementCounters *counters, const OptSqlText *text)
{
  OptWorkloadEntry *entry = g_new0 (OptWorkloadEntry, 1);

  entry->key = counters->key;
  entry->counters = *counters;
  entry->newness = opt_newcomers_judge (self->newcomers, &counters->key);
  entry->database = g_strdup (opt_workload_get_database_name (self, counters->key.dbid));
  entry->role = g_strdup (opt_workload_get_role_name (self, counters->key.userid));
  if (text != NULL)
    {
      entry->fingerprint = text->fingerprint;
      entry->text = g_strdup (text->text);
      entry->system = text->system;
    }

  return entry;
}

/**
 * opt_workload_get_entries:
 * @self: a workload
 * @sort: by what
 * @include_system: with the statements that are of no interest to a database's owner
 * @n_hidden: (out) (optional): how many were left out; 0 with @include_system
 *
 * The statements that were called in the window. One whose text is not known is shown: it may
 * matter.
 *
 * Returns: (transfer full) (element-type OptWorkloadEntry): the entries, the largest first
 */
GPtrArray *
opt_workload_get_entries (OptWorkload *self,
                          OptWorkloadSort sort,
                          gboolean include_system,
                          guint *n_hidden)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_workload_entry_free);
  OptDelta *delta = opt_workload_get_delta (self);
  OptWorkloadTotals totals = opt_workload_get_totals (self);
  double seconds = (double) delta->observed / G_USEC_PER_SEC;
  GHashTableIter iter;
  const OptStatementCounters *counters;
  guint hidden = 0;

  g_hash_table_iter_init (&iter, delta->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    {
      const OptSqlText *text = opt_workload_get_text (self, &counters->key);
      OptWorkloadEntry *entry;

      if (counters->calls == 0)
        continue;
      if (!include_system && text != NULL && text->system)
        {
          hidden++;
          continue;
        }
      entry = make_entry (self, counters, text);
      opt_workload_totals_get_shares (&totals, counters, entry->shares);
      entry->calls_per_second = seconds > 0 ? (double) counters->calls / seconds : NAN;
      g_ptr_array_add (entries, entry);
    }
  opt_workload_entries_sort (entries, sort);
  if (n_hidden != NULL)
    *n_hidden = hidden;

  return entries;
}

/**
 * opt_workload_get_hidden_share:
 * @self: a workload
 *
 * Returns: which part of all execution time the statements had that opt_workload_get_entries()
 *   leaves out, 0 to 1; NAN where there was none
 */
double
opt_workload_get_hidden_share (OptWorkload *self)
{
  OptDelta *delta = opt_workload_get_delta (self);
  OptWorkloadTotals totals = opt_workload_get_totals (self);
  double all = opt_workload_totals_get (&totals, OPT_WORKLOAD_SHARE_TIME);
  double ms = 0;
  GHashTableIter iter;
  const OptStatementCounters *counters;

  g_hash_table_iter_init (&iter, delta->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    {
      const OptSqlText *text = opt_workload_get_text (self, &counters->key);

      /* What another one called is in the time of that. */
      if (counters->calls > 0 && counters->key.toplevel && text != NULL && text->system)
        ms += counters->total_exec_ms;
    }

  return all > 0 ? ms / all : NAN;
}

static int
compare_total (gconstpointer a, gconstpointer b)
{
  const OptStatementCounters *left = *(const OptStatementCounters *const *) a;
  const OptStatementCounters *right = *(const OptStatementCounters *const *) b;

  return (left->total_exec_ms < right->total_exec_ms)
         - (left->total_exec_ms > right->total_exec_ms);
}

static void
add_keys_without_text (OptWorkload *self,
                       GHashTable *statements,
                       gboolean all,
                       guint limit,
                       GArray *keys)
{
  g_autoptr (GPtrArray) unknown = g_ptr_array_new ();
  GHashTableIter iter;
  OptStatementCounters *counters;

  g_hash_table_iter_init (&iter, statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    if (opt_workload_get_text (self, &counters->key) == NULL
        && (all || !opt_workload_is_put_off (self, &counters->key)))
      g_ptr_array_add (unknown, counters);

  g_ptr_array_sort (unknown, compare_total);
  for (guint i = 0; i < unknown->len && keys->len < limit; i++)
    g_array_append_val (keys, ((OptStatementCounters *) unknown->pdata[i])->key);
}

/**
 * opt_workload_get_keys_without_text:
 * @self: a workload
 * @limit: at most so many
 *
 * Returns: (transfer full) (element-type OptStatementKey): statements of the window whose text is
 * not known, those with the most execution time first
 */
GArray *
opt_workload_get_keys_without_text (OptWorkload *self, guint limit)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (OptStatementKey));

  g_return_val_if_fail (OPT_IS_WORKLOAD (self), keys);

  add_keys_without_text (self, opt_workload_get_delta (self)->statements, TRUE, limit, keys);

  return keys;
}

/**
 * opt_workload_get_keys_to_fetch:
 * @self: a workload
 *
 * For who watches on: a fetch costs the server the same for one text as for all, so those of the
 * heaviest statements that were not called yet in the window come along.
 *
 * Returns: (transfer full) (element-type OptStatementKey): nothing where the window lacks no text,
 *   or none but such as were asked for in vain a while ago (see opt_workload_note_asked()),
 *   otherwise as many statements as one fetch takes
 */
GArray *
opt_workload_get_keys_to_fetch (OptWorkload *self)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (OptStatementKey));
  OptSnapshot *last = opt_workload_get_last_snapshot (self);
  OptDelta *delta = opt_workload_get_delta (self);
  g_autoptr (GHashTable) others = NULL;
  GHashTableIter iter;
  OptStatementCounters *counters;

  add_keys_without_text (self, delta->statements, FALSE, OPT_SQL_TEXTS_AT_ONCE, keys);
  /* Of very many statements few are ever called in a window. */
  if (keys->len == 0 || last == NULL
      || g_hash_table_size (last->statements) > OPT_SNAPSHOT_READ_WHOLE)
    return keys;

  others = g_hash_table_new (opt_statement_key_hash, opt_statement_key_equal);
  g_hash_table_iter_init (&iter, last->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &counters))
    if (!g_hash_table_contains (delta->statements, &counters->key))
      g_hash_table_insert (others, &counters->key, counters);
  add_keys_without_text (self, others, FALSE, OPT_SQL_TEXTS_AT_ONCE, keys);

  return keys;
}
