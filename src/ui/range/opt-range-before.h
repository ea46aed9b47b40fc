/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-range-read.h"

G_BEGIN_DECLS

/**
 * OptRangeBefore:
 *
 * The same stretch of time some days before the one that is shown, to compare with, or nothing.
 * ::changed is emitted when something else was chosen, or when it was read, or could not be.
 */
#define OPT_TYPE_RANGE_BEFORE (opt_range_before_get_type ())
G_DECLARE_FINAL_TYPE (OptRangeBefore, opt_range_before, OPT, RANGE_BEFORE, GObject)

OptRangeBefore *opt_range_before_new (void);

void opt_range_before_set_settings (OptRangeBefore *self, GSettings *settings);
void opt_range_before_refresh (OptRangeBefore *self, OptServer *server, gint64 from, gint64 to);
void opt_range_before_forget (OptRangeBefore *self);

void opt_range_before_set_days (OptRangeBefore *self, guint days);
guint opt_range_before_get_days (OptRangeBefore *self);
gint64 opt_range_before_get_shift (OptRangeBefore *self);
const char *opt_range_before_get_label (OptRangeBefore *self);

const OptHistoryRange *opt_range_before_get_recorded (OptRangeBefore *self);
OptTimeline *opt_range_before_get_timeline (OptRangeBefore *self);
OptStatementList *opt_range_before_get_statements (OptRangeBefore *self);
gboolean opt_range_before_get_window (OptRangeBefore *self, gint64 *from, gint64 *to);
char *opt_range_before_describe (OptRangeBefore *self);

G_END_DECLS
