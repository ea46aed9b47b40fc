/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-change-request.h"
#include "opt-history.h"

G_BEGIN_DECLS

/*
 * What a verdict needs. A mean of fewer calls than twenty, or of half a minute, says more of single
 * calls than of a statement.
 */
#define OPT_CONFIRMATION_MIN_CALLS 20
#define OPT_CONFIRMATION_MIN_WINDOW (30 * G_USEC_PER_SEC)

/* Beyond a factor of four in calls a second it is another workload, whose means can't be compared:
 * other values, another cache. */
#define OPT_CONFIRMATION_MAX_RATE_FACTOR 4.0

/* The corrected ratio from which on it counts as better or worse. The means of an unchanged
 * statement differ by a few percent from one window to the next. */
#define OPT_CONFIRMATION_BETTER 0.9
#define OPT_CONFIRMATION_WORSE 1.1

/**
 * OptConfirmationVerdict:
 * @OPT_CONFIRMATION_VERDICT_WAITING: not enough calls, or time, before or after
 * @OPT_CONFIRMATION_VERDICT_OTHER_LOAD: it is called much more or less often than before
 * @OPT_CONFIRMATION_VERDICT_CONFIRMED: the statements got faster
 * @OPT_CONFIRMATION_VERDICT_UNCHANGED: they did not, as yet
 * @OPT_CONFIRMATION_VERDICT_WORSE: they got slower
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
 * OptConfirmation:
 * @verdict: what follows from the rest
 * @before: the window before the change
 * @after: the window after it
 * @ratio: time a call after to before, weighed by the calls before; NAN where not known
 * @control_ratio: the median of the same ratio over the statements that the change does not touch,
 * or NAN where there are none
 * @n_controls: how many those are
 * @corrected_ratio: @ratio by @control_ratio: what the change itself did; @ratio without controls
 * @reason: the verdict in words, with its figures
 */
typedef struct
{
  OptConfirmationVerdict verdict;
  OptConfirmationWindow before;
  OptConfirmationWindow after;
  double ratio;
  double control_ratio;
  guint n_controls;
  double corrected_ratio;
  char *reason;
} OptConfirmation;

const char *opt_confirmation_verdict_get_nick (OptConfirmationVerdict verdict);
const char *opt_confirmation_verdict_get_label (OptConfirmationVerdict verdict);
char *opt_confirmation_window_describe (const OptConfirmationWindow *window);

OptConfirmation *opt_confirmation_new (const OptDelta *before,
                                       const OptDelta *after,
                                       GHashTable *targets,
                                       GHashTable *controls);
void opt_confirmation_free (OptConfirmation *self);
JsonNode *opt_confirmation_to_json (const OptConfirmation *self);

OptConfirmation *opt_confirmation_run_sync (OptAudit *audit,
                                            OptHistory *history,
                                            const char *change_id,
                                            OptConnection *connection,
                                            OptServerFacts *facts,
                                            GCancellable *cancellable,
                                            GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptConfirmation, opt_confirmation_free)

G_END_DECLS
