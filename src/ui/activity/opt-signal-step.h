/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-server.h"
#include "opt-session-signal.h"
#include "opt-step.h"

G_BEGIN_DECLS

/**
 * OptSignalStep:
 *
 * Whether to cancel the statement of a session, or to end it, and as whom. ::done tells, with a
 * sentence for it, that it was told.
 */
#define OPT_TYPE_SIGNAL_STEP (opt_signal_step_get_type ())
G_DECLARE_FINAL_TYPE (OptSignalStep, opt_signal_step, OPT, SIGNAL_STEP, OptStep)

OptSignalStep *opt_signal_step_new (OptServer *server,
                                    OptBackend *backend,
                                    OptSessionSignalKind kind);

G_END_DECLS
