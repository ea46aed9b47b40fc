/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-step.h"

G_BEGIN_DECLS

/**
 * OptStepDialog:
 *
 * A dialog that asks one question a page. Escape goes back, and closes it on its first page. Closed
 * while one of its pages waits for work it asks what is to become of that; work that is to go on
 * goes on behind the closed dialog, which can be presented again, and ::ended tells of its end.
 */
#define OPT_TYPE_STEP_DIALOG (opt_step_dialog_get_type ())
G_DECLARE_DERIVABLE_TYPE (OptStepDialog, opt_step_dialog, OPT, STEP_DIALOG, AdwWindow)

struct _OptStepDialogClass
{
  AdwWindowClass parent_class;
};

void opt_step_dialog_set_subtitle (OptStepDialog *self, const char *subtitle);

OptStep *opt_step_dialog_get_step (OptStepDialog *self);
void opt_step_dialog_begin (OptStepDialog *self, OptStep *step);
void opt_step_dialog_go (OptStepDialog *self, OptStep *step);
void opt_step_dialog_back (OptStepDialog *self);
gboolean opt_step_dialog_is_working (OptStepDialog *self);

void opt_step_dialog_activate (GtkWidget *widget, const char *action, const char *parameter);

G_END_DECLS
