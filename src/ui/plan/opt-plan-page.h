/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-page.h"
#include "opt-plan-comparison-view.h"
#include "opt-plan-view.h"

G_BEGIN_DECLS

/**
 * OptPlanPage:
 *
 * A plan, wherever it comes from: the server makes it of a statement, or it is read from a file,
 * from the clipboard, from what is dropped on the page. It works with no server at all.
 */
#define OPT_TYPE_PLAN_PAGE (opt_plan_page_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanPage, opt_plan_page, OPT, PLAN_PAGE, OptPage)

void opt_plan_page_explain (OptPlanPage *self, const char *sql);
void opt_plan_page_open (OptPlanPage *self);
void opt_plan_page_open_file (OptPlanPage *self, GFile *file);
void opt_plan_page_paste (OptPlanPage *self);
void opt_plan_page_compare_file (OptPlanPage *self, GFile *file);
void opt_plan_page_show_kept (OptPlanPage *self,
                              const char *text,
                              const char *sql,
                              const char *kept,
                              const char *other_text,
                              const char *other_kept);
void opt_plan_page_show_text (OptPlanPage *self, const char *text);

OptPlanView *opt_plan_page_get_view (OptPlanPage *self);
OptPlanComparisonView *opt_plan_page_get_comparison (OptPlanPage *self);

G_END_DECLS
