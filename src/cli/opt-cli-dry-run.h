/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-change-plan.h"
#include "opt-cli.h"
#include "opt-recommendation.h"

G_BEGIN_DECLS

void opt_cli_print_plan (const OptChangePlan *plan, OptRecommendation *recommendation);
void opt_cli_print_files_json (GPtrArray *files);

G_END_DECLS
