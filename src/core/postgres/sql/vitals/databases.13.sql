SELECT /* optischema */
       datname::text AS name,
       xact_commit::float8 AS commits, xact_rollback::float8 AS rollbacks,
       blks_read::float8 AS blocks_read, blks_hit::float8 AS blocks_hit,
       tup_returned::float8 AS rows_returned, tup_fetched::float8 AS rows_fetched,
       tup_inserted::float8 AS rows_inserted, tup_updated::float8 AS rows_updated,
       tup_deleted::float8 AS rows_deleted,
       temp_files::float8 AS temp_files, temp_bytes::float8 AS temp_bytes,
       deadlocks::float8 AS deadlocks, conflicts::float8 AS conflicts,
       checksum_failures::float8 AS checksum_failures,
       coalesce((extract(epoch FROM stats_reset) * 1000000)::bigint, 0) AS stats_reset
  FROM pg_stat_database
 WHERE datname IS NOT NULL
