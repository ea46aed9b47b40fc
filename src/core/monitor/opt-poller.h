/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-poll-schedule.h"
#include "opt-vitals.h"
#include "opt-workload.h"

G_BEGIN_DECLS

/**
 * OptRestPolicy:
 * @OPT_REST_NEVER: it is watched, whether anybody uses it or not
 * @OPT_REST_WHERE_IT_SUSPENDS: as %OPT_REST_ALWAYS where the server says that it is one that
 *   suspends itself when nobody uses it, else as %OPT_REST_NEVER
 * @OPT_REST_ALWAYS: after two minutes in which nobody used it, it is left alone for an hour
 *
 * Whether a server is left alone while nobody uses it. Each query keeps one awake that suspends
 * itself, and so costs money for nothing; the connection alone keeps some awake.
 */
typedef enum
{
  OPT_REST_NEVER,
  OPT_REST_WHERE_IT_SUSPENDS,
  OPT_REST_ALWAYS,
} OptRestPolicy;

const char *opt_rest_policy_to_id (OptRestPolicy self);
gboolean opt_rest_policy_from_id (const char *id, OptRestPolicy *policy);

/**
 * OptPoller:
 *
 * Polls one server on the main loop, with one connection of its own, and adds what it reads to a
 * workload.
 */
#define OPT_TYPE_POLLER (opt_poller_get_type ())
G_DECLARE_FINAL_TYPE (OptPoller, opt_poller, OPT, POLLER, GObject)

OptPoller *opt_poller_new (OptConninfo *conninfo, gint64 interval, OptWorkload *workload);

void opt_poller_start (OptPoller *self);
void opt_poller_stop (OptPoller *self);
gboolean opt_poller_get_paused (OptPoller *self);
void opt_poller_set_paused (OptPoller *self, gboolean paused);
void opt_poller_poll_now (OptPoller *self);
void opt_poller_set_rest (OptPoller *self, OptRestPolicy policy);
gint64 opt_poller_get_rests_until (OptPoller *self);

gboolean opt_poller_get_connected (OptPoller *self);
OptServerFacts *opt_poller_get_facts (OptPoller *self);
OptWorkload *opt_poller_get_workload (OptPoller *self);
/* Who waits so many seconds for an answer is told so. */
#define OPT_POLLER_SILENCE 3

guint opt_poller_get_silence (OptPoller *self);
void opt_poller_get_cost (OptPoller *self, OptPollCost *cost);
const GError *opt_poller_get_read_error (OptPoller *self, OptPollRead read);
gint64 opt_poller_get_period (OptPoller *self, OptPollRead read);

G_END_DECLS
