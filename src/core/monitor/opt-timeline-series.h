/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-series-set.h"
#include "opt-timeline.h"

G_BEGIN_DECLS

gboolean opt_timeline_has_series (const char *name);
void opt_timeline_point_add_series (const OptTimelinePoint *self, OptSeriesSet *set);

G_END_DECLS
