/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-statement-columns-private.h"

/* By which column the user wants the rows sorted. */

static void
sort_view (OptStatementColumns *self, OptStatementColumn column, gboolean descending)
{
  self->sorting = TRUE;
  gtk_column_view_sort_by_column (self->view, self->columns[column],
                                  descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->sorting = FALSE;
}

static void
set_order (OptStatementColumns *self, OptStatementColumn column, gboolean descending)
{
  self->sorted = column;
  self->descending = descending;
  g_signal_emit_by_name (self, "order-changed");
}

static void
remember (OptStatementColumns *self)
{
  opt_column_memory_keep_order (self->memory, opt_statement_column_get_id (self->sorted),
                                self->descending);
}

/**
 * opt_statement_columns_header_clicked:
 * @self: columns
 * @change: of what
 * @sorter: the view's
 *
 * The user wants another order.
 */
void
opt_statement_columns_header_clicked (OptStatementColumns *self,
                                      GtkSorterChange change,
                                      GtkSorter *sorter)
{
  gboolean descending;
  guint asked;

  if (self->sorting || !opt_column_memory_ask_order (self->view, &asked, &descending))
    return;

  /* Of numbers the largest are what is looked for. */
  if (asked != self->sorted && !descending
      && opt_statement_column_is_number ((OptStatementColumn) asked))
    {
      descending = TRUE;
      sort_view (self, (OptStatementColumn) asked, descending);
    }
  set_order (self, (OptStatementColumn) asked, descending);
  /* What compares is not there the next time, perhaps. */
  if (!opt_statement_column_is_compared (self->sorted))
    remember (self);
}

/**
 * opt_statement_columns_sort_view:
 * @self: columns
 *
 * Its header shows the order again.
 */
void
opt_statement_columns_sort_view (OptStatementColumns *self)
{
  sort_view (self, self->sorted, self->descending);
}

/**
 * opt_statement_columns_rank:
 * @self: columns
 * @remember_it: whether the user asked for it here
 *
 * The greatest share comes first.
 */
void
opt_statement_columns_rank (OptStatementColumns *self, gboolean remember_it)
{
  set_order (self, OPT_STATEMENT_COLUMN_SHARE, TRUE);
  if (self->view != NULL && self->inserted & 1U << OPT_STATEMENT_COLUMN_SHARE)
    sort_view (self, self->sorted, self->descending);
  if (remember_it)
    remember (self);
}

/**
 * opt_statement_columns_load_order:
 * @self: columns with settings
 *
 * The order that is remembered.
 */
void
opt_statement_columns_load_order (OptStatementColumns *self)
{
  g_autofree char *id = NULL;
  gboolean descending = FALSE;
  OptStatementColumn column;

  id = opt_column_memory_load_order (self->memory, &descending);
  if (id == NULL || !opt_statement_column_from_id (id, &column)
      || column == OPT_STATEMENT_COLUMN_TREND || opt_statement_column_is_compared (column))
    return;

  set_order (self, column, descending);
  if (self->inserted & 1U << column)
    sort_view (self, column, descending);
}

/**
 * opt_statement_columns_reset_order:
 * @self: columns
 *
 * The column by which the rows were sorted is gone.
 */
void
opt_statement_columns_reset_order (OptStatementColumns *self)
{
  opt_statement_columns_rank (self, FALSE);
  if (self->settings != NULL)
    opt_statement_columns_load_order (self);
}

/**
 * opt_statement_columns_get_order:
 * @self: columns
 * @column: (out): by which the user wants the rows sorted
 * @descending: (out): whether the largest is to come first
 */
void
opt_statement_columns_get_order (OptStatementColumns *self,
                                 OptStatementColumn *column,
                                 gboolean *descending)
{
  g_return_if_fail (OPT_IS_STATEMENT_COLUMNS (self));
  g_return_if_fail (column != NULL && descending != NULL);

  *column = self->sorted;
  *descending = self->descending;
}
