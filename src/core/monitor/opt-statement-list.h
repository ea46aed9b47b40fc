/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "opt-newcomers.h"
#include "opt-series-set.h"
#include "opt-statement-group.h"
#include "opt-statement-item.h"
#include "opt-workload.h"

G_BEGIN_DECLS

/**
 * OptStatementList:
 *
 * The statements of one database in a workload's window, as a #GListModel of #OptStatementItem, in
 * no order that means anything. Items that stay are updated in place; ::updated is emitted when all
 * are.
 */
#define OPT_TYPE_STATEMENT_LIST (opt_statement_list_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementList, opt_statement_list, OPT, STATEMENT_LIST, GObject)

OptStatementList *opt_statement_list_new (OptWorkload *workload);

void opt_statement_list_set_workload (OptStatementList *self, OptWorkload *workload);
void opt_statement_list_set_database (OptStatementList *self, guint32 oid);
void opt_statement_list_set_block_size (OptStatementList *self, gint64 bytes);
void opt_statement_list_update (OptStatementList *self);
void opt_statement_list_clear (OptStatementList *self);

gboolean opt_statement_list_get_show_system (OptStatementList *self);
void opt_statement_list_set_show_system (OptStatementList *self, gboolean show_system);
guint opt_statement_list_get_n_hidden (OptStatementList *self);
double opt_statement_list_get_hidden_share (OptStatementList *self);
guint opt_statement_list_get_n_elsewhere (OptStatementList *self);
const OptWorkloadTotals *opt_statement_list_get_totals (OptStatementList *self);
void opt_statement_list_set_newcomers (OptStatementList *self, OptNewcomers *newcomers);
const OptNewcomers *opt_statement_list_get_newcomers (OptStatementList *self);
guint opt_statement_list_get_n_new (OptStatementList *self);
void opt_statement_list_add_series (OptStatementList *self,
                                    gint64 start,
                                    gint64 end,
                                    OptSeriesSet *set);
OptStatementItem *opt_statement_list_find (OptStatementList *self, const char *id);
GPtrArray *opt_statement_list_find_queryid (OptStatementList *self, gint64 queryid);
GPtrArray *opt_statement_list_get_groups (OptStatementList *self);

G_END_DECLS
