/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-poller.h"

G_BEGIN_DECLS

struct _OptPoller
{
  GObject parent_instance;

  OptConninfo *conninfo;
  gint64 interval;
  OptWorkload *workload;

  GMainContext *context;
  GCancellable *cancellable; /* (nullable) while it runs */
  OptConnection *connection;
  OptServerFacts *facts;
  GSource *timer;
  OptPollSchedule *schedule;
  gint64 begun; /* monotonic; when the read that is on its way began */
  gint64 backoff;
  gint64 texts_at; /* monotonic; when they were asked for last, or 0 */
  gint64 texts_interval;
  gboolean busy;
  gboolean paused;
  gboolean once; /* it is paused, and yet asked to read all once */
};

/* opt-poller.c */
gboolean opt_poller_is_stale (OptPoller *self, gpointer task);
void opt_poller_fail (OptPoller *self, const GError *error);
void opt_poller_rest (OptPoller *self, gint64 microseconds);

/* opt-poller-reads.c */
void opt_poller_take (OptPoller *self, OptPollRead read);

G_END_DECLS
