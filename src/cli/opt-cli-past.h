/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-conninfo.h"
#include "opt-history.h"

G_BEGIN_DECLS

char *opt_cli_find_recorded (OptHistory *history,
                             OptConninfo *conninfo,
                             const GError *unreachable,
                             GError **error);

G_END_DECLS
