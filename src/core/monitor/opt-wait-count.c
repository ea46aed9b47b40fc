/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-wait-count.h"

/**
 * opt_wait_count_new:
 * @class: what the sessions wait for
 * @database: OID of their database, or 0
 * @sessions: how many
 *
 * Returns: (transfer full): a count
 */
OptWaitCount *
opt_wait_count_new (const char *class, guint32 database, gint64 sessions)
{
  OptWaitCount *self = g_new0 (OptWaitCount, 1);

  self->class = g_strdup (class);
  self->database = database;
  self->sessions = sessions;

  return self;
}

/**
 * opt_wait_count_free:
 * @self: (nullable) (transfer full): a count
 */
void
opt_wait_count_free (OptWaitCount *self)
{
  if (self == NULL)
    return;

  g_free (self->class);
  g_free (self);
}
