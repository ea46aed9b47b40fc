/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-plan-document.h"
#include "opt-plan-tree.h"

G_BEGIN_DECLS

/**
 * OptPlanView:
 *
 * A plan: where its time goes, its tree or its text, and a panel with the findings, a node and the
 * statement. The panel is beside the tree, or comes up from below where there is no room for that.
 */
#define OPT_TYPE_PLAN_VIEW (opt_plan_view_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanView, opt_plan_view, OPT, PLAN_VIEW, GtkWidget)

OptPlanDocument *opt_plan_view_get_document (OptPlanView *self);
void opt_plan_view_set_document (OptPlanView *self, OptPlanDocument *document);
void opt_plan_view_set_of_trial (OptPlanView *self, gboolean of_trial);
OptPlanTree *opt_plan_view_get_tree (OptPlanView *self);
GMenu *opt_plan_view_get_earlier_menu (OptPlanView *self);
GMenu *opt_plan_view_get_kept_menu (OptPlanView *self);
gboolean opt_plan_view_find (OptPlanView *self);

G_END_DECLS
