/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "opt-finding.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *nick;
  OptFindingTheme theme;
} kinds[] = {
  [OPT_FINDING_SLOW_NODE] = { "slow-node", OPT_FINDING_THEME_NODE },
  [OPT_FINDING_HIGH_COST_NODE] = { "high-cost-node", OPT_FINDING_THEME_NODE },
  [OPT_FINDING_SEQ_SCAN] = { "seq-scan", OPT_FINDING_THEME_SCAN },
  [OPT_FINDING_MULTI_COLUMN_INDEX] = { "multi-column-index", OPT_FINDING_THEME_SCAN },
  [OPT_FINDING_FUNCTION_ON_COLUMN] = { "function-on-column", OPT_FINDING_THEME_SCAN },
  [OPT_FINDING_INEFFICIENT_INDEX] = { "inefficient-index", OPT_FINDING_THEME_SCAN },
  [OPT_FINDING_LIMIT_ORDER] = { "limit-order", OPT_FINDING_THEME_SCAN },
  [OPT_FINDING_ROWS_REMOVED_BY_FILTER] = { "rows-removed-by-filter", OPT_FINDING_THEME_SCAN },
  [OPT_FINDING_ROWS_REMOVED_BY_RECHECK] = { "rows-removed-by-recheck", OPT_FINDING_THEME_SCAN },
  [OPT_FINDING_HEAP_FETCHES] = { "heap-fetches", OPT_FINDING_THEME_SCAN },
  [OPT_FINDING_PARTITIONS] = { "partitions", OPT_FINDING_THEME_SCAN },
  [OPT_FINDING_ROWS_REMOVED_BY_JOIN_FILTER]
  = { "rows-removed-by-join-filter", OPT_FINDING_THEME_JOIN },
  [OPT_FINDING_NESTED_LOOP] = { "nested-loop", OPT_FINDING_THEME_JOIN },
  [OPT_FINDING_MEMOIZE] = { "memoize", OPT_FINDING_THEME_JOIN },
  [OPT_FINDING_MISESTIMATE] = { "misestimate", OPT_FINDING_THEME_ESTIMATE },
  [OPT_FINDING_CORRELATED_COLUMNS] = { "correlated-columns", OPT_FINDING_THEME_ESTIMATE },
  [OPT_FINDING_STALE_STATISTICS] = { "stale-statistics", OPT_FINDING_THEME_ESTIMATE },
  [OPT_FINDING_GENERIC_PLAN] = { "generic-plan", OPT_FINDING_THEME_ESTIMATE },
  [OPT_FINDING_SORT_SPILL] = { "sort-spill", OPT_FINDING_THEME_MEMORY },
  [OPT_FINDING_HASH_BATCHES] = { "hash-batches", OPT_FINDING_THEME_MEMORY },
  [OPT_FINDING_HASH_AGGREGATE_SPILL] = { "hash-aggregate-spill", OPT_FINDING_THEME_MEMORY },
  [OPT_FINDING_TEMPORARY_FILES] = { "temporary-files", OPT_FINDING_THEME_MEMORY },
  [OPT_FINDING_LOSSY_BITMAP] = { "lossy-bitmap", OPT_FINDING_THEME_MEMORY },
  [OPT_FINDING_SLOW_IO] = { "slow-io", OPT_FINDING_THEME_IO },
  [OPT_FINDING_COLD_CACHE] = { "cold-cache", OPT_FINDING_THEME_IO },
  [OPT_FINDING_BUFFERS_PER_ROW] = { "buffers-per-row", OPT_FINDING_THEME_IO },
  [OPT_FINDING_WORKERS] = { "workers", OPT_FINDING_THEME_PARALLEL },
  [OPT_FINDING_UNEVEN_WORKERS] = { "uneven-workers", OPT_FINDING_THEME_PARALLEL },
  [OPT_FINDING_JIT] = { "jit", OPT_FINDING_THEME_STATEMENT },
  [OPT_FINDING_PLANNING] = { "planning", OPT_FINDING_THEME_STATEMENT },
  [OPT_FINDING_TRIGGER] = { "trigger", OPT_FINDING_THEME_STATEMENT },
  [OPT_FINDING_FOREIGN_KEY] = { "foreign-key", OPT_FINDING_THEME_STATEMENT },
  [OPT_FINDING_LARGE_OFFSET] = { "large-offset", OPT_FINDING_THEME_STATEMENT },
  [OPT_FINDING_LARGE_RESULT] = { "large-result", OPT_FINDING_THEME_STATEMENT },
  [OPT_FINDING_NEVER_EXECUTED] = { "never-executed", OPT_FINDING_THEME_STATEMENT },
  [OPT_FINDING_SETTINGS] = { "settings", OPT_FINDING_THEME_STATEMENT },
  [OPT_FINDING_DISABLED_NODE] = { "disabled-node", OPT_FINDING_THEME_STATEMENT },
};

static const struct
{
  const char *nick;
  const char *title;
} themes[] = {
  [OPT_FINDING_THEME_NODE] = { "node", N_ ("Node") },
  [OPT_FINDING_THEME_SCAN] = { "scan", N_ ("Scan") },
  [OPT_FINDING_THEME_JOIN] = { "join", N_ ("Join") },
  [OPT_FINDING_THEME_ESTIMATE] = { "estimate", N_ ("Estimate") },
  [OPT_FINDING_THEME_MEMORY] = { "memory", N_ ("Memory") },
  [OPT_FINDING_THEME_IO] = { "io", N_ ("I/O") },
  [OPT_FINDING_THEME_PARALLEL] = { "parallel", N_ ("Parallel") },
  [OPT_FINDING_THEME_STATEMENT] = { "statement", N_ ("Statement") },
};

/**
 * opt_finding_kind_get_nick:
 * @kind: a kind
 *
 * Returns: its name in JSON: "seq-scan"
 */
const char *
opt_finding_kind_get_nick (OptFindingKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), NULL);

  return kinds[kind].nick;
}

/**
 * opt_finding_kind_get_theme:
 * @kind: a kind
 *
 * Returns: what it is about
 */
OptFindingTheme
opt_finding_kind_get_theme (OptFindingKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), OPT_FINDING_THEME_STATEMENT);

  return kinds[kind].theme;
}

/**
 * opt_finding_theme_get_nick:
 * @theme: a theme
 *
 * Returns: its name in JSON: "memory"
 */
const char *
opt_finding_theme_get_nick (OptFindingTheme theme)
{
  g_return_val_if_fail ((guint) theme < G_N_ELEMENTS (themes), NULL);

  return themes[theme].nick;
}

/**
 * opt_finding_theme_get_title:
 * @theme: a theme
 *
 * Returns: its name for people, translated
 */
const char *
opt_finding_theme_get_title (OptFindingTheme theme)
{
  g_return_val_if_fail ((guint) theme < G_N_ELEMENTS (themes), NULL);

  return _ (themes[theme].title);
}
