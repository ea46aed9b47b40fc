INSERT INTO statements (server, userid, dbid, queryid, toplevel, seen, first_after, first_until)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
    ON CONFLICT (server, userid, dbid, queryid, toplevel) DO UPDATE SET seen = max(seen, excluded.seen)
RETURNING id
