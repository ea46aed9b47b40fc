/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-rows.h"
#include "opt-statement-table.h"

G_BEGIN_DECLS

/* For so long after somebody moved the pointer rows stay where they are. */
#define OPT_STATEMENT_TABLE_HOLD (2 * G_USEC_PER_SEC)

struct _OptStatementTable
{
  GtkWidget parent_instance;

  double pointer_x;
  double pointer_y;
  gboolean selecting;

  /* Template children */
  GtkWidget *scrolled;
  GtkColumnView *view;
  GMenuModel *row_menu;

  /* Owned */
  OptStatementRows *rows;
  OptStatementColumns *columns;
  GtkSingleSelection *selection;
  OptStatementItem *selected; /* (nullable) */
  GtkWidget *menu;            /* (nullable) made when it is needed */

  /* Sources */
  guint focus_source;
};

/* Its rows' menu: opt-statement-table-menu.c */

void opt_statement_table_right_pressed (OptStatementTable *self,
                                        int n_press,
                                        double x,
                                        double y,
                                        GtkGestureClick *gesture);
void opt_statement_table_show_menu (GtkWidget *widget, const char *action, GVariant *parameter);

/* opt-statement-table-split.c */
void opt_statement_table_install_split (GtkWidgetClass *widget_class);
void opt_statement_table_update_split (OptStatementTable *self);
gboolean opt_statement_table_split_key (OptStatementTable *self,
                                        guint keyval,
                                        GdkModifierType state);

G_END_DECLS
