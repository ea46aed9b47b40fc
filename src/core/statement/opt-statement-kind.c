/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-parse-tree.h"
#include "opt-statement-info.h"

#include <string.h>

typedef struct
{
  GHashTable *ctes;
  guint n_system;
  guint n_business;
  guint n_calls;
  guint n_system_calls;
} Tally;

/* Apart from those that begin with pg_. */
static const char *const system_functions[] = {
  "version",
  "current_setting",
  "set_config",
  "current_schema",
  "current_schemas",
  "current_database",
  "txid_current",
  "txid_current_snapshot",
  "inet_server_addr",
  "inet_server_port",
  "inet_client_addr",
  "obj_description",
  "col_description",
  "format_type",
  "to_regclass",
  "has_table_privilege",
  "has_schema_privilege",
  "has_database_privilege",
  NULL,
};

static gboolean
given (const char *text)
{
  return text != NULL && *text != '\0';
}

static gboolean
is_system_schema (const char *schema)
{
  return strcmp (schema, "pg_catalog") == 0 || strcmp (schema, "information_schema") == 0
         || strcmp (schema, "pg_toast") == 0;
}

static void
tally_relation (Tally *tally, const PgQuery__RangeVar *relation)
{
  if (given (relation->schemaname))
    {
      /* The views of pg_stat_statements live where its extension was put. */
      if (is_system_schema (relation->schemaname)
          || g_str_has_prefix (relation->relname, "pg_stat_statements"))
        tally->n_system++;
      else
        tally->n_business++;
    }
  else if (g_hash_table_contains (tally->ctes, relation->relname))
    return;
  /* The server keeps names that begin with pg_ for itself. */
  else if (g_str_has_prefix (relation->relname, "pg_"))
    tally->n_system++;
  else
    tally->n_business++;
}

static void
tally_call (Tally *tally, const PgQuery__FuncCall *call)
{
  const char *name = opt_node_get_string (call->funcname[call->n_funcname - 1]);

  tally->n_calls++;
  if (name != NULL && strcmp (name, "pg_sleep") != 0
      && (g_str_has_prefix (name, "pg_") || g_strv_contains (system_functions, name)))
    tally->n_system_calls++;
}

static gboolean
visit_ctes (const ProtobufCMessage *message, gpointer user_data)
{
  Tally *tally = user_data;

  if (message->descriptor == &pg_query__common_table_expr__descriptor)
    g_hash_table_add (tally->ctes, ((const PgQuery__CommonTableExpr *) message)->ctename);
  return TRUE;
}

static gboolean
visit (const ProtobufCMessage *message, gpointer user_data)
{
  if (message->descriptor == &pg_query__range_var__descriptor)
    tally_relation (user_data, (const PgQuery__RangeVar *) message);
  else if (message->descriptor == &pg_query__func_call__descriptor)
    tally_call (user_data, (const PgQuery__FuncCall *) message);
  return TRUE;
}

static gboolean
is_system_query (const PgQuery__Node *node)
{
  g_autoptr (GHashTable) ctes = g_hash_table_new (g_str_hash, g_str_equal);
  Tally tally = { ctes, 0, 0, 0, 0 };

  opt_message_walk (&node->base, visit_ctes, &tally);
  opt_message_walk (&node->base, visit, &tally);
  if (tally.n_business > 0)
    return FALSE;
  if (tally.n_system > 0)
    return TRUE;
  return tally.n_calls > 0 && tally.n_calls == tally.n_system_calls;
}

/* Work on tables that takes time and locks, and is no query. */
static gboolean
is_maintenance_node (const PgQuery__Node *node)
{
  switch ((int) node->node_case)
    {
    case PG_QUERY__NODE__NODE_LOCK_STMT:
    case PG_QUERY__NODE__NODE_INDEX_STMT:
    case PG_QUERY__NODE__NODE_VACUUM_STMT: /* and ANALYZE */
    case PG_QUERY__NODE__NODE_TRUNCATE_STMT:
    case PG_QUERY__NODE__NODE_CLUSTER_STMT:
    case PG_QUERY__NODE__NODE_REINDEX_STMT:
    case PG_QUERY__NODE__NODE_REFRESH_MAT_VIEW_STMT:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Where it names no table it is on all of them. */
static gboolean
is_system_maintenance (const PgQuery__Node *node)
{
  return (node->node_case == PG_QUERY__NODE__NODE_REINDEX_STMT
          && node->reindex_stmt->kind == PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_SYSTEM)
         || is_system_query (node);
}

static gboolean
is_system_node (const PgQuery__Node *node)
{
  if (is_maintenance_node (node))
    return is_system_maintenance (node);

  switch ((int) node->node_case)
    {
    case PG_QUERY__NODE__NODE_SELECT_STMT:
    case PG_QUERY__NODE__NODE_INSERT_STMT:
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
    case PG_QUERY__NODE__NODE_DELETE_STMT:
    case PG_QUERY__NODE__NODE_MERGE_STMT:
    case PG_QUERY__NODE__NODE_COPY_STMT:
    case PG_QUERY__NODE__NODE_DECLARE_CURSOR_STMT:
      return is_system_query (node);
    case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
    case PG_QUERY__NODE__NODE_CALL_STMT:
    case PG_QUERY__NODE__NODE_DO_STMT:
    case PG_QUERY__NODE__NODE_EXECUTE_STMT:
    case PG_QUERY__NODE__NODE_FETCH_STMT:
      return FALSE;
    default:
      return TRUE;
    }
}

/* Where it ends there is nothing any more. */
static const char *
skip_comments (const char *sql)
{
  for (;;)
    {
      const char *end;

      while (*sql == '(' || g_ascii_isspace (*sql))
        sql++;
      if (g_str_has_prefix (sql, "/*"))
        end = strstr (sql, "*/");
      else if (g_str_has_prefix (sql, "--"))
        end = strchr (sql, '\n');
      else
        return sql;
      if (end == NULL)
        return "";
      sql = end + (*end == '*' ? 2 : 1);
    }
}

static gboolean
begins_as_query (const char *sql)
{
  static const char *const words[]
      = { "select", "with", "insert", "update", "delete", "merge", "values", NULL };
  g_autofree char *word = NULL;
  gsize length = 0;

  sql = skip_comments (sql);
  while (g_ascii_isalpha (sql[length]))
    length++;
  word = g_ascii_strdown (sql, (gssize) length);

  return g_strv_contains (words, word);
}

/* A query that has none of these in its text, not even in a comment or a string, names nothing of
 * the system's: to parse most of the thousands of texts of a busy server would take seconds. */
static gboolean
may_name_system (const char *sql)
{
  g_autofree char *text = g_ascii_strdown (sql, -1);

  if (strstr (text, "pg_") != NULL || strstr (text, "information_schema") != NULL
      || strstr (text, "u&\"") != NULL)
    return TRUE;
  for (gsize i = 0; system_functions[i] != NULL; i++)
    if (strstr (text, system_functions[i]) != NULL)
      return TRUE;

  return FALSE;
}

/**
 * opt_statement_is_system:
 * @sql: a statement
 *
 * Tells what runs the database from the work it is there for, by the parse tree: transaction
 * control, SET, SHOW, EXPLAIN, DDL and most other utility statements, and queries that touch
 * pg_catalog and information_schema alone. Utility statements that work on tables of the database's
 * own are none: see opt_statement_is_maintenance(). Comments don't count, nor does a text that does
 * not parse.
 *
 * Returns: whether it is a system statement
 */
gboolean
opt_statement_is_system (const char *sql)
{
  g_autoptr (OptParseTree) tree = NULL;

  g_return_val_if_fail (sql != NULL, FALSE);

  if (begins_as_query (sql) && !may_name_system (sql))
    return FALSE;

  tree = opt_parse_tree_new (sql, NULL);
  if (tree == NULL || tree->n_stmts == 0)
    return FALSE;
  for (size_t i = 0; i < tree->n_stmts; i++)
    if (!is_system_node (tree->stmts[i]->stmt))
      return FALSE;
  return TRUE;
}

/**
 * opt_statement_is_maintenance:
 * @sql: a statement
 *
 * Returns: whether it is a LOCK, CREATE INDEX, VACUUM, ANALYZE, TRUNCATE, CLUSTER, REINDEX or
 *   REFRESH MATERIALIZED VIEW: work that takes time and locks, and that has no plan
 */
gboolean
opt_statement_is_maintenance (const char *sql)
{
  g_autoptr (OptParseTree) tree = NULL;

  g_return_val_if_fail (sql != NULL, FALSE);

  if (begins_as_query (sql))
    return FALSE;

  tree = opt_parse_tree_new (sql, NULL);
  for (size_t i = 0; tree != NULL && i < tree->n_stmts; i++)
    if (is_maintenance_node (tree->stmts[i]->stmt))
      return TRUE;

  return FALSE;
}

/**
 * opt_statement_may_keep_literals:
 * @sql: a statement as pg_stat_statements has it
 *
 * Returns: whether the server may have left the values in it: it takes them out of queries alone,
 *   and from version 16 on of some others
 */
gboolean
opt_statement_may_keep_literals (const char *sql)
{
  g_return_val_if_fail (sql != NULL, TRUE);

  return !begins_as_query (sql);
}
