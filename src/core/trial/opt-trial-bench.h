/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"
#include "opt-trial-statement.h"

G_BEGIN_DECLS

/**
 * OptTrialBench:
 * @baseline: a connection to the copy without the change
 * @variant: a connection to the copy with it
 * @has_settings: the variant's session has other settings, and not only another copy
 * @min_pairs: so many interleaved pairs at least
 * @max_pairs: and so many at most
 * @max_time: microseconds for the pairs of one statement, unless @min_pairs take longer
 * @baseline_limit: milliseconds after which a baseline is stopped; 0 for a minute
 * @seed: decides which of a pair comes first, and the bootstrap's resamples
 *
 * Where statements are measured against each other.
 */
typedef struct
{
  OptConnection *baseline;
  OptConnection *variant;
  gboolean has_settings;
  guint min_pairs;
  guint max_pairs;
  gint64 max_time;
  double baseline_limit;
  guint32 seed;
} OptTrialBench;

gboolean opt_trial_bench_measure_sync (const OptTrialBench *self,
                                       OptTrialStatement *statement,
                                       GCancellable *cancellable,
                                       GError **error);

G_END_DECLS
