/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan.h"

G_BEGIN_DECLS

OptPlan *findings_fixture_read (const char *name);
char *findings_fixture_to_plain (const char *text);
char *findings_fixture_describe (OptPlan *plan);
OptFinding *findings_fixture_find (OptPlan *plan, OptFindingKind kind);

G_END_DECLS
