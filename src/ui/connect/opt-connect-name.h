/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-server-list.h"

G_BEGIN_DECLS

char *opt_connect_name_suggest (OptConninfo *conninfo, OptServerList *servers);
char *opt_connect_name_make_unique (const char *name, OptServerList *servers);

G_END_DECLS
