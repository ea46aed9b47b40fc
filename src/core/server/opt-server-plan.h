/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-database-plan.h"
#include "opt-server.h"

G_BEGIN_DECLS

void opt_server_explain_async (OptServer *self,
                               const char *sql,
                               OptExplainMode mode,
                               OptPlanOptions options,
                               const OptExplainValues *values,
                               OptJob *job,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
OptPlan *opt_server_explain_finish (OptServer *self,
                                    GAsyncResult *result,
                                    OptExplainValues **values,
                                    char **basis,
                                    GError **error);

G_END_DECLS
