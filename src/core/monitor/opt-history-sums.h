/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-counters.h"

G_BEGIN_DECLS

/**
 * OptHistorySums:
 *
 * What statements did, by the small ids that the history gives them.
 */
typedef struct _OptHistorySums OptHistorySums;

OptHistorySums *opt_history_sums_new (void);
void opt_history_sums_free (OptHistorySums *self);

void opt_history_sums_add (OptHistorySums *self, gint64 id, const OptStatementCounters *counters);
gboolean opt_history_sums_get (OptHistorySums *self, gint64 id, OptStatementCounters *counters);
gint64 opt_history_sums_get_end (OptHistorySums *self);

GBytes *opt_history_sums_pack (OptHistorySums *self);
gboolean opt_history_sums_add_packed (OptHistorySums *self, GBytes *bytes, GError **error);
gboolean opt_history_sums_add_packed_one (OptHistorySums *self,
                                          GBytes *bytes,
                                          gint64 id,
                                          GError **error);
void opt_history_sums_clear (OptHistorySums *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptHistorySums, opt_history_sums_free)

G_END_DECLS
