/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "opt-params.h"
#include "opt-plan.h"
#include "opt-verdict.h"

G_BEGIN_DECLS

/**
 * OptRowsEqual:
 * @OPT_ROWS_NOT_COMPARED: the statement did not get that far
 * @OPT_ROWS_EQUAL: the same rows with every set of values, in the order that was asked for
 * @OPT_ROWS_DIFFERENT: not the same
 * @OPT_ROWS_UNVERIFIABLE: can't be verified: volatile functions, or LIMIT without a total order
 */
typedef enum
{
  OPT_ROWS_NOT_COMPARED,
  OPT_ROWS_EQUAL,
  OPT_ROWS_DIFFERENT,
  OPT_ROWS_UNVERIFIABLE,
} OptRowsEqual;

/**
 * OptTrialValues:
 *
 * One set of values for a statement's parameters, and what came of it.
 */
typedef struct
{
  char *label;       /* "typical", "common", "rare", "as written", or when it was seen */
  gboolean seen;     /* a session sent them */
  OptParams *params; /* (nullable) */

  GArray *baseline_ms; /* (element-type gdouble) by pair */
  GArray *variant_ms;  /* likewise; of a baseline that was stopped, each run */

  double longest_ms; /* of the baseline's runs before the pairs */
  double limit_ms;   /* when the variant is stopped */
  OptMeasurement measurement;
  OptInterval baseline; /* ms a call: median over the pairs */
  OptInterval variant;
  OptVerdict verdict; /* on these values alone */
} OptTrialValues;

/**
 * OptTrialStatement:
 *
 * A statement under trial: what is run, and what was measured.
 */
typedef struct
{
  char *id;      /* its queryid, or its number in a workload file */
  char *sql;     /* what is run, `$n` and all */
  char *rewrite; /* (nullable) what is run as the variant, where that is another text */
  double weight; /* calls, or what the workload file says */
  gboolean writes;
  GPtrArray *values; /* (element-type OptTrialValues), at least one */

  OptMeasurement measurement; /* of the means over the sets of values */
  OptInterval baseline; /* ms a call: median over the pairs of the mean over the sets of values */
  OptInterval variant;
  GArray *baseline_ms; /* (element-type gdouble) by pair, mean over the sets */
  GArray *variant_ms;
  OptRowsEqual rows_equal;
  char *rows_note;       /* (nullable) why they could not be verified, or what differs */
  char *rows_difference; /* (nullable) the first row that differs, with its values, cut */
  char *rows_values;     /* (nullable) the label of the values with which that was found */
  guint
      n_contents; /* of a rewrite: on so many made-up contents of its tables the rows were equal */
  OptPlan *baseline_plan; /* (nullable) of the first set of values, as executed */
  OptPlan *variant_plan;
  OptVerdict verdict;               /* from those on the sets of values */
  gboolean clearly_worse;           /* by so much that no gain elsewhere makes it good */
  OptPlan *production_plan;         /* (nullable) of the first set of values, not executed */
  OptPlan *production_rewrite_plan; /* (nullable) likewise of the rewrite */
  char *production_note; /* (nullable) where the baseline is planned otherwise than there */
  GError *error;         /* (nullable) why it could not be run */
} OptTrialStatement;

OptTrialStatement *opt_trial_statement_new (const char *id,
                                            const char *sql,
                                            double weight,
                                            gboolean writes);
void opt_trial_statement_free (OptTrialStatement *self);
void opt_trial_statement_set_rewrite (OptTrialStatement *self, const char *sql);
void opt_trial_statement_add_values (OptTrialStatement *self,
                                     const char *label,
                                     const OptParams *params);
void opt_trial_statement_set_values_seen (OptTrialStatement *self);
void opt_trial_statement_close_pair (OptTrialStatement *self);
gboolean opt_trial_statement_is_narrow (OptTrialStatement *self);
void opt_trial_statement_judge (OptTrialStatement *self, guint32 seed);
JsonNode *opt_trial_statement_to_json (OptTrialStatement *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptTrialStatement, opt_trial_statement_free)

G_END_DECLS
