/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-parameter-set.h"
#include "opt-plan-request.h"
#include "opt-statement-info.h"

G_BEGIN_DECLS

/**
 * OptBoundStatement:
 *
 * A statement with all that a server needs to plan it: a text that it takes, and a value for each
 * parameter.
 */
typedef struct
{
  char *sql; /* repaired: `date $1` is none that a server takes */
  OptStatementInfo *info;
  char **types;      /* (nullable) of the parameters, as the server names them */
  OptParams *values; /* (nullable) typical ones, or those that were seen */
  guint n_unknown;   /* for how many of them no statistics speak */
  OptPlanRequestFlags flags;
  OptPlanOptions options;
} OptBoundStatement;

OptBoundStatement *opt_bound_statement_new_sync (OptConnection *connection,
                                                 OptCatalog *catalog,
                                                 const char *sql,
                                                 GCancellable *cancellable,
                                                 GError **error);
gboolean opt_bound_statement_take_values (OptBoundStatement *self, const OptParams *values);
void opt_bound_statement_choose_values (OptBoundStatement *self, OptParameterChoice choice);
void opt_bound_statement_free (OptBoundStatement *self);

OptPlan *opt_bound_statement_plan_sync (OptBoundStatement *self,
                                        OptConnection *connection,
                                        GCancellable *cancellable,
                                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptBoundStatement, opt_bound_statement_free)

G_END_DECLS
