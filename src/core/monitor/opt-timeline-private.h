/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-timeline.h"

G_BEGIN_DECLS

void opt_timeline_point_init (OptTimelinePoint *self,
                              OptWorkload *workload,
                              guint32 database,
                              gint64 previous,
                              const double load[OPT_N_WAIT_CLASSES]);

void opt_timeline_point_init_load (OptTimelinePoint *self,
                                   gint64 start,
                                   gint64 end,
                                   const double load[OPT_N_WAIT_CLASSES]);

G_END_DECLS
