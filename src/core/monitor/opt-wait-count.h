/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptWaitCount:
 * @class: pg_stat_activity's wait_event_type ("IO", "Lock", "LWLock" …), "CPU" for a session that
 *   runs and waits for nothing, or "Idle in transaction"
 * @database: OID of the sessions' database, or 0 for none
 * @sessions: how many, in the one sample
 *
 * What sessions were doing at one moment. Idle ones are not counted.
 */
typedef struct
{
  char *class;
  guint32 database;
  gint64 sessions;
} OptWaitCount;

OptWaitCount *opt_wait_count_new (const char *class, guint32 database, gint64 sessions);
void opt_wait_count_free (OptWaitCount *self);

G_END_DECLS
