/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-password.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/random.h>

#include "opt-connection-private.h"
#include "opt-error.h"

#define PASSWORD_BYTES 24

/**
 * opt_password_make:
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): a password that nobody can guess, of 192 random bits
 */
char *
opt_password_make (GError **error)
{
  guint8 bytes[PASSWORD_BYTES];

  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    {
      opt_set_error (error, OPT_ERROR_FAILED, NULL, _ ("This machine gives no random numbers: %s"),
                     g_strerror (errno));
      return NULL;
    }

  return g_base64_encode (bytes, sizeof bytes);
}

/**
 * opt_password_encrypt:
 * @connection: an open connection on which no query runs
 * @user: whose password it is
 * @password: the password
 * @error: return location for an error
 *
 * Nothing is sent for it.
 *
 * Returns: (transfer full) (nullable): what the server keeps of the password, for CREATE ROLE: the
 *   password itself gets into no log
 */
char *
opt_password_encrypt (OptConnection *connection,
                      const char *user,
                      const char *password,
                      GError **error)
{
  PGconn *borrowed;
  char *encrypted;
  char *copy;

  g_return_val_if_fail (OPT_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (user != NULL && password != NULL, NULL);

  borrowed = opt_connection_borrow (connection, error);
  if (borrowed == NULL)
    return NULL;
  encrypted = PQencryptPasswordConn (borrowed, password, user, "scram-sha-256");
  if (encrypted == NULL)
    opt_set_error (error, OPT_ERROR_FAILED, NULL, _ ("libpq could not encrypt a password: %s"),
                   PQerrorMessage (borrowed));
  opt_connection_give_back (connection);
  copy = g_strdup (encrypted);
  PQfreemem (encrypted);

  return copy;
}
