/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-database.h"
#include "opt-plan-log-count.h"
#include "opt-plan.h"

G_BEGIN_DECLS

gboolean opt_database_note_log_sync (OptDatabase *self,
                                     OptPlan *plan,
                                     gboolean is_unnamed_here,
                                     OptPlanLogCount *count,
                                     GCancellable *cancellable,
                                     GError **error);
OptPlan *opt_database_read_log_sync (OptDatabase *self,
                                     char **name,
                                     gboolean *cut,
                                     GCancellable *cancellable,
                                     GError **error);

G_END_DECLS
