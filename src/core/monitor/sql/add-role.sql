INSERT INTO roles (server, oid, name)
VALUES (?1, ?2, ?3)
    ON CONFLICT (server, oid) DO UPDATE SET name = excluded.name
 WHERE name <> excluded.name
