SELECT id, time, change_id, event, server_id, server_name, database_name, user_name, kind, title,
       sql, undo_sql, redacted, recommendation_id, detail, writer, prev_hash, hash
  FROM entries
 WHERE change_id IN (SELECT change_id FROM entries WHERE server_id = ?1)
 ORDER BY id
