/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-stated-change.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-audit-redact.h"
#include "opt-error.h"
#include "opt-parse-tree.h"
#include "opt-sql.h"
#include "opt-stated-index.h"
#include "opt-statement-text.h"

/* Nothing that was written is run: what is understood of it is, in SQL of our own. */

#define CHARACTERS_OF_STATEMENT 60

/* The server keeps no more, whatever it is told. */
#define MAX_TARGET 10000

/**
 * opt_stated_change_free:
 * @self: (nullable) (transfer full): a change
 */
void
opt_stated_change_free (OptStatedChange *self)
{
  if (self == NULL)
    return;

  g_free (self->sql);
  opt_index_spec_free (self->create);
  opt_change_property_free (self->property);
  g_free (self);
}

static gboolean
refuse (GError **error, const char *sql)
{
  g_autofree char *redacted = opt_audit_redact_sql (sql);
  g_autofree char *head
      = g_utf8_substring (redacted, 0, MIN (g_utf8_strlen (redacted, -1), CHARACTERS_OF_STATEMENT));
  const char *line = g_strdelimit (head, "\r\n", ' ');

  opt_set_error (
      error, OPT_ERROR_REFUSED,
      _ ("Run it by hand. What OptiSchema makes and takes back: an index made or dropped; a "
         "statistics object, a column's statistics target or n_distinct; one table "
         "analyzed; a parameter of the server, a database or a role."),
      _ ("“%s” is no change that OptiSchema can take back"), line);

  return FALSE;
}

/* ---- Parameters ------------------------------------------------------------------------------ */

static gboolean
take_setting (OptStatedChange *self, const PgQuery__VariableSetStmt *set, GError **error)
{
  OptChangeProperty *property;
  const PgQuery__Node *value = set->n_args == 1 ? set->args[0] : NULL;

  switch ((int) set->kind)
    {
    case PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE:
      if (value == NULL || value->node_case != PG_QUERY__NODE__NODE_A_CONST)
        return refuse (error, self->sql);
      break;
    case PG_QUERY__VARIABLE_SET_KIND__VAR_SET_DEFAULT:
    case PG_QUERY__VARIABLE_SET_KIND__VAR_RESET:
      value = NULL;
      break;
    default:
      return refuse (error, self->sql);
    }

  property = opt_change_property_new (OPT_PROPERTY_PARAMETER, set->name);
  property->after = value != NULL ? opt_constant_to_text (value->a_const) : NULL;
  self->property = property;

  return TRUE;
}

static gboolean
take_role (OptStatedChange *self, const PgQuery__AlterRoleSetStmt *statement, GError **error)
{
  const PgQuery__RoleSpec *role = statement->role;

  /* For all roles it would be the database's own. */
  if (role == NULL || role->roletype != PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_CSTRING)
    return refuse (error, self->sql);
  if (!take_setting (self, statement->setstmt, error))
    return FALSE;

  self->property->role = g_strdup (role->rolename);
  if (statement->database != NULL && *statement->database != '\0')
    self->property->database = g_strdup (statement->database);

  return TRUE;
}

static gboolean
take_database (OptStatedChange *self,
               const PgQuery__AlterDatabaseSetStmt *statement,
               GError **error)
{
  if (!take_setting (self, statement->setstmt, error))
    return FALSE;
  self->property->database = g_strdup (statement->dbname);

  return TRUE;
}

/* ---- Statistics ------------------------------------------------------------------------------ */

static OptChangeProperty *
make_column_property (OptPropertyKind kind,
                      const char *name,
                      const OptRelation *relation,
                      const char *column,
                      GError **error)
{
  OptChangeProperty *property;

  if (column == NULL || opt_relation_find_column (relation, column) == NULL)
    {
      opt_set_error (error, OPT_ERROR_NOT_FOUND, NULL, _ ("The table %s.%s has no column “%s”"),
                     relation->schema, relation->name, column != NULL ? column : "");
      return NULL;
    }
  property = opt_change_property_new (kind, name);
  property->table = opt_relation_get_quoted_name (relation);
  property->column = g_strdup (column);

  return property;
}

static gboolean
has_children (OptCatalog *catalog, const OptRelation *relation)
{
  GPtrArray *relations = opt_catalog_get_relations (catalog);

  for (guint i = 0; i < relations->len; i++)
    {
      const OptRelation *child = relations->pdata[i];

      if (child->parent == relation->oid)
        return TRUE;
      for (guint k = 0; k < child->n_inherits; k++)
        if (child->inherits[k] == relation->oid)
          return TRUE;
    }

  return FALSE;
}

/* Without ONLY the server sets it for each child too, whose own would be lost by the undo. */
static gboolean
take_target (OptStatedChange *self,
             OptCatalog *catalog,
             gboolean recurses,
             const OptRelation *relation,
             const PgQuery__AlterTableCmd *command,
             GError **error)
{
  int value = command->def != NULL && command->def->node_case == PG_QUERY__NODE__NODE_INTEGER
                  ? command->def->integer->ival
                  : -1;

  if (value > MAX_TARGET)
    {
      opt_set_error (error, OPT_ERROR_REFUSED, _ ("Set it to 10000 at most."),
                     _ ("The server keeps no statistics target above 10000."));
      return FALSE;
    }
  if (recurses && has_children (catalog, relation))
    {
      opt_set_error (
          error, OPT_ERROR_REFUSED,
          _ ("Set it with ALTER TABLE ONLY, and for each of them by itself."),
          _ ("The table %s.%s has partitions or children, for which it would be set too; "
             "what they had of their own could not be given back."),
          relation->schema, relation->name);
      return FALSE;
    }
  self->property = make_column_property (OPT_PROPERTY_COLUMN_TARGET, "attstattarget", relation,
                                         command->name, error);
  if (self->property != NULL && value >= 0)
    self->property->after = g_strdup_printf ("%d", value);

  return self->property != NULL;
}

static char *
get_number (const PgQuery__Node *node)
{
  if (node != NULL && node->node_case == PG_QUERY__NODE__NODE_INTEGER)
    return g_strdup_printf ("%d", node->integer->ival);
  if (node != NULL && node->node_case == PG_QUERY__NODE__NODE_FLOAT)
    return g_strdup (node->float_->fval);

  return NULL;
}

static gboolean
take_option (OptStatedChange *self,
             const OptRelation *relation,
             const PgQuery__AlterTableCmd *command,
             GError **error)
{
  const PgQuery__List *list
      = command->def != NULL && command->def->node_case == PG_QUERY__NODE__NODE_LIST
            ? command->def->list
            : NULL;
  const PgQuery__DefElem *option
      = list != NULL && list->n_items == 1
                && list->items[0]->node_case == PG_QUERY__NODE__NODE_DEF_ELEM
            ? list->items[0]->def_elem
            : NULL;
  gboolean sets = command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_SetOptions;
  g_autofree char *value = option != NULL && sets ? get_number (option->arg) : NULL;

  if (option == NULL || (sets && value == NULL)
      || (strcmp (option->defname, "n_distinct") != 0
          && strcmp (option->defname, "n_distinct_inherited") != 0))
    return refuse (error, self->sql);

  self->property = make_column_property (OPT_PROPERTY_COLUMN_OPTION, option->defname, relation,
                                         command->name, error);
  if (self->property != NULL)
    self->property->after = g_steal_pointer (&value);

  return self->property != NULL;
}

static gboolean
take_table (OptStatedChange *self,
            OptCatalog *catalog,
            const PgQuery__AlterTableStmt *statement,
            GError **error)
{
  const PgQuery__AlterTableCmd *command
      = statement->n_cmds == 1
                && statement->cmds[0]->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_CMD
            ? statement->cmds[0]->alter_table_cmd
            : NULL;
  const OptRelation *relation;

  if (command == NULL || statement->relation == NULL)
    return refuse (error, self->sql);
  relation = opt_stated_find_relation (catalog, statement->relation, error);
  if (relation == NULL)
    return FALSE;

  switch ((int) command->subtype)
    {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetStatistics:
      return take_target (self, catalog, statement->relation->inh, relation, command, error);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetOptions:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ResetOptions:
      return take_option (self, relation, command, error);
    default:
      return refuse (error, self->sql);
    }
}

/* Identifiers, or expressions in parentheses, with commas. */
static char *
join_columns (const PgQuery__CreateStatsStmt *statement)
{
  GString *text = g_string_new (NULL);

  for (size_t i = 0; i < statement->n_exprs; i++)
    {
      const PgQuery__StatsElem *element
          = statement->exprs[i]->node_case == PG_QUERY__NODE__NODE_STATS_ELEM
                ? statement->exprs[i]->stats_elem
                : NULL;
      g_autofree char *written = element == NULL ? NULL
                                 : element->name != NULL && *element->name != '\0'
                                     ? opt_sql_quote_identifier (element->name)
                                     : opt_node_deparse (element->expr);

      if (written == NULL)
        {
          g_string_free (text, TRUE);
          return NULL;
        }
      g_string_append_printf (text,
                              element->name != NULL && *element->name != '\0' ? "%s%s" : "%s(%s)",
                              i > 0 ? ", " : "", written);
    }

  return g_string_free (text, FALSE);
}

static char *
join_kinds (const PgQuery__CreateStatsStmt *statement)
{
  GString *text = g_string_new (NULL);

  for (size_t i = 0; i < statement->n_stat_types; i++)
    {
      g_autofree char *kind
          = opt_sql_quote_identifier (opt_node_get_string (statement->stat_types[i]));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", kind);
    }

  return g_string_free (text, text->len == 0);
}

static gboolean
take_statistics (OptStatedChange *self,
                 OptCatalog *catalog,
                 const PgQuery__CreateStatsStmt *statement,
                 GError **error)
{
  const OptRelation *relation;
  OptChangeProperty *property;

  if (statement->n_relations != 1 || statement->n_defnames < 1 || statement->n_defnames > 2
      || statement->if_not_exists
      || statement->relations[0]->node_case != PG_QUERY__NODE__NODE_RANGE_VAR)
    return refuse (error, self->sql);
  relation = opt_stated_find_relation (catalog, statement->relations[0]->range_var, error);
  if (relation == NULL)
    return FALSE;

  property = self->property
      = opt_change_property_new (OPT_PROPERTY_STATISTICS,
                                 opt_node_get_string (
                                     statement->defnames[statement->n_defnames - 1]));
  property->schema = g_strdup (
      statement->n_defnames == 2 ? opt_node_get_string (statement->defnames[0]) : relation->schema);
  property->table = opt_relation_get_quoted_name (relation);
  property->kinds = join_kinds (statement);
  property->columns = join_columns (statement);
  property->after = g_strdup (property->columns);

  return property->columns != NULL || refuse (error, self->sql);
}

static gboolean
take_analyze (OptStatedChange *self,
              OptCatalog *catalog,
              const PgQuery__VacuumStmt *statement,
              GError **error)
{
  const PgQuery__VacuumRelation *target
      = statement->n_rels == 1
                && statement->rels[0]->node_case == PG_QUERY__NODE__NODE_VACUUM_RELATION
            ? statement->rels[0]->vacuum_relation
            : NULL;

  if (statement->is_vacuumcmd || statement->n_options > 0 || target == NULL || target->n_va_cols > 0
      || target->relation == NULL)
    return refuse (error, self->sql);
  self->analyze = opt_stated_find_relation (catalog, target->relation, error);

  return self->analyze != NULL;
}

/* ---- Each of them ---------------------------------------------------------------------------- */

static gboolean
take (OptStatedChange *self, OptCatalog *catalog, const PgQuery__Node *node, GError **error)
{
  switch ((int) node->node_case)
    {
    case PG_QUERY__NODE__NODE_INDEX_STMT:
      self->create = opt_stated_make_index (catalog, node->index_stmt, error);
      return self->create != NULL;
    case PG_QUERY__NODE__NODE_DROP_STMT:
      if (node->drop_stmt->remove_type != PG_QUERY__OBJECT_TYPE__OBJECT_INDEX)
        return refuse (error, self->sql);
      self->drop = opt_stated_find_dropped (catalog, node->drop_stmt, error);
      return self->drop != NULL;
    case PG_QUERY__NODE__NODE_VACUUM_STMT:
      return take_analyze (self, catalog, node->vacuum_stmt, error);
    case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT:
      return take_table (self, catalog, node->alter_table_stmt, error);
    case PG_QUERY__NODE__NODE_CREATE_STATS_STMT:
      return take_statistics (self, catalog, node->create_stats_stmt, error);
    case PG_QUERY__NODE__NODE_ALTER_SYSTEM_STMT:
      return take_setting (self, node->alter_system_stmt->setstmt, error);
    case PG_QUERY__NODE__NODE_ALTER_DATABASE_SET_STMT:
      return take_database (self, node->alter_database_set_stmt, error);
    case PG_QUERY__NODE__NODE_ALTER_ROLE_SET_STMT:
      return take_role (self, node->alter_role_set_stmt, error);
    default:
      return refuse (error, self->sql);
    }
}

/**
 * opt_stated_changes_parse:
 * @script: SQL: one or more changes
 * @catalog: the catalog of the database they are for
 * @error: return location for an error: %OPT_ERROR_SYNTAX, %OPT_ERROR_NOT_FOUND,
 *   %OPT_ERROR_REFUSED where it is no change that can be taken back
 *
 * Returns: (transfer full) (nullable) (element-type OptStatedChange): what is to be changed, in the
 *   order in which it was written
 */
GPtrArray *
opt_stated_changes_parse (const char *script, OptCatalog *catalog, GError **error)
{
  g_autoptr (GPtrArray) changes
      = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_stated_change_free);
  g_autoptr (GPtrArray) statements = opt_statement_split (script, error);

  if (statements == NULL)
    return NULL;
  for (guint i = 0; i < statements->len; i++)
    {
      const OptStatementSpan *statement = statements->pdata[i];
      g_autoptr (OptParseTree) tree = opt_parse_tree_new (statement->sql, error);
      OptStatedChange *change;

      if (tree == NULL)
        return NULL;
      change = g_new0 (OptStatedChange, 1);
      change->sql = g_strdup (statement->sql);
      g_ptr_array_add (changes, change);
      if (tree->n_stmts != 1)
        {
          refuse (error, change->sql);
          return NULL;
        }
      if (!take (change, catalog, tree->stmts[0]->stmt, error))
        return NULL;
    }
  if (changes->len == 0)
    {
      opt_set_error (error, OPT_ERROR_INVALID, NULL, _ ("There is no statement"));
      return NULL;
    }

  return g_steal_pointer (&changes);
}
