/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-catalog.h"
#include "opt-cluster.h"
#include "opt-connection.h"
#include "opt-sandbox-provider.h"
#include "opt-server-facts.h"

G_BEGIN_DECLS

#define OPT_TYPE_SANDBOX (opt_sandbox_get_type ())
G_DECLARE_FINAL_TYPE (OptSandbox, opt_sandbox, OPT, SANDBOX, GObject)

OptSandbox *opt_sandbox_new (void);
OptSandbox *opt_sandbox_new_with_provider (OptSandboxProvider *provider);

gboolean opt_sandbox_start_sync (OptSandbox *self,
                                 OptServerFacts *facts,
                                 GCancellable *cancellable,
                                 GError **error);
gboolean opt_sandbox_close_sync (OptSandbox *self, GError **error);
gboolean opt_sandbox_is_running (OptSandbox *self);
int opt_sandbox_get_major (OptSandbox *self);
OptSandboxProvider *opt_sandbox_get_provider (OptSandbox *self);
OptCluster *opt_sandbox_get_cluster (OptSandbox *self);

char *opt_sandbox_create_database_sync (OptSandbox *self,
                                        OptServerFacts *facts,
                                        GPtrArray *limits,
                                        GCancellable *cancellable,
                                        GError **error);
char *opt_sandbox_copy_database_sync (OptSandbox *self,
                                      const char *database,
                                      GCancellable *cancellable,
                                      GError **error);
gboolean opt_sandbox_drop_database_sync (OptSandbox *self,
                                         const char *database,
                                         GCancellable *cancellable,
                                         GError **error);
gboolean opt_sandbox_copy_settings_sync (OptSandbox *self,
                                         OptConnection *production,
                                         const char *database,
                                         GPtrArray *limits,
                                         GCancellable *cancellable,
                                         GError **error);
OptConnection *opt_sandbox_connect_sync (OptSandbox *self,
                                         OptSandboxUser user,
                                         const char *database,
                                         GCancellable *cancellable,
                                         GError **error);

G_END_DECLS
