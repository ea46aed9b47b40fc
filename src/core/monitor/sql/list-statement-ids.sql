SELECT id, userid, dbid, queryid, toplevel, text IS NOT NULL AS known, fingerprint, system
  FROM statements
 WHERE server = ?1
