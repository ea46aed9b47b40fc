/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-object.h"

/**
 * opt_object_new:
 *
 * Returns: (transfer full): an empty object
 */
OptObject *
opt_object_new (void)
{
  return g_new0 (OptObject, 1);
}

/**
 * opt_object_free:
 * @self: (nullable): an object
 *
 * Frees @self and what it holds.
 */
void
opt_object_free (OptObject *self)
{
  if (self == NULL)
    return;

  g_free (self->schema);
  g_free (self->name);
  g_free (self->target);
  g_free (self->sql);
  g_free (self);
}
