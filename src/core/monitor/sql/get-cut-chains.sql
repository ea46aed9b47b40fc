SELECT coalesce(sum(n), 0) AS n
  FROM chains_cut
 WHERE server = ?1 AND day >= ?2 AND day <= ?3
