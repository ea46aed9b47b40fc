/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "opt-plan-comparison.h"

G_BEGIN_DECLS

/**
 * OptPlanChangeRow:
 *
 * One thing that differs between two plans: what, by how much, and the figures of both.
 */
#define OPT_TYPE_PLAN_CHANGE_ROW (opt_plan_change_row_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanChangeRow, opt_plan_change_row, OPT, PLAN_CHANGE_ROW, GtkListBoxRow)

GtkWidget *opt_plan_change_row_new (OptPlanComparison *comparison, OptPlanChange *change);

OptPlanChange *opt_plan_change_row_get_change (OptPlanChangeRow *self);

G_END_DECLS
