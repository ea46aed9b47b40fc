/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "opt-finding-remedy.h"
#include "opt-plan-node.h"

G_BEGIN_DECLS

/**
 * OptFindingKind:
 * @OPT_FINDING_SLOW_NODE: one node takes a large part of the time
 * @OPT_FINDING_HIGH_COST_NODE: one node has a large part of the estimated cost
 * @OPT_FINDING_SEQ_SCAN: a sequential scan that drops most rows by its filter
 * @OPT_FINDING_MULTI_COLUMN_INDEX: a sequential scan whose filter compares several columns with a
 * value each
 * @OPT_FINDING_FUNCTION_ON_COLUMN: a filter that drops most rows, and compares what is computed
 *   from a column
 * @OPT_FINDING_INEFFICIENT_INDEX: an index gives many more rows than the filter keeps
 * @OPT_FINDING_LIMIT_ORDER: an index is read in its order until a LIMIT is reached, and nearly all
 *   rows are dropped
 * @OPT_FINDING_ROWS_REMOVED_BY_FILTER: another node that drops most rows by its filter
 * @OPT_FINDING_ROWS_REMOVED_BY_RECHECK: an index that gives more rows than match
 * @OPT_FINDING_HEAP_FETCHES: an index-only scan that reads the table
 * @OPT_FINDING_PARTITIONS: most of many partitions are scanned for nothing; or very many are left
 * @OPT_FINDING_ROWS_REMOVED_BY_JOIN_FILTER: a join that drops most pairs by its filter
 * @OPT_FINDING_NESTED_LOOP: the inner side of a nested loop runs very often
 * @OPT_FINDING_MEMOIZE: a cache of inner rows that throws out what it needs again, or is hit
 *   seldom
 * @OPT_FINDING_MISESTIMATE: a row estimate that misled the planner
 * @OPT_FINDING_CORRELATED_COLUMNS: such an estimate of a scan with conditions on several columns
 * @OPT_FINDING_STALE_STATISTICS: such an estimate of a scan with no condition or a plain one
 * @OPT_FINDING_GENERIC_PLAN: a plan for any values of the parameters
 * @OPT_FINDING_SORT_SPILL: a sort goes to temporary files
 * @OPT_FINDING_HASH_BATCHES: the hash table of a join goes to temporary files
 * @OPT_FINDING_HASH_AGGREGATE_SPILL: the hash table of an aggregate goes to temporary files
 * @OPT_FINDING_TEMPORARY_FILES: rows that are kept for later go to temporary files
 * @OPT_FINDING_LOSSY_BITMAP: a bitmap of rows fell back to whole pages
 * @OPT_FINDING_SLOW_IO: a node waits for reads
 * @OPT_FINDING_COLD_CACHE: most blocks were not in shared buffers; how long reading took is not
 *   known
 * @OPT_FINDING_BUFFERS_PER_ROW: many blocks for few rows: bloat, wide values, or an index with a
 *   condition not on its leading column
 * @OPT_FINDING_WORKERS: fewer parallel workers ran than were planned
 * @OPT_FINDING_UNEVEN_WORKERS: some processes worked much longer than others
 * @OPT_FINDING_JIT: just-in-time compilation costs too much
 * @OPT_FINDING_PLANNING: planning takes longer than execution
 * @OPT_FINDING_TRIGGER: triggers take a good part of the time
 * @OPT_FINDING_FOREIGN_KEY: a foreign key looks for referencing rows slowly, as without an index
 * @OPT_FINDING_LARGE_OFFSET: OFFSET skips many more rows than LIMIT returns
 * @OPT_FINDING_LARGE_RESULT: very many rows for the client
 * @OPT_FINDING_NEVER_EXECUTED: why a statement returned nothing
 * @OPT_FINDING_SETTINGS: a setting that holds the planner or the executor back
 * @OPT_FINDING_DISABLED_NODE: a kind of node that is switched off was used all the same
 *
 * What is wrong with a plan, or worth to know about it.
 */
typedef enum
{
  OPT_FINDING_SLOW_NODE,
  OPT_FINDING_HIGH_COST_NODE,
  OPT_FINDING_SEQ_SCAN,
  OPT_FINDING_MULTI_COLUMN_INDEX,
  OPT_FINDING_FUNCTION_ON_COLUMN,
  OPT_FINDING_INEFFICIENT_INDEX,
  OPT_FINDING_LIMIT_ORDER,
  OPT_FINDING_ROWS_REMOVED_BY_FILTER,
  OPT_FINDING_ROWS_REMOVED_BY_RECHECK,
  OPT_FINDING_HEAP_FETCHES,
  OPT_FINDING_PARTITIONS,
  OPT_FINDING_ROWS_REMOVED_BY_JOIN_FILTER,
  OPT_FINDING_NESTED_LOOP,
  OPT_FINDING_MEMOIZE,
  OPT_FINDING_MISESTIMATE,
  OPT_FINDING_CORRELATED_COLUMNS,
  OPT_FINDING_STALE_STATISTICS,
  OPT_FINDING_GENERIC_PLAN,
  OPT_FINDING_SORT_SPILL,
  OPT_FINDING_HASH_BATCHES,
  OPT_FINDING_HASH_AGGREGATE_SPILL,
  OPT_FINDING_TEMPORARY_FILES,
  OPT_FINDING_LOSSY_BITMAP,
  OPT_FINDING_SLOW_IO,
  OPT_FINDING_COLD_CACHE,
  OPT_FINDING_BUFFERS_PER_ROW,
  OPT_FINDING_WORKERS,
  OPT_FINDING_UNEVEN_WORKERS,
  OPT_FINDING_JIT,
  OPT_FINDING_PLANNING,
  OPT_FINDING_TRIGGER,
  OPT_FINDING_FOREIGN_KEY,
  OPT_FINDING_LARGE_OFFSET,
  OPT_FINDING_LARGE_RESULT,
  OPT_FINDING_NEVER_EXECUTED,
  OPT_FINDING_SETTINGS,
  OPT_FINDING_DISABLED_NODE,
} OptFindingKind;

/**
 * OptFindingTheme:
 * @OPT_FINDING_THEME_NODE: what one node does
 * @OPT_FINDING_THEME_SCAN: how rows are found
 * @OPT_FINDING_THEME_JOIN: how they are joined
 * @OPT_FINDING_THEME_ESTIMATE: how many rows the planner expected
 * @OPT_FINDING_THEME_MEMORY: what did not fit into work_mem
 * @OPT_FINDING_THEME_IO: blocks and their reading
 * @OPT_FINDING_THEME_PARALLEL: workers
 * @OPT_FINDING_THEME_STATEMENT: what concerns the statement as a whole
 *
 * What a kind of finding is about.
 */
typedef enum
{
  OPT_FINDING_THEME_NODE,
  OPT_FINDING_THEME_SCAN,
  OPT_FINDING_THEME_JOIN,
  OPT_FINDING_THEME_ESTIMATE,
  OPT_FINDING_THEME_MEMORY,
  OPT_FINDING_THEME_IO,
  OPT_FINDING_THEME_PARALLEL,
  OPT_FINDING_THEME_STATEMENT,
} OptFindingTheme;

/**
 * OptFindingSeverity:
 * @OPT_FINDING_SEVERITY_WARNING: it explains a good part of the time, or of the estimated cost
 * @OPT_FINDING_SEVERITY_NOTE: it is good to know; no time is known that it explains
 *
 * Whether a finding has a time.
 */
typedef enum
{
  OPT_FINDING_SEVERITY_WARNING,
  OPT_FINDING_SEVERITY_NOTE,
} OptFindingSeverity;

/**
 * OptFindingWords:
 * @title: (transfer full): one line
 * @seen: (transfer full): the numbers that show it
 * @why: (transfer none): why it matters
 * @advice: (transfer full): what to do
 * @caveat: (transfer none): what would make the finding wrong
 * @columns: (transfer full) (nullable): the columns or expressions of the node's relation that it
 *   is about, as SQL: for whoever can look them up on the server
 * @checked: whether the server's catalogs were asked about it
 * @constraint: (transfer none) (nullable): the constraint that it is about
 * @remedy: (transfer full) (nullable): what whoever puts it to the test is handed
 *
 * What a finding says.
 */
typedef struct
{
  char *title;
  char *seen;
  const char *why;
  char *advice;
  const char *caveat;
  char **columns;
  gboolean checked;
  const char *constraint;
  OptFindingRemedy *remedy;
} OptFindingWords;

void opt_finding_words_clear (OptFindingWords *words);

/**
 * OptFinding:
 *
 * Something in a plan that costs time, with the numbers that show it; or a note on it, which
 * explains no time. Immutable.
 */
#define OPT_TYPE_FINDING (opt_finding_get_type ())
G_DECLARE_FINAL_TYPE (OptFinding, opt_finding, OPT, FINDING, GObject)

const char *opt_finding_kind_get_nick (OptFindingKind kind);
OptFindingTheme opt_finding_kind_get_theme (OptFindingKind kind);
const char *opt_finding_theme_get_nick (OptFindingTheme theme);
const char *opt_finding_theme_get_title (OptFindingTheme theme);

OptFinding *opt_finding_new (OptFindingKind kind,
                             OptFindingSeverity severity,
                             OptPlanNode *node,
                             double explained_ms,
                             double share,
                             OptFindingWords *words);

OptFindingKind opt_finding_get_kind (OptFinding *self);
OptFindingSeverity opt_finding_get_severity (OptFinding *self);
OptPlanNode *opt_finding_get_node (OptFinding *self);
double opt_finding_get_explained_ms (OptFinding *self);
double opt_finding_get_share (OptFinding *self);
const char *opt_finding_get_title (OptFinding *self);
const char *opt_finding_get_seen (OptFinding *self);
const char *opt_finding_get_why (OptFinding *self);
const char *opt_finding_get_advice (OptFinding *self);
const char *opt_finding_get_caveat (OptFinding *self);
const char *const *opt_finding_get_columns (OptFinding *self);
gboolean opt_finding_is_checked (OptFinding *self);
const char *opt_finding_get_constraint (OptFinding *self);
const OptFindingRemedy *opt_finding_get_remedy (OptFinding *self);

/* Private to the folder: while nobody else has seen it yet. */
void opt_finding_take_remedy (OptFinding *self, OptFindingRemedy *remedy);

G_END_DECLS
