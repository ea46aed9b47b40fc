/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"
#include "opt-server-facts.h"

G_BEGIN_DECLS

char *opt_given_server_make_marker (GError **error);
gboolean opt_given_server_check_address (OptConninfo *conninfo, GError **error);
gboolean opt_given_server_check_same_sync (OptConnection *admin,
                                           OptServerFacts *facts,
                                           GCancellable *cancellable,
                                           GError **error);
OptServerFacts *opt_given_server_check_sync (OptConnection *admin,
                                             OptServerFacts *production,
                                             GCancellable *cancellable,
                                             GError **error);
gboolean opt_given_server_clear_sync (OptConnection *admin,
                                      const char *marker,
                                      GCancellable *cancellable,
                                      GError **error);
void opt_given_server_add_limits (OptConnection *admin, GPtrArray *limits);

G_END_DECLS
