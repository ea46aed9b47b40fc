/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-conninfo.h"

G_BEGIN_DECLS

char *opt_conninfo_to_uri (OptConninfo *self);
char *opt_conninfo_take_secrets (const char *text, char **password, char **ssl_password);

G_END_DECLS
