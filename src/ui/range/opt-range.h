/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-range-before.h"

G_BEGIN_DECLS

/**
 * OptRange:
 *
 * The time that the pages of a window show of their server: what is in memory, and comes live, or
 * what was recorded of a longer time, or of one that the user picked in a chart. ::chosen is
 * emitted when that is another, ::changed when there is something else to show.
 */
#define OPT_TYPE_RANGE (opt_range_get_type ())
G_DECLARE_FINAL_TYPE (OptRange, opt_range, OPT, RANGE, GObject)

OptRange *opt_range_new (void);

void opt_range_set_settings (OptRange *self, GSettings *settings);
void opt_range_set_server (OptRange *self, OptServer *server);
void opt_range_refresh (OptRange *self);

guint opt_range_get_n_choices (void);
const char *opt_range_get_choice_label (guint choice);
guint opt_range_get_choice (OptRange *self);
void opt_range_set_choice (OptRange *self, guint choice);
void opt_range_set_custom (OptRange *self, gint64 from, gint64 to);
gboolean opt_range_get_custom (OptRange *self, gint64 *from, gint64 *to);
gboolean opt_range_leave_custom (OptRange *self);

gboolean opt_range_is_past (OptRange *self);
gint64 opt_range_get_span (OptRange *self);
char *opt_range_get_label (OptRange *self);

OptRangeBefore *opt_range_get_before (OptRange *self);

OptTimeline *opt_range_get_timeline (OptRange *self);
OptStatementList *opt_range_get_statements (OptRange *self);
const OptHistoryRange *opt_range_get_recorded (OptRange *self);
gboolean opt_range_get_window (OptRange *self, gint64 *from, gint64 *to);
char *opt_range_describe (OptRange *self);
char *opt_range_describe_window (OptRange *self);

G_END_DECLS
