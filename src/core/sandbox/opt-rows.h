/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"

G_BEGIN_DECLS

/**
 * OptRowsComparison:
 * @OPT_ROWS_COMPARISON_EQUAL: the same columns, the same multiset of rows, and the order that the
 *   statement asks for
 * @OPT_ROWS_COMPARISON_DIFFERENT: not the same
 * @OPT_ROWS_COMPARISON_UNVERIFIABLE: two runs of one statement need not give the same rows, so that
 *   neither proves anything
 *
 * What comparing the rows of two statements found.
 */
typedef enum
{
  OPT_ROWS_COMPARISON_EQUAL,
  OPT_ROWS_COMPARISON_DIFFERENT,
  OPT_ROWS_COMPARISON_UNVERIFIABLE,
} OptRowsComparison;

/**
 * OptRowsVerdict:
 *
 * What was found, and where.
 */
typedef struct
{
  OptRowsComparison comparison;
  char *reason;      /* (nullable) what differs, or why it can't be verified */
  char *difference;  /* (nullable) the first row that differs, with its values, cut */
  int set;           /* the set of values with which it was found, or -1 */
  guint n_databases; /* on so many made-up databases no difference was found */
} OptRowsVerdict;

OptRowsVerdict *opt_rows_compare_sync (OptConnection *baseline,
                                       const char *baseline_sql,
                                       OptConnection *variant,
                                       const char *variant_sql,
                                       GPtrArray *sets,
                                       GCancellable *cancellable,
                                       GError **error);
OptRowsVerdict *opt_rows_refute_sync (OptConnection *baseline,
                                      const char *baseline_sql,
                                      OptConnection *variant,
                                      const char *variant_sql,
                                      GPtrArray *sets,
                                      GCancellable *cancellable,
                                      GError **error);
void opt_rows_verdict_free (OptRowsVerdict *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptRowsVerdict, opt_rows_verdict_free)

G_END_DECLS
