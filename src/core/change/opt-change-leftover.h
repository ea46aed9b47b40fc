/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-audit.h"

G_BEGIN_DECLS

/* What a build that failed or was cancelled left on the server, as the log knows it. */

gboolean opt_change_has_leftover (OptAuditChange *change);
gboolean opt_change_leaves_index (OptAuditChange *change);
const char *opt_change_get_leftover_words (OptAuditChange *change);
gboolean opt_change_find_leftover_sync (OptAudit *audit,
                                        const char *server_id,
                                        const char *database,
                                        const char *index,
                                        OptAuditChange **change,
                                        GError **error);
gint64 opt_change_get_built_oid (OptAuditChange *change);
gboolean opt_change_forget_leftover_sync (OptAudit *audit, OptAuditChange *change, GError **error);

G_END_DECLS
