/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-icicle.h"

G_BEGIN_DECLS

/**
 * OptPlanIcicleView:
 *
 * An icicle that scrolls, and above it which node fills the width.
 */
#define OPT_TYPE_PLAN_ICICLE_VIEW (opt_plan_icicle_view_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanIcicleView, opt_plan_icicle_view, OPT, PLAN_ICICLE_VIEW, AdwBin)

void opt_plan_icicle_view_set_document (OptPlanIcicleView *self, OptPlanDocument *document);
OptPlanIcicle *opt_plan_icicle_view_get_icicle (OptPlanIcicleView *self);

G_END_DECLS
