/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-candidate.h"
#include "opt-statement-info.h"

G_BEGIN_DECLS

/**
 * OptCandidateOptions:
 * @pattern_opclass: whether LIKE 'abc%' needs an operator class of its own, as it does wherever the
 *   database's collation is not "C"
 * @sorts: whether the statement's plan sorts for a tenth of its cost or more, so that an order is
 *   worth an index without a LIMIT too
 * @seen: (nullable) (element-type OptParams): values of its parameters that it is planned with
 *
 * What the candidates of a statement depend on besides its text.
 */
typedef struct
{
  gboolean pattern_opclass;
  gboolean sorts;
  GPtrArray *seen;
} OptCandidateOptions;

GPtrArray *opt_candidates_find (const OptStatementInfo *info, const OptCandidateOptions *options);

G_END_DECLS
