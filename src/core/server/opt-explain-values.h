/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-sample-store.h"

G_BEGIN_DECLS

/**
 * OptExplainKind:
 * @OPT_EXPLAIN_BEST: those seen most often; where none were, typical ones, or none
 * @OPT_EXPLAIN_UNSEEN: likewise, but none that were seen: for what is kept, or goes to others
 * @OPT_EXPLAIN_SEEN: values that sessions were seen to send
 * @OPT_EXPLAIN_TYPICAL: from statistics: values whose frequency is in the middle
 * @OPT_EXPLAIN_COMMON: from statistics: the most common ones
 * @OPT_EXPLAIN_RARE: from statistics: none of the common ones
 * @OPT_EXPLAIN_GENERIC: the plan that knows no values
 *
 * For which values of its parameters a statement is planned.
 */
typedef enum
{
  OPT_EXPLAIN_BEST,
  OPT_EXPLAIN_UNSEEN,
  OPT_EXPLAIN_SEEN,
  OPT_EXPLAIN_TYPICAL,
  OPT_EXPLAIN_COMMON,
  OPT_EXPLAIN_RARE,
  OPT_EXPLAIN_GENERIC,
} OptExplainKind;

/**
 * OptExplainValues:
 *
 * Which values a plan is asked for, and afterwards, for which it was made.
 */
typedef struct
{
  OptExplainKind kind;
  guint nth;         /* which of those seen, from 1; 0: the first that fits, or @sample */
  OptSample *sample; /* (nullable) those seen */
} OptExplainValues;

#define OPT_TYPE_EXPLAIN_VALUES (opt_explain_values_get_type ())
GType opt_explain_values_get_type (void);

OptExplainValues *opt_explain_values_new (OptExplainKind kind);
OptExplainValues *opt_explain_values_new_seen (const OptSample *sample);
OptExplainValues *opt_explain_values_new_from_text (const char *text, GError **error);
OptExplainValues *opt_explain_values_copy (const OptExplainValues *self);
void opt_explain_values_free (OptExplainValues *self);

gboolean opt_explain_values_equal (const OptExplainValues *a, const OptExplainValues *b);
char *opt_explain_values_describe (const OptExplainValues *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptExplainValues, opt_explain_values_free)

G_END_DECLS
