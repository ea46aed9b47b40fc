/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"

G_BEGIN_DECLS

/**
 * OptRowsComparison:
 * @OPT_ROWS_COMPARISON_EQUAL: the same multiset of rows
 * @OPT_ROWS_COMPARISON_DIFFERENT: not the same
 * @OPT_ROWS_COMPARISON_UNVERIFIABLE: not the same, but two runs of one statement need not be
 *
 * What comparing the rows of two statements found.
 */
typedef enum
{
  OPT_ROWS_COMPARISON_EQUAL,
  OPT_ROWS_COMPARISON_DIFFERENT,
  OPT_ROWS_COMPARISON_UNVERIFIABLE,
} OptRowsComparison;

gboolean opt_rows_compare_sync (OptConnection *baseline,
                                const char *baseline_sql,
                                OptConnection *variant,
                                const char *variant_sql,
                                const OptParams *params,
                                OptRowsComparison *comparison,
                                char **why,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
