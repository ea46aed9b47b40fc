/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-statement-info.h"

#include "opt-analyzer.h"
#include "opt-error.h"

#include <glib/gi18n-lib.h>

static void
parameter_free (OptParameter *parameter)
{
  g_free (parameter->operator_name);
  g_free (parameter->wanted_type);
  g_free (parameter);
}

void
opt_statement_info_free (OptStatementInfo *self)
{
  g_ptr_array_unref (self->parameters);
  g_ptr_array_unref (self->tables);
  g_ptr_array_unref (self->missing);
  g_ptr_array_unref (self->system);
  g_ptr_array_unref (self->scans);
  g_ptr_array_unref (self->functions);
  g_array_unref (self->order_outputs);
  g_ptr_array_unref (self->unresolved);
  g_clear_object (&self->catalog);
  g_free (self);
}

/**
 * opt_statement_kind_get_nick:
 * @kind: a kind
 *
 * Returns: its name, as used in JSON; not translated
 */
const char *
opt_statement_kind_get_nick (OptStatementKind kind)
{
  static const char *const nicks[] = { "select", "insert", "update", "delete", "merge", "utility" };

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (nicks), NULL);
  return nicks[kind];
}

static OptStatementKind
kind_of (const PgQuery__Node *node)
{
  switch ((int) node->node_case)
    {
    case PG_QUERY__NODE__NODE_SELECT_STMT:
      return OPT_STATEMENT_SELECT;
    case PG_QUERY__NODE__NODE_INSERT_STMT:
      return OPT_STATEMENT_INSERT;
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
      return OPT_STATEMENT_UPDATE;
    case PG_QUERY__NODE__NODE_DELETE_STMT:
      return OPT_STATEMENT_DELETE;
    case PG_QUERY__NODE__NODE_MERGE_STMT:
      return OPT_STATEMENT_MERGE;
    default:
      return OPT_STATEMENT_UTILITY;
    }
}

static OptStatementInfo *
info_new (OptCatalog *catalog, OptStatementKind kind)
{
  OptStatementInfo *self = g_new0 (OptStatementInfo, 1);

  g_set_object (&self->catalog, catalog);
  self->kind = kind;
  self->writes = kind == OPT_STATEMENT_UTILITY;
  self->parameters = g_ptr_array_new_with_free_func ((GDestroyNotify) parameter_free);
  self->tables = g_ptr_array_new ();
  self->missing = g_ptr_array_new_with_free_func (g_free);
  self->system = g_ptr_array_new_with_free_func (g_free);
  self->scans = g_ptr_array_new_with_free_func ((GDestroyNotify) opt_scan_free);
  self->functions = g_ptr_array_new_with_free_func (g_free);
  self->order_outputs = g_array_new (FALSE, FALSE, sizeof (guint));
  self->unresolved = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static gboolean
count_parameter (const ProtobufCMessage *message, gpointer user_data)
{
  OptAnalyzer *analyzer = user_data;

  if (message->descriptor == &pg_query__param_ref__descriptor)
    opt_analyzer_get_parameter (analyzer, ((const PgQuery__ParamRef *) message)->number);
  return TRUE;
}

/**
 * opt_statement_info_new:
 * @sql: one statement
 * @catalog: (nullable): the catalog of its database; without it no table is resolved
 * @search_path: (nullable) (array zero-terminated=1): the schemas that names without one are looked
 * up in, or %NULL for the catalog's own
 *
 * Resolves a statement's names by the server's rules and collects what it asks of each table:
 * search path, aliases, subqueries, WITH (recursive ones too), outer references, USING and NATURAL,
 * LATERAL, set operations and views. What can't be resolved is listed in `unresolved` and gives no
 * predicate.
 *
 * Safe in any thread.
 *
 * Returns: (transfer full): the information, or %NULL with an %OPT_ERROR_SYNTAX
 */
OptStatementInfo *
opt_statement_info_new (const char *sql,
                        OptCatalog *catalog,
                        const char *const *search_path,
                        GError **error)
{
  g_autoptr (OptParseTree) tree = NULL;
  OptAnalyzer analyzer = { 0 };
  const PgQuery__Node *node;

  g_return_val_if_fail (sql != NULL, NULL);
  g_return_val_if_fail (catalog == NULL || OPT_IS_CATALOG (catalog), NULL);

  tree = opt_parse_tree_new (sql, error);
  if (tree == NULL)
    return NULL;
  if (tree->n_stmts != 1)
    {
      opt_set_error (error, OPT_ERROR_SYNTAX, _ ("Give one statement."),
                     tree->n_stmts == 0 ? _ ("The text holds no statement")
                                        : _ ("The text holds more than one statement"));
      return NULL;
    }
  node = tree->stmts[0]->stmt;
  analyzer.catalog = catalog;
  analyzer.search_path = search_path;
  if (search_path == NULL && catalog != NULL)
    analyzer.search_path = opt_catalog_get_search_path (catalog);
  analyzer.info = info_new (catalog, kind_of (node));
  analyzer.names = opt_names_new ();
  analyzer.functions = g_hash_table_new (g_str_hash, g_str_equal);
  if (analyzer.info->kind != OPT_STATEMENT_UTILITY)
    opt_analyze_statement (&analyzer, node, NULL);
  else
    opt_analyze_utility (&analyzer, node);
  opt_message_walk (&node->base, count_parameter, &analyzer);
  g_hash_table_unref (analyzer.functions);
  opt_names_free (analyzer.names);
  return analyzer.info;
}
