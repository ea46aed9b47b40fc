/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-range.h"

G_BEGIN_DECLS

/**
 * OptTableDialog:
 *
 * What is known of one table: its figures, its indexes, and the statements that use it.
 */
#define OPT_TYPE_TABLE_DIALOG (opt_table_dialog_get_type ())
G_DECLARE_FINAL_TYPE (OptTableDialog, opt_table_dialog, OPT, TABLE_DIALOG, AdwWindow)

OptTableDialog *opt_table_dialog_new (GtkWindow *parent,
                                      OptServer *server,
                                      OptRange *range,
                                      const char *id);

G_END_DECLS
