/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-chart-group.h"
#include "opt-range.h"

G_BEGIN_DECLS

/**
 * OptVitalsView:
 *
 * How the whole server is: the main charts, the others behind an expander, what changes slowly as
 * figures, and what can't be known, with the reason.
 */
#define OPT_TYPE_VITALS_VIEW (opt_vitals_view_get_type ())
G_DECLARE_FINAL_TYPE (OptVitalsView, opt_vitals_view, OPT, VITALS_VIEW, AdwBin)

GtkWidget *opt_vitals_view_new (void);

void opt_vitals_view_set_group (OptVitalsView *self, OptChartGroup *group);
void opt_vitals_view_show_past (OptVitalsView *self, OptServer *server, OptRange *range);
void opt_vitals_view_show (OptVitalsView *self, OptServer *server);

void opt_vitals_view_update_age (OptVitalsView *self, OptServer *server);
void opt_vitals_view_show_before (OptVitalsView *self, OptRangeBefore *before);

G_END_DECLS
