/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-evidence.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * OptEffectValues:
 * @OPT_EFFECT_VALUES_UNKNOWN: nobody said
 * @OPT_EFFECT_VALUES_WRITTEN: it has no parameters
 * @OPT_EFFECT_VALUES_SEEN: values that sessions were seen to send
 * @OPT_EFFECT_VALUES_TYPICAL: typical ones from statistics
 * @OPT_EFFECT_VALUES_NONE: the generic plan, which knows no values
 *
 * With which values of its parameters a statement was simulated.
 */
typedef enum
{
  OPT_EFFECT_VALUES_UNKNOWN,
  OPT_EFFECT_VALUES_WRITTEN,
  OPT_EFFECT_VALUES_SEEN,
  OPT_EFFECT_VALUES_TYPICAL,
  OPT_EFFECT_VALUES_NONE,
} OptEffectValues;

/**
 * OptStatementEffect:
 *
 * What a recommendation does to one statement of the workload.
 */
typedef struct
{
  char *id;           /* its queryid, or its number in a workload file */
  char *sql;          /* as it was given */
  gint64 calls;       /* -1 where nobody counted them */
  double total_ms;    /* measured, over all calls; NAN where nobody did */
  double weight;      /* how often it counts in sums of costs: its calls, or what the file says */
  double cost_before; /* the planner's, of one run, without the change */
  double cost_after;  /* likewise with this change alone */
  OptEvidence
      evidence; /* simulated, or opinion where the shadow doesn't plan it as production does */
  OptEffectValues values; /* which both costs are for */
  guint n_sets;           /* of those seen: so many sets … */
  gint64 n_seen;          /* … of so many executions, over which the costs are a mean */
} OptStatementEffect;

OptStatementEffect *opt_statement_effect_new (const char *id, const char *sql);
void opt_statement_effect_free (OptStatementEffect *self);
char *opt_statement_effect_describe_values (const OptStatementEffect *self);

JsonNode *opt_statement_effect_to_json (const OptStatementEffect *self);
OptStatementEffect *opt_statement_effect_new_from_json (JsonObject *object, GError **error);
JsonNode *opt_statement_id_to_json (const char *id);
char *opt_statement_id_from_json (JsonNode *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptStatementEffect, opt_statement_effect_free)

G_END_DECLS
