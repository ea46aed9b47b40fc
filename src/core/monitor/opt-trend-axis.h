/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Ten seconds each, as many as 15 minutes touch. */
#define OPT_TREND_BUCKET (10 * G_USEC_PER_SEC)
#define OPT_TREND_BUCKETS 91

/**
 * OptTrendAxis:
 * @observed: how many microseconds of each bucket are known; the bucket of number n is at n modulo
 *   %OPT_TREND_BUCKETS. Numbers count from 1970, by the server's clock
 * @newest: number of the newest bucket, or 0 while there is none
 *
 * What is known of the last 15 minutes, in buckets of ten seconds. All statements of a list share
 * one axis, and so need to keep only the buckets in which they were called.
 */
typedef struct
{
  grefcount ref_count;

  gint64 observed[OPT_TREND_BUCKETS];
  guint32 newest;
} OptTrendAxis;

OptTrendAxis *opt_trend_axis_new (void);
OptTrendAxis *opt_trend_axis_ref (OptTrendAxis *self);
void opt_trend_axis_unref (OptTrendAxis *self);

void opt_trend_axis_clear (OptTrendAxis *self);
gboolean opt_trend_axis_add (OptTrendAxis *self, gint64 start, gint64 end);
guint32 opt_trend_axis_get_oldest (const OptTrendAxis *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptTrendAxis, opt_trend_axis_unref)

G_END_DECLS
