/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-advisor-private.h"

G_BEGIN_DECLS

/* What is said of a recommendation, with the figures that it rests on. */
char *opt_advisor_make_title (const OptCandidate *candidate);
char *opt_advisor_make_reason (OptAdvisorRun *run,
                               const OptAdvisorOption *option,
                               GPtrArray *effects);
char *opt_advisor_make_risk (const OptAdvisorOption *option, gboolean ends_hot);
char *opt_advisor_make_conclusion (OptAdvisorRun *run);

G_END_DECLS
