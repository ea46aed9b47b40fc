/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-attention.h"

G_BEGIN_DECLS

OptAttention *opt_attention_add (GPtrArray *list,
                                 const char *key,
                                 OptAttentionSeverity severity,
                                 const char *title,
                                 const char *reason);

/* opt-attention-vitals.c */
void opt_attention_add_vitals (GPtrArray *list, OptServer *server);

/* opt-attention-alerts.c */
void opt_attention_add_alerts (GPtrArray *list, OptServer *server);

G_END_DECLS
