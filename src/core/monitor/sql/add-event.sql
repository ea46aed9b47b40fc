INSERT INTO events (server, time, kind, dbid, text)
VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (server, time, kind, dbid, text) DO NOTHING
