/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit.h"
#include "opt-change-session.h"

G_BEGIN_DECLS

/**
 * OptChangeBackend:
 *
 * The server's process that carries out what a process of ours began and does not wait for any
 * more.
 */
typedef struct
{
  int pid;      /* 0 where it is gone, or has ended that */
  gint64 since; /* microseconds since 1970; 0 where it may not be seen */
  char *phase;  /* (nullable) of the making of an index, as the server calls it */
} OptChangeBackend;

void opt_change_backend_clear (OptChangeBackend *self);

gboolean opt_change_backend_find_sync (OptChangeSession *session,
                                       OptAuditChange *change,
                                       gboolean undo,
                                       OptChangeBackend *backend,
                                       GCancellable *cancellable,
                                       GError **error);
gboolean opt_change_backend_cancel_sync (OptChangeSession *session,
                                         OptAuditChange *change,
                                         gboolean undo,
                                         GCancellable *cancellable,
                                         GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OptChangeBackend, opt_change_backend_clear)

G_END_DECLS
