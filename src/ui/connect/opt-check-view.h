/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-server-check.h"

G_BEGIN_DECLS

/**
 * OptCheckView:
 *
 * What was found when a server was looked at: what it is, what the work needs, and the SQL that
 * mends what is missing.
 */
#define OPT_TYPE_CHECK_VIEW (opt_check_view_get_type ())
G_DECLARE_FINAL_TYPE (OptCheckView, opt_check_view, OPT, CHECK_VIEW, AdwBin)

void opt_check_view_set_check (OptCheckView *self, const OptServerCheck *check);

G_END_DECLS
