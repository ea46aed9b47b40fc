/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-finding.h"

G_BEGIN_DECLS

/**
 * OptFindingRow:
 *
 * A finding: what is wrong, what was seen, why that costs time, and what to do.
 */
#define OPT_TYPE_FINDING_ROW (opt_finding_row_get_type ())
G_DECLARE_FINAL_TYPE (OptFindingRow, opt_finding_row, OPT, FINDING_ROW, GtkListBoxRow)

GtkWidget *opt_finding_row_new (OptFinding *finding);
void opt_finding_row_offer_remedy (OptFindingRow *self, guint index);

OptFinding *opt_finding_row_get_finding (OptFindingRow *self);

G_END_DECLS
