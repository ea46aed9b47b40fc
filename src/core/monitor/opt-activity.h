/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-backend.h"
#include "opt-connection.h"
#include "opt-server-facts.h"

G_BEGIN_DECLS

/**
 * OptActivity:
 *
 * What the sessions of a server did at one moment: a sample of pg_stat_activity. Immutable once
 * taken.
 *
 * Idle sessions are counted and not listed, unless another waits for one; processes of the server
 * that belong to no session, and the one that asks, are left out. Who blocks whom is asked only for
 * those that wait for a lock, as the server has to hold all others off meanwhile.
 */
typedef struct
{
  gatomicrefcount ref_count;

  gint64 time;          /* the server's clock, microseconds since 1970 */
  GPtrArray *backends;  /* (element-type OptBackend) */
  GHashTable *by_pid;   /* process id -> OptBackend, borrowed */
  guint n_idle;         /* sessions that do nothing */
  guint n_hidden;       /* sessions of which the role may know nothing */
  gboolean dates_waits; /* it tells since when each waits for a lock: 14 and newer */

  gint64 elapsed; /* what taking it cost: microseconds that the server was at work, at most … */
  gint64 bytes;   /* … and bytes of cells received */
} OptActivity;

#define OPT_TYPE_ACTIVITY (opt_activity_get_type ())
GType opt_activity_get_type (void);

OptActivity *opt_activity_new (gint64 time);
OptActivity *opt_activity_ref (OptActivity *self);
void opt_activity_unref (OptActivity *self);

void opt_activity_add (OptActivity *self, OptBackend *backend);
OptBackend *opt_activity_find (const OptActivity *self, int pid);

void opt_activity_take_async (OptConnection *connection,
                              OptServerFacts *facts,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
OptActivity *opt_activity_take_finish (OptConnection *connection,
                                       GAsyncResult *result,
                                       GError **error);
OptActivity *opt_activity_take_sync (OptConnection *connection,
                                     OptServerFacts *facts,
                                     GCancellable *cancellable,
                                     GError **error);
OptActivity *opt_activity_take_session_sync (OptConnection *connection,
                                             OptServerFacts *facts,
                                             int pid,
                                             GCancellable *cancellable,
                                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptActivity, opt_activity_unref)

G_END_DECLS
