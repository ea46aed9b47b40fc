/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"

G_BEGIN_DECLS

/* New names for those of a plan, each the same wherever it stands. */
typedef struct
{
  GHashTable *relations; /* char * to char *: tables, aliases, WITH queries */
  GHashTable *columns;
  GHashTable *indexes;
  GHashTable *functions;
  GHashTable *types;
  GHashTable *schemas;
  GHashTable *constraints;
  GHashTable *triggers;
  GHashTable
      *results; /* set of char *: "InitPlan 1", "$0": of the plan's own InitPlans and SubPlans */
} OptPlanNames;

void opt_plan_names_init (OptPlanNames *self);
void opt_plan_names_clear (OptPlanNames *self);
const char *opt_plan_names_get (GHashTable *names, const char *letter, const char *name);
void opt_plan_names_add_results (OptPlanNames *self, const char *subplan);
char *opt_plan_names_dup_function (OptPlanNames *self, const char *name);
char *opt_plan_names_dup_schema (OptPlanNames *self, const char *name);
char *opt_plan_names_rename_expression (OptPlanNames *self, const char *expression);
char *opt_plan_names_rename_statement (OptPlanNames *self, const char *sql);

G_END_DECLS
