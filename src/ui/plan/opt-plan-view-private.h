/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-finding-list.h"
#include "opt-plan-graph-view.h"
#include "opt-plan-icicle-view.h"
#include "opt-plan-node-view.h"
#include "opt-plan-statement-view.h"
#include "opt-plan-statistics-view.h"
#include "opt-plan-summary.h"
#include "opt-plan-text-view.h"
#include "opt-plan-view.h"

G_BEGIN_DECLS

struct _OptPlanView
{
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget *box;
  GtkBox *head;
  OptPlanSummary *summary;
  GtkBox *buttons;
  GtkWidget *run_button;
  GtkLabel *run_label;
  GtkDropDown *content_choice;
  GtkWidget *content_switcher;
  GtkToggleButton *search_button;
  GtkLabel *panel_label;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkLabel *search_count;
  AdwFlap *flap;
  GtkStack *content;
  OptPlanTree *tree;
  OptPlanIcicleView *icicle;
  OptPlanGraphView *graph;
  OptPlanStatisticsView *statistics;
  OptPlanTextView *text;
  GtkWidget *panel;
  GtkStack *panel_stack;
  GtkStackPage *findings_page;
  GtkWidget *close_button;
  OptFindingList *findings;
  OptPlanNodeView *node;
  OptPlanStatementView *statement;
  GMenu *earlier_menu;
  GMenu *kept_menu;

  /* Owned */
  OptPlanDocument *document; /* (nullable) */
  GArray *hits;              /* (nullable) of int: ids of the nodes that were found */

  gboolean of_trial;
  gboolean narrow;
  gboolean laid_out;
  gboolean selecting; /* not the user, but this view selects a node */
  int width;
  int height;

  /* Sources */
  guint layout_id;
  guint details_id;
};

/* opt-plan-view-search.c */
void opt_plan_view_search_begin (OptPlanView *self);
void opt_plan_view_search_forget (OptPlanView *self);
void opt_plan_view_search_bind (GtkWidgetClass *widget_class);

/* opt-plan-view-layout.c */
void opt_plan_view_install_layout (GtkWidgetClass *widget_class);
void opt_plan_view_bind_choice (OptPlanView *self);

/* opt-plan-view-actions.c */
void opt_plan_view_install_actions (GtkWidgetClass *widget_class);
void opt_plan_view_update_actions (OptPlanView *self);
void opt_plan_view_panel_revealed (OptPlanView *self);

/* opt-plan-view.c */
void opt_plan_view_focus_selected (OptPlanView *self);
void opt_plan_view_show_node (OptPlanView *self);
void opt_plan_view_select (OptPlanView *self, OptPlanNode *node);

G_END_DECLS
