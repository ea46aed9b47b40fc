SELECT server, rule, item, fired, since, cleared, title, page, unit, threshold, value, told, worst, below, silenced
  FROM alerts
 WHERE (?1 IS NULL OR server = ?1) AND (?2 = 0 OR cleared = 0)
 ORDER BY cleared = 0 DESC, fired DESC
 LIMIT ?3
