/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-plan-document.h"

G_BEGIN_DECLS

/**
 * OptFindingList:
 *
 * What is wrong with a plan, the gravest first; or that nothing stands out, and what was looked
 * for.
 */
#define OPT_TYPE_FINDING_LIST (opt_finding_list_get_type ())
G_DECLARE_FINAL_TYPE (OptFindingList, opt_finding_list, OPT, FINDING_LIST, AdwBin)

void opt_finding_list_set_document (OptFindingList *self,
                                    OptPlanDocument *document,
                                    gboolean with_remedies);

G_END_DECLS
