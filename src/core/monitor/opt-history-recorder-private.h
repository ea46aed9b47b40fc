/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-history-lock.h"
#include "opt-history-recorder.h"
#include "opt-history-writer.h"

G_BEGIN_DECLS

#define OPT_HISTORY_RECORDER_MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
/* After so long it is tried again. */
#define OPT_HISTORY_RECORDER_RETRY (G_GINT64_CONSTANT (5) * G_USEC_PER_SEC)

struct _OptHistoryRecorder
{
  GObject parent_instance;

  char *path; /* (nullable): not known yet */
  char *server_id;
  char *database; /* (nullable): its name */
  guint32 database_oid;
  OptHistoryRecorderState state;
  gboolean cut; /* the next delta is to stand alone */
  gboolean stopped;
  gint64 opened_at;   /* monotonic; when the open minute was begun */
  gint64 retry_at;    /* monotonic; where it is paused */
  gint64 retry_after; /* how long the next pause is */
  gint64 paused_at;   /* monotonic */
  guint n_lost;       /* minutes, since it was paused */

  /* Owned */
  OptConninfo *conninfo; /* (nullable) */
  OptClock *clock;
  GMainContext *context;
  OptHistoryLock *lock;     /* (nullable) */
  OptHistoryWriter *writer; /* (nullable): nothing was there to write yet */
  OptHistoryMinute *minute; /* (nullable) the open one */
  OptSnapshot *known;       /* (nullable) what was counted before it was watched */
  GQueue waiting;           /* of OptHistoryMinute: closed, not written yet */
  GHashTable *texts;        /* set of OptStatementKey that were handed over */

  /* Sources */
  GSource *timer; /* (nullable) on the context of who made it */
};

void opt_history_recorder_warn (OptHistoryRecorder *self, const char *text);
void opt_history_recorder_set_state (OptHistoryRecorder *self, OptHistoryRecorderState state);

/* opt-history-recorder-share.c */
void opt_history_recorder_unshare (OptHistoryRecorder *self);
OptHistoryRecorder *opt_history_recorder_find_lead (OptHistoryRecorder *self);
OptHistoryRecorder *opt_history_recorder_get_lead (OptHistoryRecorder *self);
gboolean opt_history_recorder_take_turn (OptHistoryRecorder *self,
                                         const char *what,
                                         gint64 start,
                                         gint64 end);

/* opt-history-recorder-write.c */
void opt_history_recorder_pause (OptHistoryRecorder *self, const GError *error);
void opt_history_recorder_write_waiting (OptHistoryRecorder *self);
void opt_history_recorder_close_minute (OptHistoryRecorder *self);

G_END_DECLS
