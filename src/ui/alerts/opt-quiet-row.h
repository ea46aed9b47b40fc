/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-alert-file.h"

G_BEGIN_DECLS

/**
 * OptQuietRow:
 *
 * The hours in which nobody is told. ::failed has the error where they could not be written.
 */
#define OPT_TYPE_QUIET_ROW (opt_quiet_row_get_type ())
G_DECLARE_FINAL_TYPE (OptQuietRow, opt_quiet_row, OPT, QUIET_ROW, AdwExpanderRow)

void opt_quiet_row_set_file (OptQuietRow *self, OptAlertFile *file);
void opt_quiet_row_update (OptQuietRow *self);

G_END_DECLS
