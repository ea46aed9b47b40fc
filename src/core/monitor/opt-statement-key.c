/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-key.h"

/**
 * opt_statement_key_hash:
 * @key: an #OptStatementKey
 *
 * Returns: for a #GHashTable
 */
guint
opt_statement_key_hash (gconstpointer key)
{
  const OptStatementKey *self = key;
  guint64 queryid = (guint64) self->queryid;

  return (guint) (queryid ^ (queryid >> 32)) ^ (self->userid * 31) ^ (self->dbid * 131)
         ^ (self->toplevel ? 1u : 0u);
}

/**
 * opt_statement_key_equal:
 * @a: an #OptStatementKey
 * @b: another
 *
 * Returns: whether they are the same
 */
gboolean
opt_statement_key_equal (gconstpointer a, gconstpointer b)
{
  const OptStatementKey *left = a;
  const OptStatementKey *right = b;

  return left->queryid == right->queryid && left->userid == right->userid
         && left->dbid == right->dbid && !left->toplevel == !right->toplevel;
}
