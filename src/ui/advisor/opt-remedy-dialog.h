/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-step-dialog.h"
#include "opt-trial.h"

G_BEGIN_DECLS

/**
 * OptRemedyDialog:
 *
 * What a trial found of a change that a plan's finding handed on, with the plans of both sides.
 */
#define OPT_TYPE_REMEDY_DIALOG (opt_remedy_dialog_get_type ())
G_DECLARE_FINAL_TYPE (OptRemedyDialog, opt_remedy_dialog, OPT, REMEDY_DIALOG, OptStepDialog)

OptRemedyDialog *opt_remedy_dialog_new (GtkWindow *parent,
                                        const char *title,
                                        const char *change,
                                        OptTrial *trial);

G_END_DECLS
