SELECT /* optischema */
       buffers_clean::float8 AS buffers_cleaned, maxwritten_clean::float8 AS stopped,
       buffers_alloc::float8 AS buffers_allocated,
       NULL::float8 AS buffers_by_backends,
       coalesce((extract(epoch FROM stats_reset) * 1000000)::bigint, 0) AS stats_reset
  FROM pg_stat_bgwriter
