/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "opt-series.h"

G_BEGIN_DECLS

/**
 * OptSeriesSet:
 *
 * All named series of a server in the last so many minutes, whoever reads them. ::changed is
 * emitted when there is more of them.
 */
#define OPT_TYPE_SERIES_SET (opt_series_set_get_type ())
G_DECLARE_FINAL_TYPE (OptSeriesSet, opt_series_set, OPT, SERIES_SET, GObject)

OptSeriesSet *opt_series_set_new (gint64 span);

void opt_series_set_add (OptSeriesSet *self,
                         const OptSeriesInfo *info,
                         gint64 start,
                         gint64 time,
                         double value);
void opt_series_set_commit (OptSeriesSet *self);
void opt_series_set_clear (OptSeriesSet *self);

gint64 opt_series_set_get_span (OptSeriesSet *self);
gint64 opt_series_set_get_time (OptSeriesSet *self);
guint opt_series_set_get_n (OptSeriesSet *self);
const OptSeries *opt_series_set_get (OptSeriesSet *self, guint position);
const OptSeries *opt_series_set_find (OptSeriesSet *self, const char *name, const char *item);

G_END_DECLS
