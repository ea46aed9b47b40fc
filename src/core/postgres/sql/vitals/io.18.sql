SELECT /* optischema */
       backend_type || ', ' || object || ', ' || context AS name,
       coalesce(reads, 0)::float8 AS reads, coalesce(read_bytes, 0)::float8 AS read_bytes,
       coalesce(writes, 0)::float8 AS writes, coalesce(write_bytes, 0)::float8 AS write_bytes,
       coalesce(extends, 0)::float8 AS extends, coalesce(extend_bytes, 0)::float8 AS extend_bytes,
       coalesce(hits, 0)::float8 AS hits, coalesce(evictions, 0)::float8 AS evictions,
       coalesce(fsyncs, 0)::float8 AS fsyncs,
       coalesce(read_time, 0)::float8 AS read_ms, coalesce(write_time, 0)::float8 AS write_ms,
       coalesce((extract(epoch FROM stats_reset) * 1000000)::bigint, 0) AS stats_reset
  FROM pg_stat_io
