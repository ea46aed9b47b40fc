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

static void
name_free (gpointer data)
{
  OptChangeName *self = data;

  g_free (self->schema);
  g_free (self->name);
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

static void
add_name (OptChangeStatement *self, const char *schema, const char *name)
{
  OptChangeName *added = g_new0 (OptChangeName, 1);

  added->schema = dup_given (schema);
  added->name = g_strdup (name);
  g_ptr_array_add (self->names, added);
}

static void
add_relation (OptChangeStatement *self, const PgQuery__RangeVar *relation)
{
  if (relation != NULL)
    add_name (self, relation->schemaname, relation->relname);
}

/* As the server reads it: what stands alone is on. */
static gboolean
is_on (const PgQuery__DefElem *option)
{
  static const char *const off[] = { "false", "off", "no", "0", NULL };
  const PgQuery__Node *value = option->arg;
  g_autofree char *text = NULL;

  if (value == NULL)
    return TRUE;
  if (value->node_case == PG_QUERY__NODE__NODE_INTEGER)
    return value->integer->ival != 0;
  if (value->node_case == PG_QUERY__NODE__NODE_BOOLEAN)
    return value->boolean->boolval;
  if (value->node_case != PG_QUERY__NODE__NODE_STRING)
    return TRUE;
  text = g_ascii_strdown (value->string->sval, -1);

  return !g_strv_contains (off, text);
}

/* ANALYZE, or VACUUM (ANALYZE). Of an option that is given twice the last one counts. */
static gboolean
analyzes (const PgQuery__VacuumStmt *statement)
{
  gboolean analyzes = FALSE;

  if (!statement->is_vacuumcmd)
    return TRUE;

  for (size_t i = 0; i < statement->n_options; i++)
    if (statement->options[i]->node_case == PG_QUERY__NODE__NODE_DEF_ELEM
        && g_strcmp0 (statement->options[i]->def_elem->defname, "analyze") == 0)
      analyzes = is_on (statement->options[i]->def_elem);

  return analyzes;
}

static void
read_vacuum (OptChangeStatement *self, const PgQuery__VacuumStmt *statement)
{
  self->analyzes = analyzes (statement);
  if (!self->analyzes)
    return;

  self->kind = OPT_CHANGE_STATEMENT_STATISTICS;
  for (size_t i = 0; i < statement->n_rels; i++)
    if (statement->rels[i]->node_case == PG_QUERY__NODE__NODE_VACUUM_RELATION)
      add_relation (self, statement->rels[i]->vacuum_relation->relation);
}

static void
read_statistics (OptChangeStatement *self, const PgQuery__CreateStatsStmt *statement)
{
  self->kind = OPT_CHANGE_STATEMENT_STATISTICS;
  self->wants_analyze = TRUE;
  for (size_t i = 0; i < statement->n_relations; i++)
    if (statement->relations[i]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
      add_relation (self, statement->relations[i]->range_var);
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

static void
add_dropped_index (OptChangeStatement *self, const PgQuery__Node *object)
{
  const PgQuery__List *parts;
  const char *name, *schema;

  if (object->node_case != PG_QUERY__NODE__NODE_LIST || object->list->n_items == 0)
    return;
  parts = object->list;
  name = opt_node_get_string (parts->items[parts->n_items - 1]);
  schema = parts->n_items > 1 ? opt_node_get_string (parts->items[parts->n_items - 2]) : NULL;
  if (name != NULL)
    add_name (self, schema, name);
}

static void
read_drop (OptChangeStatement *self, const PgQuery__DropStmt *statement)
{
  gboolean is_index = statement->remove_type == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX;

  if (!is_index && statement->remove_type != PG_QUERY__OBJECT_TYPE__OBJECT_STATISTIC_EXT)
    return;

  self->kind = OPT_CHANGE_STATEMENT_DROP;
  self->cascades = statement->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
  for (size_t i = 0; is_index && i < statement->n_objects; i++)
    add_dropped_index (self, statement->objects[i]);
}

static gboolean
is_set (const ProtobufCMessage *message, const char *name)
{
  const ProtobufCFieldDescriptor *field
      = protobuf_c_message_descriptor_get_field_by_name (message->descriptor, name);

  return field != NULL && field->type == PROTOBUF_C_TYPE_BOOL
         && G_STRUCT_MEMBER (protobuf_c_boolean, message, field->offset);
}

/* Whatever can say IF EXISTS or IF NOT EXISTS has a field of one of these names. */
static gboolean
look_for_tolerance (const ProtobufCMessage *message, gpointer user_data)
{
  gboolean *tolerates = user_data;

  *tolerates |= is_set (message, "missing_ok") || is_set (message, "if_not_exists");

  return !*tolerates;
}

static void
take_setting (OptChangeStatement *self, OptSettingChange *setting)
{
  self->kind = OPT_CHANGE_STATEMENT_SETTING;
  self->setting = setting;
  self->wants_analyze = g_strcmp0 (setting->name, "default_statistics_target") == 0;
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
      read_statistics (self, node->create_stats_stmt);
      break;
    case PG_QUERY__NODE__NODE_ALTER_STATS_STMT:
      self->kind = OPT_CHANGE_STATEMENT_STATISTICS;
      self->wants_analyze = TRUE;
      break;
    case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT:
      self->wants_analyze = sets_statistics (node->alter_table_stmt);
      if (self->wants_analyze)
        {
          self->kind = OPT_CHANGE_STATEMENT_STATISTICS;
          /* ALTER INDEX, too: its table is not named. */
          if (node->alter_table_stmt->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_TABLE)
            add_relation (self, node->alter_table_stmt->relation);
        }
      break;
    case PG_QUERY__NODE__NODE_VACUUM_STMT:
      read_vacuum (self, node->vacuum_stmt);
      break;
    case PG_QUERY__NODE__NODE_DROP_STMT:
      read_drop (self, node->drop_stmt);
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
    case PG_QUERY__NODE__NODE_SELECT_STMT:
    case PG_QUERY__NODE__NODE_INSERT_STMT:
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
    case PG_QUERY__NODE__NODE_DELETE_STMT:
    case PG_QUERY__NODE__NODE_MERGE_STMT:
    case PG_QUERY__NODE__NODE_COPY_STMT:
    case PG_QUERY__NODE__NODE_DO_STMT:
    case PG_QUERY__NODE__NODE_CALL_STMT:
    case PG_QUERY__NODE__NODE_EXPLAIN_STMT:
    case PG_QUERY__NODE__NODE_PREPARE_STMT:
    case PG_QUERY__NODE__NODE_EXECUTE_STMT:
    case PG_QUERY__NODE__NODE_DECLARE_CURSOR_STMT:
    case PG_QUERY__NODE__NODE_FETCH_STMT:
    case PG_QUERY__NODE__NODE_TRANSACTION_STMT:
    case PG_QUERY__NODE__NODE_DISCARD_STMT:
    case PG_QUERY__NODE__NODE_LOAD_STMT:
      self->kind = OPT_CHANGE_STATEMENT_QUERY;
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
  self->names = g_ptr_array_new_with_free_func (name_free);
  tree = opt_parse_tree_new (sql, NULL);
  if (tree != NULL && tree->n_stmts == 1 && tree->stmts[0]->stmt != NULL)
    {
      read_node (self, tree->stmts[0]->stmt);
      opt_message_walk (&tree->stmts[0]->stmt->base, look_for_tolerance, &self->tolerates);
    }

  return self;
}

void
opt_change_statement_free (OptChangeStatement *self)
{
  if (self == NULL)
    return;

  g_free (self->sql);
  g_ptr_array_unref (self->names);
  g_clear_pointer (&self->setting, setting_free);
  g_free (self);
}

static gboolean
holds_name (GPtrArray *names, const OptChangeName *name)
{
  for (guint i = 0; i < names->len; i++)
    {
      const OptChangeName *other = names->pdata[i];

      if (g_str_equal (other->name, name->name)
          && (other->schema == NULL || name->schema == NULL
              || g_str_equal (other->schema, name->schema)))
        return TRUE;
    }

  return FALSE;
}

/**
 * opt_change_statement_analyzes_for:
 * @self: a statement
 * @other: one before it that has no effect until an ANALYZE follows
 *
 * A schema that only one of them writes is taken for the same. What @other is of is not always
 * known: of ALTER STATISTICS and of a setting any ANALYZE will do.
 *
 * Returns: whether @self is an ANALYZE of all that @other is of
 */
gboolean
opt_change_statement_analyzes_for (const OptChangeStatement *self, const OptChangeStatement *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  if (!self->analyzes || self->names->len == 0)
    return self->analyzes;
  for (guint i = 0; i < other->names->len; i++)
    if (!holds_name (self->names, other->names->pdata[i]))
      return FALSE;

  return TRUE;
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
    [OPT_CHANGE_STATEMENT_QUERY] = "query",
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
