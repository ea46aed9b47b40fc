/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-query.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"
#include "opt-postgres-error.h"
#include "opt-result-private.h"

OptQuery *
opt_query_new (const char *sql, const OptParams *params, OptQueryFlags flags)
{
  OptQuery *self = g_new0 (OptQuery, 1);

  self->sql = g_strdup (sql);
  self->params = opt_params_copy (params);
  self->flags = flags;

  return self;
}

void
opt_query_free (OptQuery *self)
{
  g_free (self->sql);
  opt_params_free (self->params);
  PQclear (self->result);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * opt_query_send:
 * @self: a query that was not sent yet
 * @connection: an idle connection
 *
 * Returns: %FALSE where libpq refused; PQerrorMessage() says why
 */
gboolean
opt_query_send (OptQuery *self, PGconn *connection)
{
  gboolean binary = (self->flags & (OPT_QUERY_BINARY | OPT_QUERY_DISCARD)) != 0;

  self->sent_at = g_get_monotonic_time ();
  if (self->flags & OPT_QUERY_SCRIPT)
    return PQsendQuery (connection, self->sql);

  if (!PQsendQueryParams (connection, self->sql, (int) opt_params_get_length (self->params), NULL,
                          opt_params_get_values (self->params), NULL, NULL, binary ? 1 : 0))
    return FALSE;

  return (self->flags & OPT_QUERY_DISCARD) == 0 || PQsetSingleRowMode (connection);
}

/**
 * opt_query_take:
 * @self: a query that was sent
 * @result: (transfer full): one result of it
 *
 * Returns: %FALSE where the connection is in a state that queries can't go on from (a COPY)
 */
gboolean
opt_query_take (OptQuery *self, PGresult *result)
{
  switch (PQresultStatus (result))
    {
    case PGRES_SINGLE_TUPLE:
      self->discarded_rows++;
      PQclear (result);
      return TRUE;

    case PGRES_TUPLES_OK:
    case PGRES_COMMAND_OK:
    case PGRES_EMPTY_QUERY:
      PQclear (self->result);
      self->result = result;
      return TRUE;

    case PGRES_COPY_IN:
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH:
      PQclear (result);
      opt_set_error (&self->error, OPT_ERROR_REFUSED, NULL, _ ("COPY is no query."));
      return FALSE;

    case PGRES_BAD_RESPONSE:
    case PGRES_NONFATAL_ERROR:
    case PGRES_FATAL_ERROR:
    case PGRES_PIPELINE_SYNC:
    case PGRES_PIPELINE_ABORTED:
#ifdef LIBPQ_HAS_CHUNK_MODE
    case PGRES_TUPLES_CHUNK:
#endif
    default:
      if (self->error == NULL)
        self->error = opt_postgres_error_from_result (result);
      PQclear (result);
      return TRUE;
    }
}

/**
 * opt_query_is_empty:
 * @self: a query
 *
 * Returns: whether it asks for nothing, and so is answered at once
 */
gboolean
opt_query_is_empty (const OptQuery *self)
{
  return *self->sql == '\0';
}

/**
 * opt_query_get_first_wait:
 * @self: a query that was answered
 *
 * Returns: how many microseconds went by until its answer began to come; 0 where none did
 */
gint64
opt_query_get_first_wait (const OptQuery *self)
{
  return self->first_at != 0 ? MAX (self->first_at - self->sent_at, 1) : 0;
}

/**
 * opt_query_finish:
 * @self: a query whose results have all come
 * @round_trip: of how long that took, the way there and back, in microseconds; 0: not known
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the last statement's result
 */
OptResult *
opt_query_finish (OptQuery *self, gint64 round_trip, GError **error)
{
  const OptResultTimes times = {
    .first = opt_query_get_first_wait (self),
    .elapsed = g_get_monotonic_time () - self->sent_at,
    .round_trip = round_trip,
  };

  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return NULL;
    }
  if (self->result == NULL)
    {
      opt_set_error (error, OPT_ERROR_FAILED, NULL, _ ("The server returned nothing."));
      return NULL;
    }

  return opt_result_new (g_steal_pointer (&self->result), self->discarded_rows, &times);
}
