/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-copy-mask.h"
#include "opt-database.h"
#include "opt-statement-info.h"

G_BEGIN_DECLS

gboolean opt_database_load_mask_sync (OptDatabase *self, OptCopyMask **mask, GError **error);
gboolean opt_database_check_masks_sync (OptDatabase *self,
                                        OptCopyMask *mask,
                                        const char *sql,
                                        const OptStatementInfo *info,
                                        GCancellable *cancellable,
                                        GError **error);
gboolean opt_database_check_masked_change (OptDatabase *self,
                                           OptCopyMask *mask,
                                           const char *sql,
                                           GError **error);

G_END_DECLS
