/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-copy-options.h"

/**
 * opt_copy_options_copy:
 * @self: options
 *
 * Returns: (transfer full): the same
 */
OptCopyOptions *
opt_copy_options_copy (const OptCopyOptions *self)
{
  OptCopyOptions *copy = g_memdup2 (self, sizeof *self);

  copy->masks = g_strdupv (self->masks);

  return copy;
}

/**
 * opt_copy_options_free:
 * @self: (nullable): options that were copied
 *
 * Frees @self.
 */
void
opt_copy_options_free (OptCopyOptions *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->masks);
  g_free (self);
}
