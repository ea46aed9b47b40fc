SELECT id, dbid, name, item
  FROM series
 WHERE server = ?1 AND (?2 = 0 OR dbid IN (0, ?2))
 ORDER BY id
