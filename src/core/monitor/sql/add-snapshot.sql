INSERT INTO snapshots (server_id, time, start_time, stats_reset, dealloc, counters)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (server_id, time) DO NOTHING
