/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-change-private.h"
#include "opt-plan-comparison.h"
#include "opt-plan-private.h"

G_BEGIN_DECLS

/* What a node is there for: nodes of one role may stand for each other. */
typedef enum
{
  OPT_PLAN_ROLE_OTHER, /* only for one of the same type */
  OPT_PLAN_ROLE_SCAN,
  OPT_PLAN_ROLE_JOIN,
  OPT_PLAN_ROLE_GROUP,
  OPT_PLAN_ROLE_SORT,
  OPT_PLAN_ROLE_GATHER,
  OPT_PLAN_ROLE_HASH,
  OPT_PLAN_ROLE_STORE,
  OPT_PLAN_ROLE_APPEND,
  OPT_PLAN_ROLE_BITMAP,
} OptPlanRole;

/* What is known of a node while two plans are compared. */
typedef struct
{
  OptPlanNode *node;
  OptPlanNode *match;
  OptPlanChange *change; /* the one that has its figures, unowned */
  OptPlanRole role;
  const char *relation; /* (nullable) the table */
  const char *alias;    /* (nullable) its name in the statement */
  const char *name;     /* (nullable) what a scan reads */
  const char *context;  /* (nullable) name of the subquery that it is in */
  guint plan;           /* of which statement */
  guint64 scans;        /* stands for the set of matched scans below it */
  guint detail;         /* hash of what it sorts or groups by */
  guint pair;           /* its index among the pairs */
  double workers;       /* planned by the Gather above it, or 0 */
  gboolean is_partial;  /* it aggregates for one process only */
  gboolean is_inner;    /* below the inner side of a nested loop */
  OptPlanSum sum;
} OptPlanMark;

typedef struct
{
  OptPlan *plan;
  char *sql;          /* (nullable) */
  OptPlanMark *marks; /* by id - 1 */
  guint n;
  double total; /* in the measure */
} OptPlanSide;

struct _OptPlanComparison
{
  GObject parent_instance;

  OptPlanSide sides[2];
  OptPlanLikeness likeness;
  OptPlanMeasure measure;
  GPtrArray *changes; /* of OptPlanChange */
  GArray *pairs;      /* of OptPlanPair */
  GHashTable *names;  /* relation -> how often one plan reads it */
  char *verdict;
  char *brief;
  char *caveat;
};

static inline OptPlanMark *
opt_plan_comparison_mark (OptPlanComparison *self, guint side, OptPlanNode *node)
{
  return &self->sides[side].marks[node->id - 1];
}

static inline OptPlanMark *
opt_plan_comparison_match (OptPlanComparison *self, guint side, OptPlanMark *mark)
{
  return mark->match != NULL ? opt_plan_comparison_mark (self, !side, mark->match) : NULL;
}

const char *opt_plan_node_get_scanned (OptPlanNode *self);
void opt_plan_side_init (OptPlanSide *self, OptPlan *plan, const char *sql);
void opt_plan_side_clear (OptPlanSide *self);
OptPlanSum opt_plan_side_get_nothing (OptPlanSide *self);
char *opt_plan_node_get_indexes (OptPlanNode *self);

void opt_plan_comparison_match_nodes (OptPlanComparison *self);
void opt_plan_comparison_align (OptPlanComparison *self, GPtrArray *first, GPtrArray *second);
void opt_plan_comparison_join_pairs (OptPlanComparison *self);
OptPlanLikeness opt_plan_comparison_find_likeness (OptPlanComparison *self);

void opt_plan_comparison_find_changes (OptPlanComparison *self);
void opt_plan_comparison_find_figures (OptPlanComparison *self);
OptPlanChange *opt_plan_comparison_add (OptPlanComparison *self, OptPlanChangeKind kind);
double opt_plan_comparison_get_rows_in (OptPlanComparison *self, guint side, OptPlanNode *node);
double opt_plan_gather_get_processes (OptPlanNode *gather);
void opt_plan_change_claim (OptPlanChange *self, guint side, OptPlanMark *mark);
void opt_plan_change_claim_pair (OptPlanChange *self, OptPlanMark *first, OptPlanMark *second);

static inline OptPlanNode *
opt_plan_change_get_lead (OptPlanChange *change, guint side)
{
  return change->nodes[side]->len > 0 ? g_ptr_array_index (change->nodes[side], 0) : NULL;
}

char *opt_plan_comparison_see_change (OptPlanComparison *self, OptPlanChange *change);
void opt_plan_comparison_say_change (OptPlanComparison *self, OptPlanChange *change);
void opt_plan_comparison_say_verdict (OptPlanComparison *self);

G_END_DECLS
