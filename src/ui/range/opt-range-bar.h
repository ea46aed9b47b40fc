/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-range.h"

G_BEGIN_DECLS

/**
 * OptRangeBar:
 *
 * Where the user chooses the time that is shown, and what of it is known: the same on each page.
 */
#define OPT_TYPE_RANGE_BAR (opt_range_bar_get_type ())
G_DECLARE_FINAL_TYPE (OptRangeBar, opt_range_bar, OPT, RANGE_BAR, AdwBin)

GtkWidget *opt_range_bar_new (void);

void opt_range_bar_set_range (OptRangeBar *self, OptRange *range);

G_END_DECLS
