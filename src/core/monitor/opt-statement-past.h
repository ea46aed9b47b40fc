/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-statement-list.h"

G_BEGIN_DECLS

/* Of fewer calls, then or now, one that was slow decides what their mean is. */
#define OPT_STATEMENT_PAST_MIN_CALLS 5

/**
 * OptStatementMatch:
 * @OPT_STATEMENT_MATCH_NONE: it was not called then
 * @OPT_STATEMENT_MATCH_KEY: found by its key; of those that are alike, by what they have in common
 * @OPT_STATEMENT_MATCH_FINGERPRINT: as its queryid is another since, as by pg_upgrade: found by its
 *   fingerprint, of the same role in the same database
 * @OPT_STATEMENT_MATCH_AMBIGUOUS: likewise, but there are several of that
 *
 * How a statement was found in an earlier time.
 */
typedef enum
{
  OPT_STATEMENT_MATCH_NONE,
  OPT_STATEMENT_MATCH_KEY,
  OPT_STATEMENT_MATCH_FINGERPRINT,
  OPT_STATEMENT_MATCH_AMBIGUOUS,
} OptStatementMatch;

/**
 * OptStatementThen:
 * @match: how it was found
 * @n_statements: how many keys it was then
 * @queryid: of it then, where it was one
 * @calls: that it had
 * @total_ms: milliseconds of their execution
 *
 * What a statement did in an earlier time.
 */
typedef struct
{
  OptStatementMatch match;
  guint n_statements;
  gint64 queryid;
  gint64 calls;
  double total_ms;
} OptStatementThen;

/**
 * OptStatementPast:
 *
 * An earlier time, to compare the statements of a list with: what is found there is no statement
 * with another one's figures, but one by its key, or, where it has a new queryid, the only one that
 * is alike and is gone since.
 */
#define OPT_TYPE_STATEMENT_PAST (opt_statement_past_get_type ())
G_DECLARE_FINAL_TYPE (OptStatementPast, opt_statement_past, OPT, STATEMENT_PAST, GObject)

OptStatementPast *opt_statement_past_new (OptStatementList *now,
                                          OptStatementList *then,
                                          const char *known);

const char *opt_statement_past_get_known (OptStatementPast *self);
gboolean opt_statement_past_is_recorded (OptStatementPast *self);
OptStatementMatch opt_statement_past_find (OptStatementPast *self,
                                           OptStatementItem *item,
                                           OptStatementThen *then);
double opt_statement_then_get_mean (const OptStatementThen *self);
double opt_statement_past_get_change (OptStatementPast *self, OptStatementItem *item);

G_END_DECLS
