SELECT id
  FROM servers
 WHERE server_id = ?1
