SELECT s.id, s.system, t.body
  FROM statements s
  LEFT JOIN texts t ON t.id = s.text
 WHERE s.server = ?1 AND s.userid = ?2 AND s.dbid = ?3 AND s.queryid = ?4 AND s.toplevel = ?5
