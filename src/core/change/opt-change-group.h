/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit.h"

G_BEGIN_DECLS

/* Changes that were asked for at once, each with an entry and an undo of its own. */

GPtrArray *opt_change_group_list_sync (OptAudit *audit, const char *change_id, GError **error);
gboolean opt_change_can_be_taken_back (OptAuditChange *change);

G_END_DECLS
