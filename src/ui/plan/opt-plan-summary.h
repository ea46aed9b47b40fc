/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-plan-document.h"

G_BEGIN_DECLS

/**
 * OptPlanSummary:
 *
 * Where the time of a plan goes, in a sentence; its figures; what the plan rests on; and what must
 * be known to read it rightly.
 */
#define OPT_TYPE_PLAN_SUMMARY (opt_plan_summary_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanSummary, opt_plan_summary, OPT, PLAN_SUMMARY, AdwBin)

void opt_plan_summary_set_document (OptPlanSummary *self, OptPlanDocument *document);

G_END_DECLS
