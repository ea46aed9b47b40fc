INSERT INTO entries (time, change_id, event, server_id, server_name, database_name, user_name, kind,
                     title, sql, undo_sql, redacted, recommendation_id, detail, writer,
                     id, prev_hash, hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
