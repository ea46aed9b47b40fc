SELECT name, setting
FROM pg_catalog.pg_settings
WHERE name ~ '^(enable_|geqo|jit_.*_cost$|cpu_)'
   OR name IN ('seq_page_cost', 'random_page_cost', 'parallel_setup_cost', 'parallel_tuple_cost',
               'min_parallel_table_scan_size', 'min_parallel_index_scan_size',
               'effective_cache_size', 'effective_io_concurrency', 'work_mem',
               'hash_mem_multiplier', 'max_parallel_workers_per_gather',
               'parallel_leader_participation', 'jit', 'join_collapse_limit',
               'from_collapse_limit', 'cursor_tuple_fraction', 'constraint_exclusion',
               'plan_cache_mode', 'default_statistics_target', 'recursive_worktable_factor',
               'TimeZone')
ORDER BY name
