/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "opt-statement-group.h"
#include "opt-workload.h"

/* Statements of a window that are alike, see #OptStatementGroup, put together for who looks once.
 */

static void
count_kinds (const OptWorkloadEntry *self, OptStatementKinds *kinds)
{
  g_autofree const OptStatementKey **keys = g_new (const OptStatementKey *, self->members->len);

  for (guint i = 0; i < self->members->len; i++)
    keys[i] = &((const OptWorkloadEntry *) self->members->pdata[i])->key;
  opt_statement_kinds_count (kinds, keys, self->members->len);
}

static OptWorkloadEntry *
sum_up (GPtrArray *members, const OptWorkloadTotals *totals, double seconds)
{
  const OptWorkloadEntry *first;
  OptWorkloadEntry *sum = g_new0 (OptWorkloadEntry, 1);
  OptStatementKinds kinds;

  opt_workload_entries_sort (members, OPT_WORKLOAD_SORT_TOTAL);
  first = members->pdata[0];
  sum->key = first->key;
  sum->text = g_strdup (first->text);
  sum->fingerprint = first->fingerprint;
  sum->counters = first->counters;
  sum->system = first->system;
  sum->newness = first->newness;
  sum->members = g_ptr_array_ref (members);
  for (guint i = 1; i < members->len; i++)
    {
      const OptWorkloadEntry *member = members->pdata[i];

      opt_statement_counters_add (&sum->counters, &member->counters);
      sum->system &= member->system;
      /* What one was called as before is not new. */
      if (member->newness == OPT_NEWNESS_OLD || sum->newness == OPT_NEWNESS_NEW)
        sum->newness = member->newness;
    }
  count_kinds (sum, &kinds);
  sum->role = kinds.n_roles == 1 ? g_strdup (first->role) : NULL;
  sum->database = kinds.n_databases == 1 ? g_strdup (first->database) : NULL;
  opt_workload_totals_get_shares (totals, &sum->counters, sum->shares);
  sum->calls_per_second = seconds > 0 ? (double) sum->counters.calls / seconds : NAN;

  return sum;
}

/**
 * opt_workload_group_entries:
 * @self: a workload
 * @entries: (transfer full) (element-type OptWorkloadEntry): statements of it
 * @sort: by what
 *
 * Returns: (transfer full) (element-type OptWorkloadEntry): the same, of which those that are alike
 *   are one, the largest first
 */
GPtrArray *
opt_workload_group_entries (OptWorkload *self, GPtrArray *entries, OptWorkloadSort sort)
{
  GPtrArray *sums = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_workload_entry_free);
  OptWorkloadTotals totals = opt_workload_get_totals (self);
  double seconds = (double) opt_workload_get_delta (self)->observed / G_USEC_PER_SEC;
  g_autoptr (GHashTable) groups = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                                         (GDestroyNotify) g_ptr_array_unref);
  GHashTableIter iter;
  GPtrArray *members;

  g_ptr_array_set_free_func (entries, NULL);
  for (guint i = 0; i < entries->len; i++)
    {
      const OptWorkloadEntry *entry = entries->pdata[i];
      guint64 id = entry->fingerprint != 0 ? entry->fingerprint : (guint64) entry->key.queryid;

      members = g_hash_table_lookup (groups, &id);
      if (members == NULL)
        {
          members = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_workload_entry_free);
          g_hash_table_insert (groups, g_memdup2 (&id, sizeof id), members);
        }
      g_ptr_array_add (members, entries->pdata[i]);
    }
  g_ptr_array_unref (entries);

  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &members))
    if (members->len == 1)
      g_ptr_array_add (sums, g_ptr_array_steal_index (members, 0));
    else
      g_ptr_array_add (sums, sum_up (members, &totals, seconds));
  opt_workload_entries_sort (sums, sort);

  return sums;
}

/**
 * opt_workload_entry_describe_members:
 * @self: an entry
 *
 * Returns: (transfer full) (nullable): in what its members differ, as in “3 roles, 2 databases”;
 *   %NULL where it is one statement
 */
char *
opt_workload_entry_describe_members (const OptWorkloadEntry *self)
{
  OptStatementKinds kinds;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->members == NULL)
    return NULL;
  count_kinds (self, &kinds);

  return opt_statement_kinds_to_text (&kinds);
}

/**
 * opt_workload_entry_describe_caller:
 * @self: an entry
 *
 * Returns: (transfer full): who runs it where, as in “shop_app · shop · nested”
 */
char *
opt_workload_entry_describe_caller (const OptWorkloadEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return opt_statement_describe_caller (&self->key, self->role, self->database, FALSE);
}
