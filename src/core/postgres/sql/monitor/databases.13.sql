SELECT /* optischema */
       datid, datname, numbackends, xact_commit, xact_rollback, blks_read, blks_hit,
       tup_returned, tup_fetched, tup_inserted, tup_updated, tup_deleted,
       temp_files, temp_bytes, deadlocks, blk_read_time, blk_write_time,
       (extract(epoch FROM stats_reset) * 1000000)::bigint AS stats_reset
  FROM pg_stat_database
 WHERE datname IS NOT NULL
