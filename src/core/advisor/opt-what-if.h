/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-bound-statement.h"
#include "opt-candidate.h"
#include "opt-shadow.h"

G_BEGIN_DECLS

/**
 * OptWhatIf:
 *
 * The planner of a shadow, asked what it would do if there were other indexes.
 */
typedef struct _OptWhatIf OptWhatIf;

OptWhatIf *opt_what_if_new (OptShadow *shadow);
void opt_what_if_free (OptWhatIf *self);

OptPlan *opt_what_if_plan_sync (OptWhatIf *self,
                                OptBoundStatement *statement,
                                GPtrArray *candidates,
                                GCancellable *cancellable,
                                GError **error);
GPtrArray *opt_what_if_get_used (OptWhatIf *self, OptPlan *plan, GPtrArray *candidates);
gint64 opt_what_if_get_bytes (OptWhatIf *self, const OptCandidate *candidate);
guint opt_what_if_get_n_plans (OptWhatIf *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OptWhatIf, opt_what_if_free)

G_END_DECLS
