/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-columns.h"

G_BEGIN_DECLS

struct _OptStatementColumns
{
  GObject parent_instance;

  guint inserted; /* a bit for each column that the view has */
  int width;      /* of the room that there is */
  guint chosen;   /* … that the user chose … */
  gboolean chose; /* … if the user did */
  guint missing;  /* … that there is nothing to show in */
  guint hidden;   /* … of those that compare, that the user took away */
  gboolean comparing;
  OptStatementColumn sorted;
  gboolean descending;
  guint asked; /* which column was asked first for an order, or NO_COLUMN */
  gboolean sorting;

  /* Borrowed */
  GtkColumnView *view; /* (nullable) it owns this */

  /* Owned */
  GtkColumnViewColumn *columns[OPT_N_STATEMENT_COLUMNS];
  GSettings *settings; /* (nullable) */
  GMenu *menu;
  GSimpleActionGroup *actions;

  /* Sources */
  guint update_source;
};

/* What the user chose: opt-statement-columns-settings.c */

void opt_statement_columns_remember (OptStatementColumns *self);
void opt_statement_columns_load (OptStatementColumns *self);

G_END_DECLS
