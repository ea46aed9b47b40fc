SELECT /* optischema */
       wal_records::float8 AS records, wal_fpi::float8 AS full_pages,
       wal_bytes::float8 AS bytes, wal_buffers_full::float8 AS buffers_full,
       coalesce((extract(epoch FROM stats_reset) * 1000000)::bigint, 0) AS stats_reset
  FROM pg_stat_wal
