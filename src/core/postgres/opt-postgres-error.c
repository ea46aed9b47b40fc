/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-postgres-error.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  const char *prefix; /* of the SQLSTATE, the longest first */
  OptErrorCode code;
  const char *next_step; /* (nullable) where the server's own hint is not better */
} StateClass;

/* https://www.postgresql.org/docs/current/errcodes-appendix.html */
static const StateClass state_classes[] = {
  { "28P01", OPT_ERROR_AUTHENTICATION, N_ ("Check the password.") },
  { "28", OPT_ERROR_AUTHENTICATION,
    N_ ("Check the user's name, and that pg_hba.conf lets it in.") },
  { "3D000", OPT_ERROR_NOT_FOUND, N_ ("Check the database's name.") },
  { "42501", OPT_ERROR_DENIED,
    N_ ("“optischema-cli check” names the rights that are missing, with the GRANT.") },
  { "42", OPT_ERROR_SYNTAX, NULL },
  { "55P03", OPT_ERROR_CONFLICT, N_ ("Another session holds the lock. Try again later.") },
  { "55", OPT_ERROR_CONFLICT, NULL },
  { "40", OPT_ERROR_CONFLICT, N_ ("Try again.") },
  { "53300", OPT_ERROR_UNREACHABLE, N_ ("The server has no connection left. Close some.") },
  { "53100", OPT_ERROR_NO_SPACE, N_ ("Make room on the server's disk.") },
  { "53", OPT_ERROR_NO_SPACE, NULL },
  { "57014", OPT_ERROR_TIMEOUT, N_ ("The statement ran longer than allowed.") },
  { "57P", OPT_ERROR_UNREACHABLE,
    N_ ("The server is starting, stopping or was restarted: try again in a moment.") },
  { "08", OPT_ERROR_UNREACHABLE, NULL },
  { "22", OPT_ERROR_DATA, NULL },
  { "23", OPT_ERROR_DATA, NULL },
  { "25006", OPT_ERROR_REFUSED, N_ ("The session is read-only: nothing was changed.") },
  { "0A", OPT_ERROR_UNSUPPORTED, NULL },
};

static const StateClass *
find_class (const char *sqlstate)
{
  if (sqlstate == NULL)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (state_classes); i++)
    if (g_str_has_prefix (sqlstate, state_classes[i].prefix))
      return &state_classes[i];

  return NULL;
}

static GError *
error_new (const char *sqlstate, const char *message)
{
  const StateClass *state_class = find_class (sqlstate);
  GError *error = NULL;

  opt_set_error (&error, state_class != NULL ? state_class->code : OPT_ERROR_FAILED,
                 state_class != NULL && state_class->next_step != NULL ? _ (state_class->next_step)
                                                                       : NULL,
                 "%s", message);

  return error;
}

/**
 * opt_postgres_error_from_result:
 * @result: a failed result
 *
 * Returns: (transfer full): the error by its SQLSTATE, with the server's detail, hint and position
 */
GError *
opt_postgres_error_from_result (const PGresult *result)
{
  const char *sqlstate = PQresultErrorField (result, PG_DIAG_SQLSTATE);
  const char *message = PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY);
  const char *position = PQresultErrorField (result, PG_DIAG_STATEMENT_POSITION);
  g_autofree char *whole = NULL;
  GError *error;

  if (message == NULL)
    {
      whole = g_strchomp (g_strdup (PQresultErrorMessage (result)));
      message = whole;
    }

  error = error_new (sqlstate != NULL ? sqlstate : "08000", message);
  opt_error_set_server_fields (error, sqlstate, PQresultErrorField (result, PG_DIAG_MESSAGE_DETAIL),
                               PQresultErrorField (result, PG_DIAG_MESSAGE_HINT),
                               position != NULL ? atoi (position) : 0);

  return error;
}

static void
give_network_step (GError *error, const char *message)
{
  static const struct
  {
    const char *words;
    const char *next_step;
  } steps[] = {
    { "definition of service", N_ ("Check PGSERVICE, and the service file that it is to be in.") },
    { "could not translate host name", N_ ("Check the host's name, and the network.") },
    { "Connection refused", N_ ("Check that the server runs there, and its port.") },
    { "No such file or directory", N_ ("No server listens on this socket. Check host and port.") },
    { "timeout expired", N_ ("Check host and port, and that no firewall is between.") },
    { "SSL", N_ ("Check sslmode and the certificates.") },
    { "certificate", N_ ("Check sslmode and the certificates.") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (strstr (message, steps[i].words) != NULL)
      {
        opt_error_set_next_step (error, _ (steps[i].next_step));
        return;
      }
  opt_error_set_next_step (error, _ ("Check host, port and network."));
}

/* "… failed: FATAL:  28P01: password authentication failed for …", then LOCATION, DETAIL … */
static char *
split_sqlstate (const char *message, char sqlstate[6])
{
  static gsize once;
  static GRegex *state, *location;
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *found = NULL;
  g_autofree char *without_state = NULL;

  if (g_once_init_enter (&once))
    {
      state = g_regex_new (":  ([0-9A-Z]{5}): ", 0, 0, NULL);
      location = g_regex_new ("\\nLOCATION:.*", 0, 0, NULL);
      g_once_init_leave (&once, 1);
    }

  sqlstate[0] = '\0';
  if (!g_regex_match (state, message, 0, &match))
    return g_strdup (message);

  found = g_match_info_fetch (match, 1);
  g_strlcpy (sqlstate, found, 6);
  without_state = g_regex_replace_literal (state, message, -1, 0, ": ", 0, NULL);

  return g_regex_replace_literal (location, without_state, -1, 0, "", 0, NULL);
}

/* libpq asks a question in a line of its own, behind a tab: it is the next sentence. */
static char *
join_lines (const char *message)
{
  g_auto (GStrv)
    parts = g_strsplit (message, "\n\t", -1);

  return g_strjoinv (". ", parts);
}

/**
 * opt_postgres_error_from_connection:
 * @connection: a connection that failed to open or broke
 * @conninfo: what it was opened with
 *
 * While a connection is being opened libpq gives no SQLSTATE of its own; with verbose messages it
 * stands in their text.
 *
 * Returns: (transfer full): the error, without secrets
 */
GError *
opt_postgres_error_from_connection (PGconn *connection, OptConninfo *conninfo)
{
  g_autofree char *message = NULL;
  g_autofree char *hidden = NULL;
  g_autofree char *clean = NULL;
  char sqlstate[6];
  GError *error;

  message = split_sqlstate (PQerrorMessage (connection), sqlstate);
  hidden = g_strstrip (opt_conninfo_hide_secrets (message));
  clean = join_lines (hidden);
  if (*clean == '\0')
    {
      g_free (clean);
      clean = g_strdup (_ ("The server closed the connection."));
    }

  if (PQconnectionNeedsPassword (connection) && sqlstate[0] == '\0')
    {
      error = error_new ("28P01", clean);
      opt_error_set_next_step (error,
                               _ ("Give a password: in ~/.pgpass, PGPASSWORD or the keyring."));
      return error;
    }

  error = error_new (sqlstate[0] != '\0' ? sqlstate : "08006", clean);
  if (sqlstate[0] != '\0')
    opt_error_set_server_fields (error, sqlstate, NULL, NULL, 0);
  else
    give_network_step (error, clean);

  return error;
}
