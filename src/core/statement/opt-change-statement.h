/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptChangeStatementKind:
 * @OPT_CHANGE_STATEMENT_OTHER: none of the others, or what the parser does not know
 * @OPT_CHANGE_STATEMENT_INDEX: makes an index
 * @OPT_CHANGE_STATEMENT_STATISTICS: what the planner knows: CREATE STATISTICS, SET STATISTICS,
 *   ANALYZE
 * @OPT_CHANGE_STATEMENT_SETTING: SET, ALTER DATABASE … SET, ALTER ROLE … SET or
 *   ALTER SYSTEM
 * @OPT_CHANGE_STATEMENT_DROP: drops an index or extended statistics: what the rows don't depend on,
 *   unless the index is unique
 * @OPT_CHANGE_STATEMENT_QUERY: reads or writes rows, runs code or directs the session: no DDL and
 * no setting, be it that it calls a function that makes either
 *
 * What a statement of a change does.
 */
typedef enum
{
  OPT_CHANGE_STATEMENT_OTHER,
  OPT_CHANGE_STATEMENT_INDEX,
  OPT_CHANGE_STATEMENT_STATISTICS,
  OPT_CHANGE_STATEMENT_SETTING,
  OPT_CHANGE_STATEMENT_DROP,
  OPT_CHANGE_STATEMENT_QUERY,
} OptChangeStatementKind;

/**
 * OptSettingScope:
 * @OPT_SETTING_SESSION: of the session that says SET
 * @OPT_SETTING_ROLE: of the sessions of a role, or of all roles
 * @OPT_SETTING_DATABASE: of the sessions in a database
 * @OPT_SETTING_ROLE_IN_DATABASE: of those of a role, or of all roles, in a database
 * @OPT_SETTING_SERVER: of all sessions that nothing else is set for: ALTER SYSTEM
 *
 * For whom a setting is changed.
 */
typedef enum
{
  OPT_SETTING_SESSION,
  OPT_SETTING_ROLE,
  OPT_SETTING_DATABASE,
  OPT_SETTING_ROLE_IN_DATABASE,
  OPT_SETTING_SERVER,
} OptSettingScope;

/**
 * OptSettingChange:
 *
 * A setting that a statement changes.
 */
typedef struct
{
  OptSettingScope scope;
  char *name;     /* (nullable) in lower case; NULL where it is of several, or of all */
  char *value;    /* (nullable) NULL where it is no single one: a list, DEFAULT, RESET, LOCAL */
  char *role;     /* (nullable) NULL for the current one, and for all */
  char *database; /* (nullable) of the scopes that have one */
} OptSettingChange;

/**
 * OptChangeName:
 *
 * A table or an index as a statement names it.
 */
typedef struct
{
  char *schema; /* (nullable) where none is written */
  char *name;
} OptChangeName;

/**
 * OptChangeStatement:
 *
 * One statement of a change, and what its parse tree tells of it.
 */
typedef struct
{
  OptChangeStatementKind kind;
  char *sql;
  gboolean analyzes;         /* is an ANALYZE, or a VACUUM that does that, too */
  gboolean wants_analyze;    /* has no effect until an ANALYZE follows */
  gboolean tolerates;        /* says IF EXISTS or IF NOT EXISTS: may do nothing */
  gboolean cascades;         /* of a drop: takes along what depends on it */
  GPtrArray *names;          /* (element-type OptChangeName) the tables that are analyzed, none for
                                all, or that are to be; of a drop, the indexes */
  OptSettingChange *setting; /* (nullable) of a setting */
} OptChangeStatement;

OptChangeStatement *opt_change_statement_new (const char *sql);
void opt_change_statement_free (OptChangeStatement *self);
gboolean opt_change_statement_analyzes_for (const OptChangeStatement *self,
                                            const OptChangeStatement *other);
const char *opt_change_statement_kind_get_nick (OptChangeStatementKind kind);
const char *opt_setting_scope_get_nick (OptSettingScope scope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptChangeStatement, opt_change_statement_free)

G_END_DECLS
