/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"
#include "opt-server-facts.h"
#include "opt-timeline.h"

G_BEGIN_DECLS

/**
 * OptEventWatch:
 *
 * Finds what was done to a server, by whomever, between one look and the next: settings that
 * changed, indexes that came or went, large tables that were analysed. A look costs one query, and
 * more only where that says that there is something.
 */
typedef struct _OptEventWatch OptEventWatch;

OptEventWatch *opt_event_watch_new (void);
void opt_event_watch_free (OptEventWatch *self);

void opt_event_watch_look_async (OptEventWatch *self,
                                 OptConnection *connection,
                                 OptServerFacts *facts,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GPtrArray *opt_event_watch_look_finish (OptConnection *connection,
                                        GAsyncResult *result,
                                        gint64 *elapsed,
                                        gint64 *bytes,
                                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptEventWatch, opt_event_watch_free)

G_END_DECLS
