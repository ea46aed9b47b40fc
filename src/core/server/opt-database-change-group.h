/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-database.h"
#include "opt-progress.h"

G_BEGIN_DECLS

gboolean opt_database_undo_all_sync (OptDatabase *self,
                                     const char *role,
                                     const char *password,
                                     const char *change_id,
                                     const OptProgress *progress,
                                     GCancellable *cancellable,
                                     GError **error);

G_END_DECLS
