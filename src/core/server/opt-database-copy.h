/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-database.h"

G_BEGIN_DECLS

OptCopyOptions *opt_database_default_copy_options (void);

char *opt_database_copy_tables_sync (OptDatabase *self,
                                     GHashTable *relations,
                                     OptCopyReport *report,
                                     GPtrArray *limits,
                                     const OptProgress *progress,
                                     GCancellable *cancellable,
                                     GError **error);
OptConnection *opt_database_connect_copy_sync (OptDatabase *self,
                                               const char *copy,
                                               GCancellable *cancellable,
                                               GError **error);

G_END_DECLS
