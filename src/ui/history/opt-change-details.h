/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-audit-change.h"

G_BEGIN_DECLS

/**
 * OptChangeDetails:
 *
 * All that the log tells of a change, and what can be done about it: by the page's actions
 * history.undo and history.watch.
 */
#define OPT_TYPE_CHANGE_DETAILS (opt_change_details_get_type ())
G_DECLARE_FINAL_TYPE (OptChangeDetails, opt_change_details, OPT, CHANGE_DETAILS, AdwBin)

GtkWidget *opt_change_details_new (void);

void opt_change_details_set_change (OptChangeDetails *self, OptAuditChange *change);

G_END_DECLS
