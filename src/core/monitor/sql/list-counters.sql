SELECT ended, statements
  FROM intervals
 WHERE server = ?1 AND step = ?2 AND ended > ?3 AND ended <= ?4
 ORDER BY ended
