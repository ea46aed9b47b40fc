INSERT INTO chains (id, server, pid, backend_start, started, ended, open, longest, blocked, depth, object)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
    ON CONFLICT (id)
    DO UPDATE SET started = min(started, excluded.started), ended = max(ended, excluded.ended), open = excluded.open,
                  longest = max(longest, excluded.longest), blocked = max(blocked, excluded.blocked),
                  depth = max(depth, excluded.depth)
RETURNING id
