/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-item.h"

G_BEGIN_DECLS

GArray *opt_statement_trend_list (OptStatementItem *item);
double opt_trend_point_get_busy (const OptTrendPoint *self);

G_END_DECLS
