SELECT min(ended) AS ended
  FROM intervals
 WHERE server = ?1 AND step = ?2 AND ended > ?3
