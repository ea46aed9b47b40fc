SELECT s.item, p.ended, p.mean
  FROM series s
  JOIN points p ON p.series = s.id AND p.step = ?3 AND p.ended > ?4
 WHERE s.server = ?1 AND s.name = ?2 AND s.dbid IN (0, ?5)
 ORDER BY p.ended, s.item
