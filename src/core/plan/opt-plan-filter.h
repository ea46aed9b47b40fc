/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-filter.h"
#include "opt-plan-private.h"

G_BEGIN_DECLS

/* INDEX_MAX_KEYS of the server. */
#define OPT_PLAN_FILTER_MAX_KEYS 32

/* The conditions of a scan, as an index would have to hold them. */
typedef struct
{
  GPtrArray *terms;             /* of OptFilterTerm; of what can't be read there are none */
  GPtrArray *keys;              /* of utf8: what is compared for equality, then one in a range */
  guint n_equal;                /* how many of the keys are compared for equality */
  guint n_wrapped;              /* how many of the keys are no plain column */
  const OptFilterTerm *wrapped; /* (nullable) the first of these */
} OptPlanFilter;

void opt_plan_filter_init (OptPlanFilter *self, OptPlanNode *node, const char *condition);
void opt_plan_filter_add (OptPlanFilter *self, OptPlanNode *node, const char *condition);
void opt_plan_filter_clear (OptPlanFilter *self);
char *opt_plan_filter_describe_keys (const OptPlanFilter *self);
char **opt_plan_filter_dup_keys (const OptPlanFilter *self);

char *opt_plan_filter_advise_cast (const OptPlanFilter *self, OptPlanNode *node, char *advice);

char *opt_plan_filter_advise_pattern (const OptPlanFilter *self, OptPlanNode *node);

char *opt_plan_filter_advise_against (const OptPlanFilter *self, const char *condition);

OptFindingRemedy *opt_plan_filter_ask_advisor (const OptPlanFilter *self, OptPlanNode *node);

void opt_plan_add_wrapped (OptPlan *self,
                           OptPlanNode *node,
                           double measure,
                           char *seen,
                           const OptPlanFilter *filter);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (OptPlanFilter, opt_plan_filter_clear)

G_END_DECLS
