/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-item-private.h"

#include <string.h>

#include "opt-sql-line.h"
#include "opt-statement-group.h"
#include "opt-statement-plain.h"

/* How a statement fared over time. */

/**
 * opt_statement_item_get_trend:
 * @self: a statement
 *
 * What it did in the last 15 minutes, in pieces of ten seconds. A piece of which nothing was
 * observed is left out, and one in which it was not called has no calls.
 *
 * Returns: (transfer full) (element-type OptTrendPoint): the pieces, the oldest first
 */
GArray *
opt_statement_item_get_trend (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NULL);

  if (opt_statement_item_is_group (self))
    return opt_statement_group_get_trend (self->group);

  return opt_trend_get_points (&self->trend, self->axis);
}

/**
 * opt_statement_item_set_slowdown:
 * @self: a statement
 * @slowdown: (nullable): that it got slower, or %NULL where it did not
 *
 * Returns: whether that is something else than before
 */
gboolean
opt_statement_item_set_slowdown (OptStatementItem *self, const OptSlowdown *slowdown)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), FALSE);

  if (slowdown == NULL && self->slowdown == NULL)
    return FALSE;
  if (slowdown != NULL && self->slowdown != NULL
      && memcmp (slowdown, self->slowdown, sizeof *slowdown) == 0)
    return FALSE;

  g_clear_pointer (&self->slowdown, g_free);
  if (slowdown != NULL)
    self->slowdown = g_memdup2 (slowdown, sizeof *slowdown);

  return TRUE;
}

/**
 * opt_statement_item_get_slowdown:
 * @self: a statement
 *
 * Returns: (nullable) (transfer none): that it got slower in the last 15 minutes, until it changes
 */
const OptSlowdown *
opt_statement_item_get_slowdown (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), NULL);

  return self->slowdown;
}

/**
 * opt_statement_item_set_first:
 * @self: a statement
 * @first: where it is new, when it was called first; 0: it is not, or that is not known
 *
 * Returns: whether that is something else than before
 */
gboolean
opt_statement_item_set_first (OptStatementItem *self, gint64 first)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), FALSE);

  if (self->first == first)
    return FALSE;

  self->first = first;

  return TRUE;
}

/**
 * opt_statement_item_get_first:
 * @self: a statement
 *
 * Returns: where it is new in the window, when it was called first, at the latest: microseconds
 *   since 1970, the server's clock; 0 where it is not, or that is not known
 */
gint64
opt_statement_item_get_first (OptStatementItem *self)
{
  g_return_val_if_fail (OPT_IS_STATEMENT_ITEM (self), 0);

  return self->first;
}

/**
 * opt_statement_item_make_plain_line:
 * @self: a statement
 *
 * What may be kept for long, or told outside of the list: without the values that the server may
 * have left in it.
 *
 * Returns: (transfer full) (nullable): what it says, in one line; %NULL while that is not known,
 * where the values can't be told from the rest, and of a system statement
 */
char *
opt_statement_item_make_plain_line (OptStatementItem *self)
{
  const char *text = opt_statement_item_get_text (self);
  g_autofree char *plain = NULL;

  if (text == NULL || opt_statement_item_get_system (self))
    return NULL;

  plain = opt_statement_make_plain (text);

  return plain != NULL ? opt_sql_line (plain) : NULL;
}
