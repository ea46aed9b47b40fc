/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-attention.h"

G_BEGIN_DECLS

/**
 * OptServerCheck:
 *
 * What has to be asked for before it can be said what of a server needs attention: its rights and
 * extensions, and the changes that were made. ::changed is emitted when more is known.
 */
#define OPT_TYPE_SERVER_CHECK (opt_server_check_get_type ())
G_DECLARE_FINAL_TYPE (OptServerCheck, opt_server_check, OPT, SERVER_CHECK, GObject)

OptServerCheck *opt_server_check_new (void);

void opt_server_check_set_server (OptServerCheck *self, OptServer *server);
void opt_server_check_run (OptServerCheck *self);
void opt_server_check_keep_up (OptServerCheck *self);

gboolean opt_server_check_get_running (OptServerCheck *self);
const OptAttentionFacts *opt_server_check_get_facts (OptServerCheck *self);

G_END_DECLS
