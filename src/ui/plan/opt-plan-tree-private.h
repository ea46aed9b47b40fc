/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-column.h"
#include "opt-plan-fill.h"
#include "opt-plan-tree.h"

G_BEGIN_DECLS

/* What the factory of a column is told. */
typedef struct
{
  OptPlanTree *tree; /* unowned; has it */
  OptPlanColumn column;
} OptPlanTreeColumn;

struct _OptPlanTree
{
  AdwBin parent_instance;

  /* Template children */
  GtkScrolledWindow *scroller;
  GtkColumnView *view;
  GtkSingleSelection *selection;
  GtkPopoverMenu *menu;

  /* Borrowed: the view has them */
  GtkColumnViewColumn *columns[OPT_PLAN_N_COLUMNS];

  /* Owned */
  OptPlanDocument *document;     /* (nullable) */
  OptPlanComparison *comparison; /* (nullable) with what it is compared … */
  guint side;                    /* … and which of the two it is */
  GtkTreeListModel *model;       /* (nullable) all rows that are not folded away */
  OptPlanFill fill;              /* those of them that the table has by now */
  OptPlanNode *wanted;           /* (nullable) is selected once the table has its row */
  OptPlanNode *notified;         /* (nullable) what was last said to be selected */
  gboolean wants_focus;
  OptPlanTreeColumn told[OPT_PLAN_N_COLUMNS];

  /* Sources */
  guint fit_id;
};

/* opt-plan-tree-columns.c */
void opt_plan_tree_add_columns (OptPlanTree *self);
void opt_plan_tree_fit_columns (OptPlanTree *self);

/* opt-plan-tree-keys.c */
void opt_plan_tree_install_actions (GtkWidgetClass *widget_class);
void opt_plan_tree_add_controllers (OptPlanTree *self);

G_END_DECLS
