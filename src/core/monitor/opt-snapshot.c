/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-snapshot.h"

G_DEFINE_BOXED_TYPE (OptSnapshot, opt_snapshot, opt_snapshot_ref, opt_snapshot_unref)

/**
 * opt_snapshot_new:
 *
 * Returns: (transfer full): an empty one, to be filled
 */
OptSnapshot *
opt_snapshot_new (void)
{
  OptSnapshot *self = g_new0 (OptSnapshot, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->dealloc = -1;
  self->statements = opt_statement_counters_table_new ();
  self->databases = opt_database_counters_table_new ();

  return self;
}

/**
 * opt_snapshot_ref:
 * @self: a snapshot
 *
 * Returns: (transfer full): @self
 */
OptSnapshot *
opt_snapshot_ref (OptSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * opt_snapshot_unref:
 * @self: (transfer full): a snapshot
 */
void
opt_snapshot_unref (OptSnapshot *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->system_identifier);
  g_free (self->history_key);
  g_hash_table_unref (self->statements);
  g_hash_table_unref (self->databases);
  g_free (self);
}

/**
 * opt_snapshot_get_history_key:
 * @self: a snapshot
 *
 * Returns: (transfer none): under which name the history of its server is kept; see
 *   opt_server_facts_get_history_key()
 */
const char *
opt_snapshot_get_history_key (const OptSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->history_key != NULL)
    return self->history_key;

  return self->system_identifier != NULL ? self->system_identifier : "";
}

/**
 * opt_snapshot_get_database_name:
 * @self: a snapshot
 * @oid: a database's OID
 *
 * Returns: (nullable) (transfer none): its name, or %NULL where it was dropped
 */
const char *
opt_snapshot_get_database_name (const OptSnapshot *self, guint32 oid)
{
  const OptDatabaseCounters *database;

  g_return_val_if_fail (self != NULL, NULL);

  database = g_hash_table_lookup (self->databases, GUINT_TO_POINTER (oid));

  return database != NULL ? database->name : NULL;
}
