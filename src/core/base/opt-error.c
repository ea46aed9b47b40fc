/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-error.h"

#include <string.h>

/*
 * One error domain for the whole core. Besides the message it carries what a server said of its
 * error, and the next step that a person can take.
 */
typedef struct
{
  char sqlstate[6];
  char *detail;
  char *hint;
  char *next_step;
  int position;
} OptErrorPrivate;

static void
opt_error_private_init (OptErrorPrivate *priv)
{
}

static void
opt_error_private_copy (const OptErrorPrivate *source, OptErrorPrivate *target)
{
  memcpy (target->sqlstate, source->sqlstate, sizeof source->sqlstate);
  target->detail = g_strdup (source->detail);
  target->hint = g_strdup (source->hint);
  target->next_step = g_strdup (source->next_step);
  target->position = source->position;
}

static void
opt_error_private_clear (OptErrorPrivate *priv)
{
  g_free (priv->detail);
  g_free (priv->hint);
  g_free (priv->next_step);
}

G_DEFINE_EXTENDED_ERROR (OptError, opt_error)

static OptErrorPrivate *
get_private (const GError *error)
{
  if (error == NULL || error->domain != OPT_ERROR)
    return NULL;

  return opt_error_get_private (error);
}

/**
 * opt_set_error:
 * @error: (out) (optional): where to store the error
 * @code: an #OptErrorCode
 * @next_step: (nullable): what a person can do about it, one sentence
 * @format: printf-like message: what happened and why
 *
 * Sets @error in the domain %OPT_ERROR.
 */
void
opt_set_error (GError **error, OptErrorCode code, const char *next_step, const char *format, ...)
{
  GError *made;
  va_list args;

  va_start (args, format);
  made = g_error_new_valist (OPT_ERROR, (int) code, format, args);
  va_end (args);

  opt_error_set_next_step (made, next_step);
  g_propagate_error (error, made);
}

/**
 * opt_error_set_server_fields:
 * @error: an error of %OPT_ERROR
 * @sqlstate: (nullable): the five characters of the SQLSTATE
 * @detail: (nullable): the server's DETAIL
 * @hint: (nullable): the server's HINT
 * @position: 1-based character position in the statement, or 0
 *
 * Adds what a PostgreSQL server said about its error.
 */
void
opt_error_set_server_fields (GError *error,
                             const char *sqlstate,
                             const char *detail,
                             const char *hint,
                             int position)
{
  OptErrorPrivate *priv = get_private (error);
  g_autofree char *old_detail = NULL;
  g_autofree char *old_hint = NULL;

  g_return_if_fail (priv != NULL);

  /* They may be the error's own. */
  old_detail = priv->detail;
  old_hint = priv->hint;
  if (sqlstate != NULL && sqlstate != priv->sqlstate)
    g_strlcpy (priv->sqlstate, sqlstate, sizeof priv->sqlstate);
  priv->detail = g_strdup (detail);
  priv->hint = g_strdup (hint);
  priv->position = position;
}

/**
 * opt_error_set_next_step:
 * @error: an error; of another domain than %OPT_ERROR it is left alone
 * @next_step: (nullable): what a person can do about it
 */
void
opt_error_set_next_step (GError *error, const char *next_step)
{
  OptErrorPrivate *priv = get_private (error);

  if (priv == NULL)
    return;

  g_free (priv->next_step);
  priv->next_step = g_strdup (next_step);
}

/**
 * opt_error_get_next_step:
 * @error: (nullable): an error of any domain
 *
 * Returns: (nullable): what a person can do about it: our advice, otherwise the server's hint
 */
const char *
opt_error_get_next_step (const GError *error)
{
  OptErrorPrivate *priv = get_private (error);

  if (priv == NULL)
    return NULL;

  return priv->next_step != NULL ? priv->next_step : priv->hint;
}

/**
 * opt_error_get_sqlstate:
 * @error: (nullable): an error of any domain
 *
 * Returns: (nullable): the SQLSTATE, if a server gave one
 */
const char *
opt_error_get_sqlstate (const GError *error)
{
  OptErrorPrivate *priv = get_private (error);

  return priv != NULL && priv->sqlstate[0] != '\0' ? priv->sqlstate : NULL;
}

/**
 * opt_error_get_detail:
 * @error: (nullable): an error of any domain
 *
 * Returns: (nullable): the server's DETAIL
 */
const char *
opt_error_get_detail (const GError *error)
{
  OptErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->detail : NULL;
}

/**
 * opt_error_get_hint:
 * @error: (nullable): an error of any domain
 *
 * Returns: (nullable): the server's HINT
 */
const char *
opt_error_get_hint (const GError *error)
{
  OptErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->hint : NULL;
}

/**
 * opt_error_get_position:
 * @error: (nullable): an error of any domain
 *
 * Returns: the 1-based character position in the statement, or 0
 */
int
opt_error_get_position (const GError *error)
{
  OptErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->position : 0;
}

/**
 * opt_error_to_text:
 * @error: an error of any domain
 *
 * The whole error as a person reads it: message and SQLSTATE, then detail, hint and next step on
 * lines of their own.
 *
 * Returns: (transfer full): the text, without a final newline
 */
char *
opt_error_to_text (const GError *error)
{
  OptErrorPrivate *priv = get_private (error);
  GString *text;

  g_return_val_if_fail (error != NULL, NULL);

  text = g_string_new (error->message);
  if (priv == NULL)
    return g_string_free (text, FALSE);

  if (priv->sqlstate[0] != '\0')
    g_string_append_printf (text, " (SQLSTATE %s)", priv->sqlstate);
  if (priv->detail != NULL)
    g_string_append_printf (text, "\n  Detail: %s", priv->detail);
  if (priv->hint != NULL)
    g_string_append_printf (text, "\n  Server's hint: %s", priv->hint);
  if (priv->next_step != NULL)
    g_string_append_printf (text, "\n  Next step: %s", priv->next_step);

  return g_string_free (text, FALSE);
}
