/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-sandbox.h"

G_BEGIN_DECLS

const char *opt_sandbox_get_sql (OptConnection *connection, const char *name);
gboolean opt_sandbox_run_script_sync (OptConnection *connection,
                                      const char *name,
                                      GCancellable *cancellable,
                                      GError **error);
void opt_sandbox_add_limit (GPtrArray *limits, const char *name, const char *reason);

G_END_DECLS
