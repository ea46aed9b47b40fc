/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-workload-entry.h"

#include <math.h>

G_DEFINE_ENUM_TYPE (OptWorkloadSort,
                    opt_workload_sort,
                    G_DEFINE_ENUM_VALUE (OPT_WORKLOAD_SORT_TOTAL, "total"),
                    G_DEFINE_ENUM_VALUE (OPT_WORKLOAD_SORT_MEAN, "mean"),
                    G_DEFINE_ENUM_VALUE (OPT_WORKLOAD_SORT_CALLS, "calls"),
                    G_DEFINE_ENUM_VALUE (OPT_WORKLOAD_SORT_ROWS, "rows"),
                    G_DEFINE_ENUM_VALUE (OPT_WORKLOAD_SORT_IO, "io"),
                    G_DEFINE_ENUM_VALUE (OPT_WORKLOAD_SORT_TEMP, "temp"),
                    G_DEFINE_ENUM_VALUE (OPT_WORKLOAD_SORT_WAL, "wal"),
                    G_DEFINE_ENUM_VALUE (OPT_WORKLOAD_SORT_BLEND, "blend"))

/**
 * opt_workload_sort_from_nick:
 * @nick: "total", "mean", "calls", "rows", "io", "temp", "wal" or "blend"
 * @sort: (out): which it is
 *
 * Returns: whether it is one
 */
gboolean
opt_workload_sort_from_nick (const char *nick, OptWorkloadSort *sort)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (OPT_TYPE_WORKLOAD_SORT);
  const GEnumValue *value;

  g_return_val_if_fail (nick != NULL && sort != NULL, FALSE);

  value = g_enum_get_value_by_nick (class, nick);
  if (value == NULL)
    return FALSE;
  *sort = (OptWorkloadSort) value->value;

  return TRUE;
}

/**
 * opt_workload_sort_list_nicks:
 *
 * Returns: (transfer full): what there is, as in “total, mean, calls”
 */
char *
opt_workload_sort_list_nicks (void)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (OPT_TYPE_WORKLOAD_SORT);
  g_autoptr (GString) nicks = g_string_new (NULL);

  for (guint i = 0; i < class->n_values; i++)
    g_string_append_printf (nicks, "%s%s", i > 0 ? ", " : "", class->values[i].value_nick);

  return g_string_free (g_steal_pointer (&nicks), FALSE);
}

/**
 * opt_workload_sort_of_share:
 * @share: a share
 *
 * Returns: the order that has the largest of it first
 */
OptWorkloadSort
opt_workload_sort_of_share (OptWorkloadShare share)
{
  static const OptWorkloadSort sorts[OPT_N_WORKLOAD_SHARES] = {
    [OPT_WORKLOAD_SHARE_TIME] = OPT_WORKLOAD_SORT_TOTAL,
    [OPT_WORKLOAD_SHARE_IO] = OPT_WORKLOAD_SORT_IO,
    [OPT_WORKLOAD_SHARE_WAL] = OPT_WORKLOAD_SORT_WAL,
    [OPT_WORKLOAD_SHARE_TEMP] = OPT_WORKLOAD_SORT_TEMP,
    [OPT_WORKLOAD_SHARE_CALLS] = OPT_WORKLOAD_SORT_CALLS,
    [OPT_WORKLOAD_SHARE_BLEND] = OPT_WORKLOAD_SORT_BLEND,
  };

  g_return_val_if_fail (share < OPT_N_WORKLOAD_SHARES, OPT_WORKLOAD_SORT_TOTAL);

  return sorts[share];
}

/**
 * opt_workload_entry_free:
 * @self: (nullable) (transfer full): an entry
 */
void
opt_workload_entry_free (OptWorkloadEntry *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self->database);
  g_free (self->role);
  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_free (self);
}

/**
 * opt_workload_entry_get_metric:
 * @self: an entry
 * @sort: which figure
 *
 * Returns: the figure, in milliseconds, calls, rows, blocks, bytes or a share; NAN where the server
 * does not offer it
 */
double
opt_workload_entry_get_metric (const OptWorkloadEntry *self, OptWorkloadSort sort)
{
  const OptStatementCounters *counters;

  g_return_val_if_fail (self != NULL, NAN);

  counters = &self->counters;
  switch (sort)
    {
    case OPT_WORKLOAD_SORT_MEAN:
      return opt_statement_counters_get_mean (counters);
    case OPT_WORKLOAD_SORT_CALLS:
      return (double) counters->calls;
    case OPT_WORKLOAD_SORT_ROWS:
      return (double) counters->rows;
    case OPT_WORKLOAD_SORT_IO:
      return opt_workload_share_count (OPT_WORKLOAD_SHARE_IO, counters);
    case OPT_WORKLOAD_SORT_TEMP:
      return opt_workload_share_count (OPT_WORKLOAD_SHARE_TEMP, counters);
    case OPT_WORKLOAD_SORT_WAL:
      return opt_workload_share_count (OPT_WORKLOAD_SHARE_WAL, counters);
    case OPT_WORKLOAD_SORT_BLEND:
      return self->shares[OPT_WORKLOAD_SHARE_BLEND];
    case OPT_WORKLOAD_SORT_TOTAL:
    default:
      return counters->total_exec_ms;
    }
}

/* The largest first, what is not known last; equals by their time, then by queryid, so that they
 * keep their order. */
static int
compare_entries (gconstpointer a, gconstpointer b, gpointer data)
{
  OptWorkloadSort sort = *(OptWorkloadSort *) data;
  const OptWorkloadEntry *left = *(OptWorkloadEntry *const *) a;
  const OptWorkloadEntry *right = *(OptWorkloadEntry *const *) b;
  double left_metric = opt_workload_entry_get_metric (left, sort);
  double right_metric = opt_workload_entry_get_metric (right, sort);

  if (isnan (left_metric) != isnan (right_metric))
    return isnan (left_metric) ? 1 : -1;
  if (left_metric != right_metric && !isnan (left_metric))
    return left_metric < right_metric ? 1 : -1;
  if (left->counters.total_exec_ms != right->counters.total_exec_ms)
    return left->counters.total_exec_ms < right->counters.total_exec_ms ? 1 : -1;

  return left->key.queryid < right->key.queryid ? -1 : left->key.queryid > right->key.queryid;
}

/**
 * opt_workload_entries_sort:
 * @entries: (element-type OptWorkloadEntry): statements
 * @sort: by what
 *
 * The largest come first.
 */
void
opt_workload_entries_sort (GPtrArray *entries, OptWorkloadSort sort)
{
  g_return_if_fail (entries != NULL);

  g_ptr_array_sort_with_data (entries, compare_entries, &sort);
}
