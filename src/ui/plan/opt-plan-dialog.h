/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-plan-document.h"

G_BEGIN_DECLS

/**
 * OptPlanDialog:
 *
 * Where a plan is pasted or typed. It says at once what it found: a plan, a statement that the
 * server could plan, or an error with its place. ::plan hands a plan over, ::statement a statement.
 */
#define OPT_TYPE_PLAN_DIALOG (opt_plan_dialog_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanDialog, opt_plan_dialog, OPT, PLAN_DIALOG, AdwWindow)

OptPlanDialog *opt_plan_dialog_new (GtkWindow *parent, const char *server_name);

void opt_plan_dialog_present (OptPlanDialog *self);

gboolean opt_plan_dialog_can_edit (const char *text);
void opt_plan_dialog_set_text (OptPlanDialog *self, const char *text);

G_END_DECLS
