SELECT id, time, change_id, event, server_id, server_name, database_name, user_name, kind, title,
       sql, undo_sql, redacted, recommendation_id, detail, writer, prev_hash, hash
  FROM entries
 ORDER BY id
