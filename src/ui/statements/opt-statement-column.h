/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-item.h"

G_BEGIN_DECLS

/**
 * OptStatementColumn:
 *
 * What a table tells of a statement. Its share is of what was chosen, see #OptWorkloadShare.
 */
typedef enum
{
  OPT_STATEMENT_COLUMN_STATEMENT,
  OPT_STATEMENT_COLUMN_SHARE,
  OPT_STATEMENT_COLUMN_BLEND,
  OPT_STATEMENT_COLUMN_TOTAL,
  OPT_STATEMENT_COLUMN_RATE,
  OPT_STATEMENT_COLUMN_CALLS,
  OPT_STATEMENT_COLUMN_MEAN,
  OPT_STATEMENT_COLUMN_BEFORE,
  OPT_STATEMENT_COLUMN_CHANGE,
  OPT_STATEMENT_COLUMN_STDDEV,
  OPT_STATEMENT_COLUMN_ROWS,
  OPT_STATEMENT_COLUMN_HITS,
  OPT_STATEMENT_COLUMN_IO,
  OPT_STATEMENT_COLUMN_TEMP,
  OPT_STATEMENT_COLUMN_WAL,
  OPT_STATEMENT_COLUMN_TREND,
} OptStatementColumn;

#define OPT_N_STATEMENT_COLUMNS (OPT_STATEMENT_COLUMN_TREND + 1)

/* Those that there are only while an earlier time is compared with, a bit each. */
#define OPT_STATEMENT_COLUMNS_COMPARED \
  (1U << OPT_STATEMENT_COLUMN_BEFORE | 1U << OPT_STATEMENT_COLUMN_CHANGE)

const char *opt_statement_column_get_id (OptStatementColumn self);
gboolean opt_statement_column_from_id (const char *id, OptStatementColumn *column);
const char *opt_statement_column_get_title (OptStatementColumn self, OptWorkloadShare share);
const char *opt_statement_column_get_description (OptStatementColumn self, OptWorkloadShare share);
int opt_statement_column_get_width (OptStatementColumn self);
gboolean opt_statement_column_is_number (OptStatementColumn self);
gboolean opt_statement_column_is_compared (OptStatementColumn self);

double opt_statement_column_get_value (OptStatementColumn self,
                                       OptWorkloadShare share,
                                       OptStatementItem *item);
char *opt_statement_column_format (OptStatementColumn self,
                                   OptWorkloadShare share,
                                   OptStatementItem *item);

guint opt_statement_columns_from_ids (const char *const *ids);
GStrv opt_statement_columns_to_ids (guint columns_set);
guint opt_statement_columns_fit (int width, guint missing);
guint opt_statement_columns_fit_wide (int width, guint missing, const int *excess);

G_END_DECLS
