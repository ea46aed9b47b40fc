/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"

G_BEGIN_DECLS

/**
 * OptPlanOrigin:
 *
 * A part of the statement that a node of its plan comes from.
 */
typedef struct
{
  OptPlanNode *node; /* unowned: the plan has it */
  gsize start;       /* in bytes of the statement */
  gsize end;         /* behind its last byte */
} OptPlanOrigin;

GArray *opt_plan_find_origins (OptPlan *plan, const char *sql);

G_END_DECLS
