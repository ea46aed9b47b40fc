SELECT queryid, data, first_seen, last_seen, n_seen
  FROM samples
 WHERE server = ?1 AND database = ?2
   AND (?3 IS NULL OR shape = ?3)
   AND (?4 IS NULL OR queryid = ?4)
 ORDER BY n_seen DESC, last_seen DESC, digest
