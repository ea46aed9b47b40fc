/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit-change.h"
#include "opt-recommendation.h"
#include "opt-server.h"
#include "opt-step.h"

G_BEGIN_DECLS

/**
 * OptApplyStep:
 *
 * Asks whether to make the change, and as which role; makes it. ::applied is emitted with the
 * change's id.
 */
#define OPT_TYPE_APPLY_STEP (opt_apply_step_get_type ())
G_DECLARE_FINAL_TYPE (OptApplyStep, opt_apply_step, OPT, APPLY_STEP, OptStep)

void opt_apply_step_set_recommendation (OptApplyStep *self,
                                        OptServer *server,
                                        OptRecommendation *recommendation);

void opt_apply_step_set_change (OptApplyStep *self, OptAuditChange *change);
void opt_apply_step_set_unread (OptApplyStep *self, const GError *error);

G_END_DECLS
