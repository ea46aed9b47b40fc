SELECT userid, dbid, queryid, toplevel, fingerprint, system, text
  FROM statements
 WHERE server_id = ?1
