/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-cli.h"

G_BEGIN_DECLS

void opt_cli_print_plan_history (OptCli *cli, GPtrArray *records);

G_END_DECLS
