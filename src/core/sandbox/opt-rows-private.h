/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-rows-kind.h"
#include "opt-rows-source.h"
#include "opt-rows.h"

G_BEGIN_DECLS

/* Private to this folder. */

/**
 * OptRowsPair:
 *
 * Both sides with one set of values, and what comes of comparing them.
 */
typedef struct
{
  OptRowsKind *kind;
  OptRowsSide baseline;
  OptRowsSide variant;
  OptRowsVerdict *verdict;
  GCancellable *cancellable;
} OptRowsPair;

/* opt-rows.c */
const char *opt_rows_get_floats_excuse (void);
void opt_rows_verdict_take_luck (OptRowsVerdict *self, const char *reason);
void opt_rows_verdict_take (OptRowsVerdict *self,
                            OptRowsComparison comparison,
                            char *reason,
                            char *difference);
gboolean opt_rows_compare_multisets_sync (OptRowsPair *pair,
                                          const OptRowsColumns *columns,
                                          gint64 *n_baseline,
                                          gint64 *n_variant,
                                          char **difference,
                                          GError **error);

/* opt-rows-write.c */
gboolean opt_rows_compare_writes_sync (OptRowsPair *pair, GError **error);

/* opt-rows-search.c */
gboolean opt_rows_search_sync (OptRowsPair *pair, GPtrArray *sets, GError **error);

G_END_DECLS
