/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * OptPlanShareCell:
 *
 * A figure and its share of the whole, on a bar that is as long as the share is large.
 */
#define OPT_TYPE_PLAN_SHARE_CELL (opt_plan_share_cell_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanShareCell, opt_plan_share_cell, OPT, PLAN_SHARE_CELL, GtkWidget)

GtkWidget *opt_plan_share_cell_new (void);

void opt_plan_share_cell_set (OptPlanShareCell *self,
                              const char *figure,
                              const char *share_text,
                              double share);
const char *opt_plan_share_cell_get_figure (OptPlanShareCell *self);
const char *opt_plan_share_cell_get_share_text (OptPlanShareCell *self);

G_END_DECLS
