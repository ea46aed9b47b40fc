/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-item.h"

G_BEGIN_DECLS

/* How many pieces a sparkline of 15 minutes has. */
#define OPT_STATEMENT_TREND_LENGTH (OPT_TREND_BUCKETS - 1)

void opt_statement_trend_fill (OptStatementItem *item, double values[OPT_STATEMENT_TREND_LENGTH]);
double opt_trend_point_get_busy (const OptTrendPoint *self);

G_END_DECLS
