/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit-change.h"
#include "opt-server.h"
#include "opt-step.h"

G_BEGIN_DECLS

/**
 * OptUndoStep:
 *
 * Asks whether to take a change back, and as which role; takes it back. ::undone is emitted then.
 */
#define OPT_TYPE_UNDO_STEP (opt_undo_step_get_type ())
G_DECLARE_FINAL_TYPE (OptUndoStep, opt_undo_step, OPT, UNDO_STEP, OptStep)

void opt_undo_step_set_change (OptUndoStep *self, OptServer *server, OptAuditChange *change);
gboolean opt_undo_step_get_removes (OptUndoStep *self);

G_END_DECLS
