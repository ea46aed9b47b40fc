/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-audit-change.h"

G_BEGIN_DECLS

/**
 * OptChangeRow:
 *
 * A change in a list: what, when, where it stands; expanded, all that the log tells.
 */
#define OPT_TYPE_CHANGE_ROW (opt_change_row_get_type ())
G_DECLARE_FINAL_TYPE (OptChangeRow, opt_change_row, OPT, CHANGE_ROW, AdwExpanderRow)

GtkWidget *opt_change_row_new (OptAuditChange *change);

const char *opt_change_row_get_id (OptChangeRow *self);
void opt_change_row_set_change (OptChangeRow *self, OptAuditChange *change);

G_END_DECLS
