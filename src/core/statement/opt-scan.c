/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-scan.h"

void
opt_scan_key_free (OptScanKey *self)
{
  g_free (self->expression);
  g_free (self);
}

/**
 * opt_scan_new:
 * @relation: a relation of the catalog, which must outlive the scan
 * @alias: the name the statement gives it
 *
 * Returns: (transfer full): a scan of which nothing is asked yet
 */
OptScan *
opt_scan_new (OptRelation *relation, const char *alias)
{
  OptScan *self = g_new0 (OptScan, 1);

  self->relation = relation;
  self->alias = g_strdup (alias);
  self->predicates = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_predicate_free);
  self->order = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_scan_key_free);
  self->group = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_scan_key_free);
  self->distinct = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_scan_key_free);
  self->needed = g_ptr_array_new ();
  self->set_columns = g_ptr_array_new ();
  return self;
}

void
opt_scan_free (OptScan *self)
{
  g_ptr_array_unref (self->predicates);
  g_ptr_array_unref (self->order);
  g_ptr_array_unref (self->group);
  g_ptr_array_unref (self->distinct);
  g_ptr_array_unref (self->needed);
  g_ptr_array_unref (self->set_columns);
  g_free (self->alias);
  g_free (self);
}

/**
 * opt_scan_need:
 * @self: a scan
 * @column: a column of its relation
 *
 * Notes that the statement reads @column.
 */
void
opt_scan_need (OptScan *self, OptColumn *column)
{
  g_return_if_fail (self != NULL && column != NULL);

  if (!opt_scan_needs (self, column))
    g_ptr_array_add (self->needed, column);
}

/**
 * opt_scan_needs:
 * @self: a scan
 * @column: a column of its relation
 *
 * Returns: whether the statement reads @column
 */
gboolean
opt_scan_needs (const OptScan *self, const OptColumn *column)
{
  return g_ptr_array_find (self->needed, column, NULL);
}
