/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-recommendation.h"
#include "opt-shadow-check.h"

G_BEGIN_DECLS

/**
 * OptAdviceNote:
 *
 * Something that is said of one statement of the workload.
 */
typedef struct
{
  char *id;
  char *sql;
  char *reason;
} OptAdviceNote;

/**
 * OptAdvice:
 *
 * What one run of the advisor found.
 */
typedef struct
{
  guint n_statements; /* that were planned */
  double cost_before; /* the planner's, of all of them, each times its weight; NAN where there are
                         none */
  double cost_after;  /* likewise with all that is recommended */

  guint n_agree;        /* on so many the shadow plans as production does */
  guint n_checked;      /* of so many that both planned */
  double max_deviation; /* of the cost, as a share; NAN where none was checked */
  GPtrArray *unproven;  /* (element-type OptAdviceNote) those that don't agree, or that production
                           did not plan */

  GPtrArray *recommendations; /* (element-type OptRecommendation) the one that saves most first */
  GPtrArray *not_planned;     /* (element-type OptAdviceNote) */
  GPtrArray *unresolved; /* (element-type OptAdviceNote) parts of planned statements for which no
                            index was thought of */
  char *conclusion;      /* a sentence: what came of it, or why nothing did */

  guint n_candidates;
  guint n_explains; /* on the shadow */
} OptAdvice;

OptAdvice *opt_advice_new (void);
void opt_advice_free (OptAdvice *self);
void opt_advice_add_note (GPtrArray *notes, const char *id, const char *sql, const char *reason);
JsonNode *opt_advice_to_json (const OptAdvice *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptAdvice, opt_advice_free)

G_END_DECLS
