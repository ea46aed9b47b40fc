/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptAttentionView:
 *
 * What of a server needs attention, or that nothing does.
 */
#define OPT_TYPE_ATTENTION_VIEW (opt_attention_view_get_type ())
G_DECLARE_FINAL_TYPE (OptAttentionView, opt_attention_view, OPT, ATTENTION_VIEW, AdwBin)

GtkWidget *opt_attention_view_new (void);

void opt_attention_view_set_quiet (OptAttentionView *self, gboolean quiet);
void opt_attention_view_set_server (OptAttentionView *self, OptServer *server);
void opt_attention_view_update (OptAttentionView *self);

G_END_DECLS
