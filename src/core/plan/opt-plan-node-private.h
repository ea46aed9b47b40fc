/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-node.h"

G_BEGIN_DECLS

/* Whoever reads and reckons a plan fills this in; afterwards nobody changes it. */
struct _OptPlanNode
{
  GObject parent_instance;

  OptPlanNode *parent; /* unowned */
  OptPlanNode *payer;  /* unowned: who ran it, of an InitPlan or a CTE, where that is told */
  GPtrArray *children; /* of OptPlanNode */
  JsonObject *json;
  int id;
  int last_id; /* the largest id below it */
  guint depth;
  OptPlanRelationship relationship;
  const char *type; /* in json */
  const char *subplan_name;

  /* As printed: per loop, and per process below a Gather; NAN where it isn't. */
  double startup_ms;
  double total_ms;
  double rows;
  double plan_rows;
  double loops;
  double startup_cost;
  double total_cost;

  double processes;
  double inclusive_ms;
  double raw_exclusive_ms;
  double rounding_ms;
  double exclusive_cost;
  double effective_cost;

  OptPlanSpill spill;
  gint64 spilled_bytes;
  double own_temp_blocks;
  gboolean may_be_cut;     /* somebody above may stop asking for rows */
  gboolean may_stop_early; /* and it gave fewer than expected */
  gboolean has_ctes;       /* some child is one */
};

static inline OptPlanNode *
opt_plan_node_nth_child (OptPlanNode *self, guint index)
{
  return g_ptr_array_index (self->children, index);
}

GPtrArray *opt_plan_node_list_processes (OptPlanNode *self);
OptPlanNode *opt_plan_node_new (JsonObject *json, OptPlanNode *parent, int id, GError **error);

G_END_DECLS
