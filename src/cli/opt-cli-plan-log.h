/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-cli.h"
#include "opt-database.h"

G_BEGIN_DECLS

OptCliStatus opt_cli_remember_log (OptCli *cli,
                                   OptDatabase *database,
                                   const char *file,
                                   gboolean is_unnamed_here,
                                   GError **error);

G_END_DECLS
