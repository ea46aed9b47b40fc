/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-analyzer.h"

/* What may give other values with another plan, though no row is chosen. */

/* parsenodes.h of the server */
#define FRAME_ROWS 0x00004
#define FRAME_GROUPS 0x00008

typedef struct
{
  OptAnalyzer *analyzer;
  const OptScope *scope;
} Walk;

/* Rows that sort as equals are one in a RANGE; but what is computed may be rounded in another way,
 * and sorts as another then. */
static gboolean
tells_by_row (const PgQuery__WindowDef *window, const OptScope *scope)
{
  if (window->frame_options & (FRAME_ROWS | FRAME_GROUPS))
    return TRUE;
  for (size_t i = 0; i < window->n_order_clause; i++)
    {
      const PgQuery__SortBy *sort = window->order_clause[i]->sort_by;

      if (sort->sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_USING
          || opt_analyzer_get_plain_column (sort->node, scope) == NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
visit (const ProtobufCMessage *message, gpointer user_data)
{
  const Walk *walk = user_data;

  if (message->descriptor == &pg_query__sub_link__descriptor)
    return FALSE;
  if (message->descriptor == &pg_query__window_def__descriptor
      && tells_by_row ((const PgQuery__WindowDef *) message, walk->scope))
    walk->analyzer->info->windows_by_row = TRUE;

  return TRUE;
}

static void
visit_all (Walk *walk, PgQuery__Node **nodes, size_t n)
{
  for (size_t i = 0; i < n; i++)
    opt_message_walk (&nodes[i]->base, visit, walk);
}

/**
 * opt_analyze_steadiness:
 * @self: the analyzer
 * @select: a SELECT, VALUES or set operation that was analysed
 * @scope: the names it sees
 *
 * Notes whether it takes one of several equal values for all of them, and whether a window function
 * of it tells apart rows that sort as equals.
 */
void
opt_analyze_steadiness (OptAnalyzer *self, const PgQuery__SelectStmt *select, const OptScope *scope)
{
  Walk walk = { self, scope };

  self->info->groups
      |= select->n_group_clause > 0 || select->n_distinct_clause > 0
         || (select->op != PG_QUERY__SET_OPERATION__SETOP_NONE
             && !(select->op == PG_QUERY__SET_OPERATION__SETOP_UNION && select->all));
  visit_all (&walk, select->target_list, select->n_target_list);
  visit_all (&walk, select->sort_clause, select->n_sort_clause);
  visit_all (&walk, select->distinct_clause, select->n_distinct_clause);
  visit_all (&walk, select->window_clause, select->n_window_clause);
}
