/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"
#include "opt-plan-node-private.h"
#include "opt-plan-source.h"

G_BEGIN_DECLS

/* Of an InitPlan or a CTE: who ran how much of it. */
typedef struct
{
  OptPlanNode *payer; /* unowned; NULL: it ran after the main plan */
  OptPlanNode *node;  /* unowned */
  double ms;
} OptPlanPayment;

struct _OptPlan
{
  GObject parent_instance;

  JsonNode *json;
  GPtrArray *nodes;     /* of OptPlanNode, all of them, by id - 1 */
  GPtrArray *roots;     /* of OptPlanNode, unowned */
  GPtrArray *elements;  /* of JsonObject, unowned: one for each root */
  GArray *triggers;     /* of OptPlanTrigger */
  GArray *payments;     /* of OptPlanPayment; empty without times */
  GPtrArray *findings;  /* of OptFinding, the gravest first */
  GHashTable *mentions; /* (nullable): while it is made: see opt_plan_get_mentions() */
  guint n_utility_statements;
  OptPlanSourceCount count;
  guint n_timed; /* of the statements: those whose nodes were timed */
  gboolean has_rows;

  double root_ms;
  double outside_root_ms;
  double execution_ms;
  double total_ms;
  double planning_ms;
  double jit_ms;
  double total_cost;
};

static inline OptPlanNode *
opt_plan_nth_node (OptPlan *self, guint index)
{
  return g_ptr_array_index (self->nodes, index);
}

static inline gboolean
opt_plan_node_is_input (OptPlanNode *self)
{
  return self->relationship == OPT_PLAN_RELATIONSHIP_CHILD
         || self->relationship == OPT_PLAN_RELATIONSHIP_SUBPLAN;
}

static inline gboolean
opt_plan_node_is_within (OptPlanNode *self, OptPlanNode *top)
{
  return self->id >= top->id && self->id <= top->last_id;
}

OptPlan *opt_plan_new_from_json (JsonNode *json, GError **error);
gboolean opt_plan_read (OptPlan *self, JsonNode *json, GError **error);
void opt_plan_attribute_time (OptPlan *self);
void opt_plan_attribute_blocks (OptPlan *self);
OptPlanNode *opt_plan_find_payer (OptPlan *self, OptPlanNode *init_plan, const double *blocks);
double *opt_plan_dup_own_figures (OptPlan *self, const char *key);
void opt_plan_attribute_cost (OptPlan *self);
GHashTable *opt_plan_get_mentions (OptPlan *self);
char **opt_plan_node_get_init_plan_keys (OptPlanNode *self);
gboolean opt_plan_node_is_hashed_subplan (OptPlanNode *self);
OptPlanNode *opt_plan_node_get_cte (OptPlanNode *scan);
GHashTable *opt_plan_find_cte_readers (OptPlan *self);
void opt_plan_find_spills (OptPlan *self);
void opt_plan_find_early_stops (OptPlan *self);
void opt_plan_find_findings (OptPlan *self);

G_END_DECLS
