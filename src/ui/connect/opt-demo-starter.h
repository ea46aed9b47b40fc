/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-demo.h"
#include "opt-job.h"

G_BEGIN_DECLS

void opt_demo_starter_run_async (OptJob *job, GAsyncReadyCallback callback, gpointer user_data);
OptDemoStatus *opt_demo_starter_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
