/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-workload.h"

#include <glib/gi18n-lib.h>

#include "opt-error.h"

/* How long a server that went away may take to come back. */
#define AWAY_AT_MOST (30 * G_USEC_PER_SEC)
#define RETRY (G_USEC_PER_SEC / 2)

static gboolean
wake_up (gpointer data)
{
  *(gboolean *) data = TRUE;

  return G_SOURCE_REMOVE;
}

static gboolean
wake_up_cancelled (GCancellable *cancellable, gpointer data)
{
  return wake_up (data);
}

/* Iterates the thread's context for so long, or until cancelled. */
static gboolean
wait_for (gint64 microseconds, GCancellable *cancellable, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (GSource) timer = g_timeout_source_new ((guint) (microseconds / 1000));
  g_autoptr (GSource) cancelled = g_cancellable_source_new (cancellable);
  gboolean awake = FALSE;

  g_source_set_callback (timer, wake_up, &awake, NULL);
  g_source_attach (timer, context);
  g_source_set_callback (cancelled, G_SOURCE_FUNC (wake_up_cancelled), &awake, NULL);
  g_source_attach (cancelled, context);
  while (!awake)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (timer);
  g_source_destroy (cancelled);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
come_back (OptConnection *connection, GCancellable *cancellable, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + AWAY_AT_MOST;

  for (;;)
    {
      g_autoptr (GError) reopen_error = NULL;

      if (opt_connection_open_sync (connection, cancellable, &reopen_error))
        return TRUE;
      if (g_get_monotonic_time () > deadline
          || !g_error_matches (reopen_error, OPT_ERROR, OPT_ERROR_UNREACHABLE))
        {
          g_propagate_error (error, g_steal_pointer (&reopen_error));
          return FALSE;
        }
      if (!wait_for (RETRY, cancellable, error))
        return FALSE;
    }
}

/* A server that goes away during a watch makes a gap, not an end. */
static gboolean
poll_once (OptWorkload *workload,
           OptConnection *connection,
           OptServerFacts *facts,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GError) poll_error = NULL;
  g_autoptr (OptSnapshot) snapshot
      = opt_snapshot_take_sync (connection, facts, cancellable, &poll_error);

  if (snapshot == NULL && opt_connection_get_state (connection) == OPT_CONNECTION_STATE_LOST
      && !g_error_matches (poll_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&poll_error);
      if (!come_back (connection, cancellable, error))
        return FALSE;
      snapshot = opt_snapshot_take_sync (connection, facts, cancellable, &poll_error);
    }
  if (snapshot == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&poll_error));
      return FALSE;
    }
  opt_workload_add_snapshot (workload, snapshot);

  return TRUE;
}

/* Missing texts are told by the workload itself: its figures hold without them. */
static gboolean
fetch_texts (OptWorkload *workload,
             OptConnection *connection,
             OptServerFacts *facts,
             GCancellable *cancellable,
             GError **error)
{
  guint left = G_MAXUINT;

  for (;;)
    {
      g_autoptr (GArray) keys = opt_workload_get_keys_without_text (workload, G_MAXUINT);
      g_autoptr (GError) texts_error = NULL;
      GPtrArray *texts;

      /* Those that the server has forgotten stay without. */
      if (keys->len == 0 || keys->len >= left)
        return TRUE;
      left = keys->len;

      texts = opt_sql_texts_fetch_sync (connection, facts, (const OptStatementKey *) keys->data,
                                        MIN (keys->len, OPT_SQL_TEXTS_AT_ONCE), cancellable,
                                        &texts_error);
      if (g_error_matches (texts_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&texts_error));
          return FALSE;
        }
      if (texts == NULL)
        {
          opt_workload_set_texts_error (workload, texts_error);
          return TRUE;
        }
      opt_workload_add_texts (workload, texts);
    }
}

/**
 * opt_workload_watch_sync:
 * @connection: an open connection of this thread, on the poll lane
 * @facts: of its session
 * @interval: microseconds between two polls
 * @polls: how many intervals
 * @progress: (nullable): told after each
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * Watches a server for @polls intervals, then fetches the texts of what was called. A server that
 * restarts meanwhile makes a gap.
 *
 * Returns: (transfer full) (nullable): the workload of that time
 */
OptWorkload *
opt_workload_watch_sync (OptConnection *connection,
                         OptServerFacts *facts,
                         gint64 interval,
                         guint polls,
                         const OptProgress *progress,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (OptWorkload) workload = opt_workload_new (0, opt_clock_get_system ());

  g_return_val_if_fail (OPT_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (OPT_IS_SERVER_FACTS (facts), NULL);
  g_return_val_if_fail (interval >= 0 && polls > 0, NULL);

  if (!poll_once (workload, connection, facts, cancellable, error))
    return NULL;
  for (guint i = 0; i < polls; i++)
    {
      opt_progress_report (progress, i, polls, _ ("Watching the server"));
      if (!wait_for (interval, cancellable, error)
          || !poll_once (workload, connection, facts, cancellable, error))
        return NULL;
    }
  opt_progress_report (progress, polls, polls, _ ("Watching the server"));

  if (!fetch_texts (workload, connection, facts, cancellable, error))
    return NULL;

  return g_steal_pointer (&workload);
}

/**
 * opt_workload_since_reset_sync:
 * @connection: an open connection of this thread
 * @facts: of its session
 * @cancellable: (nullable): cancels it
 * @error: return location for an error
 *
 * One snapshot alone: what was counted since the last reset, which its delta's start tells (0 where
 * the server does not say).
 *
 * Returns: (transfer full) (nullable): the workload since then
 */
OptWorkload *
opt_workload_since_reset_sync (OptConnection *connection,
                               OptServerFacts *facts,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (OptWorkload) workload = opt_workload_new (0, opt_clock_get_system ());
  g_autoptr (OptSnapshot) snapshot = opt_snapshot_take_sync (connection, facts, cancellable, error);

  if (snapshot == NULL)
    return NULL;

  opt_workload_add_since_reset (workload, snapshot);
  if (!fetch_texts (workload, connection, facts, cancellable, error))
    return NULL;

  return g_steal_pointer (&workload);
}
