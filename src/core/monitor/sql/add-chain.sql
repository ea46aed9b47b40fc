INSERT INTO chains (server, pid, backend_start, started, ended, open, longest, blocked, depth, object)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
RETURNING id
