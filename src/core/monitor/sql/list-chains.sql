SELECT id, started, ended, open, longest, blocked, depth, object, count(*) OVER () AS n
  FROM chains
 WHERE server = ?1 AND ended > ?2 AND started <= ?3
 ORDER BY longest DESC, id
 LIMIT ?4
