WITH /* optischema */ here AS MATERIALIZED (
  SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn)
SELECT concat_ws(' ', coalesce(nullif(r.application_name, ''), 'walsender'), host(r.client_addr)) AS name,
       r.state, r.sync_state,
       greatest(pg_wal_lsn_diff(here.lsn, r.sent_lsn), 0)::float8 AS send_lag_bytes,
       greatest(pg_wal_lsn_diff(here.lsn, r.replay_lsn), 0)::float8 AS replay_lag_bytes,
       CASE WHEN r.replay_lsn >= here.lsn THEN 0
            ELSE (extract(epoch FROM r.replay_lag) * 1000)::float8 END AS replay_lag_ms,
       r.state IS NULL AS denied
  FROM pg_stat_replication r, here
 WHERE r.state IS DISTINCT FROM 'backup'
 ORDER BY r.backend_start, r.pid
