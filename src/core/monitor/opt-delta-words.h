/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-delta.h"

G_BEGIN_DECLS

GPtrArray *opt_delta_list_notes (OptDeltaFlags flags, double lost_share);

G_END_DECLS
