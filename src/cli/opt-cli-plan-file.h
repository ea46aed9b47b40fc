/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"

G_BEGIN_DECLS

OptPlan *opt_cli_read_plan (const char *file, GError **error);

G_END_DECLS
