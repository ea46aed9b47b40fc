INSERT INTO series (server, dbid, name, item)
VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (server, dbid, name, item) DO UPDATE SET name = name
RETURNING id
