/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-change-wait.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "opt-error.h"
#include "opt-format.h"
#include "opt-sql.h"

/* How often the remaining time is told. */
#define TELL_EVERY_MS 500

/**
 * opt_change_is_lock_timeout:
 * @error: why a statement failed
 *
 * Returns: whether it had waited for a lock for as long as it may (lock_not_available)
 */
gboolean
opt_change_is_lock_timeout (const GError *error)
{
  return error->domain == OPT_ERROR && g_strcmp0 (opt_error_get_sqlstate (error), "55P03") == 0;
}

static char *
describe_session (OptResult *result)
{
  int pid = (int) opt_result_get_int (result, 0, "pid");
  const char *application = opt_result_get_text (result, 0, "application");
  const char *role = opt_result_get_text (result, 0, "role");
  const char *state = opt_result_get_text (result, 0, "state");
  const char *name = application != NULL && *application != '\0' ? application : role;
  g_autofree char *age = NULL;
  g_autofree char *who = NULL;

  if (pid == 0)
    return g_strdup (_ ("a prepared transaction"));

  who = name != NULL ? g_strdup_printf (_ ("the session %d (%s)"), pid, name)
                     : g_strdup_printf (_ ("the session %d"), pid);
  if (opt_result_get_text (result, 0, "age_s") != NULL)
    age = opt_format_duration (opt_result_get_double (result, 0, "age_s") * 1000);
  if (state == NULL || age == NULL)
    return g_steal_pointer (&who);

  /* Translators: a session, what it does, for how long its transaction has been open */
  return g_strdup_printf (_ ("%s, %s, its transaction open for %s"), who, state, age);
}

/**
 * opt_change_describe_blocker_sync:
 * @watcher: a connection to the same server
 * @pid: the backend that waits
 *
 * Returns: (transfer full) (nullable): who has the lock that it waits for, as far as @watcher may
 *   see that; %NULL where it waits for nobody, or that can't be known
 */
char *
opt_change_describe_blocker_sync (OptConnection *watcher, int pid)
{
  const char *sql = opt_sql_get ("change", "blockers", opt_connection_get_server_version (watcher));
  g_autofree char *number = g_strdup_printf ("%d", pid);
  g_autoptr (OptParams) params = opt_params_new_text (number, NULL);
  g_autoptr (OptResult) result = NULL;
  g_autofree char *session = NULL;
  guint others;

  if (sql == NULL)
    return NULL;
  result = opt_connection_query_sync (watcher, sql, params, OPT_QUERY_NONE, NULL, NULL);
  if (result == NULL || opt_result_get_n_rows (result) == 0)
    return NULL;

  session = describe_session (result);
  others = (guint) opt_result_get_int (result, 0, "others");
  if (others == 0)
    return g_steal_pointer (&session);

  return g_strdup_printf (ngettext ("%s, and %u other", "%s, and %u others", others), session,
                          others);
}

static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
cancelled (GCancellable *cancellable, gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/**
 * opt_change_back_off_sync:
 * @milliseconds: how long
 * @words: what is waited for; it is told with the time that is left
 * @progress: (nullable): whom to tell
 * @cancellable: (nullable): ends it
 * @error: return location for an error: %G_IO_ERROR_CANCELLED
 *
 * Lets others go first. Runs the thread's default context meanwhile.
 *
 * Returns: whether the time is over
 */
gboolean
opt_change_back_off_sync (guint milliseconds,
                          const char *words,
                          const OptProgress *progress,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  gint64 until = g_get_monotonic_time () + (gint64) milliseconds * 1000;
  g_autoptr (GSource) timer = g_timeout_source_new (MIN (milliseconds, TELL_EVERY_MS));
  g_autoptr (GSource) cancel = cancellable != NULL ? g_cancellable_source_new (cancellable) : NULL;

  g_source_set_callback (timer, wake, NULL, NULL);
  g_source_attach (timer, context);
  if (cancel != NULL)
    {
      g_source_set_callback (cancel, G_SOURCE_FUNC (cancelled), NULL, NULL);
      g_source_attach (cancel, context);
    }

  for (gint64 left = (gint64) milliseconds * 1000; left > 0; left = until - g_get_monotonic_time ())
    {
      g_autofree char *time = opt_format_duration (ceil ((double) left / 1000.0));

      opt_progress_report (progress, -1, 0, _ ("%s Next try in %s."), words, time);
      if (g_cancellable_is_cancelled (cancellable))
        break;
      g_main_context_iteration (context, TRUE);
    }
  g_source_destroy (timer);
  if (cancel != NULL)
    g_source_destroy (cancel);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}
