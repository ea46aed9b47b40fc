/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-cli.h"
#include "opt-plan.h"

G_BEGIN_DECLS

/**
 * OptCliPlanned:
 * @connection: (nullable): CONN, without a password; %NULL: as the environment says
 * @query: (nullable): the statement …
 * @queryid: (nullable): … or its number
 *
 * What a server was asked a plan for.
 */
typedef struct
{
  char *connection;
  const char *query;
  const char *queryid;
} OptCliPlanned;

void opt_cli_planned_init (OptCliPlanned *self,
                           const char *connection,
                           OptConninfo *conninfo,
                           const char *query,
                           const char *queryid);
void opt_cli_planned_clear (OptCliPlanned *self);

void opt_cli_print_next (OptPlan *plan, const OptCliPlanned *planned);
void opt_cli_add_next (JsonNode *node, OptPlan *plan, const OptCliPlanned *planned);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OptCliPlanned, opt_cli_planned_clear)

G_END_DECLS
