SELECT s.id, s.system, t.body, r.name AS role
  FROM statements s
  LEFT JOIN texts t ON t.id = s.text
  LEFT JOIN roles r ON r.server = s.server AND r.oid = s.userid
 WHERE s.server = ?1 AND s.userid = ?2 AND s.dbid = ?3 AND s.queryid = ?4 AND s.toplevel = ?5
