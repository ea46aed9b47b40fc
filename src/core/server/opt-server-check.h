/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-job.h"
#include "opt-preflight.h"

G_BEGIN_DECLS

/**
 * OptServerCheck:
 * @facts: of the server
 * @items: (element-type OptPreflightItem): what the work needs, and what was found of it
 *
 * What a server is, and what can be done with it, before it is watched.
 */
typedef struct
{
  OptServerFacts *facts;
  GPtrArray *items;
} OptServerCheck;

void opt_server_check_async (OptConninfo *conninfo,
                             OptJob *job,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
OptServerCheck *opt_server_check_finish (GAsyncResult *result, GError **error);
void opt_server_check_free (OptServerCheck *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptServerCheck, opt_server_check_free)

G_END_DECLS
