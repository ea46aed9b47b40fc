SELECT id
  FROM snapshots
 WHERE server_id = ?1 AND time >= ?2 AND time <= ?3
 ORDER BY time
