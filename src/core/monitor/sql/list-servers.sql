SELECT id, server_id
  FROM servers
