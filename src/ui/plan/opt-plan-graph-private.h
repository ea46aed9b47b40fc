/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-graph.h"
#include "opt-plan-place.h"

G_BEGIN_DECLS

#define OPT_PLAN_GRAPH_MARGIN 12

struct _OptPlanGraph
{
  GtkWidget parent_instance;

  /* Owned */
  OptPlanDocument *document; /* (nullable) */
  GArray *places;            /* of OptPlanPlace */
  GHashTable *telling;       /* set of OptPlanNode: the few that matter */
  PangoLayout *layout;       /* (nullable) */
  GtkAdjustment *across;     /* (nullable) of whoever scrolls it */
  GtkAdjustment *down;       /* (nullable) likewise */

  int selected;           /* index of a place, or -1 */
  gboolean wants_view;    /* it is brought into view once there is room for it */
  gboolean has_own_scale; /* the user chose it */
  double scale;

  /* By the font, before it is scaled */
  int box_width;
  int box_height;

  /* Sources */
  guint scroll_id;
};

/* opt-plan-graph.c */
void opt_plan_graph_select_place (OptPlanGraph *self, int index);
void opt_plan_graph_activate (OptPlanGraph *self);
graphene_rect_t opt_plan_graph_get_box (OptPlanGraph *self, guint index);

/* opt-plan-graph-draw.c */
void opt_plan_graph_measure_font (OptPlanGraph *self);
void opt_plan_graph_draw (OptPlanGraph *self, GtkSnapshot *snapshot);

/* opt-plan-graph-keys.c */
void opt_plan_graph_add_controllers (OptPlanGraph *self);

/* opt-plan-graph-scale.c */
void opt_plan_graph_get_size (OptPlanGraph *self, double *width, double *height);
void opt_plan_graph_scroll_to_selected (OptPlanGraph *self);
void opt_plan_graph_queue_scroll (OptPlanGraph *self);
void opt_plan_graph_follow (OptPlanGraph *self);

/* opt-plan-graph-words.c */
char *opt_plan_graph_describe (OptPlanGraph *self, guint index, const char *separator);
char *opt_plan_graph_get_name (OptPlanNode *node);
char *opt_plan_graph_get_own (OptPlan *plan, OptPlanNode *node);
char *opt_plan_graph_get_rows (OptPlanNode *node);

G_END_DECLS
