SELECT id, digest
  FROM plans
 WHERE server = ?1 AND database = ?2 AND statement = ?3 AND place = ?4 AND bound = ?5
 ORDER BY last_seen DESC, id DESC
 LIMIT 1
