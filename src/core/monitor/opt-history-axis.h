/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-history-private.h"
#include "opt-history-range.h"

G_BEGIN_DECLS

/**
 * OptHistoryAxis:
 * @start: where the first point begins
 * @step: of what is read, in microseconds
 * @width: of a point, in microseconds: a multiple of @step
 * @spans: (element-type OptHistorySpan): what is to be read
 *
 * The points of a range, and from where they come.
 */
typedef struct
{
  gint64 start;
  gint64 step;
  gint64 width;
  GArray *spans;
} OptHistoryAxis;

gboolean opt_history_axis_init (OptHistoryAxis *self,
                                OptHistory *history,
                                gint64 server,
                                gint64 start,
                                gint64 end,
                                guint n_points,
                                guint n_steps,
                                GArray *points,
                                GError **error);
void opt_history_axis_clear (OptHistoryAxis *self);
guint opt_history_axis_find (const OptHistoryAxis *self, gint64 ended);

G_END_DECLS
