/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"
#include "opt-plan.h"

G_BEGIN_DECLS

gboolean opt_plan_check_estimates_sync (OptPlan *self,
                                        OptConnection *connection,
                                        GCancellable *cancellable,
                                        GError **error);

G_END_DECLS
