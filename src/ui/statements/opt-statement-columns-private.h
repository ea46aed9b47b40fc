/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-column-memory.h"
#include "opt-statement-columns.h"

G_BEGIN_DECLS

struct _OptStatementColumns
{
  GObject parent_instance;

  guint inserted;                      /* a bit for each column that the view has */
  int width;                           /* of the room that there is */
  guint chosen;                        /* … that the user chose … */
  gboolean chose;                      /* … if the user did */
  int excess[OPT_N_STATEMENT_COLUMNS]; /* by how much the user made each wider, in pixels */
  guint missing;                       /* … that there is nothing to show in */
  guint hidden;                        /* … of those that compare, that the user took away */
  gboolean comparing;
  OptStatementColumn sorted;
  gboolean descending;
  gboolean sorting;

  /* Borrowed */
  GtkColumnView *view; /* (nullable) it owns this */

  /* Owned */
  GtkColumnViewColumn *columns[OPT_N_STATEMENT_COLUMNS];
  OptColumnMemory *memory; /* of widths, places, choice and order */
  GSettings *settings;     /* (nullable) */
  GMenu *menu;
  GSimpleActionGroup *actions;
  OptHotBy *hot_by; /* what the shares are of */

  /* Sources */
  guint update_source;
};

/* Their order: opt-statement-columns-order.c */

void opt_statement_columns_sort_view (OptStatementColumns *self);
void opt_statement_columns_rank (OptStatementColumns *self, gboolean remember_it);
void opt_statement_columns_load_order (OptStatementColumns *self);
void opt_statement_columns_reset_order (OptStatementColumns *self);
void opt_statement_columns_header_clicked (OptStatementColumns *self,
                                           GtkSorterChange change,
                                           GtkSorter *sorter);

/* What the user chose: opt-statement-columns-settings.c */

void opt_statement_columns_remember (OptStatementColumns *self);
void opt_statement_columns_load (OptStatementColumns *self);

G_END_DECLS
