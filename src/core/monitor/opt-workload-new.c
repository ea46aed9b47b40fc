/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-workload-private.h"

/* Which statements of a workload are new, by what was recorded before. */

/**
 * opt_workload_set_newcomers:
 * @self: a workload
 * @newcomers: (nullable): which statements are new, with those that are recorded
 * @trouble: (nullable): why they could not be read
 *
 * Its entries know it from now on.
 */
void
opt_workload_set_newcomers (OptWorkload *self, OptNewcomers *newcomers, const char *trouble)
{
  g_return_if_fail (OPT_IS_WORKLOAD (self));

  g_clear_pointer (&self->newcomers, opt_newcomers_unref);
  g_clear_pointer (&self->new_trouble, g_free);
  self->newcomers = newcomers != NULL ? opt_newcomers_ref (newcomers) : NULL;
  self->new_trouble = g_strdup (trouble);
}

/**
 * opt_workload_explain_new:
 * @self: a workload
 *
 * Returns: (transfer full) (nullable): why it is not known which of its statements are new; %NULL
 *   where it is
 */
char *
opt_workload_explain_new (OptWorkload *self)
{
  g_return_val_if_fail (OPT_IS_WORKLOAD (self), NULL);

  return self->new_trouble != NULL ? g_strdup (self->new_trouble)
                                   : opt_newcomers_explain (self->newcomers);
}

/**
 * opt_workload_keep_new:
 * @entries: (element-type OptWorkloadEntry): statements
 *
 * Takes out all that are not known to be new.
 *
 * Returns: of how many of these it is not known
 */
guint
opt_workload_keep_new (GPtrArray *entries)
{
  guint n_unknown = 0;
  guint n_new = 0;

  g_return_val_if_fail (entries != NULL, 0);

  /* The new ones come to the front, in their order: what is in the way of them goes behind. */
  for (guint i = 0; i < entries->len; i++)
    {
      OptWorkloadEntry *entry = entries->pdata[i];

      n_unknown += entry->newness == OPT_NEWNESS_UNKNOWN ? 1 : 0;
      if (entry->newness == OPT_NEWNESS_NEW)
        {
          entries->pdata[i] = entries->pdata[n_new];
          entries->pdata[n_new++] = entry;
        }
    }
  g_ptr_array_set_size (entries, (int) n_new);

  return n_unknown;
}
