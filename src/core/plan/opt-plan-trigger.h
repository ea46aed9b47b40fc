/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * OptPlanTrigger:
 * @name: (nullable): the trigger; the text format without VERBOSE does not name those of
 * constraints
 * @constraint: (nullable): the constraint behind it
 * @relation: (nullable): the table
 * @time_ms: what all calls took; NAN without timing
 * @calls: how often it ran
 *
 * A trigger that the statement fired. AFTER triggers run outside the plan's tree.
 */
typedef struct
{
  const char *name;
  const char *constraint;
  const char *relation;
  double time_ms;
  double calls;
} OptPlanTrigger;

G_END_DECLS
