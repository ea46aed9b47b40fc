/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-session-column.h"

G_BEGIN_DECLS

/**
 * OptSessionCell:
 *
 * What one column tells of a session, up to date while it is seen.
 */
#define OPT_TYPE_SESSION_CELL (opt_session_cell_get_type ())
G_DECLARE_FINAL_TYPE (OptSessionCell, opt_session_cell, OPT, SESSION_CELL, GtkWidget)

GtkWidget *opt_session_cell_new (OptSessionColumn column);
OptSession *opt_session_cell_get_session (OptSessionCell *self);
void opt_session_cell_set_session (OptSessionCell *self, OptSession *session);

GtkColumnViewColumn *opt_session_cell_make_column (OptSessionColumn column, gboolean tree);

G_END_DECLS
