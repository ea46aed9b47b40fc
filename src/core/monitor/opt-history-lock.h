/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptHistoryLock:
 *
 * Says that this process records a server's history. The kernel takes it back when the process
 * ends, whatever way that is.
 */
typedef struct _OptHistoryLock OptHistoryLock;

OptHistoryLock *opt_history_lock_take (const char *path,
                                       const char *server_id,
                                       int *owner,
                                       GError **error);
void opt_history_lock_free (OptHistoryLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptHistoryLock, opt_history_lock_free)

G_END_DECLS
