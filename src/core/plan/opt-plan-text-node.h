/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "opt-plan-lines.h"

G_BEGIN_DECLS

#define OPT_PLAN_HOW_TO_GIVE _ ("Give what EXPLAIN printed, from its first line to its last.")

/* "->  " */
#define OPT_PLAN_ARROW_WIDTH 4

void opt_plan_text_read_figures (JsonObject *json, const char *text, gboolean actual);
JsonObject *opt_plan_text_read_node (const char *text);
gboolean opt_plan_text_check_figures (const OptPlanLine *line, GError **error);
gboolean opt_plan_text_lacks_input (JsonObject *node);

G_END_DECLS
