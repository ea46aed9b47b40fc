/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-advisor-statement.h"
#include "opt-database.h"
#include "opt-workload.h"

G_BEGIN_DECLS

OptWorkload *opt_database_watch_sync (OptDatabase *self,
                                      gint64 interval,
                                      const OptProgress *progress,
                                      GCancellable *cancellable,
                                      GError **error);
OptWorkload *opt_database_since_reset_sync (OptDatabase *self,
                                            GCancellable *cancellable,
                                            GError **error);
char *opt_database_find_text_sync (OptDatabase *self,
                                   gint64 queryid,
                                   GCancellable *cancellable,
                                   GError **error);
GPtrArray *opt_workload_take_statements (OptWorkload *workload, guint32 database);
GPtrArray *opt_database_take_statements (OptDatabase *self, OptWorkload *workload);
GPtrArray *opt_database_load_statements (const char *path, GError **error);

G_END_DECLS
