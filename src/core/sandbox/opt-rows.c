/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-rows.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-sql.h"
#include "opt-statement-info.h"

/* float4, float8: a sum of them depends on the order of its rows. */
#define OID_FLOAT4 700
#define OID_FLOAT8 701

/* Functions whose result differs from call to call; what reads the clock among them. */
static const char *const volatile_functions[] = { "random",
                                                  "clock_timestamp",
                                                  "now",
                                                  "statement_timestamp",
                                                  "timeofday",
                                                  "nextval",
                                                  "txid_current",
                                                  "pg_current_xact_id",
                                                  "gen_random_uuid",
                                                  "uuid_generate_v4",
                                                  "pg_backend_pid",
                                                  "transaction_timestamp",
                                                  "random_normal",
                                                  "uuidv7",
                                                  NULL };

/* Functions whose result depends on the order in which rows come, which another plan may change. */
static const char *const ordered_functions[] = { "array_agg",
                                                 "string_agg",
                                                 "json_agg",
                                                 "jsonb_agg",
                                                 "json_object_agg",
                                                 "jsonb_object_agg",
                                                 "xmlagg",
                                                 "row_number",
                                                 "ntile",
                                                 "lag",
                                                 "lead",
                                                 "first_value",
                                                 "last_value",
                                                 "nth_value",
                                                 NULL };

/* A fingerprint of a statement's rows: their number and two hash sums, or the number changed. */
typedef struct
{
  char *text;
  gboolean has_floats;
} Fingerprint;

static void
fingerprint_clear (Fingerprint *self)
{
  g_free (self->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fingerprint, fingerprint_clear)

static gboolean
has_float_columns (OptResult *result)
{
  for (guint i = 0; i < opt_result_get_n_columns (result); i++)
    {
      guint32 type = opt_result_get_column_type (result, i);

      if (type == OID_FLOAT4 || type == OID_FLOAT8)
        return TRUE;
    }

  return FALSE;
}

static OptResult *
run_filled (OptConnection *connection,
            const char *name,
            const char *statement,
            const OptParams *params,
            GCancellable *cancellable,
            GError **error)
{
  int version = opt_connection_get_server_version (connection);
  g_autofree char *sql
      = opt_sql_fill (opt_sql_get ("rows", name, version), "statement", statement, NULL);

  return opt_connection_query_sync (connection, sql, params, OPT_QUERY_NONE, cancellable, error);
}

static gboolean
hash_rows (OptConnection *connection,
           const char *statement,
           const OptParams *params,
           Fingerprint *fingerprint,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (OptResult) columns
      = run_filled (connection, "columns", statement, params, cancellable, error);
  g_autoptr (OptResult) hash = NULL;
  GString *text;

  if (columns == NULL)
    return FALSE;
  hash = run_filled (connection, "hash", statement, params, cancellable, error);
  if (hash == NULL)
    return FALSE;

  text = g_string_new (opt_result_get_text (hash, 0, "fingerprint"));
  for (guint i = 0; i < opt_result_get_n_columns (columns); i++)
    g_string_append_printf (text, " %u", opt_result_get_column_type (columns, i));
  fingerprint->text = g_string_free (text, FALSE);
  fingerprint->has_floats = has_float_columns (columns);

  return TRUE;
}

/* What a writing statement changed, rolled back. */
static gboolean
count_changes (OptConnection *connection,
               const char *statement,
               const OptParams *params,
               Fingerprint *fingerprint,
               GCancellable *cancellable,
               GError **error)
{
  int version = opt_connection_get_server_version (connection);
  g_autoptr (OptResult) result = NULL;

  if (!opt_connection_execute_sync (connection, opt_sql_get ("rows", "begin", version), NULL,
                                    cancellable, error))
    return FALSE;
  result = opt_connection_query_sync (connection, statement, params, OPT_QUERY_NONE, cancellable,
                                      error);
  if (!opt_connection_execute_sync (connection, opt_sql_get ("rows", "rollback", version), NULL,
                                    NULL, result != NULL ? error : NULL)
      || result == NULL)
    return FALSE;

  fingerprint->text
      = g_strdup_printf ("%" G_GINT64_FORMAT " changed", opt_result_get_affected (result));

  return TRUE;
}

static gboolean
take_fingerprint (OptConnection *connection,
                  const OptStatementInfo *info,
                  const char *statement,
                  const OptParams *params,
                  Fingerprint *fingerprint,
                  GCancellable *cancellable,
                  GError **error)
{
  if (info->kind == OPT_STATEMENT_SELECT && (!info->writes || info->locks_rows))
    return hash_rows (connection, statement, params, fingerprint, cancellable, error);

  return count_changes (connection, statement, params, fingerprint, cancellable, error);
}

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

/* Why two runs of one statement may well differ; NULL where they may not. */
static char *
find_excuse (const OptStatementInfo *info, gboolean has_floats)
{
  const char *function = find_function (info, volatile_functions);
  const char *ordered = find_function (info, ordered_functions);

  if (function != NULL)
    return g_strdup_printf (_ ("%s() gives another value at each call."), function);
  if (ordered != NULL)
    return g_strdup_printf (_ ("What %s() gives depends on the order of the rows."), ordered);
  if (info->limited)
    return g_strdup (_ ("LIMIT or DISTINCT ON may choose between rows that sort as equals."));
  if (has_floats)
    return g_strdup (_ ("Floating-point results depend on the order of the rows."));

  return NULL;
}

/**
 * opt_rows_compare_sync:
 * @baseline: a connection to a sandbox
 * @baseline_sql: a statement
 * @variant: a connection to a sandbox with the same rows
 * @variant_sql: a statement that should return the same rows, maybe the same text
 * @params: (nullable): the values for both
 * @comparison: (out): what was found
 * @why: (out) (transfer full) (nullable): what differs, or why it can't be known
 * @cancellable: (nullable): cancels it
 * @error: return location for an error: a statement could not be run
 *
 * Runs both and compares what they return as multisets: the number of rows, the types of the
 * columns, and the sums of two 64-bit hashes with different seeds over the rows' text. Of a
 * statement that writes the number of changed rows is compared; what it changed is rolled back.
 *
 * Returns: whether they could be compared
 */
gboolean
opt_rows_compare_sync (OptConnection *baseline,
                       const char *baseline_sql,
                       OptConnection *variant,
                       const char *variant_sql,
                       const OptParams *params,
                       OptRowsComparison *comparison,
                       char **why,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (OptStatementInfo) info = NULL;
  g_auto (Fingerprint)
    first = { 0 };
  g_auto (Fingerprint)
    second = { 0 };
  g_auto (Fingerprint)
    again = { 0 };

  g_return_val_if_fail (OPT_IS_CONNECTION (baseline) && OPT_IS_CONNECTION (variant), FALSE);
  g_return_val_if_fail (comparison != NULL && why != NULL, FALSE);

  *why = NULL;
  info = opt_statement_info_new (baseline_sql, NULL, NULL, error);
  if (info == NULL
      || !take_fingerprint (baseline, info, baseline_sql, params, &first, cancellable, error)
      || !take_fingerprint (variant, info, variant_sql, params, &second, cancellable, error))
    return FALSE;

  if (strcmp (first.text, second.text) == 0)
    {
      *comparison = OPT_ROWS_COMPARISON_EQUAL;
      return TRUE;
    }

  *why = find_excuse (info, first.has_floats);
  if (*why == NULL)
    {
      if (!take_fingerprint (baseline, info, baseline_sql, params, &again, cancellable, error))
        return FALSE;
      if (strcmp (first.text, again.text) != 0)
        *why = g_strdup (_ ("It gives other rows at each call."));
    }
  *comparison = *why != NULL ? OPT_ROWS_COMPARISON_UNVERIFIABLE : OPT_ROWS_COMPARISON_DIFFERENT;
  if (*why == NULL)
    *why = g_strdup_printf (_ ("Rows, hashes and types: %s against %s."), first.text, second.text);

  return TRUE;
}
