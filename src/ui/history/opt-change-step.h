/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit-change.h"
#include "opt-server.h"
#include "opt-step.h"

G_BEGIN_DECLS

/**
 * OptChangeStep:
 *
 * A change that was made, and what it does to the statements that it is to help. To undo it is the
 * dialog's action step.undo.
 */
#define OPT_TYPE_CHANGE_STEP (opt_change_step_get_type ())
G_DECLARE_FINAL_TYPE (OptChangeStep, opt_change_step, OPT, CHANGE_STEP, OptStep)

void opt_change_step_set_change (OptChangeStep *self, OptServer *server, OptAuditChange *change);

G_END_DECLS
