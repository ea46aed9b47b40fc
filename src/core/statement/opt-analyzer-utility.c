/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-analyzer.h"

static gboolean
is_query (const PgQuery__Node *node)
{
  switch ((int) node->node_case)
    {
    case PG_QUERY__NODE__NODE_SELECT_STMT:
    case PG_QUERY__NODE__NODE_INSERT_STMT:
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
    case PG_QUERY__NODE__NODE_DELETE_STMT:
    case PG_QUERY__NODE__NODE_MERGE_STMT:
      return TRUE;
    default:
      return FALSE;
    }
}

/* A query inside has names of its own, such as those of WITH. */
static gboolean
visit (const ProtobufCMessage *message, gpointer user_data)
{
  OptAnalyzer *self = user_data;

  if (message->descriptor == &pg_query__range_var__descriptor)
    {
      opt_analyze_target_table (self, (const PgQuery__RangeVar *) message, FALSE, NULL, NULL);
      return FALSE;
    }
  if (message->descriptor == &pg_query__node__descriptor
      && is_query ((const PgQuery__Node *) message))
    {
      opt_analyze_statement (self, (const PgQuery__Node *) message, NULL);
      return FALSE;
    }

  return TRUE;
}

/**
 * opt_analyze_utility:
 * @self: the analyzer
 * @node: COPY, VACUUM, EXPLAIN and all else that is no query itself
 *
 * Finds which tables it names. Nothing else is concluded from it.
 */
void
opt_analyze_utility (OptAnalyzer *self, const PgQuery__Node *node)
{
  opt_message_walk (&node->base, visit, self);
  g_ptr_array_set_size (self->info->scans, 0);
  g_ptr_array_set_size (self->info->unresolved, 0);
}
