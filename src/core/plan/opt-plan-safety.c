/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-safety.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-sql.h"
#include "opt-statement-calls.h"

#define NEXT_STEP _ ("Run it on a copy in the sandbox, where it can do no harm.")

/* What a statement reads, and what the views in it do. */
typedef struct
{
  OptStatementCalls *calls;
  GHashTable *relations; /* set of OptRelation */
} Reach;

static gboolean
refuse_unknown (const char *name, GError **error)
{
  opt_set_error (error, OPT_ERROR_REFUSED, NEXT_STEP,
                 _ ("What %s does could not be looked up, and may be more than to read. Such a "
                    "statement is not run on a watched server."),
                 name);

  return FALSE;
}

static gboolean
add (Reach *reach, const char *sql, const OptStatementInfo *info, GError **error)
{
  if (!opt_statement_calls_add (reach->calls, sql, error))
    return FALSE;
  if (info->missing->len > 0)
    return refuse_unknown (info->missing->pdata[0], error);

  for (guint i = 0; i < info->tables->len; i++)
    {
      OptRelation *relation = info->tables->pdata[i];
      g_autoptr (OptStatementInfo) inner = NULL;

      if (!g_hash_table_add (reach->relations, relation) || relation->kind != 'v')
        continue;
      /* As that of a view on a table that somebody has locked. */
      if (relation->view_definition == NULL || info->catalog == NULL)
        return refuse_unknown (relation->name, error);
      inner = opt_statement_info_new (relation->view_definition, info->catalog,
                                      opt_catalog_get_search_path (info->catalog), error);
      if (inner == NULL || !add (reach, relation->view_definition, inner, error))
        return FALSE;
    }

  return TRUE;
}

static void
add_texts (OptParams *params, GPtrArray *texts)
{
  g_autoptr (GPtrArray) terminated = g_ptr_array_new ();

  g_ptr_array_extend (terminated, texts, NULL, NULL);
  g_ptr_array_add (terminated, NULL);
  opt_params_add_text_array (params, (const char *const *) terminated->pdata);
}

static void
add_oids (OptParams *params, GHashTable *relations)
{
  g_autoptr (GArray) oids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  const OptRelation *relation;

  g_hash_table_iter_init (&iter, relations);
  while (g_hash_table_iter_next (&iter, (gpointer *) &relation, NULL))
    {
      gint64 oid = relation->oid;

      g_array_append_val (oids, oid);
    }
  opt_params_add_int_array (params, (const gint64 *) oids->data, oids->len);
}

/* @refusal: what to say of the first that @query finds, with "%s" for its name */
static gboolean
find_none (OptConnection *connection,
           const char *query,
           const OptParams *params,
           const char *refusal,
           GCancellable *cancellable,
           GError **error)
{
  const char *sql = opt_sql_get ("plan", query, opt_connection_get_server_version (connection));
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, params, OPT_QUERY_NONE, cancellable, error);
  g_autoptr (GString) words = NULL;

  if (result == NULL)
    return FALSE;
  if (opt_result_get_n_rows (result) == 0)
    return TRUE;

  words = g_string_new (refusal);
  g_string_replace (words, "%s", opt_result_get_text (result, 0, "name"), 1);
  opt_set_error (error, OPT_ERROR_REFUSED, NEXT_STEP, "%s", words->str);

  return FALSE;
}

static gboolean
check_functions (OptConnection *connection,
                 const Reach *reach,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (OptParams) params = opt_params_new ();

  add_texts (params, reach->calls->function_schemas);
  add_texts (params, reach->calls->functions);
  add_texts (params, reach->calls->operator_schemas);
  add_texts (params, reach->calls->operators);
  add_oids (params, reach->relations);
  add_texts (params, reach->calls->columns);
  add_texts (params, reach->calls->types);

  return find_none (
      connection, "volatile-functions", params,
      _ ("The statement may call %s, which is volatile: it may do more than read. Such a "
         "statement is not run on a watched server."),
      cancellable, error);
}

static gboolean
check_foreign_tables (OptConnection *connection,
                      const Reach *reach,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (OptParams) params = opt_params_new ();

  add_oids (params, reach->relations);

  return find_none (
      connection, "foreign-tables", params,
      _ ("The statement may read the foreign table %s: a read-only transaction does not "
         "bind another server, nor a program that is run for its rows. Such a statement "
         "is not run on a watched server."),
      cancellable, error);
}

/**
 * opt_plan_check_safety_sync:
 * @connection: an open connection to a watched server
 * @sql: a statement
 * @info: what it asks of the tables of a catalog
 * @cancellable: (nullable): to give up
 * @error: return location for %OPT_ERROR_REFUSED
 *
 * Before a statement is run on a watched server: it may neither write nor lock rows, nor read a
 * foreign table, nor call a volatile function other than those that are known to do nothing
 * (sql/plan/volatile-functions.13.sql). That holds for what the server puts in by itself as well:
 * views, policies, defaults of arguments, casts, and the checks of domains, which its functions
 * take or give, or which its tables have in a column, whether or not it comes to a check; and for
 * all that stands in those again. What could not be looked up is not run. Not looked at is by which
 * functions a type of somebody's own is compared and printed, and what functions do that say they
 * are not volatile. A read-only transaction alone does not keep pg_terminate_backend(),
 * dblink_exec() or pg_advisory_lock() from what they do.
 *
 * Returns: whether it may be run there
 */
gboolean
opt_plan_check_safety_sync (OptConnection *connection,
                            const char *sql,
                            const OptStatementInfo *info,
                            GCancellable *cancellable,
                            GError **error)
{
  g_autoptr (OptStatementCalls) calls = opt_statement_calls_new ();
  g_autoptr (GHashTable) relations = g_hash_table_new (NULL, NULL);
  Reach reach = { .calls = calls, .relations = relations };

  g_return_val_if_fail (OPT_IS_CONNECTION (connection), FALSE);
  g_return_val_if_fail (sql != NULL && info != NULL, FALSE);

  if (info->writes)
    {
      opt_set_error (error, OPT_ERROR_REFUSED, NEXT_STEP,
                     _ ("A statement that writes or locks rows is never run on a watched server."));
      return FALSE;
    }

  return add (&reach, sql, info, error) && check_functions (connection, &reach, cancellable, error)
         && check_foreign_tables (connection, &reach, cancellable, error);
}
