/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-comparison.h"

G_BEGIN_DECLS

char *opt_report_comparison_to_text (OptPlanComparison *comparison, gboolean colour, guint columns);

G_END_DECLS
