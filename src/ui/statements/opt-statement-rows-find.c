/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-rows.h"

/**
 * opt_statement_rows_get_statement:
 * @self: rows
 * @position: a place, from 0
 *
 * Returns: (transfer none) (nullable): the statement there
 */
OptStatementItem *
opt_statement_rows_get_statement (OptStatementRows *self, guint position)
{
  g_autoptr (OptStatementRow) row = NULL;

  g_return_val_if_fail (OPT_IS_STATEMENT_ROWS (self), NULL);

  if (position >= opt_statement_rows_get_n_statements (self))
    return NULL;

  row = g_list_model_get_item (G_LIST_MODEL (self), position);

  return opt_statement_row_get_item (row);
}

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
