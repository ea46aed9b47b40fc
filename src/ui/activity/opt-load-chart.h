/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-range-before.h"
#include "opt-timeline.h"

G_BEGIN_DECLS

/**
 * OptLoadChart:
 *
 * The load of a database by wait class.
 */
#define OPT_TYPE_LOAD_CHART (opt_load_chart_get_type ())
G_DECLARE_FINAL_TYPE (OptLoadChart, opt_load_chart, OPT, LOAD_CHART, GObject)

OptLoadChart *opt_load_chart_new (void);
GtkWidget *opt_load_chart_get_widget (OptLoadChart *self);
void opt_load_chart_show (OptLoadChart *self, OptTimeline *timeline);
void opt_load_chart_show_recent (OptLoadChart *self, OptTimeline *timeline, gint64 span);
void opt_load_chart_show_window (OptLoadChart *self,
                                 OptTimeline *timeline,
                                 gint64 from,
                                 gint64 to,
                                 gboolean past);

void opt_load_chart_set_clock (OptLoadChart *self, gint64 time);
void opt_load_chart_show_before (OptLoadChart *self, OptRangeBefore *before);

G_END_DECLS
