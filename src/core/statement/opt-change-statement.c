/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-change-statement.h"

#include "opt-parse-tree.h"

static void
setting_free (OptSettingChange *self)
{
  g_free (self->name);
  g_free (self->value);
  g_free (self->role);
  g_free (self->database);
  g_free (self);
}

static char *
dup_given (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

static OptSettingChange *
read_setting (const PgQuery__VariableSetStmt *statement, OptSettingScope scope)
{
  OptSettingChange *self = g_new0 (OptSettingChange, 1);

  self->scope = scope;
  if (statement->name != NULL && *statement->name != '\0')
    self->name = g_ascii_strdown (statement->name, -1);
  if (statement->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE && !statement->is_local
      && statement->n_args == 1 && statement->args[0]->node_case == PG_QUERY__NODE__NODE_A_CONST)
    self->value = opt_constant_to_text (statement->args[0]->a_const);

  return self;
}

static OptSettingChange *
read_role_setting (const PgQuery__AlterRoleSetStmt *statement)
{
  gboolean in_database = statement->database != NULL && *statement->database != '\0';
  OptSettingChange *self
      = read_setting (statement->setstmt,
                      in_database ? OPT_SETTING_ROLE_IN_DATABASE : OPT_SETTING_ROLE);

  self->database = dup_given (statement->database);
  if (statement->role != NULL
      && statement->role->roletype == PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_CSTRING)
    self->role = dup_given (statement->role->rolename);

  return self;
}

static OptSettingChange *
read_database_setting (const PgQuery__AlterDatabaseSetStmt *statement)
{
  OptSettingChange *self = read_setting (statement->setstmt, OPT_SETTING_DATABASE);

  self->database = dup_given (statement->dbname);

  return self;
}

/* ANALYZE, or VACUUM (ANALYZE). */
static gboolean
analyzes (const PgQuery__VacuumStmt *statement)
{
  if (!statement->is_vacuumcmd)
    return TRUE;

  for (size_t i = 0; i < statement->n_options; i++)
    if (statement->options[i]->node_case == PG_QUERY__NODE__NODE_DEF_ELEM
        && g_strcmp0 (statement->options[i]->def_elem->defname, "analyze") == 0)
      return TRUE;

  return FALSE;
}

/* ALTER TABLE that sets how many values of columns are kept, and nothing else. */
static gboolean
sets_statistics (const PgQuery__AlterTableStmt *statement)
{
  for (size_t i = 0; i < statement->n_cmds; i++)
    if (statement->cmds[i]->node_case != PG_QUERY__NODE__NODE_ALTER_TABLE_CMD
        || statement->cmds[i]->alter_table_cmd->subtype
               != PG_QUERY__ALTER_TABLE_TYPE__AT_SetStatistics)
      return FALSE;

  return statement->n_cmds > 0;
}

static gboolean
drops_what_no_row_needs (const PgQuery__DropStmt *statement)
{
  return statement->remove_type == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX
         || statement->remove_type == PG_QUERY__OBJECT_TYPE__OBJECT_STATISTIC_EXT;
}

static void
take_setting (OptChangeStatement *self, OptSettingChange *setting)
{
  self->kind = OPT_CHANGE_STATEMENT_SETTING;
  self->setting = setting;
}

static void
read_node (OptChangeStatement *self, const PgQuery__Node *node)
{
  switch ((int) node->node_case)
    {
    case PG_QUERY__NODE__NODE_INDEX_STMT:
      self->kind = OPT_CHANGE_STATEMENT_INDEX;
      break;
    case PG_QUERY__NODE__NODE_CREATE_STATS_STMT:
    case PG_QUERY__NODE__NODE_ALTER_STATS_STMT:
      self->kind = OPT_CHANGE_STATEMENT_STATISTICS;
      self->wants_analyze = TRUE;
      break;
    case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT:
      self->wants_analyze = sets_statistics (node->alter_table_stmt);
      if (self->wants_analyze)
        self->kind = OPT_CHANGE_STATEMENT_STATISTICS;
      break;
    case PG_QUERY__NODE__NODE_VACUUM_STMT:
      self->analyzes = analyzes (node->vacuum_stmt);
      if (self->analyzes)
        self->kind = OPT_CHANGE_STATEMENT_STATISTICS;
      break;
    case PG_QUERY__NODE__NODE_DROP_STMT:
      if (drops_what_no_row_needs (node->drop_stmt))
        self->kind = OPT_CHANGE_STATEMENT_DROP;
      break;
    case PG_QUERY__NODE__NODE_VARIABLE_SET_STMT:
      take_setting (self, read_setting (node->variable_set_stmt, OPT_SETTING_SESSION));
      break;
    case PG_QUERY__NODE__NODE_ALTER_SYSTEM_STMT:
      take_setting (self, read_setting (node->alter_system_stmt->setstmt, OPT_SETTING_SERVER));
      break;
    case PG_QUERY__NODE__NODE_ALTER_ROLE_SET_STMT:
      take_setting (self, read_role_setting (node->alter_role_set_stmt));
      break;
    case PG_QUERY__NODE__NODE_ALTER_DATABASE_SET_STMT:
      take_setting (self, read_database_setting (node->alter_database_set_stmt));
      break;
    default:
      break;
    }
}

/**
 * opt_change_statement_new:
 * @sql: one statement of a change
 *
 * What does not parse is of the kind "other": the server may know more than the parser, and says
 * what is wrong where it does not.
 *
 * Returns: (transfer full): what it does
 */
OptChangeStatement *
opt_change_statement_new (const char *sql)
{
  g_autoptr (OptParseTree) tree = NULL;
  OptChangeStatement *self;

  g_return_val_if_fail (sql != NULL, NULL);

  self = g_new0 (OptChangeStatement, 1);
  self->sql = g_strdup (sql);
  tree = opt_parse_tree_new (sql, NULL);
  if (tree != NULL && tree->n_stmts == 1 && tree->stmts[0]->stmt != NULL)
    read_node (self, tree->stmts[0]->stmt);

  return self;
}

void
opt_change_statement_free (OptChangeStatement *self)
{
  if (self == NULL)
    return;

  g_free (self->sql);
  g_clear_pointer (&self->setting, setting_free);
  g_free (self);
}

/**
 * opt_change_statement_kind_get_nick:
 * @kind: a kind
 *
 * Returns: (transfer none): the word that machines read
 */
const char *
opt_change_statement_kind_get_nick (OptChangeStatementKind kind)
{
  static const char *const nicks[] = {
    [OPT_CHANGE_STATEMENT_OTHER] = "other",
    [OPT_CHANGE_STATEMENT_INDEX] = "index",
    [OPT_CHANGE_STATEMENT_STATISTICS] = "statistics",
    [OPT_CHANGE_STATEMENT_SETTING] = "setting",
    [OPT_CHANGE_STATEMENT_DROP] = "drop",
  };

  g_return_val_if_fail (kind < G_N_ELEMENTS (nicks), NULL);

  return nicks[kind];
}

/**
 * opt_setting_scope_get_nick:
 * @scope: a scope
 *
 * Returns: (transfer none): the word that machines read
 */
const char *
opt_setting_scope_get_nick (OptSettingScope scope)
{
  static const char *const nicks[] = {
    [OPT_SETTING_SESSION] = "session",   [OPT_SETTING_ROLE] = "role",
    [OPT_SETTING_DATABASE] = "database", [OPT_SETTING_ROLE_IN_DATABASE] = "role-in-database",
    [OPT_SETTING_SERVER] = "server",
  };

  g_return_val_if_fail (scope < G_N_ELEMENTS (nicks), NULL);

  return nicks[scope];
}
