/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-activity.h"

G_DEFINE_BOXED_TYPE (OptActivity, opt_activity, opt_activity_ref, opt_activity_unref)

/**
 * opt_activity_new:
 * @time: when; the server's clock, microseconds since 1970
 *
 * Returns: (transfer full): one without sessions, to be filled
 */
OptActivity *
opt_activity_new (gint64 time)
{
  OptActivity *self = g_new0 (OptActivity, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->time = time;
  self->backends = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_backend_unref);
  self->by_pid = g_hash_table_new (NULL, NULL);

  return self;
}

/**
 * opt_activity_ref:
 * @self: a sample
 *
 * Returns: (transfer full): @self
 */
OptActivity *
opt_activity_ref (OptActivity *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * opt_activity_unref:
 * @self: (transfer full): a sample
 */
void
opt_activity_unref (OptActivity *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->by_pid);
  g_ptr_array_unref (self->backends);
  g_free (self);
}

/**
 * opt_activity_add:
 * @self: a sample that nobody else has yet
 * @backend: (transfer full): a process that it does not have
 */
void
opt_activity_add (OptActivity *self, OptBackend *backend)
{
  g_return_if_fail (self != NULL && backend != NULL);

  g_ptr_array_add (self->backends, backend);
  g_hash_table_insert (self->by_pid, GINT_TO_POINTER (backend->pid), backend);
}

/**
 * opt_activity_find:
 * @self: a sample
 * @pid: a process id
 *
 * Returns: (transfer none) (nullable): what it was doing
 */
OptBackend *
opt_activity_find (const OptActivity *self, int pid)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_hash_table_lookup (self->by_pid, GINT_TO_POINTER (pid));
}
