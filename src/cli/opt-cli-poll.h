/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-cli.h"
#include "opt-server-facts.h"

G_BEGIN_DECLS

OptConnection *opt_cli_connect_to_poll (OptCli *cli,
                                        OptConninfo *conninfo,
                                        OptServerFacts **facts,
                                        GError **error);

G_END_DECLS
