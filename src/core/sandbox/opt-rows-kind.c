/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "opt-rows-kind.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-sql.h"
#include "opt-statement-calls.h"

/* Functions whose result depends on the order in which rows come, which another plan may change. */
static const char *const ordered_functions[] = { "any_value",
                                                 "array_agg",
                                                 "string_agg",
                                                 "json_agg",
                                                 "jsonb_agg",
                                                 "json_agg_strict",
                                                 "jsonb_agg_strict",
                                                 "json_object_agg",
                                                 "jsonb_object_agg",
                                                 "json_object_agg_strict",
                                                 "jsonb_object_agg_strict",
                                                 "json_object_agg_unique",
                                                 "jsonb_object_agg_unique",
                                                 "json_object_agg_unique_strict",
                                                 "jsonb_object_agg_unique_strict",
                                                 "json_arrayagg",
                                                 "json_objectagg",
                                                 "xmlagg",
                                                 "row_number",
                                                 "ntile",
                                                 "lag",
                                                 "lead",
                                                 "first_value",
                                                 "last_value",
                                                 "nth_value",
                                                 NULL };

/* Those that give one of several values that sort as equals. */
static const char *const extremes[] = { "min", "max", NULL };

/* Stable functions that tell of the session or the transaction, of which each side has its own. */
static const char *const session_functions[] = { "current_database",
                                                 "pg_backend_pid",
                                                 "pg_my_temp_schema",
                                                 "inet_client_port",
                                                 "txid_current",
                                                 "txid_current_if_assigned",
                                                 "txid_current_snapshot",
                                                 "pg_current_xact_id",
                                                 "pg_current_xact_id_if_assigned",
                                                 "pg_current_snapshot",
                                                 NULL };

static const char *
find_function (const OptStatementInfo *info, const char *const *names)
{
  for (guint i = 0; i < info->functions->len; i++)
    {
      const char *name = info->functions->pdata[i];
      const char *dot = strrchr (name, '.');

      if (g_strv_contains (names, dot != NULL ? dot + 1 : name))
        return name;
    }

  return NULL;
}

static gboolean
changes_rows (const OptStatementInfo *info)
{
  return info->kind != OPT_STATEMENT_SELECT || info->changes_rows
         || (info->writes && !info->locks_rows);
}

/* What the views call, too. */
static gboolean
add_calls (OptStatementCalls *calls, const char *sql, const OptStatementInfo *info, GError **error)
{
  if (!opt_statement_calls_add (calls, sql, error))
    return FALSE;
  for (guint i = 0; i < info->tables->len; i++)
    {
      const OptRelation *relation = info->tables->pdata[i];

      if (relation->kind == 'v' && relation->view_definition != NULL
          && !opt_statement_calls_add (calls, relation->view_definition, error))
        return FALSE;
    }

  return TRUE;
}

static void
add_names (OptParams *params, GPtrArray *names)
{
  g_ptr_array_add (names, NULL);
  opt_params_add_text_array (params, (const char *const *) names->pdata);
  g_ptr_array_set_size (names, (int) names->len - 1);
}

/* By the server's own word: a function that says that it is stable or immutable is taken so. */
static gboolean
ask_functions (OptRowsKind *self,
               OptConnection *connection,
               const OptStatementCalls *calls,
               gboolean *returns_set,
               GCancellable *cancellable,
               GError **error)
{
  const char *sql
      = opt_sql_get ("rows", "functions", opt_connection_get_server_version (connection));
  g_autoptr (OptParams) params = opt_params_new ();
  g_autoptr (OptResult) result = NULL;

  add_names (params, calls->function_schemas);
  add_names (params, calls->functions);
  result = opt_connection_query_sync (connection, sql, params, OPT_QUERY_NONE, cancellable, error);
  if (result == NULL)
    return FALSE;

  for (guint i = 0; i < opt_result_get_n_rows (result); i++)
    {
      *returns_set |= opt_result_get_boolean (result, i, "returns_set");
      if (self->volatile_reason == NULL && opt_result_get_boolean (result, i, "is_volatile"))
        self->volatile_reason
            = g_strdup_printf (_ ("%s() is volatile: each call may give another value."),
                               opt_result_get_text (result, i, "name"));
      if (self->unsteady_reason == NULL && opt_result_get_boolean (result, i, "is_own_aggregate"))
        self->unsteady_reason
            = g_strdup_printf (_ ("What %s() gives may depend on the order of the rows."),
                               opt_result_get_text (result, i, "name"));
    }

  return TRUE;
}

static gboolean
ask_collations (OptRowsKind *self,
                OptConnection *connection,
                GCancellable *cancellable,
                GError **error)
{
  const char *sql
      = opt_sql_get ("rows", "collations", opt_connection_get_server_version (connection));
  g_autoptr (OptResult) result
      = opt_connection_query_sync (connection, sql, NULL, OPT_QUERY_NONE, cancellable, error);

  if (result == NULL)
    return FALSE;
  self->texts_sort = !opt_result_get_boolean (result, 0, "some_take_as_equal");

  return TRUE;
}

static char *
make_choice_reason (void)
{
  return g_strdup (
      _ ("LIMIT, OFFSET or DISTINCT ON chooses between rows, and no order is known that "
         "tells all of them apart."));
}

/* What a row of such a function's set is, no key of a table tells. */
static void
judge_statement (OptRowsKind *self, const OptStatementInfo *info, gboolean returns_set)
{
  const char *ordered = find_function (info, ordered_functions);
  const char *session = find_function (info, session_functions);

  if (self->volatile_reason == NULL && info->samples)
    self->volatile_reason = g_strdup (_ ("TABLESAMPLE draws other rows at each call."));
  if (self->choice_reason == NULL && (info->chooses || (info->limited && returns_set)))
    self->choice_reason = make_choice_reason ();
  if (self->inside_reason == NULL && info->chooses_inside)
    self->inside_reason
        = g_strdup (_ ("LIMIT, OFFSET or DISTINCT ON in a part of it chooses between rows, and no "
                       "order is known that tells all of them apart."));
  self->takes_one |= info->groups || find_function (info, extremes) != NULL;
  if (self->unsteady_reason != NULL)
    return;
  if (info->windows_by_row)
    self->unsteady_reason = g_strdup (_ ("A window function of it tells apart rows which may sort "
                                         "as equals, and come in any order then."));
  else if (ordered != NULL)
    self->unsteady_reason
        = g_strdup_printf (_ ("What %s() gives depends on the order of the rows."), ordered);
  else if (session != NULL)
    self->unsteady_reason
        = g_strdup_printf (_ ("%s() tells of the session, of which each side has its own."),
                           session);
}

/* opt_rows_kind_new_sync: (transfer full) (nullable): judges two statements; @connection: to the
 * baseline's copy */
OptRowsKind *
opt_rows_kind_new_sync (OptConnection *connection,
                        const char *baseline_sql,
                        const char *variant_sql,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (OptRowsKind) self = g_new0 (OptRowsKind, 1);
  g_autoptr (OptStatementCalls) calls = opt_statement_calls_new ();
  gboolean returns_set = FALSE;

  self->catalog = opt_catalog_load_sync (connection, cancellable, error);
  if (self->catalog == NULL)
    return NULL;
  self->baseline = opt_statement_info_new (baseline_sql, self->catalog, NULL, error);
  if (self->baseline == NULL)
    return NULL;
  self->variant = opt_statement_info_new (variant_sql, self->catalog, NULL, error);
  if (self->variant == NULL || !add_calls (calls, baseline_sql, self->baseline, error)
      || !add_calls (calls, variant_sql, self->variant, error)
      || !ask_functions (self, connection, calls, &returns_set, cancellable, error)
      || !ask_collations (self, connection, cancellable, error))
    return NULL;

  self->same_sql = strcmp (baseline_sql, variant_sql) == 0;
  self->writes = changes_rows (self->baseline) || changes_rows (self->variant);
  self->total = self->baseline->order_total && !returns_set;
  judge_statement (self, self->baseline, returns_set);
  judge_statement (self, self->variant, returns_set);

  return g_steal_pointer (&self);
}

void
opt_rows_kind_free (OptRowsKind *self)
{
  g_clear_object (&self->catalog);
  g_clear_pointer (&self->baseline, opt_statement_info_free);
  g_clear_pointer (&self->variant, opt_statement_info_free);
  g_free (self->volatile_reason);
  g_free (self->choice_reason);
  g_free (self->inside_reason);
  g_free (self->unsteady_reason);
  g_free (self);
}

/* Floats are compared with a tolerance, and numerics are trimmed, where one stands for others. */
static gboolean
stands_for_others (const OptRowsKind *self, const OptRowsColumns *columns, guint column)
{
  return opt_rows_columns_is_float (columns, column)
         || opt_rows_columns_is_numeric (columns, column)
         || opt_rows_columns_sorts_by_text (columns, column, self->texts_sort);
}

/* Floats do not, either: a sum that is rounded in another way sorts as another. */
static gboolean
keys_sort_by_text (const OptRowsKind *self,
                   const OptStatementInfo *info,
                   const OptRowsColumns *columns)
{
  for (guint i = 0; i < info->order_outputs->len; i++)
    {
      guint output = g_array_index (info->order_outputs, guint, i);

      if (output > columns->n
          || (output > 0
              && !opt_rows_columns_sorts_by_text (columns, output - 1, self->texts_sort)))
        return FALSE;
    }

  return TRUE;
}

/* opt_rows_kind_judge_order: whether an order is total that is only where values that sort as
 * equals are the same; @columns: of what the baseline returns */
void
opt_rows_kind_judge_order (OptRowsKind *self, const OptRowsColumns *columns)
{
  const OptStatementInfo *const infos[] = { self->baseline, self->variant };

  for (guint i = 0; i < G_N_ELEMENTS (infos); i++)
    {
      if (!infos[i]->covers_result || keys_sort_by_text (self, infos[i], columns))
        continue;
      self->total &= infos[i] != self->baseline;
      if (infos[i]->limited && self->choice_reason == NULL)
        self->choice_reason = make_choice_reason ();
    }
}

/* opt_rows_kind_judge_columns: whether equal values of what is returned, or of a table that is
 * changed, look the same where one of them stands for all; @columns are told what to trim */
void
opt_rows_kind_judge_columns (OptRowsKind *self, OptRowsColumns *columns)
{
  columns->trims = self->takes_one;
  if (self->unsteady_reason != NULL || !self->takes_one)
    return;
  for (guint i = 0; i < columns->n; i++)
    if (!stands_for_others (self, columns, i))
      {
        self->unsteady_reason
            = g_strdup_printf (_ ("One of several values stands for all that are equal, and in "
                                  "column %s equal values need not look the same."),
                               columns->names[i]);
        return;
      }
}

/* opt_rows_kind_get_choice: (nullable): why equal rows prove nothing */
const char *
opt_rows_kind_get_choice (const OptRowsKind *self)
{
  return self->choice_reason != NULL ? self->choice_reason : self->inside_reason;
}

/* opt_rows_kind_list_ties: (transfer full) (nullable) (element-type guint): the columns that the
 * baseline is sorted by, where they tell which of its rows sort as equals */
GArray *
opt_rows_kind_list_ties (const OptRowsKind *self, const OptRowsColumns *columns)
{
  const GArray *outputs = self->baseline->order_outputs;
  g_autoptr (GArray) ties = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < outputs->len; i++)
    {
      guint output = g_array_index (outputs, guint, i);

      if (output == 0 || output > columns->n
          || !opt_rows_columns_sorts_by_text (columns, output - 1, self->texts_sort))
        return NULL;
      output--;
      g_array_append_val (ties, output);
    }

  return g_steal_pointer (&ties);
}
