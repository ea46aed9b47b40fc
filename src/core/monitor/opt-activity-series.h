/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-activity.h"
#include "opt-series-set.h"
#include "opt-session-list.h"

G_BEGIN_DECLS

void opt_activity_add_series (const OptActivity *self,
                              OptSessionList *sessions,
                              gint64 previous,
                              OptSeriesSet *set);

G_END_DECLS
