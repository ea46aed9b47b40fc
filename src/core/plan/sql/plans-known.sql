-- Whether one of that shape was there.
SELECT 1
  FROM plans
 WHERE server = ?1 AND database = ?2 AND statement = ?3 AND place = ?4 AND bound = ?5 AND digest = ?6
 LIMIT 1
