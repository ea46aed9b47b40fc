/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-bound-statement.h"
#include "opt-copy-mask.h"
#include "opt-database-trial.h"

G_BEGIN_DECLS

/* Private to the files of this name. */

/**
 * OptDatabaseTry:
 *
 * What the steps of one trial share.
 */
typedef struct
{
  OptDatabase *database;
  OptSandbox *sandbox;
  OptTrial *trial;
  OptCopyMask *mask;     /* (nullable) of the copies */
  GHashTable *relations; /* set of OIDs */
  GPtrArray *parts;      /* (element-type OptChangeStatement): what is made on the variant's copy */
  const OptProgress *progress;
  GCancellable *cancellable;
} OptDatabaseTry;

/* opt-database-trial-statement.c */
gboolean opt_database_try_add_statements_sync (OptDatabaseTry *self,
                                               GPtrArray *statements,
                                               const char *rewrite,
                                               GError **error);
gboolean opt_database_try_compare_plans_sync (OptDatabaseTry *self,
                                              OptConnection *baseline,
                                              OptConnection *variant,
                                              GError **error);

/* opt-database-trial-values.c */
gboolean opt_database_try_add_values_sync (OptDatabaseTry *self,
                                           OptBoundStatement *bound,
                                           const char *sql,
                                           OptTrialStatement *statement,
                                           GError **error);

/* opt-database-trial-check.c */
gboolean opt_database_try_read_change_sync (OptDatabaseTry *self,
                                            const char *const *sandbox_sql,
                                            GError **error);

/* opt-database-trial-change.c */
OptConnection *opt_database_try_make_variant_sync (OptDatabaseTry *self,
                                                   const char *copy,
                                                   GError **error);

G_END_DECLS
