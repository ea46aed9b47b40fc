/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-unreadable.h"

/**
 * opt_unreadable_new:
 * @name: what, quoted as SQL names it
 * @reason: what is missing, for a person
 * @grant: (nullable): the SQL that would help
 *
 * Returns: (transfer full): the entry
 */
OptUnreadable *
opt_unreadable_new (const char *name, const char *reason, const char *grant)
{
  OptUnreadable *self = g_new0 (OptUnreadable, 1);

  self->name = g_strdup (name);
  self->reason = g_strdup (reason);
  self->grant = g_strdup (grant);

  return self;
}

/**
 * opt_unreadable_free:
 * @self: (nullable): an entry
 *
 * Frees @self and its texts.
 */
void
opt_unreadable_free (OptUnreadable *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->reason);
  g_free (self->grant);
  g_free (self);
}
