/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-params.h"
#include "opt-statement-info.h"

G_BEGIN_DECLS

/**
 * OptParameterChoice:
 * @OPT_PARAMETER_TYPICAL: values whose frequency is in the middle
 * @OPT_PARAMETER_COMMON: the most common values: the most rows
 * @OPT_PARAMETER_RARE: values that are none of the common ones: few rows
 *
 * Which values to choose.
 */
typedef enum
{
  OPT_PARAMETER_TYPICAL,
  OPT_PARAMETER_COMMON,
  OPT_PARAMETER_RARE,
} OptParameterChoice;

/**
 * OptParameterValue:
 *
 * A value for one `$n`, and where it is from.
 */
typedef struct
{
  int number;
  char *type;   /* as the server names it */
  char *value;  /* never NULL */
  char *source; /* translated: "most common value of orders.status, 23 %" */
  gboolean
      known; /* from the statistics of a column; otherwise a default of its type or its place */
} OptParameterValue;

/**
 * OptParameterSet:
 *
 * Values for all parameters of a statement.
 */
typedef struct
{
  OptParameterChoice choice;
  GPtrArray *values; /* (element-type OptParameterValue) $1 … */
  guint n_unknown;   /* how many are defaults */
} OptParameterSet;

OptParameterSet *opt_parameter_set_new (const OptStatementInfo *info,
                                        const char *const *types,
                                        OptParameterChoice choice);
void opt_parameter_set_free (OptParameterSet *self);
OptParams *opt_parameter_set_get_params (const OptParameterSet *self);
gboolean opt_parameter_values_fit (const char *const *types, const OptParams *values);
const char *opt_parameter_choice_get_nick (OptParameterChoice choice);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptParameterSet, opt_parameter_set_free)

G_END_DECLS
