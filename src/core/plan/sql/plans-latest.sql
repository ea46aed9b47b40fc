-- The last that was noted: by its time one would stay the last that was noted before the clock was set back.
SELECT id, digest
  FROM plans
 WHERE server = ?1 AND database = ?2 AND statement = ?3 AND place = ?4 AND bound = ?5
 ORDER BY id DESC
 LIMIT 1
