DELETE FROM samples
 WHERE server = ?1
   AND (?2 IS NULL OR database = ?2)
   AND (?3 IS NULL OR queryid = ?3)
