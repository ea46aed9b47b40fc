SELECT /* optischema */
       (num_timed + restartpoints_timed)::float8 AS timed,
       (num_requested + restartpoints_req)::float8 AS requested,
       buffers_written::float8 AS buffers,
       write_time::float8 AS write_ms, sync_time::float8 AS sync_ms,
       coalesce((extract(epoch FROM stats_reset) * 1000000)::bigint, 0) AS stats_reset
  FROM pg_stat_checkpointer
