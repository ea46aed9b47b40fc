SELECT id, place, bound, digest, first_seen, last_seen, n_seen, total_cost, total_ms, data
  FROM plans
 WHERE server = ?1 AND database = ?2 AND statement = ?3
 ORDER BY first_seen DESC, id DESC
