/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-activity.h"
#include "opt-sample-store.h"
#include "opt-workload.h"

G_BEGIN_DECLS

/**
 * OptSampleCount:
 *
 * What came of the texts that were looked at.
 */
typedef struct
{
  guint64 kept;     /* executions whose values were kept or counted */
  guint64 apart;    /* their values were sent apart, or they have none */
  guint64 cut;      /* the server, or the read, cut the text */
  guint64 left_out; /* there was no time for them */
} OptSampleCount;

/**
 * OptSampler:
 *
 * Takes the values of parameters from what sessions are seen to execute. Of the thread that made
 * it; the work is done in another.
 *
 * Needs the server to name the statement of a session: PostgreSQL 14 and newer, with
 * compute_query_id.
 */
#define OPT_TYPE_SAMPLER (opt_sampler_get_type ())
G_DECLARE_FINAL_TYPE (OptSampler, opt_sampler, OPT, SAMPLER, GObject)

OptSampler *opt_sampler_new (const char *path,
                             const char *place,
                             const char *server,
                             OptServerFacts *facts);

void opt_sampler_take (OptSampler *self, OptActivity *activity, OptWorkload *workload);
void opt_sampler_end (OptSampler *self);
void opt_sampler_stop (OptSampler *self);
const char *opt_sampler_get_server (OptSampler *self);
gboolean opt_sampler_get_placed (OptSampler *self);
gboolean opt_sampler_get_busy (OptSampler *self);
void opt_sampler_get_count (OptSampler *self, OptSampleCount *count);

G_END_DECLS
