SELECT /* optischema */
       archived_count::float8 AS archived, failed_count::float8 AS failed,
       coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false)::int::float8 AS failing,
       (extract(epoch FROM clock_timestamp() - last_archived_time) * 1000)::float8 AS archived_age_ms,
       last_failed_wal AS failed_file,
       coalesce((extract(epoch FROM stats_reset) * 1000000)::bigint, 0) AS stats_reset
  FROM pg_stat_archiver
 WHERE current_setting('archive_mode') <> 'off'
