/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-plan-store.h"
#include "opt-range-before.h"
#include "opt-server.h"
#include "opt-statement-item.h"

G_BEGIN_DECLS

/**
 * OptStatementCharts:
 *
 * A statement in the last 15 minutes.
 */
#define OPT_TYPE_STATEMENT_CHARTS (opt_statement_charts_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementCharts, opt_statement_charts, OPT, STATEMENT_CHARTS, AdwBin)

GtkWidget *opt_statement_charts_new (void);

void opt_statement_charts_show (OptStatementCharts *self, OptStatementItem *item);
void opt_statement_charts_show_past (OptStatementCharts *self,
                                     OptServer *server,
                                     const OptStatementKey *key,
                                     gint64 from,
                                     gint64 to);

void opt_statement_charts_set_plans (OptStatementCharts *self, GPtrArray *records);
GArray *opt_statement_charts_get_events (OptStatementCharts *self);
void opt_statement_charts_show_before (OptStatementCharts *self,
                                       OptServer *server,
                                       const OptStatementKey *key,
                                       OptRangeBefore *before);

G_END_DECLS
