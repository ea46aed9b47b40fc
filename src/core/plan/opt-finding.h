/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-plan-node.h"

G_BEGIN_DECLS

/**
 * OptFindingKind:
 * @OPT_FINDING_SEQ_SCAN: a sequential scan that drops most rows by its filter
 * @OPT_FINDING_ROWS_REMOVED_BY_FILTER: another node that drops most rows by its filter
 * @OPT_FINDING_ROWS_REMOVED_BY_JOIN_FILTER: a join that drops most pairs by its filter
 * @OPT_FINDING_ROWS_REMOVED_BY_RECHECK: an index that gives more rows than match
 * @OPT_FINDING_HEAP_FETCHES: an index-only scan that reads the table
 * @OPT_FINDING_MISESTIMATE: a row estimate that misled the planner
 * @OPT_FINDING_SPILL: temporary files
 * @OPT_FINDING_NESTED_LOOP: the inner side of a nested loop runs very often
 * @OPT_FINDING_JIT: just-in-time compilation costs too much
 * @OPT_FINDING_PLANNING: planning takes longer than execution
 * @OPT_FINDING_TRIGGER: triggers take a good part of the time
 * @OPT_FINDING_WORKERS: fewer parallel workers ran than were planned
 *
 * What is wrong with a plan.
 */
typedef enum
{
  OPT_FINDING_SEQ_SCAN,
  OPT_FINDING_ROWS_REMOVED_BY_FILTER,
  OPT_FINDING_ROWS_REMOVED_BY_JOIN_FILTER,
  OPT_FINDING_ROWS_REMOVED_BY_RECHECK,
  OPT_FINDING_HEAP_FETCHES,
  OPT_FINDING_MISESTIMATE,
  OPT_FINDING_SPILL,
  OPT_FINDING_NESTED_LOOP,
  OPT_FINDING_JIT,
  OPT_FINDING_PLANNING,
  OPT_FINDING_TRIGGER,
  OPT_FINDING_WORKERS,
} OptFindingKind;

/**
 * OptFinding:
 *
 * Something in a plan that costs time, with the numbers that show it. Immutable.
 */
#define OPT_TYPE_FINDING (opt_finding_get_type ())
G_DECLARE_FINAL_TYPE (OptFinding, opt_finding, OPT, FINDING, GObject)

const char *opt_finding_kind_get_nick (OptFindingKind kind);

OptFinding *opt_finding_new (OptFindingKind kind,
                             OptPlanNode *node,
                             double explained_ms,
                             double share,
                             char *title,
                             char *seen,
                             const char *why,
                             char *advice);

OptFindingKind opt_finding_get_kind (OptFinding *self);
OptPlanNode *opt_finding_get_node (OptFinding *self);
double opt_finding_get_explained_ms (OptFinding *self);
double opt_finding_get_share (OptFinding *self);
const char *opt_finding_get_title (OptFinding *self);
const char *opt_finding_get_seen (OptFinding *self);
const char *opt_finding_get_why (OptFinding *self);
const char *opt_finding_get_advice (OptFinding *self);

G_END_DECLS
