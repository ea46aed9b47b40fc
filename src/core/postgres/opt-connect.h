/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "opt-connection.h"

G_BEGIN_DECLS

PGconn *opt_connect_blocking (OptConninfo *conninfo,
                              OptConnectionRole role,
                              const char *lane,
                              guint timeout_ms,
                              gboolean *pooled,
                              GCancellable *cancellable,
                              GError **error);

G_END_DECLS
