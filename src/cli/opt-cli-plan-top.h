/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-cli.h"
#include "opt-database.h"

G_BEGIN_DECLS

OptCliStatus opt_cli_plan_top (OptCli *cli, OptDatabase *database, guint n, GError **error);

G_END_DECLS
