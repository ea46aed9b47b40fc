/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-data-table.h"
#include "opt-timeline.h"

G_BEGIN_DECLS

OptDataTable *opt_timeline_export_table (OptTimeline *timeline);

G_END_DECLS
