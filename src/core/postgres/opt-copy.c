/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-copy.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>

#include "opt-connection-private.h"
#include "opt-error.h"
#include "opt-postgres-error.h"

#define PROGRESS_BYTES (1 << 20)
/* Shorter waits than that are saved up, and so much may be made up for after a stall. */
#define SHORTEST_WAIT (10 * 1000)
#define LONGEST_BURST (100 * 1000)

/* One end of a COPY, stepped in a worker's thread. */
typedef struct
{
  OptConnection *connection;
  PGconn *pg;
  GCancellable *cancellable;
  gint64 deadline; /* monotonic; 0: none */
} End;

static gboolean
set_connection_error (End *end, GError **error)
{
  g_propagate_error (error,
                     opt_postgres_error_from_connection (end->pg, opt_connection_get_conninfo (
                                                                      end->connection)));

  return FALSE;
}

/* For poll(): milliseconds that are left; -1 without a deadline. */
static int
get_time_left (End *end)
{
  gint64 left;

  if (end->deadline == 0)
    return -1;
  left = (end->deadline - g_get_monotonic_time ()) / 1000 + 1;

  return (int) CLAMP (left, 0, G_MAXINT);
}

/**
 * opt_copy_check_deadline:
 * @deadline: monotonic microseconds at which a copy is given up; 0: never
 * @error: return location for an error
 *
 * Returns: whether it may go on; %OPT_ERROR_TOO_LARGE past @deadline
 */
gboolean
opt_copy_check_deadline (gint64 deadline, GError **error)
{
  if (deadline == 0 || g_get_monotonic_time () < deadline)
    return TRUE;

  opt_set_error (error, OPT_ERROR_TOO_LARGE,
                 _ ("Allow more time or a higher rate for copies, copy a sample, or name fewer "
                    "tables."),
                 _ ("The copy took longer than allowed."));

  return FALSE;
}

static gboolean
wait_for (End *end, short events, GError **error)
{
  struct pollfd fds[2] = {
    { .fd = PQsocket (end->pg), .events = events },
    { .fd = g_cancellable_get_fd (end->cancellable), .events = POLLIN },
  };
  int n_fds = fds[1].fd >= 0 ? 2 : 1;

  while (poll (fds, (nfds_t) n_fds, get_time_left (end)) < 0 && errno == EINTR)
    ;
  if (n_fds == 2)
    g_cancellable_release_fd (end->cancellable);
  if (g_cancellable_set_error_if_cancelled (end->cancellable, error)
      || !opt_copy_check_deadline (end->deadline, error))
    return FALSE;

  if ((fds[0].revents & (POLLIN | POLLERR | POLLHUP)) && !PQconsumeInput (end->pg))
    return set_connection_error (end, error);

  return TRUE;
}

static gboolean
flush (End *end, GError **error)
{
  int unsent;

  while ((unsent = PQflush (end->pg)) > 0)
    if (!wait_for (end, POLLIN | POLLOUT, error))
      return FALSE;

  return unsent == 0 ? TRUE : set_connection_error (end, error);
}

/* The next result, NULL where there is none left; FALSE on a broken connection or cancelled. */
static gboolean
next_result (End *end, PGresult **result, GError **error)
{
  *result = NULL;
  while (PQisBusy (end->pg))
    if (!wait_for (end, POLLIN, error))
      return FALSE;

  *result = PQgetResult (end->pg);

  return TRUE;
}

static gboolean
start_copy (End *end, const char *sql, ExecStatusType wanted, GError **error)
{
  PGresult *result = NULL;
  gboolean started;

  if (!PQsendQuery (end->pg, sql))
    return set_connection_error (end, error);
  if (!flush (end, error) || !next_result (end, &result, error))
    return FALSE;

  started = PQresultStatus (result) == wanted;
  if (!started)
    g_propagate_error (error, opt_postgres_error_from_result (result));
  PQclear (result);

  return started;
}

/* Takes what is left, so that the connection is free again; reports its error, if any. */
static gboolean
drain (End *end, GError **error)
{
  gboolean clean = TRUE;
  PGresult *result;

  while (next_result (end, &result, clean ? error : NULL) && result != NULL)
    {
      ExecStatusType status = PQresultStatus (result);
      char *buffer;

      if (status == PGRES_COPY_OUT)
        while (PQgetCopyData (end->pg, &buffer, FALSE) > 0)
          PQfreemem (buffer);
      if (status == PGRES_COPY_IN)
        PQputCopyEnd (end->pg, "the other end failed");
      if (status == PGRES_FATAL_ERROR && clean)
        {
          if (error != NULL && *error == NULL)
            g_propagate_error (error, opt_postgres_error_from_result (result));
          clean = FALSE;
        }
      PQclear (result);
    }

  return clean && PQstatus (end->pg) == CONNECTION_OK;
}

static void
abandon (End *end, gboolean target)
{
  PGcancel *cancel;
  char message[256];

  end->cancellable = NULL;
  end->deadline = 0;
  if (target)
    PQputCopyEnd (end->pg, "the other end failed");
  else if ((cancel = PQgetCancel (end->pg)) != NULL)
    {
      PQcancel (cancel, message, sizeof message);
      PQfreeCancel (cancel);
    }
  flush (end, NULL);
  drain (end, NULL);
}

static gboolean
put (End *target, const char *buffer, int length, GError **error)
{
  int put;

  while ((put = PQputCopyData (target->pg, buffer, length)) == 0)
    if (!flush (target, error))
      return FALSE;
  if (put < 0)
    return set_connection_error (target, error);

  /* libpq queues without bound: keep no more than what the socket takes. */
  return flush (target, error);
}

/* Holds back until what came is due. Nothing is read meanwhile: the network's own buffers fill up,
 * and the source's server waits. */
static gboolean
keep_pace (End *source, OptCopyPace *pace, int length, GError **error)
{
  gint64 now, wait;

  if (pace->rate <= 0)
    return TRUE;

  now = g_get_monotonic_time ();
  pace->due = MAX (pace->due, now - LONGEST_BURST)
              + (gint64) ((double) length * G_USEC_PER_SEC / (double) pace->rate);
  wait = pace->due - now;
  if (wait < SHORTEST_WAIT)
    return TRUE;

  while ((wait = pace->due - g_get_monotonic_time ()) > 0)
    {
      GPollFD cancelled;
      gint64 left = source->deadline > 0 ? source->deadline - g_get_monotonic_time () : wait;
      int milliseconds = (int) CLAMP (MIN (wait, left) / 1000 + 1, 1, G_MAXINT);
      gint64 start = g_get_monotonic_time ();

      if (g_cancellable_make_pollfd (source->cancellable, &cancelled))
        {
          g_poll (&cancelled, 1, milliseconds);
          g_cancellable_release_fd (source->cancellable);
        }
      else
        g_usleep ((gulong) milliseconds * 1000);
      pace->waited += g_get_monotonic_time () - start;
      if (g_cancellable_set_error_if_cancelled (source->cancellable, error)
          || !opt_copy_check_deadline (source->deadline, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_size (const OptCopyPace *pace, GError **error)
{
  if (pace->limit_bytes <= 0 || pace->bytes <= pace->limit_bytes)
    return TRUE;

  opt_set_error (error, OPT_ERROR_NO_SPACE, _ ("Allow more room for copies, or name fewer tables."),
                 _ ("The copy would be larger than allowed."));

  return FALSE;
}

/* The number of bytes that came, or -1. */
static gint64
pump (End *source, End *target, OptCopyPace *pace, const OptProgress *progress, GError **error)
{
  gint64 before = pace->bytes, reported = 0;

  for (;;)
    {
      char *buffer = NULL;
      int length = PQgetCopyData (source->pg, &buffer, TRUE);
      gboolean done;

      if (length == -1)
        return pace->bytes - before;
      if (length == -2)
        return set_connection_error (source, error), -1;
      if (length == 0)
        {
          if (!wait_for (source, POLLIN, error))
            return -1;
          continue;
        }

      done = put (target, buffer, length, error);
      PQfreemem (buffer);
      pace->bytes += length;
      if (!done || !check_size (pace, error) || !keep_pace (source, pace, length, error))
        return -1;
      if (pace->bytes - before - reported >= PROGRESS_BYTES)
        {
          reported = pace->bytes - before;
          if (!opt_copy_check_deadline (source->deadline, error))
            return -1;
          opt_progress_report (progress, reported, -1, "%s", _ ("Copying rows"));
        }
    }
}

static gint64
copy_between (End *source,
              const char *copy_out,
              End *target,
              const char *copy_in,
              OptCopyPace *pace,
              const OptProgress *progress,
              GError **error)
{
  gint64 bytes;

  if (!start_copy (target, copy_in, PGRES_COPY_IN, error))
    {
      abandon (target, TRUE);
      return -1;
    }
  if (!start_copy (source, copy_out, PGRES_COPY_OUT, error))
    {
      abandon (source, FALSE);
      abandon (target, TRUE);
      return -1;
    }

  bytes = pump (source, target, pace, progress, error);
  if (bytes < 0)
    {
      abandon (source, FALSE);
      abandon (target, TRUE);
      return -1;
    }

  /* All has come: there is nothing to be given up any more. */
  source->deadline = target->deadline = 0;
  /* Whether the source's COPY ended well is known only now. */
  if (!drain (source, error))
    {
      abandon (target, TRUE);
      return -1;
    }
  PQputCopyEnd (target->pg, NULL);
  if (!flush (target, error) || !drain (target, error))
    return -1;

  return bytes;
}

/**
 * opt_copy_at_pace_sync:
 * @source: an open connection without a query under way
 * @copy_out: `COPY … TO STDOUT`
 * @target: another one
 * @copy_in: `COPY … FROM STDIN`, in the same format
 * @pace: how fast, how long and how much
 * @progress: (nullable): told the bytes, now and then
 * @cancellable: (nullable): cancels it on both servers
 * @error: return location for an error: %OPT_ERROR_TOO_LARGE past the time, %OPT_ERROR_NO_SPACE
 * past the size
 *
 * Copies rows from one server to another. It blocks the thread: for workers only. Both connections
 * are free for queries again afterwards, whatever happened.
 *
 * Returns: the bytes copied, or -1
 */
gint64
opt_copy_at_pace_sync (OptConnection *source,
                       const char *copy_out,
                       OptConnection *target,
                       const char *copy_in,
                       OptCopyPace *pace,
                       const OptProgress *progress,
                       GCancellable *cancellable,
                       GError **error)
{
  End from = { source, NULL, cancellable, pace->deadline };
  End to = { target, NULL, cancellable, pace->deadline };
  gint64 bytes = -1;

  g_return_val_if_fail (OPT_IS_CONNECTION (source) && OPT_IS_CONNECTION (target), -1);

  from.pg = opt_connection_borrow (source, error);
  if (from.pg == NULL)
    return -1;
  to.pg = opt_connection_borrow (target, error);
  if (to.pg != NULL)
    {
      bytes = copy_between (&from, copy_out, &to, copy_in, pace, progress, error);
      opt_connection_give_back (target);
    }
  opt_connection_give_back (source);

  return bytes;
}

/**
 * opt_copy_between_sync:
 * @source: an open connection without a query under way
 * @copy_out: `COPY … TO STDOUT`
 * @target: another one
 * @copy_in: `COPY … FROM STDIN`, in the same format
 * @limit_bytes: ends with %OPT_ERROR_NO_SPACE past that many; 0 for no limit
 * @progress: (nullable): told the bytes, now and then
 * @cancellable: (nullable): cancels it on both servers
 * @error: return location for an error
 *
 * As opt_copy_at_pace_sync(), as fast as it goes.
 *
 * Returns: the bytes copied, or -1
 */
gint64
opt_copy_between_sync (OptConnection *source,
                       const char *copy_out,
                       OptConnection *target,
                       const char *copy_in,
                       gint64 limit_bytes,
                       const OptProgress *progress,
                       GCancellable *cancellable,
                       GError **error)
{
  OptCopyPace pace = { .limit_bytes = limit_bytes };

  return opt_copy_at_pace_sync (source, copy_out, target, copy_in, &pace, progress, cancellable,
                                error);
}
