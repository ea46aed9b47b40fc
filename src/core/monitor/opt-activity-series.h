/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-activity.h"
#include "opt-series-set.h"

G_BEGIN_DECLS

void opt_activity_add_series (const OptActivity *self, gint64 previous, OptSeriesSet *set);

G_END_DECLS
