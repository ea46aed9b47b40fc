/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-plan-document.h"

G_BEGIN_DECLS

/**
 * OptPlanIcicle:
 *
 * A plan as an icicle: each node a box as wide as its share of the time, with what it ran below it.
 * The part of a box that no box hangs on is the node's own. For a scrolled window.
 */
#define OPT_TYPE_PLAN_ICICLE (opt_plan_icicle_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanIcicle, opt_plan_icicle, OPT, PLAN_ICICLE, GtkWidget)

GtkWidget *opt_plan_icicle_new (void);

void opt_plan_icicle_set_document (OptPlanIcicle *self, OptPlanDocument *document);

OptPlanNode *opt_plan_icicle_get_selected (OptPlanIcicle *self);
void opt_plan_icicle_select (OptPlanIcicle *self, OptPlanNode *node);

OptPlanNode *opt_plan_icicle_get_top (OptPlanIcicle *self);
void opt_plan_icicle_zoom_in (OptPlanIcicle *self);
gboolean opt_plan_icicle_zoom_out (OptPlanIcicle *self);

G_END_DECLS
