/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-change.h"

G_BEGIN_DECLS

/* Whoever compares fills this in; afterwards nobody changes it. */
struct _OptPlanChange
{
  GObject parent_instance;

  OptPlanChangeKind kind;
  GPtrArray *nodes[2]; /* of OptPlanNode; the first of each is the one that the words are about */
  OptPlanSum sums[2];
  char *words; /* as it stands within a sentence */
  char *title;
  char *seen;
};

OptPlanChange *opt_plan_change_new (OptPlanChangeKind kind);

G_END_DECLS
