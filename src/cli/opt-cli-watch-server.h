/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-cli.h"
#include "opt-server.h"

G_BEGIN_DECLS

/* What `watch` tells of a server beside its alerts: that it is lost, or there again, or rests, or
 * that something of it can't be read. */
typedef struct _OptCliWatchServer OptCliWatchServer;

OptCliWatchServer *opt_cli_watch_server_new (OptServer *server, gboolean json);
void opt_cli_watch_server_free (OptCliWatchServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptCliWatchServer, opt_cli_watch_server_free)

G_END_DECLS
