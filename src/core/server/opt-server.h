/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-advice.h"
#include "opt-blocking-history.h"
#include "opt-conninfo.h"
#include "opt-database-lane.h"
#include "opt-poll-schedule.h"
#include "opt-poller.h"
#include "opt-sandbox-state.h"
#include "opt-server-facts.h"
#include "opt-session-list.h"
#include "opt-statement-list.h"
#include "opt-timeline.h"
#include "opt-workload.h"

G_BEGIN_DECLS

/**
 * OptServerState:
 * @OPT_SERVER_OFFLINE: nobody asked for it yet, or it was disconnected
 * @OPT_SERVER_CONNECTING: it is being connected to
 * @OPT_SERVER_ONLINE: it is watched
 * @OPT_SERVER_LOST: it can't be reached; tried again by itself where that may help
 * @OPT_SERVER_RESTING: nobody uses it, and it is left alone for a while, so that it can suspend
 *   itself
 *
 * What is between us and a watched server.
 */
typedef enum
{
  OPT_SERVER_OFFLINE,
  OPT_SERVER_CONNECTING,
  OPT_SERVER_ONLINE,
  OPT_SERVER_LOST,
  OPT_SERVER_RESTING,
} OptServerState;

#define OPT_TYPE_SERVER_STATE (opt_server_state_get_type ())
GType opt_server_state_get_type (void);

/**
 * OptServerLane:
 * @OPT_SERVER_LANE_INTERACTIVE: what somebody waits for: plans, checks
 * @OPT_SERVER_LANE_WORK: what takes minutes: advice, trials, changes
 *
 * In which of its threads a server works, so that a trial never delays a plan.
 */
typedef enum
{
  OPT_SERVER_LANE_INTERACTIVE,
  OPT_SERVER_LANE_WORK,
} OptServerLane;

/**
 * OptServer:
 *
 * One watched server: its connection, what it does (workload, timeline, statements), and the
 * recommendations for the database that it was connected to. Of the thread that made it, whose main
 * loop it never holds.
 *
 * Where one of the things that are read fails alone, it is online all the same:
 * opt_server_get_read_error() and ::read-changed tell.
 *
 * ::polled is emitted after each poll, when all of that is up to date; ::advice-changed and
 * ::changes-changed when there is more to be said of recommendations and changes.
 */
#define OPT_TYPE_SERVER (opt_server_get_type ())
G_DECLARE_FINAL_TYPE (OptServer, opt_server, OPT, SERVER, GObject)

OptServer *opt_server_new (const char *name, OptConninfo *conninfo);

void opt_server_connect (OptServer *self);
void opt_server_disconnect (OptServer *self);
void opt_server_prepare (OptServer *self);
void opt_server_fail (OptServer *self, const GError *error);

const char *opt_server_get_name (OptServer *self);
const char *opt_server_get_display (OptServer *self);
OptConninfo *opt_server_get_conninfo (OptServer *self);
void opt_server_set_conninfo (OptServer *self, OptConninfo *conninfo);
gboolean opt_server_get_saved (OptServer *self);
void opt_server_set_saved (OptServer *self, gboolean saved);

OptServerState opt_server_get_state (OptServer *self);
const GError *opt_server_get_error (OptServer *self);
const GError *opt_server_get_read_error (OptServer *self, OptPollRead read);
OptServerFacts *opt_server_get_facts (OptServer *self);
gboolean opt_server_get_paused (OptServer *self);
void opt_server_set_paused (OptServer *self, gboolean paused);
void opt_server_poll_now (OptServer *self);
gint64 opt_server_get_last_poll (OptServer *self);
gint64 opt_server_get_last_time (OptServer *self);
gint64 opt_server_get_read_time (OptServer *self, OptPollRead read);
gint64 opt_server_get_clock (OptServer *self);
OptRestPolicy opt_server_get_rest (OptServer *self);
void opt_server_set_rest (OptServer *self, OptRestPolicy policy);
gint64 opt_server_get_rests_until (OptServer *self);
guint opt_server_get_silence (OptServer *self);
void opt_server_get_poll_cost (OptServer *self, OptPollCost *cost);
gint64 opt_server_get_poll_period (OptServer *self, OptPollRead read);

OptWorkload *opt_server_get_workload (OptServer *self);
OptTimeline *opt_server_get_timeline (OptServer *self);
OptStatementList *opt_server_get_statements (OptServer *self);
OptSessionList *opt_server_get_sessions (OptServer *self);
OptBlockingHistory *opt_server_get_blocking (OptServer *self);

GListModel *opt_server_get_recommendations (OptServer *self);
const OptAdvice *opt_server_get_advice (OptServer *self);
gint64 opt_server_get_advice_time (OptServer *self);
GListModel *opt_server_get_jobs (OptServer *self);
OptJob *opt_server_find_change (OptServer *self);
const OptSandboxState *opt_server_get_sandbox (OptServer *self);

void opt_server_run_async (OptServer *self,
                           OptServerLane lane,
                           OptJob *job,
                           OptDatabaseFunc func,
                           gpointer data,
                           GDestroyNotify free_data,
                           GDestroyNotify free_result,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gpointer opt_server_run_finish (OptServer *self, GAsyncResult *result, GError **error);

G_END_DECLS
