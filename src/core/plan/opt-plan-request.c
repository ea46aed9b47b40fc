/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-plan-request.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "opt-error.h"
#include "opt-sql.h"

#define FEATURE "plan"

/* A transaction that changes nothing and is rolled back, and maybe a statement prepared in it. */
typedef struct
{
  OptConnection *connection;
  GCancellable *cancellable;
  char *prepared; /* (nullable) its name */
  char *options;  /* (nullable) of EXPLAIN, as SQL */
  gboolean analyze;
} Session;

static const char *
get_sql (Session *session, const char *name)
{
  return opt_sql_get (FEATURE, name, opt_connection_get_server_version (session->connection));
}

static OptResult *
query (Session *session, const char *sql, const OptParams *params, GError **error)
{
  return opt_connection_query_sync (session->connection, sql, params, OPT_QUERY_NONE,
                                    session->cancellable, error);
}

static gboolean
execute (Session *session, const char *name, GError **error)
{
  return opt_connection_execute_sync (session->connection, get_sql (session, name), NULL,
                                      session->cancellable, error);
}

/* The server counts from the start of what it was sent; people look at their own statement. */
static void
shift_position (GError *error, const char *sent, const char *sql)
{
  const char *start = strstr (sent, sql);
  int position = opt_error_get_position (error);
  g_autofree char *sqlstate = g_strdup (opt_error_get_sqlstate (error));
  g_autofree char *detail = g_strdup (opt_error_get_detail (error));
  g_autofree char *hint = g_strdup (opt_error_get_hint (error));

  if (start == NULL || position == 0)
    return;

  position -= (int) g_utf8_strlen (sent, start - sent);
  opt_error_set_server_fields (error, sqlstate, detail, hint, MAX (position, 0));
}

static OptResult *
query_with_statement (Session *session,
                      const char *name,
                      const char *sql,
                      OptQueryFlags flags,
                      GError **error)
{
  g_autofree char *sent
      = opt_sql_fill (get_sql (session, name), "statement", sql, "name",
                      session->prepared != NULL ? session->prepared : "", "options",
                      session->options != NULL ? session->options : "", NULL);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (OptResult) result = opt_connection_query_sync (session->connection, sent, NULL, flags,
                                                            session->cancellable, &local_error);

  if (result == NULL)
    {
      shift_position (local_error, sent, sql);
      g_propagate_error (error, g_steal_pointer (&local_error));
    }

  return g_steal_pointer (&result);
}

static gboolean
prepare (Session *session, const char *sql, GError **error)
{
  static int n_prepared;
  g_autoptr (OptResult) result = NULL;

  session->prepared = g_strdup_printf ("optischema_%d", g_atomic_int_add (&n_prepared, 1));
  result = query_with_statement (session, "prepare", sql, OPT_QUERY_NONE, error);
  if (result == NULL)
    g_clear_pointer (&session->prepared, g_free);

  return result != NULL;
}

static gboolean
begin (Session *session, OptPlanRequestFlags flags, GError **error)
{
  gboolean may_write = (flags & OPT_PLAN_REQUEST_MAY_WRITE) != 0;

  if (get_sql (session, "begin") == NULL)
    {
      opt_set_error (error, OPT_ERROR_UNSUPPORTED, NULL,
                     _ ("This server is too old to be asked for plans"));
      return FALSE;
    }

  return execute (session, may_write ? "begin-write" : "begin", error);
}

/* Also after an error and after a cancel: nothing of ours stays in the session. */
static gboolean
end (Session *session, GError **error)
{
  g_autofree char *prepared = g_steal_pointer (&session->prepared);
  g_autofree char *deallocate = NULL;

  session->cancellable = NULL;
  if (opt_connection_get_state (session->connection) != OPT_CONNECTION_STATE_OPEN)
    return TRUE;
  if (!execute (session, "rollback", error))
    return FALSE;
  if (prepared == NULL)
    return TRUE;

  deallocate = opt_sql_fill (get_sql (session, "deallocate"), "name", prepared, NULL);

  return opt_connection_execute_sync (session->connection, deallocate, NULL, NULL, error);
}

static char **
get_types (Session *session, GError **error)
{
  g_autoptr (OptParams) params = opt_params_new_text (session->prepared, NULL);
  g_autoptr (OptResult) result
      = query (session, get_sql (session, "parameter-types"), params, error);

  if (result == NULL)
    return NULL;

  return opt_result_get_text_array (result, 0, "types");
}

/* "('open', '42')": literals without a type take the parameter's. */
static char *
format_arguments (char **types, const OptParams *values, gboolean nulls, GError **error)
{
  g_autoptr (GString) arguments = g_string_new (NULL);
  guint n_values = values != NULL ? opt_params_get_length (values) : 0;

  for (guint i = 0; types[i] != NULL; i++)
    {
      const char *value = i < n_values ? opt_params_get (values, i) : NULL;
      g_autofree char *literal = NULL;

      if (value == NULL && (!nulls || i >= n_values))
        {
          opt_set_error (error, OPT_ERROR_INVALID,
                         _ ("Give a typical value for each parameter; NULL is none, as it makes "
                            "most conditions false."),
                         _ ("There is no value for the parameter $%u of type %s"), i + 1, types[i]);
          return NULL;
        }
      literal = value != NULL ? opt_sql_quote_literal (value) : g_strdup ("NULL");
      g_string_append_printf (arguments, "%s%s", i == 0 ? "(" : ", ", literal);
    }
  if (arguments->len > 0)
    g_string_append_c (arguments, ')');

  return g_string_free (g_steal_pointer (&arguments), FALSE);
}

/* With NULLs for its parameters, a plan of before 16 has lost the partitions that these leave out.
 */
static gboolean
is_generic (Session *session, OptPlanRequestFlags flags)
{
  return (flags & OPT_PLAN_REQUEST_CUSTOM) == 0 && !session->analyze
         && get_sql (session, "explain-generic") != NULL;
}

static OptResult *
explain_prepared (Session *session,
                  const char *sql,
                  const OptParams *values,
                  OptPlanRequestFlags flags,
                  GError **error)
{
  g_auto (GStrv)
    types = NULL;
  g_autofree char *arguments = NULL;
  g_autofree char *statement = NULL;

  if (!prepare (session, sql, error))
    return NULL;
  /* What could be prepared is one statement that EXPLAIN takes, and nothing after it. */
  if (is_generic (session, flags))
    return query_with_statement (session, "explain-generic", sql, OPT_QUERY_SCRIPT, error);

  types = get_types (session, error);
  if (types != NULL)
    arguments = format_arguments (types, values, (flags & OPT_PLAN_REQUEST_NULLS) != 0, error);
  if (arguments == NULL
      || !execute (session, (flags & OPT_PLAN_REQUEST_CUSTOM) != 0 ? "custom-plan" : "generic-plan",
                   error))
    return NULL;

  statement = opt_sql_fill (get_sql (session, "execute"), "name", session->prepared, "arguments",
                            arguments, NULL);

  return query_with_statement (session, session->analyze ? "analyze" : "explain", statement,
                               OPT_QUERY_NONE, error);
}

/* More than there are does no harm: a statement without parameters may be prepared as well. */
static gboolean
may_have_parameters (const char *sql)
{
  for (const char *c = strchr (sql, '$'); c != NULL; c = strchr (c + 1, '$'))
    {
      if (g_ascii_isdigit (c[1]))
        return TRUE;
    }

  return FALSE;
}

static OptPlan *
read_result (OptResult *result, GError **error)
{
  const char *text;
  gsize length;

  if (opt_result_get_n_rows (result) != 1)
    {
      opt_set_error (error, OPT_ERROR_UNSUPPORTED, NULL,
                     _ ("The server did not answer EXPLAIN with one plan"));
      return NULL;
    }
  text = opt_result_get_cell (result, 0, 0, &length);

  return opt_plan_new_from_text (text, (gssize) length, error);
}

/**
 * opt_plan_request_sync:
 * @connection: an open connection outside a transaction, which nobody else uses meanwhile
 * @sql: one statement; `$1` … stand for values
 * @values: (nullable): a value for each parameter, and no NULL without %OPT_PLAN_REQUEST_NULLS
 * @flags: how to ask
 * @options: what is to be told
 * @cancellable: (nullable): to give up
 * @error: return location for an error: the server's, with the position in @sql,
 *   %OPT_ERROR_INVALID where a value is missing, or %OPT_ERROR_UNSUPPORTED where the server does
 * not know an option
 *
 * Asks a server for the plan of a statement. It happens in a transaction that is rolled back, and
 * read-only unless a sandbox may write; with parameters the statement is prepared and deallocated
 * again. Without %OPT_PLAN_REQUEST_CUSTOM the generic plan is asked for: from 16 on by EXPLAIN
 * (GENERIC_PLAN), which goes by the simple protocol, once the server has taken the statement for
 * one alone; before 16, and where it is run, by way of plan_cache_mode.
 *
 * Returns: (transfer full) (nullable): the plan
 */
OptPlan *
opt_plan_request_sync (OptConnection *connection,
                       const char *sql,
                       const OptParams *values,
                       OptPlanRequestFlags flags,
                       OptPlanOptions options,
                       GCancellable *cancellable,
                       GError **error)
{
  Session session = { .connection = connection, .cancellable = cancellable };
  g_autofree char *words = NULL;
  int version;
  g_autoptr (OptResult) result = NULL;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (OPT_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (sql != NULL, NULL);

  g_return_val_if_fail ((flags & OPT_PLAN_REQUEST_MAY_WRITE) == 0
                            || opt_connection_get_role (connection) == OPT_CONNECTION_ROLE_SANDBOX,
                        NULL);

  version = opt_connection_get_server_version (connection);
  session.analyze = (flags & OPT_PLAN_REQUEST_ANALYZE) != 0;
  words = opt_plan_options_to_sql (options, session.analyze, version);
  session.options = words;
  if (!opt_plan_options_check (options, version, error) || !begin (&session, flags, error))
    return NULL;

  if (may_have_parameters (sql))
    result = explain_prepared (&session, sql, values, flags, &local_error);
  else
    result = query_with_statement (&session, session.analyze ? "analyze" : "explain", sql,
                                   OPT_QUERY_NONE, &local_error);

  if (!end (&session, local_error == NULL ? &local_error : NULL) || result == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return read_result (result, error);
}

/**
 * opt_plan_request_parameter_types_sync:
 * @connection: an open connection outside a transaction, which nobody else uses meanwhile
 * @sql: one statement that can be prepared
 * @cancellable: (nullable): to give up
 * @error: return location for the server's error
 *
 * Asks a server of which types a statement's parameters are, by preparing it.
 *
 * Returns: (transfer full) (nullable): the types of `$1` …, as SQL writes them; none is no error
 */
char **
opt_plan_request_parameter_types_sync (OptConnection *connection,
                                       const char *sql,
                                       GCancellable *cancellable,
                                       GError **error)
{
  Session session = { .connection = connection, .cancellable = cancellable };
  g_auto (GStrv)
    types = NULL;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (OPT_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (sql != NULL, NULL);

  if (!begin (&session, OPT_PLAN_REQUEST_NONE, error))
    return NULL;

  if (prepare (&session, sql, &local_error))
    types = get_types (&session, &local_error);

  if (!end (&session, local_error == NULL ? &local_error : NULL) || types == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return g_steal_pointer (&types);
}
