/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-attention.h"

G_BEGIN_DECLS

/**
 * OptAttentionCheck:
 *
 * What has to be asked for before it can be said what of a server needs attention: its rights and
 * extensions, and the changes that were made. ::changed is emitted when more is known.
 */
#define OPT_TYPE_ATTENTION_CHECK (opt_attention_check_get_type ())
G_DECLARE_FINAL_TYPE (OptAttentionCheck, opt_attention_check, OPT, ATTENTION_CHECK, GObject)

OptAttentionCheck *opt_attention_check_new (void);

void opt_attention_check_set_server (OptAttentionCheck *self, OptServer *server);
void opt_attention_check_run (OptAttentionCheck *self);
void opt_attention_check_keep_up (OptAttentionCheck *self);

gboolean opt_attention_check_get_running (OptAttentionCheck *self);
const OptAttentionFacts *opt_attention_check_get_facts (OptAttentionCheck *self);

G_END_DECLS
