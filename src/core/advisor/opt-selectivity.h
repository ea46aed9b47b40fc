/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-predicate.h"
#include "opt-params.h"
#include "opt-relation.h"

G_BEGIN_DECLS

double opt_selectivity_get_distinct (const OptRelation *relation, const OptColumn *column);
double opt_selectivity_estimate (const OptRelation *relation,
                                 const OptPredicate *predicate,
                                 const OptParams *values);

G_END_DECLS
