/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-advice.h"
#include "opt-finding-remedy.h"
#include "opt-server.h"
#include "opt-trial.h"

G_BEGIN_DECLS

void opt_server_advise_on_async (OptServer *self,
                                 const char *sql,
                                 OptJob *job,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
OptAdvice *opt_server_advise_on_finish (OptServer *self, GAsyncResult *result, GError **error);

void opt_server_try_change_async (OptServer *self,
                                  const char *change,
                                  const char *sql,
                                  gint64 time_per_statement,
                                  OptJob *job,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
OptTrial *opt_server_try_change_finish (OptServer *self, GAsyncResult *result, GError **error);

G_END_DECLS
