SELECT s.userid, s.dbid, s.queryid, s.toplevel, s.fingerprint, s.system, t.body
  FROM statements s
  JOIN texts t ON t.id = s.text
 WHERE s.server = ?1
