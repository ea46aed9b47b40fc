/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * OptEvidence:
 * @OPT_EVIDENCE_OPINION: nobody has checked it
 * @OPT_EVIDENCE_SIMULATED: the planner uses it, on production's statistics, on a shadow that
 *   proved itself
 * @OPT_EVIDENCE_MEASURED: run on real rows in the sandbox, repeated and interleaved
 * @OPT_EVIDENCE_CONFIRMED: after it was applied, the real workload's own counters got better
 * @OPT_EVIDENCE_REFUTED: simulated or measured no better, or the rows differ
 *
 * How a claim is known. Nothing is shown on a rung that it did not reach.
 */
typedef enum
{
  OPT_EVIDENCE_OPINION,
  OPT_EVIDENCE_SIMULATED,
  OPT_EVIDENCE_MEASURED,
  OPT_EVIDENCE_CONFIRMED,
  OPT_EVIDENCE_REFUTED,
} OptEvidence;

#define OPT_TYPE_EVIDENCE (opt_evidence_get_type ())
GType opt_evidence_get_type (void);

const char *opt_evidence_get_nick (OptEvidence evidence);
const char *opt_evidence_get_label (OptEvidence evidence);
gboolean opt_evidence_from_nick (const char *nick, OptEvidence *evidence);

G_END_DECLS
