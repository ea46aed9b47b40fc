/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-advisor-statement.h"
#include "opt-database.h"
#include "opt-trial.h"

G_BEGIN_DECLS

/**
 * OptTrialVariant:
 * @change_sql: (nullable): a change, as it would be applied
 * @sandbox_sql: (nullable) (array zero-terminated=1): what makes it on a copy, where nobody else
 *   works
 * @rewrite: (nullable): another text of the one statement that is measured
 *
 * What is different on one of two copies: a change, a rewrite, or both.
 */
typedef struct
{
  const char *change_sql;
  const char *const *sandbox_sql;
  const char *rewrite;
} OptTrialVariant;

GStrv opt_database_split_change (const char *change, GError **error);
OptTrial *opt_database_try_sync (OptDatabase *self,
                                 const char *change_sql,
                                 const char *const *sandbox_sql,
                                 GPtrArray *statements,
                                 gint64 time_per_statement,
                                 const OptProgress *progress,
                                 GCancellable *cancellable,
                                 GError **error);
OptTrial *opt_database_try_variant_sync (OptDatabase *self,
                                         const OptTrialVariant *variant,
                                         GPtrArray *statements,
                                         gint64 time_per_statement,
                                         const OptProgress *progress,
                                         GCancellable *cancellable,
                                         GError **error);

G_END_DECLS
