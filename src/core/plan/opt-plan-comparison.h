/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-change.h"
#include "opt-plan.h"

G_BEGIN_DECLS

/**
 * OptPlanLikeness:
 * @OPT_PLAN_LIKENESS_UNKNOWN: neither a text nor a relation tells it
 * @OPT_PLAN_LIKENESS_SAME_TEXT: the statements have the same fingerprint
 * @OPT_PLAN_LIKENESS_SAME_RELATIONS: the plans read the same relations
 * @OPT_PLAN_LIKENESS_OTHER_TEXT: the statements have different fingerprints
 * @OPT_PLAN_LIKENESS_OTHER_RELATIONS: the plans read different relations
 *
 * Whether two plans seem to be of one statement, and by what.
 */
typedef enum
{
  OPT_PLAN_LIKENESS_UNKNOWN,
  OPT_PLAN_LIKENESS_SAME_TEXT,
  OPT_PLAN_LIKENESS_SAME_RELATIONS,
  OPT_PLAN_LIKENESS_OTHER_TEXT,
  OPT_PLAN_LIKENESS_OTHER_RELATIONS,
} OptPlanLikeness;

/**
 * OptPlanMeasure:
 * @OPT_PLAN_MEASURE_NONE: they have nothing in common that could be weighed
 * @OPT_PLAN_MEASURE_COST: the planner's estimates
 * @OPT_PLAN_MEASURE_TIME: both were run and timed
 *
 * By what two plans are compared.
 */
typedef enum
{
  OPT_PLAN_MEASURE_NONE,
  OPT_PLAN_MEASURE_COST,
  OPT_PLAN_MEASURE_TIME,
} OptPlanMeasure;

/**
 * OptPlanPair:
 * @nodes: (nullable): a node of the first plan, and the one of the second that does the same; one
 *   of them is %NULL where the other plan has no such node
 * @sums: what each took, without the nodes below; 0 for a node that is not there, NAN where its
 *   plan does not tell it. The time is not cut off at 0, so that all of them sum up
 * @rows: how many rows each gave, over all loops, likewise
 * @change: (nullable): what differs between them
 *
 * One row of the two plans side by side.
 */
typedef struct
{
  OptPlanNode *nodes[2];
  OptPlanSum sums[2];
  double rows[2];
  OptPlanChange *change;
} OptPlanPair;

/**
 * OptPlanComparison:
 *
 * What differs between two plans of one statement. Immutable: threads may share it.
 */
#define OPT_TYPE_PLAN_COMPARISON (opt_plan_comparison_get_type ())
G_DECLARE_FINAL_TYPE (OptPlanComparison, opt_plan_comparison, OPT, PLAN_COMPARISON, GObject)

OptPlanComparison *opt_plan_comparison_new (OptPlan *first,
                                            const char *first_sql,
                                            OptPlan *second,
                                            const char *second_sql);

OptPlan *opt_plan_comparison_get_plan (OptPlanComparison *self, guint side);
OptPlanLikeness opt_plan_comparison_get_likeness (OptPlanComparison *self);
OptPlanMeasure opt_plan_comparison_get_measure (OptPlanComparison *self);
double opt_plan_comparison_get_total (OptPlanComparison *self, guint side);
gboolean opt_plan_comparison_is_notable (OptPlanComparison *self, double moved);
gboolean opt_plan_comparison_has_same_shape (OptPlanComparison *self);
const char *opt_plan_comparison_get_verdict (OptPlanComparison *self);
const char *opt_plan_comparison_get_brief (OptPlanComparison *self);
const char *opt_plan_comparison_get_caveat (OptPlanComparison *self);

guint opt_plan_comparison_get_n_changes (OptPlanComparison *self);
OptPlanChange *opt_plan_comparison_get_change (OptPlanComparison *self, guint index);
guint opt_plan_comparison_get_n_pairs (OptPlanComparison *self);
const OptPlanPair *opt_plan_comparison_get_pair (OptPlanComparison *self, guint index);
const OptPlanPair *opt_plan_comparison_find_pair (OptPlanComparison *self,
                                                  guint side,
                                                  OptPlanNode *node);

JsonNode *opt_plan_comparison_to_json (OptPlanComparison *self);

G_END_DECLS
