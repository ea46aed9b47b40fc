/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-history-range.h"
#include "opt-timeline.h"

G_BEGIN_DECLS

OptTimeline *opt_history_range_to_timeline (const OptHistoryRange *range);
OptTimeline *opt_history_range_to_recent (const OptHistoryRange *range);
OptWorkload *opt_history_range_to_workload (const OptHistoryRange *range);

G_END_DECLS
