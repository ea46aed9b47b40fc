SELECT v.id, v.server_id, p.host, p.port, p.database, p.seen
  FROM servers v
  LEFT JOIN places p ON p.server = v.id
 ORDER BY p.seen DESC, v.id DESC
