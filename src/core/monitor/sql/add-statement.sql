INSERT INTO statements (server_id, userid, dbid, queryid, toplevel, fingerprint, system, text, seen)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (server_id, userid, dbid, queryid, toplevel) DO UPDATE SET seen = excluded.seen
