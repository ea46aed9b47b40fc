SELECT /* optischema */
       checkpoints_timed::float8 AS timed, checkpoints_req::float8 AS requested,
       buffers_checkpoint::float8 AS buffers,
       checkpoint_write_time::float8 AS write_ms, checkpoint_sync_time::float8 AS sync_ms,
       coalesce((extract(epoch FROM stats_reset) * 1000000)::bigint, 0) AS stats_reset
  FROM pg_stat_bgwriter
