SELECT /* optischema */
       (extract(epoch FROM clock_timestamp() - c.checkpoint_time) * 1000)::float8 AS age_ms,
       greatest(pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                                     ELSE pg_current_wal_lsn() END, c.redo_lsn), 0)::float8 AS distance
  FROM pg_control_checkpoint() c
