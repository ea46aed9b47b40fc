/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-poller.h"

G_BEGIN_DECLS

/* How far apart it is read how the server is, at least. */
#define OPT_POLLER_VITALS_INTERVAL (10 * G_USEC_PER_SEC)

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
  OptVitals *vitals; /* (nullable) that were read last */
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
void opt_poller_end_read (OptPoller *self, OptPollRead read, gint64 elapsed, gint64 bytes);

/* opt-poller-vitals.c */
void opt_poller_take_vitals (OptPoller *self);

G_END_DECLS
