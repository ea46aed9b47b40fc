/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-candidate.h"

G_BEGIN_DECLS

gboolean opt_expression_may_fail (const char *expression);
gboolean opt_candidate_may_refuse_rows (const OptCandidate *candidate);

G_END_DECLS
