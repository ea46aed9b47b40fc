/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-vitals.h"

G_BEGIN_DECLS

/* What is read seldom because it may cost much costs a thousandth of the server's time at most:
 * also what takes longer than it is allowed to. */
#define OPT_VITALS_SELDOM_FACTOR 1000

void opt_vitals_part_set_rows (OptVitalsPart *self, OptVitalArea area, OptResult *result);
void opt_vitals_part_set_failure (OptVitalsPart *self,
                                  OptVitalsState state,
                                  const char *reason,
                                  const char *next_step);
void opt_vitals_part_copy (OptVitalsPart *self, const OptVitalsPart *other);
void opt_vitals_part_clear (OptVitalsPart *self);

G_END_DECLS
