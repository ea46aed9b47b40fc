-- "+" keeps SQLite from sorting all that ended then: the index by length has them in order.
SELECT id, started, ended, open, longest, blocked, depth, object,
       (SELECT count(*) FROM chains WHERE server = ?1 AND ended > ?2 AND started <= ?3) AS n
  FROM chains
 WHERE server = ?1 AND +ended > ?2 AND started <= ?3
 ORDER BY longest DESC, id
 LIMIT ?4
