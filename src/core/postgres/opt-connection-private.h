/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "opt-connection.h"

G_BEGIN_DECLS

/*
 * One PGconn on one GMainContext: the one that was the thread's default where the object was made.
 * Opening and cancelling block inside libpq and run in threads; everything else is stepped by a
 * source on the socket. Queries wait in a queue and run one after the other.
 */

/* The way there and back is the shortest of so many that were measured last: one alone may have
 * been held up, and the way may change. */
#define OPT_CONNECTION_ROUND_TRIPS 5

struct _OptConnection
{
  GObject parent_instance;

  GMainContext *context;
  OptConninfo *conninfo;
  OptConnectionRole role;
  char *lane;
  guint open_timeout_ms;

  PGconn *connection;
  OptConnectionState state;
  int server_version; /* of the server that was connected to last */
  GQueue queue;       /* GTask, each with its OptQuery; the current one is not in it */
  GTask *current;
  GError *lost_error;                             /* why it was lost */
  guint64 n_arrivals;                             /* how often something came from the server */
  gint64 round_trips[OPT_CONNECTION_ROUND_TRIPS]; /* 0: not so often yet */
  guint next_round_trip;
  guint n_cancels; /* requests in flight */
  gboolean borrowed;
  gboolean pooled;         /* a pooler is between that keeps no settings of a session */
  gboolean in_transaction; /* through a pooler: one that was asked for */

  GSource *socket_source;
  GIOCondition socket_condition;
  GSource *cancel_source; /* on the current query's cancellable */
  GSource *grace_source;
};

/* opt-connection-run.c: what happens on the socket. */
void opt_connection_set_state (OptConnection *self, OptConnectionState state);
void opt_connection_start_next (OptConnection *self);
void opt_connection_watch_socket (OptConnection *self, GIOCondition condition);
void opt_connection_unwatch_socket (OptConnection *self);
GError *opt_connection_make_closed_error (OptConnection *self);
void opt_connection_shut (OptConnection *self, OptConnectionState state);
void opt_connection_lose (OptConnection *self);

/* For opt-copy.c alone, which steps libpq by itself while no query runs. */
PGconn *opt_connection_borrow (OptConnection *self, GError **error);
void opt_connection_give_back (OptConnection *self);

G_END_DECLS
