/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-item.h"
#include "opt-workload-totals.h"

G_BEGIN_DECLS

/**
 * OptStatementGroup:
 *
 * Statements of a list that are alike: the same shape, see #OptSqlText, run by several roles, in
 * several databases, by clients and by functions, or under several queryids. Where the text is not
 * known or can't be parsed, the queryid says which are. It is the same object for as long as there
 * are two of them.
 */
#define OPT_TYPE_STATEMENT_GROUP (opt_statement_group_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementGroup, opt_statement_group, OPT, STATEMENT_GROUP, GObject)

/**
 * OptStatementKinds:
 * @n_members: how many keys of pg_stat_statements they are
 * @n_roles: that run them
 * @n_databases: in which
 * @n_queryids: that they have
 * @mixed: some are called by clients, others by functions
 *
 * In what statements that are alike differ.
 */
typedef struct
{
  guint n_members;
  guint n_roles;
  guint n_databases;
  guint n_queryids;
  gboolean mixed;
} OptStatementKinds;

void opt_statement_kinds_count (OptStatementKinds *self,
                                const OptStatementKey *const *keys,
                                guint n_keys);
char *opt_statement_kinds_to_text (const OptStatementKinds *self);
char *opt_statement_describe_caller (const OptStatementKey *key,
                                     const char *role,
                                     const char *database,
                                     gboolean with_queryid);

guint64 opt_statement_group_get_id (OptStatementGroup *self);
OptStatementItem *opt_statement_group_get_item (OptStatementGroup *self);
GPtrArray *opt_statement_group_get_members (OptStatementGroup *self);
const OptStatementKinds *opt_statement_group_get_kinds (OptStatementGroup *self);
char *opt_statement_group_describe_member (OptStatementGroup *self, OptStatementItem *member);
GArray *opt_statement_group_get_trend (OptStatementGroup *self);

/* For the list that the statements are of. */
OptStatementGroup *opt_statement_group_new (guint64 id,
                                            const OptStatementKey *key,
                                            OptTrendAxis *axis);
void opt_statement_group_clear (OptStatementGroup *self);
void opt_statement_group_add (OptStatementGroup *self, OptStatementItem *member);
gboolean opt_statement_group_sum (OptStatementGroup *self,
                                  const OptWorkloadTotals *totals,
                                  double seconds);

G_END_DECLS
