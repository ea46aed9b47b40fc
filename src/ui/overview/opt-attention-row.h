/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-attention.h"

G_BEGIN_DECLS

/**
 * OptAttentionRow:
 *
 * A line that says what needs attention, why, and what can be done; it opens where there is more to
 * be said: SQL that an administrator can run.
 */
#define OPT_TYPE_ATTENTION_ROW (opt_attention_row_get_type ())
G_DECLARE_FINAL_TYPE (OptAttentionRow, opt_attention_row, OPT, ATTENTION_ROW, AdwExpanderRow)

GtkWidget *opt_attention_row_new (void);

const char *opt_attention_row_get_key (OptAttentionRow *self);
void opt_attention_row_show (OptAttentionRow *self, const OptAttention *attention);

G_END_DECLS
