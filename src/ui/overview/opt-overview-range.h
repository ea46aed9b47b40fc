/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-server.h"

G_BEGIN_DECLS

/**
 * OptOverviewRange:
 *
 * What was recorded of a server up to now, in the time that was chosen. ::changed is emitted when
 * there is something else to show.
 */
#define OPT_TYPE_OVERVIEW_RANGE (opt_overview_range_get_type ())
G_DECLARE_FINAL_TYPE (OptOverviewRange, opt_overview_range, OPT, OVERVIEW_RANGE, GObject)

OptOverviewRange *opt_overview_range_new (guint n_statements);

void opt_overview_range_set_server (OptOverviewRange *self, OptServer *server);
void opt_overview_range_set_span (OptOverviewRange *self, gint64 span);
gint64 opt_overview_range_get_span (OptOverviewRange *self);
void opt_overview_range_refresh (OptOverviewRange *self);

OptTimeline *opt_overview_range_get_timeline (OptOverviewRange *self);
OptStatementList *opt_overview_range_get_statements (OptOverviewRange *self);
gboolean opt_overview_range_get_window (OptOverviewRange *self, gint64 *from, gint64 *to);
char *opt_overview_range_describe (OptOverviewRange *self);

G_END_DECLS
