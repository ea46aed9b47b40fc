/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-plan-document.h"

G_BEGIN_DECLS

/**
 * OptPlanStatementView:
 *
 * What lies around the nodes of a plan: the statement, what the plan rests on, settings that
 * differ, triggers, planning and compilation.
 */
#define OPT_TYPE_PLAN_STATEMENT_VIEW (opt_plan_statement_view_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanStatementView,
                      opt_plan_statement_view,
                      OPT,
                      PLAN_STATEMENT_VIEW,
                      AdwBin)

void opt_plan_statement_view_set_document (OptPlanStatementView *self, OptPlanDocument *document);
void opt_plan_statement_view_select (OptPlanStatementView *self, OptPlanNode *node);

G_END_DECLS
