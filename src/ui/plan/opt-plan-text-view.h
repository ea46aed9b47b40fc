/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * OptPlanTextView:
 *
 * A plan as text, to be read aloud, searched and copied. Long texts come in piece by piece.
 */
#define OPT_TYPE_PLAN_TEXT_VIEW (opt_plan_text_view_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanTextView, opt_plan_text_view, OPT, PLAN_TEXT_VIEW, AdwBin)

void opt_plan_text_view_set_text (OptPlanTextView *self, const char *text);

G_END_DECLS
