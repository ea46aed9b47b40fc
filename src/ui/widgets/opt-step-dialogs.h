/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-step-dialog.h"

G_BEGIN_DECLS

/**
 * OptStepDialogs:
 *
 * The step dialogs of a page, each for one thing: those on the screen, and those that were closed
 * while they work. What goes on behind a closed one is told in a toast of the page, with a way
 * back.
 */
#define OPT_TYPE_STEP_DIALOGS (opt_step_dialogs_get_type ())
G_DECLARE_FINAL_TYPE (OptStepDialogs, opt_step_dialogs, OPT, STEP_DIALOGS, GObject)

OptStepDialogs *opt_step_dialogs_new (GtkWidget *page, const char *action);

OptStepDialog *opt_step_dialogs_find (OptStepDialogs *self, const char *id);
void opt_step_dialogs_add (OptStepDialogs *self, const char *id, OptStepDialog *dialog);
void opt_step_dialogs_destroy_all (OptStepDialogs *self);

G_END_DECLS
