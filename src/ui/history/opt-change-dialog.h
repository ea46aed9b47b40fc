/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit-change.h"
#include "opt-server.h"
#include "opt-step-dialog.h"

G_BEGIN_DECLS

/**
 * OptChangeDialog:
 *
 * A change that was made: whether it helps, and its undo.
 */
#define OPT_TYPE_CHANGE_DIALOG (opt_change_dialog_get_type ())
G_DECLARE_FINAL_TYPE (OptChangeDialog, opt_change_dialog, OPT, CHANGE_DIALOG, OptStepDialog)

OptChangeDialog *opt_change_dialog_new (GtkWindow *parent,
                                        OptServer *server,
                                        OptAuditChange *change);

const char *opt_change_dialog_get_id (OptChangeDialog *self);
void opt_change_dialog_ask_undo (OptChangeDialog *self);

G_END_DECLS
