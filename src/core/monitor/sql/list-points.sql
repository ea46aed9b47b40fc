SELECT ended, mean, peak, observed
  FROM points
 WHERE series = ?1 AND step = ?2 AND ended > ?3 AND ended <= ?4
