/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-advisor.h"
#include "opt-what-if.h"

G_BEGIN_DECLS

/* Private to the advisor: one run, from the statements to the recommendations. */

/* What an index must save of the workload's time. */
#define OPT_ADVISOR_MIN_SHARE 0.01

/* One set of values that a statement is planned with. */
typedef struct
{
  const OptSample *sample; /* (nullable) of those seen; NULL: as the statement was bound */
  double share;            /* of the statement's runs */
  OptPlan *plan;           /* without any of the candidates */
} OptAdvisorSet;

/* One statement of the workload that the shadow planned. */
typedef struct
{
  const OptAdvisorStatement *statement;
  OptBoundStatement *bound;
  GPtrArray *sets;       /* of OptAdvisorSet: one at least */
  gint64 n_seen;         /* how often their values were; 0: they were not */
  double cost;           /* of its plans without any of the candidates: the mean */
  double time;           /* see opt_advisor_get_time() */
  OptShadowCheck *check; /* (nullable) without production */
  double best_cost;      /* with all of its candidates; its cost where it has none */
  GHashTable *costs;     /* the numbers of the candidates that concern it -> its cost with them */
} OptAdvisorItem;

/* A candidate that some statement's plan took when it had the choice. */
typedef struct
{
  OptCandidate *candidate;
  guint number;    /* its place in the run's options */
  double bound;    /* what it saves at most, or saved when it was last looked at, in time */
  guint looked_at; /* how many were chosen then; G_MAXUINT: never */
  gint64 bytes;
  gboolean rejected;
} OptAdvisorOption;

typedef struct
{
  const OptAdvisorInput *input;
  const OptProgress *progress;
  GCancellable *cancellable;
  OptWhatIf *what_if;
  OptAdvice *advice;
  GPtrArray *items;    /* of OptAdvisorItem */
  gboolean measured;   /* times are milliseconds that were measured */
  double time;         /* of all items */
  GPtrArray *options;  /* of OptAdvisorOption */
  GHashTable *by_sql;  /* a candidate's SQL -> OptAdvisorOption */
  GPtrArray *chosen;   /* of OptAdvisorOption, unowned */
  gint64 made_at;      /* of all recommendations: none is older than another of its run */
  double best_refused; /* the most that an option not worth it would have saved, as a share */
} OptAdvisorRun;

/* What a change of the indexes does to some statements. */
typedef struct
{
  double saved;      /* time, less what gets worse */
  double worse;      /* time by which statements get noticeably worse */
  double saved_cost; /* plain, each times its weight */
  gboolean halves;   /* some statement gets twice as cheap */
  gboolean relieves; /* and one that takes long at that */
} OptAdvisorGain;

gboolean opt_advisor_plan_workload (OptAdvisorRun *run, GError **error);
gboolean opt_advisor_find_options (OptAdvisorRun *run, GError **error);
gboolean opt_advisor_search (OptAdvisorRun *run, GError **error);
gboolean opt_advisor_recommend (OptAdvisorRun *run, GError **error);

void opt_advisor_item_free (OptAdvisorItem *self);
gboolean opt_advisor_item_begin (OptAdvisorRun *run, OptAdvisorItem *item, GError **error);
gboolean opt_advisor_item_plan (OptAdvisorRun *run,
                                OptAdvisorItem *item,
                                GPtrArray *candidates,
                                GPtrArray *used,
                                double *cost,
                                GError **error);
gboolean opt_advisor_item_check (OptAdvisorRun *run, OptAdvisorItem *item, GError **error);
OptEffectValues opt_advisor_item_get_values (const OptAdvisorItem *item);
double opt_advisor_get_time (const OptAdvisorRun *run, double total_ms, double weight, double cost);
gboolean opt_advisor_item_agrees (const OptAdvisorItem *self);
gboolean opt_advisor_item_concerns (const OptAdvisorItem *self, const OptCandidate *candidate);
gboolean opt_advisor_get_cost (OptAdvisorRun *run,
                               OptAdvisorItem *item,
                               GPtrArray *options,
                               double *cost,
                               GError **error);

void opt_advisor_gain_add (OptAdvisorGain *self,
                           const OptAdvisorRun *run,
                           const OptAdvisorItem *item,
                           double before,
                           double after);
gboolean opt_advisor_gain_is_enough (const OptAdvisorRun *run, const OptAdvisorGain *self);

G_END_DECLS
