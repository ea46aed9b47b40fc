SELECT /* optischema */
       userid, dbid, queryid, toplevel, stats_since,
       calls, total_exec_time, min_exec_time, max_exec_time, stddev_exec_time,
       rows,
       shared_blks_hit, shared_blks_read, shared_blks_dirtied, shared_blks_written,
       local_blks_hit, local_blks_read, local_blks_dirtied, local_blks_written,
       temp_blks_read, temp_blks_written,
       shared_blk_read_time, shared_blk_write_time, local_blk_read_time, local_blk_write_time,
       temp_blk_read_time, temp_blk_write_time,
       plans, total_plan_time,
       wal_records, wal_fpi, wal_bytes::bigint AS wal_bytes,
       jit_functions,
       jit_generation_time + jit_inlining_time + jit_optimization_time + jit_emission_time AS jit_time,
       wal_buffers_full, parallel_workers_to_launch, parallel_workers_launched,
       generic_plan_calls, custom_plan_calls
  FROM {schema}.pg_stat_statements(false)
