INSERT INTO places (server, host, port, database, seen)
VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (server, host, port, database)
    DO UPDATE SET seen = excluded.seen
