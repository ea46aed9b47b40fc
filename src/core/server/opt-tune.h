/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "opt-advice.h"
#include "opt-database.h"
#include "opt-recommendation.h"
#include "opt-trial.h"

G_BEGIN_DECLS

/**
 * OptTuneOptions:
 * @interval: for how many microseconds to watch
 * @limit: so many recommendations at most, each tried
 * @budget_bytes: for all new indexes together; 0: no limit
 * @time_per_statement: microseconds for the measured pairs of one statement
 */
typedef struct
{
  gint64 interval;
  guint limit;
  gint64 budget_bytes;
  gint64 time_per_statement;
} OptTuneOptions;

JsonNode *opt_tune_run_sync (OptDatabase *database,
                             const OptTuneOptions *options,
                             const OptProgress *progress,
                             GCancellable *cancellable,
                             GError **error);
OptAdvice *opt_tune_find_advice_sync (OptDatabase *database,
                                      GPtrArray *statements,
                                      guint limit,
                                      gint64 budget_bytes,
                                      const OptProgress *progress,
                                      GCancellable *cancellable,
                                      GError **error);
OptTrial *opt_tune_try_sync (OptDatabase *database,
                             OptRecommendation *recommendation,
                             GPtrArray *statements,
                             gint64 time_per_statement,
                             const OptProgress *progress,
                             GCancellable *cancellable,
                             GError **error);
JsonNode *opt_tune_advise_sync (OptDatabase *database,
                                GPtrArray *statements,
                                guint limit,
                                gint64 budget_bytes,
                                const OptProgress *progress,
                                GCancellable *cancellable,
                                GError **error);
void opt_tune_record_trial (OptRecommendation *recommendation,
                            OptTrial *trial,
                            const GError *failure);

G_END_DECLS
