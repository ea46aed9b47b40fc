/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit-change.h"
#include "opt-recommendation.h"
#include "opt-server.h"
#include "opt-step.h"

G_BEGIN_DECLS

/**
 * OptClaimStep:
 *
 * What is recommended and why, what it costs, and how well all that is known. It asks what to do
 * about it, by the dialog's actions: step.try, step.trial, step.apply, step.change.
 */
#define OPT_TYPE_CLAIM_STEP (opt_claim_step_get_type ())
G_DECLARE_FINAL_TYPE (OptClaimStep, opt_claim_step, OPT, CLAIM_STEP, OptStep)

void opt_claim_step_set_recommendation (OptClaimStep *self,
                                        OptServer *server,
                                        OptRecommendation *recommendation);
void opt_claim_step_set_change (OptClaimStep *self, OptAuditChange *change);

G_END_DECLS
