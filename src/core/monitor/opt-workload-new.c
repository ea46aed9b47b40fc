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

  g_return_val_if_fail (entries != NULL, 0);

  for (guint i = entries->len; i > 0; i--)
    {
      OptNewness newness = ((OptWorkloadEntry *) entries->pdata[i - 1])->newness;

      n_unknown += newness == OPT_NEWNESS_UNKNOWN ? 1 : 0;
      if (newness != OPT_NEWNESS_NEW)
        g_ptr_array_remove_index (entries, i - 1);
    }

  return n_unknown;
}
