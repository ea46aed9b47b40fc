/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-sandbox.h"

G_BEGIN_DECLS

OptSandbox *opt_sandbox_choice_make_sync (const char *server,
                                          GCancellable *cancellable,
                                          GError **error);

G_END_DECLS
