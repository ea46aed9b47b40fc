DELETE FROM events
 WHERE server = ?1 AND time <= ?2
