/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-event-watch.h"
#include "opt-poller.h"

G_BEGIN_DECLS

/* How far apart it is read how the server is, at least. */
#define OPT_POLLER_VITALS_INTERVAL (10 * G_USEC_PER_SEC)

/* What is wrong with one of its reads, while the others go on. */
typedef struct
{
  GError *error;  /* (nullable) of the last try */
  gint64 backoff; /* before the next; 0 without an error */
  gboolean fresh; /* the facts were read anew since */
} OptPollTrouble;

/* How far apart it is looked what was done to it. */
#define OPT_POLLER_EVENTS_INTERVAL (30 * G_USEC_PER_SEC)

/* How far apart it is asked whether anybody uses it. */
#define OPT_POLLER_USE_INTERVAL (30 * G_USEC_PER_SEC)

/* Nobody uses it once nobody did for so long. Services suspend a server after five minutes. */
#define OPT_POLLER_REST_AFTER (2 * 60 * G_USEC_PER_SEC)
/* Each look wakes it, for as many minutes as it then waits before it suspends again. */
#define OPT_POLLER_REST_PERIOD (60 * 60 * (gint64) G_USEC_PER_SEC)

/* When one that nobody uses is left alone. */
typedef struct
{
  OptRestPolicy policy;
  gint64 after;     /* nobody used it for so long */
  gint64 period;    /* until it is looked at again */
  gint64 used;      /* monotonic; when it was last used, as far as is known */
  gboolean counted; /* the statements were read over this connection */
  gint64 until;     /* this machine's clock; when it is looked at again, or 0: it is watched */
} OptPollRest;

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
  gint64 begun;             /* monotonic; when the read that is on its way began */
  gint64 measured_at;       /* monotonic; when the way there and back was, or 0 */
  gint64 counted_at;        /* monotonic; when the last snapshot was there, or 0 */
  gint64 backoff;           /* before it is connected to again */
  GSource *patience_source; /* (nullable) while a read is on its way */
  guint patience;           /* how many seconds it may take */
  guint silence;            /* how many went by since something came from the server */
  guint64 n_arrivals;       /* of the connection, when the last of them began */
  OptPollTrouble troubles[OPT_N_POLL_READS];
  gboolean learning; /* the facts, beside the reads, before what they may mend is tried again */
  gint64 texts_at;   /* monotonic; when they were asked for last, or 0 */
  gint64 texts_interval;
  gboolean fetching_texts;
  OptVitals *vitals; /* (nullable) that were read last */
  OptEventWatch *events;
  OptPollRest rest;
  gboolean busy;
  gboolean paused;
  gboolean once; /* it is paused, and yet asked to read all once */
};

/* opt-poller.c */
gboolean opt_poller_is_stale (OptPoller *self, gpointer task);
void opt_poller_fail (OptPoller *self, const GError *error);
void opt_poller_give_up (OptPoller *self, const GError *error);
void opt_poller_wait (OptPoller *self, gint64 microseconds);
void opt_poller_hold (OptPoller *self);
void opt_poller_set_connection (OptPoller *self, OptConnection *connection);

/* opt-poller-facts.c */
void opt_poller_load_facts (GTask *task, gpointer source, gpointer data, GCancellable *cancellable);
void opt_poller_learn (OptPoller *self);

/* opt-poller-trouble.c */
void opt_poller_set_read_error (OptPoller *self, OptPollRead read, const GError *error);
void opt_poller_fail_read (OptPoller *self, OptPollRead read, const GError *error);
gboolean opt_poller_needs_facts (OptPoller *self, OptPollRead read);
void opt_poller_end_learning (OptPoller *self);
void opt_poller_forget_trouble (OptPoller *self);

/* opt-poller-reads.c */
void opt_poller_take (OptPoller *self, OptPollRead read);
void opt_poller_end_read (OptPoller *self, OptPollRead read, gint64 elapsed, gint64 bytes);

/* opt-poller-events.c */
void opt_poller_take_events (OptPoller *self);

/* opt-poller-rest.c */
void opt_poller_take_use (OptPoller *self);
void opt_poller_note_use (OptPoller *self, const OptDelta *delta);
void opt_poller_begin_use (OptPoller *self);
gboolean opt_poller_goes_on_resting (OptPoller *self);
void opt_poller_end_rest (OptPoller *self);
void opt_poller_set_rest_times (OptPoller *self, gint64 after, gint64 period);

/* opt-poller-share.c */
void opt_poller_share (OptPoller *self, gboolean connected);
void opt_poller_share_snapshot (OptPoller *self, const OptSnapshot *before, OptSnapshot *snapshot);

/* opt-poller-patience.c */
void opt_poller_begin_patience (OptPoller *self);
void opt_poller_end_patience (OptPoller *self);
void opt_poller_set_patience (OptPoller *self, guint seconds);

/* opt-poller-way.c */
gboolean opt_poller_measure_way (OptPoller *self);

/* opt-poller-vitals.c */
void opt_poller_take_vitals (OptPoller *self);

G_END_DECLS
