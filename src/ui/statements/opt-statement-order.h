/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-column.h"
#include "opt-statement-list.h"
#include "opt-statement-past.h"
#include "opt-statement-search.h"

G_BEGIN_DECLS

/**
 * OptStatementOrder:
 * @column: by what statements are ranked; those without it come last
 * @share: what the shares of statements are of
 * @descending: whether the largest comes first
 * @grouped: whether statements that are alike are one
 * @past: (nullable): the earlier time that they are compared with
 */
typedef struct
{
  OptStatementColumn column;
  OptWorkloadShare share;
  gboolean descending;
  gboolean grouped;
  OptStatementPast *past;
} OptStatementOrder;

GPtrArray *opt_statement_order_list (const OptStatementOrder *self,
                                     OptStatementList *list,
                                     OptStatementSearch *search,
                                     GHashTable *split,
                                     GHashTable *places);

G_END_DECLS
