/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-change-statement.h"
#include "opt-connection.h"
#include "opt-copy-report.h"
#include "opt-evidence.h"
#include "opt-progress.h"
#include "opt-trial-statement.h"

G_BEGIN_DECLS

#define OPT_TYPE_TRIAL (opt_trial_get_type ())
G_DECLARE_FINAL_TYPE (OptTrial, opt_trial, OPT, TRIAL, GObject)

/* Nobody knows by how much a copy grew or shrank. */
#define OPT_TRIAL_BYTES_UNKNOWN G_MININT64

/**
 * OptTrialAim:
 * @OPT_TRIAL_AIM_BETTER: a change is to make something faster
 * @OPT_TRIAL_AIM_NO_WORSE: it is to make nothing slower, and is worth having then
 *
 * What a trial has to show for its change.
 */
typedef enum
{
  OPT_TRIAL_AIM_BETTER,
  OPT_TRIAL_AIM_NO_WORSE,
} OptTrialAim;

OptTrial *opt_trial_new (const char *change_sql);

void opt_trial_take_part (OptTrial *self, OptChangeStatement *part);
void opt_trial_take_statement (OptTrial *self, OptTrialStatement *statement);
void opt_trial_set_limits (OptTrial *self, guint min_pairs, guint max_pairs, gint64 max_time);
void opt_trial_set_copy (OptTrial *self, gint64 bytes, gint64 change_us, gint64 change_bytes);

gboolean opt_trial_run_sync (OptTrial *self,
                             OptConnection *baseline,
                             OptConnection *variant,
                             const OptProgress *progress,
                             GCancellable *cancellable,
                             GError **error);

GPtrArray *opt_trial_get_statements (OptTrial *self);
GPtrArray *opt_trial_get_limits (OptTrial *self);
OptCopyReport *opt_trial_get_copy (OptTrial *self);
const char *opt_trial_get_change (OptTrial *self);
OptTrialAim opt_trial_get_aim (OptTrial *self);
OptVerdict opt_trial_get_verdict (OptTrial *self);
OptEvidence opt_trial_get_evidence (OptTrial *self);
char *opt_trial_describe (OptTrial *self);
const char *opt_trial_aim_get_nick (OptTrialAim aim);
JsonNode *opt_trial_to_json (OptTrial *self);

G_END_DECLS
