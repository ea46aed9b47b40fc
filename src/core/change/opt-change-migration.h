/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-change-set.h"

G_BEGIN_DECLS

/**
 * OptMigrationFormat:
 * @OPT_MIGRATION_PLAIN: SQL for psql: `NAME.up.sql` and `NAME.down.sql`
 * @OPT_MIGRATION_FLYWAY: `V1__NAME.sql` and `U1__NAME.sql`, with their script configuration
 * @OPT_MIGRATION_GOLANG_MIGRATE: `1_NAME.up.sql` and `1_NAME.down.sql`, a pair for each statement
 * @OPT_MIGRATION_GOOSE: one file for goose
 * @OPT_MIGRATION_DBMATE: a file for dbmate, one for each statement
 * @OPT_MIGRATION_LIQUIBASE: a changelog of Liquibase in formatted SQL
 *
 * Whose files a change is written as.
 */
typedef enum
{
  OPT_MIGRATION_PLAIN,
  OPT_MIGRATION_FLYWAY,
  OPT_MIGRATION_GOLANG_MIGRATE,
  OPT_MIGRATION_GOOSE,
  OPT_MIGRATION_DBMATE,
  OPT_MIGRATION_LIQUIBASE,
} OptMigrationFormat;

gboolean opt_migration_format_from_nick (const char *nick, OptMigrationFormat *format);
char *opt_migration_format_list (void);

GPtrArray *opt_change_migration_write (OptChangeSet *changes,
                                       OptMigrationFormat format,
                                       const char *path,
                                       const char *title,
                                       const char *id,
                                       GError **error);

G_END_DECLS
