/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-change-request.h"
#include "opt-evidence.h"
#include "opt-history.h"
#include "opt-statistics.h"

G_BEGIN_DECLS

/*
 * What a verdict needs. A mean of fewer calls than twenty, or of half a minute, says more of single
 * calls than of a statement.
 */
#define OPT_CONFIRMATION_MIN_CALLS 20
#define OPT_CONFIRMATION_MIN_WINDOW (30 * G_USEC_PER_SEC)

/* Fewer statements that the change does not touch say nothing of the server. */
#define OPT_CONFIRMATION_MIN_CONTROLS 3

/* The part of the statements' time before of which enough must be known after, too. */
#define OPT_CONFIRMATION_MIN_SHARE 0.5

/* Beyond a factor of four in calls a second it is another workload, whose means can't be compared:
 * other values, another cache. */
#define OPT_CONFIRMATION_MAX_RATE_FACTOR 4.0

/* All of the interval must lie beyond: a change of less than five in a hundred is not worth a word,
 * however surely many calls may show it. */
#define OPT_CONFIRMATION_BETTER 0.95
#define OPT_CONFIRMATION_WORSE 1.05

/**
 * OptConfirmationVerdict:
 * @OPT_CONFIRMATION_VERDICT_WAITING: not enough calls, or time, before or after
 * @OPT_CONFIRMATION_VERDICT_OTHER_LOAD: it is called much more or less often than before
 * @OPT_CONFIRMATION_VERDICT_CONFIRMED: the statements got faster: the whole interval says so
 * @OPT_CONFIRMATION_VERDICT_UNCHANGED: no effect can be told from chance, as yet
 * @OPT_CONFIRMATION_VERDICT_WORSE: they got slower: the whole interval says so
 *
 * What the live workload says of a change.
 */
typedef enum
{
  OPT_CONFIRMATION_VERDICT_WAITING,
  OPT_CONFIRMATION_VERDICT_OTHER_LOAD,
  OPT_CONFIRMATION_VERDICT_CONFIRMED,
  OPT_CONFIRMATION_VERDICT_UNCHANGED,
  OPT_CONFIRMATION_VERDICT_WORSE,
} OptConfirmationVerdict;

/**
 * OptConfirmationWindow:
 *
 * The statements concerned, in the time before or after the change.
 */
typedef struct
{
  gint64 start; /* the server's clock, microseconds since 1970 */
  gint64 end;
  gint64 observed; /* microseconds of it that snapshots cover */
  gint64 calls;
  double mean_ms; /* NAN without a call */
} OptConfirmationWindow;

/**
 * OptConfirmationStatement:
 * @key: which
 * @text: (nullable): its text, where the history has it
 * @calls_before: how often it was called before
 * @calls_after: likewise after
 * @before_ms: time a call before; NAN without one
 * @after_ms: likewise after
 * @ratio: time a call after to before; NAN where not known
 * @corrected: @ratio by what other statements did meanwhile; @ratio without a control
 * @projected: the ratio that was projected; NAN where none was
 * @projected_evidence: how
 * @verdict: what follows; %OPT_CONFIRMATION_VERDICT_CONFIRMED: it was helped
 *
 * What became of one of the statements that the change was to help. Intervals are of 95 %.
 */
typedef struct
{
  OptStatementKey key;
  char *text;
  gint64 calls_before;
  gint64 calls_after;
  double before_ms;
  double after_ms;
  OptInterval ratio;
  OptInterval corrected;
  double projected;
  OptEvidence projected_evidence;
  OptConfirmationVerdict verdict;
} OptConfirmationStatement;

/**
 * OptConfirmation:
 * @verdict: what follows from the rest
 * @before: the window before the change
 * @after: the window after it
 * @same_hours: on how many days before @before is the same hours of the day as @after; 0: it is all
 * of the time before that is known
 * @ratio: time a call after to before, weighed by the calls before; NAN where not known
 * @control_ratio: the median of the same ratio over the statements that the change does not touch,
 * or NAN where fewer than %OPT_CONFIRMATION_MIN_CONTROLS of them were called often enough
 * @n_controls: how many were called often enough
 * @corrected: @ratio by @control_ratio: what the change itself did; @ratio without a control
 * @statements: (element-type OptConfirmationStatement): each of them, that which took most first
 * @reason: the verdict in words, with its figures
 * @change_id: (nullable): of which change
 * @title: (nullable): what that did
 * @news: whether the log did not know the verdict
 */
typedef struct
{
  OptConfirmationVerdict verdict;
  OptConfirmationWindow before;
  OptConfirmationWindow after;
  guint same_hours;
  OptInterval ratio;
  double control_ratio;
  guint n_controls;
  OptInterval corrected;
  GPtrArray *statements;
  char *reason;
  char *change_id;
  char *title;
  gboolean news;
} OptConfirmation;

const char *opt_confirmation_verdict_get_nick (OptConfirmationVerdict verdict);
const char *opt_confirmation_verdict_get_label (OptConfirmationVerdict verdict);
char *opt_confirmation_window_describe (const OptConfirmationWindow *window);

gboolean opt_confirmation_has_control (const OptConfirmation *self);
const char *opt_confirmation_statement_get_label (const OptConfirmationStatement *self);
const char *opt_confirmation_statement_get_nick (const OptConfirmationStatement *self);
char *opt_confirmation_statement_describe (const OptConfirmationStatement *self);
char *opt_confirmation_explain (const OptConfirmation *self);
char *opt_confirmation_describe_hours (const OptConfirmation *self);

OptConfirmation *opt_confirmation_new (GPtrArray *before,
                                       GPtrArray *after,
                                       GHashTable *targets,
                                       GHashTable *controls);
void opt_confirmation_free (OptConfirmation *self);
JsonNode *opt_confirmation_to_json (const OptConfirmation *self);
char *opt_confirmation_describe_json (JsonObject *object);

OptConfirmation *opt_confirmation_run_sync (OptAudit *audit,
                                            OptHistory *history,
                                            const char *change_id,
                                            OptConnection *connection,
                                            OptServerFacts *facts,
                                            GCancellable *cancellable,
                                            GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptConfirmation, opt_confirmation_free)

G_END_DECLS
