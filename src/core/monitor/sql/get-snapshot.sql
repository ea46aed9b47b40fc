SELECT time, start_time, stats_reset, dealloc, counters
  FROM snapshots
 WHERE id = ?1
