/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-cli.h"
#include "opt-conninfo.h"

G_BEGIN_DECLS

GPtrArray *opt_cli_list_recorded_plans (const char *query,
                                        OptConninfo *conninfo,
                                        const GError *unreachable,
                                        GError **error);
void opt_cli_print_plan_history (OptCli *cli, GPtrArray *records);

G_END_DECLS
