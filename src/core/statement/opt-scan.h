/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-predicate.h"

G_BEGIN_DECLS

/**
 * OptScanKey:
 *
 * One key of an order or a grouping, over the scan's own columns.
 */
typedef struct
{
  OptColumn *column; /* (nullable) NULL for an expression */
  char *expression;  /* (nullable) SQL over the relation's own columns, without qualifiers */
  gboolean descending;
  gboolean nulls_first; /* as the server will do it: by default first where descending */
} OptScanKey;

/**
 * OptScan:
 *
 * One reference to a table in a statement: what is asked of it, as far as its indexes care. A view
 * is gone into, and shows as the scans of its tables.
 */
struct _OptScan
{
  OptRelation *relation; /* the catalog's */
  char *alias;           /* by which the statement knows it */
  guint query;           /* which query level it stands in: scans of one level share it */
  gboolean target;       /* the table that UPDATE, DELETE or MERGE changes */
  GPtrArray *predicates; /* (element-type OptPredicate) */
  GPtrArray *order; /* (element-type OptScanKey) the leading keys of ORDER BY that are this scan's;
                       min() and max() read as an order with a limit */
  gboolean order_complete; /* @order is the whole ORDER BY */
  GPtrArray
      *group; /* (element-type OptScanKey) the leading keys of GROUP BY that are this scan's */
  gboolean group_complete;
  GPtrArray *distinct; /* (element-type OptScanKey) likewise of DISTINCT and DISTINCT ON */
  gboolean distinct_complete;
  gboolean limited;       /* its query level has a LIMIT */
  GPtrArray *needed;      /* (element-type OptColumn) every column that is read, each once */
  GPtrArray *set_columns; /* (element-type OptColumn) those an UPDATE sets */
};

void opt_scan_key_free (OptScanKey *self);
OptScan *opt_scan_new (OptRelation *relation, const char *alias);
void opt_scan_free (OptScan *self);
void opt_scan_need (OptScan *self, OptColumn *column);
gboolean opt_scan_needs (const OptScan *self, const OptColumn *column);

G_END_DECLS
