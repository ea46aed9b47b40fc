/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-advisor-statement.h"
#include "opt-database.h"
#include "opt-trial.h"

G_BEGIN_DECLS

GStrv opt_database_split_change (const char *change, GError **error);
OptTrial *opt_database_try_sync (OptDatabase *self,
                                 const char *change_sql,
                                 const char *const *sandbox_sql,
                                 GPtrArray *statements,
                                 gint64 time_per_statement,
                                 const OptProgress *progress,
                                 GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
