-- The plans of a statement that are from a log, in their order.
SELECT id, digest, first_seen, last_seen
  FROM plans
 WHERE server = ?1 AND database = ?2 AND statement = ?3 AND place = ?4 AND bound = ?5
 ORDER BY first_seen, id
