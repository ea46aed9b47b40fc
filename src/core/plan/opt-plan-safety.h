/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"
#include "opt-statement-info.h"

G_BEGIN_DECLS

gboolean opt_plan_check_safety_sync (OptConnection *connection,
                                     const char *sql,
                                     const OptStatementInfo *info,
                                     GCancellable *cancellable,
                                     GError **error);

G_END_DECLS
