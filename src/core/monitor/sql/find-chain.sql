SELECT id
  FROM chains
 WHERE server = ?1 AND pid = ?2 AND backend_start = ?3 AND started <= ?5 AND ended >= ?4
 ORDER BY id DESC
 LIMIT 1
