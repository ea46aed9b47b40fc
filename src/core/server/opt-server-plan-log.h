/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-database-plan-log.h"
#include "opt-server.h"

G_BEGIN_DECLS

void opt_server_note_log_async (OptServer *self,
                                OptPlan *plan,
                                gboolean is_unnamed_here,
                                OptJob *job,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean opt_server_note_log_finish (OptServer *self,
                                     GAsyncResult *result,
                                     OptPlanLogCount *count,
                                     GError **error);

G_END_DECLS
