/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-session-facts.h"

#include <glib/gi18n.h>

#include "opt-format.h"

static const char *const titles[OPT_N_SESSION_FACTS] = {
  [OPT_SESSION_FACT_STATE] = N_ ("State"),
  [OPT_SESSION_FACT_WAIT] = N_ ("Wait"),
  [OPT_SESSION_FACT_SINCE] = N_ ("In this state for"),
  [OPT_SESSION_FACT_TRANSACTION] = N_ ("Transaction open for"),
  [OPT_SESSION_FACT_WRITES] = N_ ("Changes"),
  [OPT_SESSION_FACT_XMIN] = N_ ("Dead rows that it keeps from vacuum"),
  [OPT_SESSION_FACT_WAITS_FOR] = N_ ("Waits for"),
  [OPT_SESSION_FACT_WAITING] = N_ ("Has waited for it"),
  [OPT_SESSION_FACT_BLOCKERS] = N_ ("Held up by"),
  [OPT_SESSION_FACT_HOLDS_UP] = N_ ("Holds up"),
  [OPT_SESSION_FACT_USER] = N_ ("User"),
  [OPT_SESSION_FACT_DATABASE] = N_ ("Database"),
  [OPT_SESSION_FACT_APPLICATION] = N_ ("Application"),
  [OPT_SESSION_FACT_CLIENT] = N_ ("Client"),
  [OPT_SESSION_FACT_TYPE] = N_ ("Kind"),
  [OPT_SESSION_FACT_LEADER] = N_ ("Works for process"),
  [OPT_SESSION_FACT_BEGUN] = N_ ("Connected since"),
};

/**
 * opt_session_fact_get_title:
 * @self: a fact
 *
 * Returns: its name
 */
const char *
opt_session_fact_get_title (OptSessionFact self)
{
  g_return_val_if_fail (self < OPT_N_SESSION_FACTS, NULL);

  return _ (titles[self]);
}

/**
 * opt_session_fact_get_group:
 * @self: a fact
 *
 * Returns: 0: what it does; 1: who waits for whom; 2: whose it is
 */
guint
opt_session_fact_get_group (OptSessionFact self)
{
  if (self < OPT_SESSION_FACT_WAITS_FOR)
    return 0;

  return self < OPT_SESSION_FACT_USER ? 1 : 2;
}

static char *
format_age (gint64 age)
{
  return age >= 0 ? opt_format_duration ((double) age / 1000) : NULL;
}

static char *
format_lock (const OptBackend *backend)
{
  if (backend->lock_object == NULL)
    return NULL;

  return g_strdup_printf ("%s (%s)", backend->lock_object, backend->lock_mode);
}

static char *
format_blockers (const OptBackend *backend)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (backend->blockers == NULL || backend->blockers->len == 0)
    return NULL;
  for (guint i = 0; i < backend->blockers->len; i++)
    {
      int pid = g_array_index (backend->blockers, int, i);

      if (i > 0)
        g_string_append (text, ", ");
      if (pid != 0)
        g_string_append_printf (text, _ ("process %d"), pid);
      else
        g_string_append (text, _ ("a prepared transaction"));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
format_held (OptSession *session)
{
  guint n = opt_session_get_n_behind (session);
  const char *holds = opt_session_get_holds (session);

  if (n == 0)
    return NULL;

  return g_strdup_printf (ngettext ("%u session, which waits for %s",
                                    "%u sessions; the first waits for %s", n),
                          n, holds != NULL ? holds : OPT_FORMAT_NONE);
}

static char *
format_xmin (const OptBackend *backend)
{
  if (backend->xmin_age < 0)
    return NULL;

  return g_strdup_printf (ngettext ("those of the last %d transaction",
                                    "those of the last %d transactions",
                                    (gulong) backend->xmin_age),
                          backend->xmin_age);
}

static const char *
describe_writes (const OptBackend *backend)
{
  if (backend->xact_start == 0)
    return NULL;

  return backend->writes ? _ ("Its transaction has changed something")
                         : _ ("Its transaction has changed nothing yet");
}

/**
 * opt_session_fact_format:
 * @self: a fact
 * @session: a session
 *
 * Returns: (transfer full) (nullable): it, or %NULL where it is not known or not so
 */
char *
opt_session_fact_format (OptSessionFact self, OptSession *session)
{
  const OptBackend *backend = opt_session_get_backend (session);

  switch (self)
    {
    case OPT_SESSION_FACT_STATE:
      return g_strdup (opt_backend_state_get_label (backend->state));
    case OPT_SESSION_FACT_WAIT:
      return opt_backend_describe_wait (backend);
    case OPT_SESSION_FACT_SINCE:
      return format_age (opt_session_get_running (session));
    case OPT_SESSION_FACT_TRANSACTION:
      return format_age (opt_session_get_transaction_age (session));
    case OPT_SESSION_FACT_WRITES:
      return g_strdup (describe_writes (backend));
    case OPT_SESSION_FACT_XMIN:
      return format_xmin (backend);
    case OPT_SESSION_FACT_WAITS_FOR:
      return format_lock (backend);
    case OPT_SESSION_FACT_WAITING:
      return format_age (opt_session_get_waiting (session));
    case OPT_SESSION_FACT_BLOCKERS:
      return format_blockers (backend);
    case OPT_SESSION_FACT_HOLDS_UP:
      return format_held (session);
    case OPT_SESSION_FACT_USER:
      return g_strdup (backend->user);
    case OPT_SESSION_FACT_DATABASE:
      return g_strdup (backend->database);
    case OPT_SESSION_FACT_APPLICATION:
      return g_strdup (backend->application);
    case OPT_SESSION_FACT_CLIENT:
      return g_strdup (backend->client);
    case OPT_SESSION_FACT_TYPE:
      return g_strdup (backend->type);
    case OPT_SESSION_FACT_LEADER:
      return backend->leader_pid != 0 ? g_strdup_printf ("%d", backend->leader_pid) : NULL;
    case OPT_SESSION_FACT_BEGUN:
    default:
      return backend->backend_start != 0 ? opt_format_time (backend->backend_start) : NULL;
    }
}
