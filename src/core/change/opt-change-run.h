/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit.h"
#include "opt-change-session.h"

G_BEGIN_DECLS

gboolean opt_change_log_start_sync (OptChangeSession *session,
                                    OptAudit *audit,
                                    const char *change_id,
                                    OptAuditEvent event,
                                    GError **error);
/**
 * OptChangeGuard:
 * @transaction: whether the statement is run in a transaction with what is below; it is then
 *   certain whether it was made. Otherwise it is not cancelled once it was begun
 * @lock: (nullable): a statement that takes a lock first, which may be waited for
 * @before: looks right before the statement, with the lock, whether it may be run
 * @after: (nullable): is called before the transaction ends
 * @data: for both
 *
 * What a statement is run with, at each try.
 */
typedef struct
{
  gboolean transaction;
  const char *lock;
  gboolean (*before) (gpointer data, GCancellable *cancellable, GError **error);
  gboolean (*after) (gpointer data, GCancellable *cancellable, GError **error);
  gpointer data;
} OptChangeGuard;

gboolean opt_change_run_guarded_sync (OptChangeSession *session,
                                      const char *sql,
                                      const OptChangeGuard *guard,
                                      OptAudit *audit,
                                      const char *change_id,
                                      const OptProgress *progress,
                                      GCancellable *cancellable,
                                      GError **error);
gboolean opt_change_run_sync (OptChangeSession *session,
                              const char *sql,
                              const char *index,
                              OptAudit *audit,
                              const char *change_id,
                              const OptProgress *progress,
                              GCancellable *cancellable,
                              GError **error);

G_END_DECLS
