SELECT ended
  FROM intervals
 WHERE server = ?1 AND step = ?2 AND started < ?3
   AND ended = (SELECT min(ended) FROM intervals WHERE server = ?1 AND step = ?2 AND ended > ?3)
