/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "opt-trial-setting.h"

/* What any session may change and what decides how a statement is planned, which memory it gets and
 * whether it is compiled; those of maintenance decide how an index is built. By the manual of
 * PostgreSQL 18, "Query Planning", "Resource Consumption" and "Developer Options". What changes the
 * meaning of a statement, as search_path or datestyle do, or what comes after it, as
 * synchronous_commit does, is not among them: a trial commits nothing. */
static const char *const settings[] = {
  "constraint_exclusion",
  "cpu_index_tuple_cost",
  "cpu_operator_cost",
  "cpu_tuple_cost",
  "cursor_tuple_fraction",
  "default_statistics_target",
  "effective_cache_size",
  "effective_io_concurrency",
  "from_collapse_limit",
  "geqo",
  "geqo_effort",
  "geqo_generations",
  "geqo_pool_size",
  "geqo_seed",
  "geqo_selection_bias",
  "geqo_threshold",
  "hash_mem_multiplier",
  "io_combine_limit",
  "jit",
  "jit_above_cost",
  "jit_expressions",
  "jit_inline_above_cost",
  "jit_optimize_above_cost",
  "jit_tuple_deforming",
  "join_collapse_limit",
  "maintenance_io_concurrency",
  "maintenance_work_mem",
  "max_parallel_maintenance_workers",
  "max_parallel_workers",
  "max_parallel_workers_per_gather",
  "min_parallel_index_scan_size",
  "min_parallel_table_scan_size",
  "parallel_leader_participation",
  "parallel_setup_cost",
  "parallel_tuple_cost",
  "plan_cache_mode",
  "random_page_cost",
  "recursive_worktable_factor",
  "seq_page_cost",
  "temp_buffers",
  "work_mem",
  NULL,
};

/**
 * opt_trial_setting_can_be_tried:
 * @name: a setting's name, in lower case
 *
 * Returns: whether it is one of the planner, of memory or of JIT that any session may change; each
 *   version knows some of them, and each has more that begin with enable_
 */
gboolean
opt_trial_setting_can_be_tried (const char *name)
{
  g_return_val_if_fail (name != NULL, FALSE);

  return g_str_has_prefix (name, "enable_") || g_strv_contains (settings, name);
}

/**
 * opt_trial_setting_is_of_maintenance:
 * @name: a setting's name, in lower case
 *
 * Returns: whether it is for building an index and the like, and decides nothing of how a statement
 *   is planned or run
 */
gboolean
opt_trial_setting_is_of_maintenance (const char *name)
{
  static const char *const names[] = {
    "maintenance_io_concurrency",
    "maintenance_work_mem",
    "max_parallel_maintenance_workers",
    NULL,
  };

  g_return_val_if_fail (name != NULL, FALSE);

  return g_strv_contains (names, name);
}
