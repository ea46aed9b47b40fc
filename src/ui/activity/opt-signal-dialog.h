/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-server.h"
#include "opt-session-signal.h"
#include "opt-step-dialog.h"

G_BEGIN_DECLS

/**
 * OptSignalDialog:
 *
 * Asks whether to cancel what a session executes, or to end it, and does so. ::done tells what came
 * of it.
 */
#define OPT_TYPE_SIGNAL_DIALOG (opt_signal_dialog_get_type ())
G_DECLARE_FINAL_TYPE (OptSignalDialog, opt_signal_dialog, OPT, SIGNAL_DIALOG, OptStepDialog)

OptSignalDialog *opt_signal_dialog_new (GtkWindow *parent,
                                        OptServer *server,
                                        OptBackend *backend,
                                        OptSessionSignalKind kind);

G_END_DECLS
