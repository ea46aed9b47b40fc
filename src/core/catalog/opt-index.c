/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-index.h"

/**
 * opt_index_new:
 *
 * Returns: (transfer full): an empty index
 */
OptIndex *
opt_index_new (void)
{
  return g_new0 (OptIndex, 1);
}

/**
 * opt_index_free:
 * @self: (nullable): an index
 *
 * Frees @self and what it holds.
 */
void
opt_index_free (OptIndex *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; self->keys != NULL && i < self->n_columns; i++)
    {
      g_free (self->keys[i].definition);
      g_free (self->keys[i].opclass);
      g_free (self->keys[i].collation);
    }
  g_free (self->keys);
  g_free (self->schema);
  g_free (self->name);
  g_free (self->method);
  g_free (self->predicate);
  g_free (self->definition);
  g_free (self->tablespace);
  g_free (self->remainder);
  g_free (self);
}
