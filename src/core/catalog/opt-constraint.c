/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-constraint.h"

/**
 * opt_constraint_new:
 *
 * Returns: (transfer full): an empty constraint
 */
OptConstraint *
opt_constraint_new (void)
{
  return g_new0 (OptConstraint, 1);
}

/**
 * opt_constraint_free:
 * @self: (nullable): a constraint
 *
 * Frees @self and what it holds.
 */
void
opt_constraint_free (OptConstraint *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->columns);
  g_free (self->referenced_columns);
  g_free (self->definition);
  g_free (self);
}
