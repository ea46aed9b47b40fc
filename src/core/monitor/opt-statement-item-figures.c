/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-item-private.h"

#include <math.h>

/* What follows from a statement's counters. */

/**
 * opt_statement_item_set_block_size:
 * @self: a statement
 * @bytes: how many a block of its server has; 0: not known
 *
 * Returns: whether that is something else than before
 */
gboolean
opt_statement_item_set_block_size (OptStatementItem *self, gint64 bytes)
{
  gboolean changed;

  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self) && bytes >= 0, FALSE);

  changed = self->block_size != bytes;
  self->block_size = bytes;

  return changed;
}

/**
 * opt_statement_item_get_total_ms:
 * @self: a statement
 *
 * Returns: milliseconds of execution
 */
double
opt_statement_item_get_total_ms (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NAN);

  return opt_statement_item_get_counters (self)->total_exec_ms;
}

/**
 * opt_statement_item_get_mean_ms:
 * @self: a statement
 *
 * Returns: milliseconds a call; NAN without a call
 */
double
opt_statement_item_get_mean_ms (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NAN);

  return opt_statement_counters_get_mean (opt_statement_item_get_counters (self));
}

/**
 * opt_statement_item_get_stddev_ms:
 * @self: a statement
 *
 * Returns: by how many milliseconds its calls differ; NAN without a call
 */
double
opt_statement_item_get_stddev_ms (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NAN);

  return opt_statement_counters_get_stddev (opt_statement_item_get_counters (self));
}

/**
 * opt_statement_item_get_rows_per_call:
 * @self: a statement
 *
 * Returns: rows returned or changed by a call; NAN without a call
 */
double
opt_statement_item_get_rows_per_call (OptStatementItem *self)
{
  const OptStatementCounters *counters;

  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NAN);

  counters = opt_statement_item_get_counters (self);

  return counters->calls > 0 && counters->rows >= 0
             ? (double) counters->rows / (double) counters->calls
             : NAN;
}

/**
 * opt_statement_item_get_hit_ratio:
 * @self: a statement
 *
 * Returns: of the blocks of tables and indexes that it asked for, the share found in shared memory,
 *   0 to 1; NAN where it asked for none
 */
double
opt_statement_item_get_hit_ratio (OptStatementItem *self)
{
  const OptStatementCounters *counters;
  double hit, read;

  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NAN);

  counters = opt_statement_item_get_counters (self);
  hit = (double) counters->shared_hit;
  read = (double) counters->shared_read;

  return hit >= 0 && read >= 0 && hit + read > 0 ? hit / (hit + read) : NAN;
}

/**
 * opt_statement_item_get_io_bytes:
 * @self: a statement
 *
 * Returns: bytes of tables and indexes that it read and wrote outside shared memory; NAN where that
 *   is not known
 */
double
opt_statement_item_get_io_bytes (OptStatementItem *self)
{
  const OptStatementCounters *counters;

  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NAN);

  counters = opt_statement_item_get_counters (self);
  if (self->block_size == 0 || counters->shared_read < 0 || counters->shared_written < 0
      || counters->local_read < 0 || counters->local_written < 0)
    return NAN;

  return (double) (counters->shared_read + counters->shared_written + counters->local_read
                   + counters->local_written)
         * (double) self->block_size;
}

/**
 * opt_statement_item_get_temp_bytes:
 * @self: a statement
 *
 * Returns: bytes of temporary files that it read and wrote, or -1 where that is not known
 */
gint64
opt_statement_item_get_temp_bytes (OptStatementItem *self)
{
  const OptStatementCounters *counters;

  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), -1);

  counters = opt_statement_item_get_counters (self);

  return self->block_size > 0 && counters->temp_read >= 0 && counters->temp_written >= 0
             ? (counters->temp_read + counters->temp_written) * self->block_size
             : -1;
}

/**
 * opt_statement_item_get_wal_bytes:
 * @self: a statement
 *
 * Returns: bytes of WAL that it wrote, or -1 where the extension does not say
 */
gint64
opt_statement_item_get_wal_bytes (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), -1);

  return MAX (opt_statement_item_get_counters (self)->wal_bytes, -1);
}
