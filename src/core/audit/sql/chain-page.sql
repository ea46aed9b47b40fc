-- Texts as bytes: SQLite's may go on behind a zero, which C would not see.
SELECT id,
       time,
       CAST(change_id AS BLOB) AS change_id,
       CAST(event AS BLOB) AS event,
       CAST(server_id AS BLOB) AS server_id,
       CAST(server_name AS BLOB) AS server_name,
       CAST(database_name AS BLOB) AS database_name,
       CAST(user_name AS BLOB) AS user_name,
       CAST(kind AS BLOB) AS kind,
       CAST(title AS BLOB) AS title,
       CAST(sql AS BLOB) AS sql,
       CAST(undo_sql AS BLOB) AS undo_sql,
       redacted,
       CAST(recommendation_id AS BLOB) AS recommendation_id,
       CAST(detail AS BLOB) AS detail,
       CAST(writer AS BLOB) AS writer,
       prev_hash,
       hash
  FROM entries
 WHERE id > ?1
 ORDER BY id
 LIMIT 500
