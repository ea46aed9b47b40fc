/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-database.h"

G_BEGIN_DECLS

char *opt_sandbox_wipe_sync (OptDatabase *database, GError **error);

G_END_DECLS
