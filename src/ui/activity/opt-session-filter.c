/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-session-filter.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * opt_session_filter_get_label:
 * @self: a filter
 *
 * Returns: a word for what it lets through
 */
const char *
opt_session_filter_get_label (OptSessionFilter self)
{
  static const char *const labels[OPT_N_SESSION_FILTERS] = {
    [OPT_SESSION_FILTER_ALL] = N_ ("All"),
    [OPT_SESSION_FILTER_ACTIVE] = N_ ("Active"),
    [OPT_SESSION_FILTER_IDLE] = N_ ("Idle in transaction"),
    [OPT_SESSION_FILTER_BLOCKED] = N_ ("Blocked or blocking"),
  };

  g_return_val_if_fail (self < OPT_N_SESSION_FILTERS, NULL);

  return _ (labels[self]);
}

/**
 * opt_session_filter_matches:
 * @self: a filter
 * @session: a session
 *
 * Returns: whether it lets @session through
 */
gboolean
opt_session_filter_matches (OptSessionFilter self, OptSession *session)
{
  const OptBackend *backend = opt_session_get_backend (session);

  switch (self)
    {
    case OPT_SESSION_FILTER_ACTIVE:
      return opt_backend_is_active (backend);
    case OPT_SESSION_FILTER_IDLE:
      return opt_backend_is_in_transaction (backend);
    case OPT_SESSION_FILTER_BLOCKED:
      return opt_session_get_blocker (session) != NULL || opt_session_get_n_behind (session) > 0;
    case OPT_SESSION_FILTER_ALL:
    default:
      return TRUE;
    }
}

static gboolean
has (const char *text, const char *word)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;

  return folded != NULL && strstr (folded, word) != NULL;
}

/**
 * opt_session_matches_words:
 * @session: a session
 * @words: case-folded words
 *
 * Returns: whether each of them is in what is known of @session, or begins its process id
 */
gboolean
opt_session_matches_words (OptSession *session, const char *const *words)
{
  const OptBackend *backend = opt_session_get_backend (session);
  g_autofree char *pid = g_strdup_printf ("%d", backend->pid);

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (*words[i] != '\0' && !g_str_has_prefix (pid, words[i]) && !has (backend->query, words[i])
        && !has (backend->user, words[i]) && !has (backend->application, words[i])
        && !has (backend->database, words[i]) && !has (backend->client, words[i])
        && !has (backend->type, words[i]) && !has (backend->wait_event, words[i]))
      return FALSE;

  return TRUE;
}
