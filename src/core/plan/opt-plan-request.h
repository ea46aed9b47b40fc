/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-connection.h"
#include "opt-plan-options.h"
#include "opt-plan.h"

G_BEGIN_DECLS

/**
 * OptPlanRequestFlags:
 * @OPT_PLAN_REQUEST_NONE: plan only; with parameters the generic plan, which knows no values
 * @OPT_PLAN_REQUEST_CUSTOM: the plan for these very values
 * @OPT_PLAN_REQUEST_ANALYZE: run it, too: in the sandbox, or where the user asked for it, under a
 *   statement_timeout
 * @OPT_PLAN_REQUEST_MAY_WRITE: what is run may write, and is rolled back: in the sandbox only
 * @OPT_PLAN_REQUEST_NULLS: where a value is NULL, that is what was sent
 *
 * How to ask for a plan.
 */
typedef enum
{
  OPT_PLAN_REQUEST_NONE = 0,
  OPT_PLAN_REQUEST_CUSTOM = 1 << 0,
  OPT_PLAN_REQUEST_ANALYZE = 1 << 1,
  OPT_PLAN_REQUEST_MAY_WRITE = 1 << 2,
  OPT_PLAN_REQUEST_NULLS = 1 << 3,
} OptPlanRequestFlags;

OptPlan *opt_plan_request_sync (OptConnection *connection,
                                const char *sql,
                                const OptParams *values,
                                OptPlanRequestFlags flags,
                                OptPlanOptions options,
                                GCancellable *cancellable,
                                GError **error);
char **opt_plan_request_parameter_types_sync (OptConnection *connection,
                                              const char *sql,
                                              GCancellable *cancellable,
                                              GError **error);

G_END_DECLS
