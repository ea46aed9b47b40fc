/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-box.h"
#include "opt-plan-icicle.h"

G_BEGIN_DECLS

#define OPT_PLAN_ICICLE_ROW 30

struct _OptPlanIcicle
{
  GtkWidget parent_instance;

  /* Owned */
  OptPlanDocument *document; /* (nullable) */
  OptPlanNode *top;          /* (nullable) fills the whole width; NULL: all of the plan */
  GArray *boxes;             /* of OptPlanBox, row by row */
  GArray *rows;              /* of guint: where each row begins; and where the last ends */
  GHashTable *telling;       /* set of OptPlanNode: the few that matter */
  GPtrArray *zoomed;         /* of OptPlanNode (nullable): what was on top before */
  PangoLayout *layout;       /* (nullable) */
  GtkAdjustment *adjustment; /* (nullable) of whoever scrolls it */

  int selected;        /* index of a box, or -1 */
  gboolean wants_view; /* it is brought into view once there is room for it */

  /* Sources */
  guint scroll_id;
};

/* opt-plan-icicle.c */
void opt_plan_icicle_select_box (OptPlanIcicle *self, int index);

/* opt-plan-icicle-draw.c */
void opt_plan_icicle_draw (OptPlanIcicle *self, GtkSnapshot *snapshot);
int opt_plan_icicle_find_box (OptPlanIcicle *self, double x, double y);

/* opt-plan-icicle-keys.c */
void opt_plan_icicle_add_controllers (OptPlanIcicle *self);

/* opt-plan-icicle-words.c */
char *opt_plan_icicle_describe (OptPlanIcicle *self, const OptPlanBox *box, const char *separator);

G_END_DECLS
