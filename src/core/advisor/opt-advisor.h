/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-advice.h"
#include "opt-advisor-statement.h"
#include "opt-clock.h"
#include "opt-progress.h"
#include "opt-server-facts.h"
#include "opt-shadow.h"

G_BEGIN_DECLS

/**
 * OptAdvisorInput:
 *
 * What advice is given on. Whoever fills it in keeps what it points to for as long as the run
 * takes.
 */
typedef struct
{
  OptCatalog *catalog;       /* of the database */
  OptServerFacts *facts;     /* of its server */
  OptShadow *shadow;         /* of the database, made from @catalog */
  OptConnection *production; /* (nullable) to read it; without it the shadow can't prove itself */
  GPtrArray *statements;     /* (element-type OptAdvisorStatement) */
  gint64 budget_bytes;       /* for all new indexes together; 0: no limit */
  guint limit;               /* so many recommendations at most; 0: no limit */
  OptClock *clock;           /* (nullable) */
} OptAdvisorInput;

OptAdvice *opt_advisor_run_sync (const OptAdvisorInput *input,
                                 const OptProgress *progress,
                                 GCancellable *cancellable,
                                 GError **error);

gboolean opt_advisor_ends_run (const GError *error);

G_END_DECLS
