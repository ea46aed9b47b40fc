/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "opt-data-table.h"
#include "opt-range.h"

G_BEGIN_DECLS

/**
 * OptBlockingPast:
 *
 * Who held up whom before: since the server is watched, or in a time that was recorded.
 */
#define OPT_TYPE_BLOCKING_PAST (opt_blocking_past_get_type ())
G_DECLARE_FINAL_TYPE (OptBlockingPast, opt_blocking_past, OPT, BLOCKING_PAST, GtkWidget)

void opt_blocking_past_set_server (OptBlockingPast *self, OptServer *server);
void opt_blocking_past_set_range (OptBlockingPast *self, OptRange *range);
OptDataTable *opt_blocking_past_export (OptBlockingPast *self);

G_END_DECLS
