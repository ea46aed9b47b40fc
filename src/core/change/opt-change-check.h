/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit.h"
#include "opt-change-session.h"
#include "opt-change-set.h"

G_BEGIN_DECLS

gboolean opt_change_check_sync (OptChangeSession *session,
                                const OptChange *change,
                                OptAudit *audit,
                                OptIndexState *state,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
