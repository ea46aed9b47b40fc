/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-history-range.h"
#include "opt-history-recorder.h"
#include "opt-history.h"
#include "opt-poller.h"
#include "opt-sampler.h"
#include "opt-server-sandbox.h"
#include "opt-server-tables.h"
#include "opt-server.h"
#include "opt-vitals-rates.h"

G_BEGIN_DECLS

struct _OptServer
{
  GObject parent_instance;

  char *name;
  char *display;
  OptConninfo *conninfo;
  gboolean saved;

  /* What there is while it is watched */
  OptServerState state;
  GError *error;                         /* (nullable) */
  GError *read_errors[OPT_N_POLL_READS]; /* (nullable) while it is watched */
  OptPoller *poller;                     /* (nullable) */
  OptServerFacts *facts;                 /* (nullable) of when it was last connected */
  gboolean paused;
  OptRestPolicy rest;
  gint64 last_poll;   /* this machine's clock, microseconds since 1970; 0: none yet */
  gint64 sessions_at; /* likewise: when the sessions were read last … */
  gint64 vitals_at;   /* … and the vitals */

  OptWorkload *workload;
  OptTimeline *timeline;
  OptStatementList *statements;
  OptSeriesSet *series;
  OptVitals *vitals;            /* (nullable) */
  OptVitalsRates *vitals_rates; /* (nullable) */
  gint64 sampled;               /* when the sessions were looked at last, or 0 */
  OptSessionList *sessions;
  OptBlockingHistory *blocking;

  OptDatabaseLane *lanes[2]; /* (nullable) by OptServerLane */
  GListStore *jobs;          /* of OptJob */
  OptSandboxState *sandbox;  /* (nullable) */
  char *sandbox_server;      /* (nullable) where it is to be */

  GListStore *recommendations; /* of OptRecommendation */
  OptAdvice *advice;           /* (nullable) */
  gint64 advice_at;            /* microseconds since 1970; 0: none in this session */
  guint advice_serial;         /* of what is newest in recommendations, or on its way there */

  gint64
      slower_read;  /* monotonic; when it was read last what got slower by who records; 0: never */
  gint64 slower_at; /* the end of the last minute of that; the server's clock */
  OptHistoryRecorder *recorder; /* (nullable) while it is watched */
  gint64 texts_at;              /* monotonic; when texts were looked for, or 0 */
  gint64 event_at;              /* the last event that was recorded; 0: none yet … */
  guint n_events;               /* … among so many */
  gint64 series_at;             /* up to where the series were recorded */
  OptHistory *history;          /* (nullable) to read */
  GCancellable *recalling;      /* (nullable) since what was recorded last was asked for */
  OptHistoryRange *recorded;    /* (nullable) that, while it is within the window … */
  OptTimeline *recorded_points; /* (nullable) … and its points, until the timeline has them */
  gint64 newcomers_at;          /* monotonic; when new statements were looked for, or 0 */
  GCancellable *newcomers;      /* (nullable) while they are */

  gboolean keeps_values;   /* that sessions send */
  gboolean switched_off;   /* somebody said so: what was kept is deleted … */
  char *forgotten;         /* (nullable) … and was, of this server */
  char *values_problem;    /* (nullable) why nobody knows whether they may be kept */
  OptSampler *sampler;     /* (nullable) while they are kept */
  OptServerTables *tables; /* (nullable) until somebody asks */

  char *warning; /* (nullable) the last one */
};

/* opt-server-watch.c: from the poller to what is shown */
void opt_server_watch_begin (OptServer *self);
void opt_server_watch_end (OptServer *self);
void opt_server_take_facts (OptServer *self);

/* opt-server-sessions.c */
void opt_server_sessions_begin (OptServer *self);
void opt_server_sessions_end (OptServer *self);

/* opt-server-blocking.c */
void opt_server_blocking_begin (OptServer *self);
void opt_server_blocking_end (OptServer *self);
void opt_server_load_blocking (OptServer *self);

/* opt-server-samples.c */
void opt_server_take_samples (OptServer *self, OptActivity *activity);
void opt_server_samples_end (OptServer *self);
void opt_server_forget_place_async (OptServer *self,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* opt-server-vitals.c */
void opt_server_take_vitals (OptServer *self, OptVitals *vitals);
void opt_server_take_slowdowns (OptServer *self);
void opt_server_take_point (OptServer *self);
void opt_server_take_activity (OptServer *self, OptActivity *activity);
void opt_server_forget_vitals (OptServer *self);

/* opt-server-watch.c: what was seen of a server elsewhere is gone */
void opt_server_forget_all (OptServer *self);

/* opt-server-record.c: what goes into the history */
/* opt-server-plan.c */
void opt_server_add_events (OptServer *self, GPtrArray *events);

const char *opt_server_get_history_key (OptServer *self);
void opt_server_record (OptServer *self, OptSnapshot *snapshot);
void opt_server_record_load (OptServer *self);
void opt_server_record_texts (OptServer *self);
void opt_server_record_series (OptServer *self);
void opt_server_record_chain (OptServer *self, OptBlockingChain *chain);
void opt_server_record_cut (OptServer *self);
void opt_server_record_end (OptServer *self);

/* opt-server-recorded.c: what was recorded before it was watched here */
void opt_server_recall (OptServer *self);
void opt_server_forget_recorded (OptServer *self);

/* opt-server-newcomers.c */
void opt_server_look_for_newcomers (OptServer *self, OptSnapshot *snapshot);
void opt_server_forget_newcomers (OptServer *self);

/* opt-server-state.c */
void opt_server_set_state (OptServer *self, OptServerState state, const GError *error);
void opt_server_set_read_error (OptServer *self, OptPollRead read, const GError *error);
void opt_server_set_facts (OptServer *self, OptServerFacts *facts);
void opt_server_notify_polled (OptServer *self);

/* opt-server-work.c */
void opt_server_close_lanes (OptServer *self);
void opt_server_take_sandbox_state (OptServer *self, OptSandboxState *state);

/* opt-server.c */
void opt_server_notify_advice (OptServer *self);
void opt_server_notify_changes (OptServer *self);
void opt_server_warn (OptServer *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* opt-server-advice.c */
void opt_server_load_recommendations (OptServer *self);
void opt_server_forget_recommendations (OptServer *self);

G_END_DECLS
