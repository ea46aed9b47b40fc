SELECT time, kind, text
  FROM events
 WHERE server = ?1 AND time > ?2 AND time <= ?3 AND (?4 = 0 OR dbid IN (0, ?4))
 ORDER BY time
