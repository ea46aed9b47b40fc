/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-history-range.h"

G_BEGIN_DECLS

/* The history keeps means over time, and adds them up as means. Of what is counted, and rare, such
 * as deadlocks, it therefore keeps the rate, from which the count comes back whatever is added up.
 */

char *opt_history_counts_get_name (const char *series);
gboolean opt_history_counts_restore (OptHistorySeries *series, const double *observed, guint n);

G_END_DECLS
