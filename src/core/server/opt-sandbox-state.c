/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-sandbox-state.h"

#include "opt-left-cluster.h"

G_DEFINE_BOXED_TYPE (OptSandboxState,
                     opt_sandbox_state,
                     opt_sandbox_state_ref,
                     opt_sandbox_state_unref)

/* "public.orders: SELECT is not granted" */
static char *
describe_limit (const OptUnreadable *limit)
{
  return g_strdup_printf ("%s: %s", limit->name, limit->reason);
}

static void
read_shadow (OptSandboxState *self, OptShadow *shadow)
{
  GPtrArray *limits = opt_shadow_get_limits (shadow);

  self->has_shadow = TRUE;
  self->modelled_bytes = opt_shadow_get_modelled_bytes (shadow);
  self->disk_bytes = opt_shadow_get_disk_bytes (shadow);
  for (guint i = 0; i < limits->len; i++)
    g_ptr_array_add (self->limits, describe_limit (limits->pdata[i]));
}

static void
read_left (OptSandboxState *self)
{
  g_autoptr (GPtrArray) clusters = opt_left_clusters_list (NULL);

  for (guint i = 0; clusters != NULL && i < clusters->len; i++)
    {
      const OptLeftCluster *cluster = clusters->pdata[i];

      if (cluster->in_use)
        continue;
      self->n_left++;
      self->left_bytes += MAX (cluster->bytes, 0);
    }
}

/**
 * opt_sandbox_state_new:
 * @database: a database, in its own thread
 *
 * Returns: (transfer full): what stands in its sandbox; nothing is started for that
 */
OptSandboxState *
opt_sandbox_state_new (OptDatabase *database)
{
  OptSandboxState *self = g_new0 (OptSandboxState, 1);
  OptSandbox *sandbox;
  OptShadow *shadow;

  g_return_val_if_fail (OPT_IS_DATABASE (database), NULL);

  g_atomic_ref_count_init (&self->ref_count);
  self->modelled_bytes = -1;
  self->disk_bytes = -1;
  self->limits = g_ptr_array_new_with_free_func (g_free);

  read_left (self);
  sandbox = opt_database_get_sandbox (database);
  shadow = opt_database_get_shadow (database);
  if (sandbox != NULL && opt_sandbox_is_running (sandbox))
    {
      self->running = TRUE;
      self->major = opt_sandbox_get_major (sandbox);
      if (shadow != NULL)
        read_shadow (self, shadow);
    }

  return self;
}

/**
 * opt_sandbox_state_ref:
 * @self: a state
 *
 * Returns: (transfer full): @self
 */
OptSandboxState *
opt_sandbox_state_ref (OptSandboxState *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * opt_sandbox_state_unref:
 * @self: (transfer full): a state
 */
void
opt_sandbox_state_unref (OptSandboxState *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->limits);
  g_free (self);
}
