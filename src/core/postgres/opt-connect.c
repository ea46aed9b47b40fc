/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-connect.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>

#include "opt-error.h"
#include "opt-postgres-error.h"
#include "opt-sql.h"

/* What is asked of whatever server before its version is of interest. */
#define ANY_VERSION 130000

/* By this a session knows that the settings it asked for are its own. */
#define MARKER "optischema.session"

typedef struct
{
  const char *name;
  const char *value;
} Setting;

/* Every session on a watched server. */
static const Setting common_settings[] = {
  { "DateStyle", "ISO" },
  { "IntervalStyle", "postgres" },
  { "extra_float_digits", "1" },
  { "client_min_messages", "warning" },
};

static const Setting monitor_settings[] = {
  { "default_transaction_read_only", "on" },
  { "statement_timeout", "60s" },
  { "lock_timeout", "1s" },
  { "idle_in_transaction_session_timeout", "5min" },
};

/* The poll lane runs our own fixed SQL only; the other lanes plan the user's statements and so keep
 * the server's planner settings and the role's search path. */
static const Setting poll_settings[] = {
  { "statement_timeout", "5s" },
  { "search_path", "pg_catalog" },
  { "jit", "off" },
  { "max_parallel_workers_per_gather", "0" },
};

static const Setting change_settings[] = {
  { "lock_timeout", "5s" },
  { "idle_in_transaction_session_timeout", "1min" },
};

static void
append_settings (GString *options, const Setting *settings, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (options, "-c %s=%s ", settings[i].name, settings[i].value);
}

static char *
make_options (OptConninfo *conninfo, OptConnectionRole role, const char *lane, const char *marker)
{
  GString *options = g_string_new (NULL);
  const char *own = opt_conninfo_get (conninfo, "options");

  if (own != NULL)
    g_string_append_printf (options, "%s ", own);

  g_string_append_printf (options, "-c " MARKER "=%s ", marker);
  append_settings (options, common_settings, G_N_ELEMENTS (common_settings));
  if (role == OPT_CONNECTION_ROLE_MONITOR)
    append_settings (options, monitor_settings, G_N_ELEMENTS (monitor_settings));
  if (role == OPT_CONNECTION_ROLE_MONITOR && strcmp (lane, "poll") == 0)
    append_settings (options, poll_settings, G_N_ELEMENTS (poll_settings));
  if (role == OPT_CONNECTION_ROLE_CHANGE)
    append_settings (options, change_settings, G_N_ELEMENTS (change_settings));

  return g_string_free (options, FALSE);
}

static PGconn *
start (OptConninfo *conninfo, OptConnectionRole role, const char *lane, const char *marker)
{
  g_autofree char *options = marker != NULL ? make_options (conninfo, role, lane, marker) : NULL;
  g_autofree char *application = g_strconcat (OPT_CONNECTION_APPLICATION, lane, NULL);
  g_autofree char *address = opt_conninfo_to_string (conninfo);
  const char *gssencmode = opt_conninfo_get (conninfo, "gssencmode");
  /* dbname is expanded, so it comes first: what follows it wins. */
  const char *keywords[] = { "dbname",     "password",         "sslpassword",
                             "options",    "application_name", "client_encoding",
                             "gssencmode", "keepalives_idle",  "tcp_user_timeout",
                             NULL };
  const char *values[] = { address,
                           opt_conninfo_get (conninfo, "password"),
                           opt_conninfo_get (conninfo, "sslpassword"),
                           options,
                           application,
                           "UTF8",
                           gssencmode != NULL ? gssencmode : "disable",
                           "30",
                           "30000",
                           NULL };

  return PQconnectStartParams (keywords, values, 1);
}

/* Waits until libpq can go on, the deadline has passed or the caller has cancelled. */
static gboolean
wait_for_socket (PGconn *connection,
                 PostgresPollingStatusType wanted,
                 gint64 deadline,
                 GCancellable *cancellable,
                 GError **error)
{
  struct pollfd fds[2] = {
    { .fd = PQsocket (connection), .events = wanted == PGRES_POLLING_READING ? POLLIN : POLLOUT },
    { .fd = g_cancellable_get_fd (cancellable), .events = POLLIN },
  };
  int n_fds = fds[1].fd >= 0 ? 2 : 1;
  int ready;

  do
    {
      gint64 left = (deadline - g_get_monotonic_time ()) / 1000;

      ready = poll (fds, (nfds_t) n_fds, (int) CLAMP (left, 0, G_MAXINT));
    }
  while (ready < 0 && errno == EINTR);

  if (n_fds == 2)
    g_cancellable_release_fd (cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (ready <= 0)
    {
      opt_set_error (error, OPT_ERROR_TIMEOUT,
                     _ ("Check host and port, and that no firewall is between."),
                     _ ("The server did not answer in time."));
      return FALSE;
    }

  return TRUE;
}

static PGconn *
attempt (OptConninfo *conninfo,
         OptConnectionRole role,
         const char *lane,
         const char *marker,
         gint64 deadline,
         GCancellable *cancellable,
         GError **error)
{
  PostgresPollingStatusType wanted = PGRES_POLLING_WRITING;
  PGconn *connection = start (conninfo, role, lane, marker);

  if (connection == NULL)
    g_error ("libpq is out of memory");
  PQsetErrorVerbosity (connection, PQERRORS_VERBOSE);
  while (PQstatus (connection) != CONNECTION_BAD && wanted != PGRES_POLLING_OK
         && wanted != PGRES_POLLING_FAILED)
    {
      if (!wait_for_socket (connection, wanted, deadline, cancellable, error))
        {
          PQfinish (connection);
          return NULL;
        }
      wanted = PQconnectPoll (connection);
    }

  if (PQstatus (connection) != CONNECTION_OK)
    {
      g_propagate_error (error, opt_postgres_error_from_connection (connection, conninfo));
      PQfinish (connection);
      return NULL;
    }

  return connection;
}

/* ---- Poolers --------------------------------------------------------------------------------- */

/* The one cell of an answer; NULL with an error where there is none. */
static char *
ask (PGconn *connection,
     OptConninfo *conninfo,
     const char *sql,
     gint64 deadline,
     GCancellable *cancellable,
     GError **error)
{
  PGresult *result;
  char *cell = NULL;

  if (!PQsendQuery (connection, sql))
    {
      g_propagate_error (error, opt_postgres_error_from_connection (connection, conninfo));
      return NULL;
    }
  while (PQisBusy (connection))
    if (!wait_for_socket (connection, PGRES_POLLING_READING, deadline, cancellable, error))
      return NULL;
    else if (!PQconsumeInput (connection))
      break;
  while ((result = PQgetResult (connection)) != NULL)
    {
      if (PQresultStatus (result) == PGRES_TUPLES_OK && PQntuples (result) == 1)
        {
          g_free (cell);
          cell = g_strdup (PQgetvalue (result, 0, 0));
        }
      PQclear (result);
    }
  if (cell == NULL)
    g_propagate_error (error, opt_postgres_error_from_connection (connection, conninfo));

  return cell;
}

/* What makes a session safe is in its settings. A pooler may take the startup options and forget
 * them, and then nothing tells but the server: by a setting that nobody else gives. */
static gboolean
has_settings (PGconn *connection,
              OptConninfo *conninfo,
              OptConnectionRole role,
              const char *marker,
              gint64 deadline,
              GCancellable *cancellable,
              gboolean *has,
              GError **error)
{
  g_autofree char *value = NULL;

  *has = TRUE;
  /* A server so old is about to be refused, whatever it has. */
  if (role == OPT_CONNECTION_ROLE_SANDBOX || PQserverVersion (connection) < ANY_VERSION)
    return TRUE;

  value = ask (connection, conninfo, opt_sql_get ("session", "marker", ANY_VERSION), deadline,
               cancellable, error);
  if (value == NULL)
    return FALSE;
  *has = strcmp (value, marker) == 0;

  return TRUE;
}

static gboolean
refuses_options (const GError *error)
{
  return error != NULL && strstr (error->message, "unsupported startup parameter") != NULL;
}

/* Reading goes on in transactions that carry their settings themselves: see opt-connection-run.c.
 * What needs more than one statement in a session can't. */
static gboolean
may_be_pooled (OptConnectionRole role, const char *lane)
{
  return role == OPT_CONNECTION_ROLE_MONITOR && strcmp (lane, "poll") == 0;
}

static void
set_pooled_error (GError **error)
{
  g_clear_error (error);
  opt_set_error (
      error, OPT_ERROR_UNSUPPORTED,
      _ ("Connect to PostgreSQL itself for that, or to a pool in session mode that passes "
         "“options” on. The window and “optischema-cli” watch the server through the pooler, "
         "too, with “watch”, “top”, “activity” and “vitals”."),
      _ ("Between here and the server is a connection pooler, such as PgBouncer, that "
         "keeps no settings of a session."));
}

/**
 * opt_connect_blocking:
 * @conninfo: where to
 * @role: what the session is for
 * @lane: its name in pg_stat_activity, after "optischema/"
 * @timeout_ms: how long it may take, all hosts together
 * @pooled: (out): whether a pooler is between that keeps no settings of a session
 * @cancellable: (nullable): ends the attempt at once
 * @error: return location for an error
 *
 * Opens a connection and waits for it. It runs in a thread of its own: names are resolved, service
 * files and .pgpass read and TLS negotiated by libpq itself, none of it on a main loop. libpq is
 * stepped here and not left to PQconnectdb(), which could not be cancelled, knows no deadline for
 * all hosts together, and hides the SQLSTATE of its failure.
 *
 * Returns: (nullable): an open, non-blocking connection
 */
PGconn *
opt_connect_blocking (OptConninfo *conninfo,
                      OptConnectionRole role,
                      const char *lane,
                      guint timeout_ms,
                      gboolean *pooled,
                      GCancellable *cancellable,
                      GError **error)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) timeout_ms * 1000;
  g_autoptr (GError) refused = NULL;
  gboolean has = FALSE;
  g_autofree char *marker = g_strdup_printf ("%08x", g_random_int ());
  PGconn *connection = attempt (conninfo, role, lane, marker, deadline, cancellable, &refused);

  if (connection == NULL && refuses_options (refused) && may_be_pooled (role, lane))
    {
      connection = attempt (conninfo, role, lane, NULL, deadline, cancellable, error);
      if (connection == NULL)
        return NULL;
    }
  else if (connection == NULL)
    {
      if (refuses_options (refused))
        set_pooled_error (&refused);
      g_propagate_error (error, g_steal_pointer (&refused));
      return NULL;
    }
  else if (!has_settings (connection, conninfo, role, marker, deadline, cancellable, &has, error))
    {
      PQfinish (connection);
      return NULL;
    }

  *pooled = !has;
  if (*pooled && !may_be_pooled (role, lane))
    {
      set_pooled_error (error);
      PQfinish (connection);
      return NULL;
    }

  /* Such a database holds bytes of any encoding, and refuses to send them as UTF-8. */
  if (g_strcmp0 (PQparameterStatus (connection, "server_encoding"), "SQL_ASCII") == 0)
    PQsetClientEncoding (connection, "SQL_ASCII");
  PQsetErrorVerbosity (connection, PQERRORS_DEFAULT);
  PQsetnonblocking (connection, 1);

  return connection;
}
