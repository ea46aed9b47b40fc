/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-blocking-chain.h"

G_BEGIN_DECLS

/**
 * OptBlockingRow:
 *
 * One that held others up, and unfolded who they were.
 */
#define OPT_TYPE_BLOCKING_ROW (opt_blocking_row_get_type ())
G_DECLARE_FINAL_TYPE (OptBlockingRow, opt_blocking_row, OPT, BLOCKING_ROW, AdwExpanderRow)

GtkWidget *opt_blocking_row_new (OptBlockingChain *chain, gboolean recorded);

G_END_DECLS
