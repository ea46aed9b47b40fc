/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "opt-evidence.h"

G_BEGIN_DECLS

/**
 * OptEvidencePill:
 *
 * The rung that a claim stands on, by icon and word. The same everywhere.
 */
#define OPT_TYPE_EVIDENCE_PILL (opt_evidence_pill_get_type ())
G_DECLARE_FINAL_TYPE (OptEvidencePill, opt_evidence_pill, OPT, EVIDENCE_PILL, AdwBin)

GtkWidget *opt_evidence_pill_new (void);

OptEvidence opt_evidence_pill_get_evidence (OptEvidencePill *self);
void opt_evidence_pill_set_evidence (OptEvidencePill *self, OptEvidence evidence);

G_END_DECLS
