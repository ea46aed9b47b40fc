/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-candidate.h"

G_BEGIN_DECLS

/**
 * OptWriteCost:
 * @insert_us: microseconds for each row inserted
 * @update_us: microseconds for each row updated that is not a HOT update
 *
 * What one more index costs those who write.
 */
typedef struct
{
  double insert_us;
  double update_us;
} OptWriteCost;

OptWriteCost opt_write_cost_estimate (const OptCandidate *candidate);
char *opt_write_cost_describe (const OptCandidate *candidate, gboolean ends_hot);

G_END_DECLS
