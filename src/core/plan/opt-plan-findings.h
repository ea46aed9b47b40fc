/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-private.h"

G_BEGIN_DECLS

/* The rules that find what is wrong with a plan are in files by theme and share this. */

gboolean opt_plan_is_worth (OptPlan *self, double explained);
void opt_plan_add_finding (OptPlan *self,
                           OptFindingKind kind,
                           OptPlanNode *node,
                           double explained,
                           OptFindingWords words);
void opt_plan_add_note (OptPlan *self,
                        OptFindingKind kind,
                        OptPlanNode *node,
                        OptFindingWords words);
double opt_plan_get_share (OptPlan *self, double measure);
double opt_plan_get_whole_measure (OptPlan *self, OptPlanNode *node);

gboolean opt_plan_node_is (OptPlanNode *self, const char *type);
gboolean opt_plan_node_is_inner (OptPlanNode *self);
OptPlanNode *opt_plan_node_get_input (OptPlanNode *self);
char *opt_plan_format_bytes (double bytes);
gulong opt_plan_count (double number);
const char *opt_plan_node_get_relation (OptPlanNode *self);
char *opt_plan_node_quote_relation (OptPlanNode *self);
double opt_plan_node_get_most_read (OptPlanNode *self);
char *opt_plan_node_describe_removed (OptPlanNode *self, double removed);
char *opt_plan_node_advise_extended (OptPlanNode *self, char **columns);
char *opt_plan_node_name_statistics (OptPlanNode *self, char **columns);
OptFindingRemedy *opt_plan_node_remedy_extended (OptPlanNode *self, char **columns);
OptFindingRemedy *opt_plan_node_ask_advisor (OptPlanNode *self, const char *condition);
OptFindingRemedy *opt_plan_node_ask_advisor_of_inner (OptPlanNode *self);
char **opt_plan_node_get_equal_columns (OptPlanNode *self);
OptPlanNode *opt_plan_node_find_misled (OptPlanNode *self);
gboolean opt_plan_node_is_disabled (OptPlanNode *self);

void opt_plan_find_in_scan (OptPlan *self, OptPlanNode *node);
void opt_plan_find_in_index_scan (OptPlan *self, OptPlanNode *node);
void opt_plan_find_in_join (OptPlan *self, OptPlanNode *node);
void opt_plan_find_in_memory (OptPlan *self, OptPlanNode *node);
void opt_plan_find_in_io (OptPlan *self);
void opt_plan_find_in_workers (OptPlan *self, OptPlanNode *node);
void opt_plan_find_in_rows (OptPlan *self, OptPlanNode *node);
GHashTable *opt_plan_find_generic_nodes (OptPlan *self);
void opt_plan_find_misestimates (OptPlan *self, GHashTable *generic);
guint opt_plan_get_jit_processes (OptPlan *self);
void opt_plan_find_statement_findings (OptPlan *self);
void opt_plan_find_slow_nodes (OptPlan *self);
void opt_plan_find_notes (OptPlan *self, GHashTable *generic);

G_END_DECLS
