/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-sandbox.h"

G_BEGIN_DECLS

OptConnection *opt_sandbox_open_sync (OptSandboxProvider *provider,
                                      OptSandboxUser user,
                                      const char *database,
                                      const char *lane,
                                      GCancellable *cancellable,
                                      GError **error);
gboolean opt_sandbox_make_roles_sync (OptSandboxProvider *provider,
                                      OptConnection *admin,
                                      const char *owner_secret,
                                      const char *reader_secret,
                                      GCancellable *cancellable,
                                      GError **error);

const char *opt_sandbox_get_sql (OptConnection *connection, const char *name);
char *opt_sandbox_fill_roles (OptSandbox *self, const char *sql);
gboolean opt_sandbox_run_script_sync (OptConnection *connection,
                                      const char *name,
                                      GCancellable *cancellable,
                                      GError **error);
gboolean opt_sandbox_run_own_script_sync (OptSandbox *self,
                                          OptConnection *connection,
                                          const char *name,
                                          GCancellable *cancellable,
                                          GError **error);
void opt_sandbox_add_limit (GPtrArray *limits, const char *name, const char *reason);
gboolean opt_sandbox_may_go_on (const GError *error);
gboolean opt_sandbox_limit_time_sync (OptConnection *connection,
                                      gint64 deadline,
                                      GCancellable *cancellable,
                                      GError **error);

G_END_DECLS
