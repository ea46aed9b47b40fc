WITH /* optischema */ here AS MATERIALIZED (
  SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn)
SELECT s.slot_name::text AS name, s.slot_type AS type, s.wal_status AS status,
       s.active::int::float8 AS active,
       coalesce(s.wal_status = 'lost', false)::int::float8 AS lost,
       greatest(pg_wal_lsn_diff(here.lsn, s.restart_lsn), 0)::float8 AS retained_bytes,
       s.safe_wal_size::float8 AS safe_bytes
  FROM pg_replication_slots s, here
 ORDER BY s.slot_name
