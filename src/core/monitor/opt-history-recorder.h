/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-clock.h"
#include "opt-history-minute.h"

G_BEGIN_DECLS

/**
 * OptHistoryRecorderState:
 * @OPT_HISTORY_RECORDER_RECORDING: what it is given is kept
 * @OPT_HISTORY_RECORDER_PAUSED: it can't be written at the moment; it is tried again
 * @OPT_HISTORY_RECORDER_ELSEWHERE: another process records this server's history
 *
 * Whether a server's history is recorded here.
 */
typedef enum
{
  OPT_HISTORY_RECORDER_RECORDING,
  OPT_HISTORY_RECORDER_PAUSED,
  OPT_HISTORY_RECORDER_ELSEWHERE,
} OptHistoryRecorderState;

/**
 * OptHistoryRecorder:
 *
 * Puts what a server does into the history, minute by minute: the minutes are closed here, on the
 * main loop, and written by another thread. A process that is killed loses the open minute.
 *
 * Several of one server, each for a database of it, share their minutes: what is of a database is
 * kept of each, what is of the whole server once.
 *
 * ::warning is emitted with a sentence for a person when recording is paused or goes on, and
 * ::state when that changes.
 */
#define OPT_TYPE_HISTORY_RECORDER (opt_history_recorder_get_type ())
G_DECLARE_FINAL_TYPE (OptHistoryRecorder, opt_history_recorder, OPT, HISTORY_RECORDER, GObject)

OptHistoryRecorder *opt_history_recorder_new (const char *path,
                                              const char *server_id,
                                              OptClock *clock);

void opt_history_recorder_set_conninfo (OptHistoryRecorder *self, OptConninfo *conninfo);
void opt_history_recorder_set_database (OptHistoryRecorder *self, guint32 oid, const char *name);
void opt_history_recorder_set_known (OptHistoryRecorder *self, OptSnapshot *known);
void opt_history_recorder_add (OptHistoryRecorder *self,
                               const OptDelta *delta,
                               gint64 start_time,
                               guint32 database,
                               const OptTimelinePoint *point);
void opt_history_recorder_add_point (OptHistoryRecorder *self,
                                     guint32 database,
                                     const OptTimelinePoint *point);
void opt_history_recorder_add_value (OptHistoryRecorder *self,
                                     guint32 database,
                                     const char *series,
                                     const char *item,
                                     gint64 start,
                                     gint64 end,
                                     double value);
void opt_history_recorder_add_event (OptHistoryRecorder *self,
                                     guint32 database,
                                     const OptTimelineEvent *event);
gboolean opt_history_recorder_knows_text (OptHistoryRecorder *self, const OptStatementKey *key);
void opt_history_recorder_add_text (OptHistoryRecorder *self, const OptSqlText *text);
void opt_history_recorder_add_chain (OptHistoryRecorder *self, OptBlockingChain *chain);

void opt_history_recorder_cut (OptHistoryRecorder *self);
void opt_history_recorder_tick (OptHistoryRecorder *self);
void opt_history_recorder_stop (OptHistoryRecorder *self);

OptHistoryRecorderState opt_history_recorder_get_state (OptHistoryRecorder *self);
gboolean opt_history_recorder_is_busy (OptHistoryRecorder *self);
const char *opt_history_recorder_get_server_id (OptHistoryRecorder *self);

G_END_DECLS
