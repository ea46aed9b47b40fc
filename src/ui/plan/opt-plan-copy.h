/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "opt-plan.h"

G_BEGIN_DECLS

void opt_plan_copy_text (GtkWidget *widget, const char *text, const char *toast);
void opt_plan_copy_json (GtkWidget *widget, JsonNode *json, const char *toast);
void opt_plan_copy_plan (GtkWidget *widget, OptPlan *plan, const char *toast);

G_END_DECLS
