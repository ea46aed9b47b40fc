/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"
#include "opt-rows-columns.h"
#include "opt-statement-info.h"

G_BEGIN_DECLS

/* Private to this folder: what can be verified of two statements. */

/**
 * OptRowsKind:
 *
 * What is known of both from their texts and the catalog.
 */
typedef struct
{
  OptCatalog *catalog;
  OptStatementInfo *baseline;
  OptStatementInfo *variant;
  gboolean same_sql;
  gboolean writes;       /* rows are changed, and not only locked */
  gboolean total;        /* the baseline's order is total: see opt_rows_kind_judge_order() */
  gboolean takes_one;    /* one of several equal values stands for all of them */
  gboolean texts_sort;   /* texts that sort as equals are the same */
  char *volatile_reason; /* (nullable) why two runs prove nothing, be they the same or not */
  char *choice_reason;   /* (nullable) why other rows, as many, may come as well */
  char *inside_reason;   /* (nullable) likewise of a part, be there as many or not */
  char *unsteady_reason; /* (nullable) what may well be why two runs differ */
} OptRowsKind;

OptRowsKind *opt_rows_kind_new_sync (OptConnection *connection,
                                     const char *baseline_sql,
                                     const char *variant_sql,
                                     GCancellable *cancellable,
                                     GError **error);
void opt_rows_kind_free (OptRowsKind *self);

void opt_rows_kind_judge_columns (OptRowsKind *self, OptRowsColumns *columns);
void opt_rows_kind_judge_order (OptRowsKind *self, const OptRowsColumns *columns);
const char *opt_rows_kind_get_choice (const OptRowsKind *self);
GArray *opt_rows_kind_list_ties (const OptRowsKind *self, const OptRowsColumns *columns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptRowsKind, opt_rows_kind_free)

G_END_DECLS
