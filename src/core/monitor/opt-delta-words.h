/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-delta.h"

G_BEGIN_DECLS

GPtrArray *opt_delta_flags_list_notes (OptDeltaFlags flags, double lost_share);
GPtrArray *opt_delta_list_notes (const OptDelta *delta);

G_END_DECLS
