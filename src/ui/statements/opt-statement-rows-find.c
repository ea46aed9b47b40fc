/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-rows.h"

static guint
find_place (OptStatementRows *self, OptStatementItem *item)
{
  guint n = opt_statement_rows_get_n_statements (self);

  for (guint i = 0; i < n; i++)
    if (opt_statement_rows_get_statement (self, i) == item)
      return i;

  return G_MAXUINT;
}

/**
 * opt_statement_rows_find:
 * @self: rows
 * @item: a statement
 *
 * Returns: its place, that of those that are alike where it is one of them, or %G_MAXUINT where it
 *   has none
 */
guint
opt_statement_rows_find (OptStatementRows *self, OptStatementItem *item)
{
  OptStatementGroup *group;
  GPtrArray *members;
  guint place;

  g_return_val_if_fail (OPT_IS_STATEMENT_ROWS (self), G_MAXUINT);

  place = find_place (self, item);
  group = opt_statement_item_get_group (item);
  if (place != G_MAXUINT || group == NULL)
    return place;

  /* Of a group, one may be left, or all be shown by themselves. */
  members = opt_statement_group_get_members (group);
  if (opt_statement_item_is_group (item))
    return members->len > 0 ? find_place (self, members->pdata[0]) : G_MAXUINT;

  return find_place (self, opt_statement_group_get_item (group));
}
